//! Signed notes: text with signatures of named keys, as C2SP signed-note 1.0.0 writes them.
//!
//! The one signature type that can sign and verify today is Ed25519 (0x01). The timestamped
//! cosignatures 0x04 and 0x06 are unknown signatures here: kept, shown, never counted.

mod key;
mod note_text;
mod open;

pub use key::{KeyError, Signer, Verifier, Vkey};
pub use note_text::{NOTE_BYTES_MAX, Note, NoteError, SIGNATURES_MAX, Signature};
pub use open::{OpenedNote, open};
