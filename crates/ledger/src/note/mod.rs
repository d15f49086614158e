//! Signed notes: text with signatures of named keys, as C2SP signed-note 1.0.0 writes them.
//!
//! Three signature types sign and verify: Ed25519 (0x01), and the timestamped cosignatures in
//! Ed25519 (0x04) and ML-DSA-44 (0x06). All others are unknown signatures: kept, shown, never
//! counted.

mod cosignature;
mod note_text;
mod open;
mod signer;
mod verifier;
mod vkey;

pub use cosignature::TIME_UNIX_S_MAX;
pub use note_text::{NOTE_BYTES_MAX, Note, NoteError, SIGNATURES_MAX, Signature};
pub use open::{OpenedNote, check_signatures, open};
pub use signer::{Cosigner, Signer};
pub use verifier::Verifier;
pub use vkey::{COSIGNATURE_ED25519, COSIGNATURE_ML_DSA_44, ED25519, KeyError, Vkey};
