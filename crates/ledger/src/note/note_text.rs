//! The text form of a note: read strictly, written in one way.

use super::signer::Signer;
use super::verifier::Verifier;
use super::vkey::is_name;
use crate::text::{read_base64_leniently, show_base64};
use std::fmt;

/// Most signatures on one note. Source: INTEGRITY handbook section 1 (C2SP asks for at least 16).
pub const SIGNATURES_MAX: usize = 100;

/// Longest note that is read, bytes. 100 post-quantum signatures fit.
/// Source: assumed, as the proof cap of the INTEGRITY handbook, threat T19.
pub const NOTE_BYTES_MAX: usize = 1 << 20;

/// What a signature line looks like.
const SIGNATURE_LINE: &str = "`— <key name> <base64 of key ID and signature>`";

/// Bytes of the key ID in front of each signature.
const ID_BYTES: usize = 4;

/// Why a note is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The bytes are no note.
    #[error("note, line {line}: {expected} is expected")]
    Malformed {
        /// Line, from 1; 0 for the note as a whole.
        line: usize,
        /// What would be right.
        expected: &'static str,
    },
    /// Two of the verifiers given have the name and ID of one signature.
    #[error("signature by `{name}` ({id:08x}): one verifier of this name and ID is expected, two were given")]
    Ambiguous {
        /// Key name.
        name: String,
        /// Key ID.
        id: u32,
    },
    /// A signature that claims to be by a known key is not.
    #[error("signature by `{name}` ({id:08x}) is wrong: the whole note is refused")]
    WrongSignature {
        /// Key name.
        name: String,
        /// Key ID.
        id: u32,
    },
    /// No known key has signed.
    #[error("note without a signature by a known key: at least one is expected")]
    Unsigned,
    /// The secret key could not sign: ML-DSA gave up, which chance alone never brings about.
    #[error("the key could not sign this text; a damaged key is the likeliest cause")]
    NotSigned,
}

/// One signature line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signature {
    /// Name of the key that it claims to be by.
    pub name: String,
    /// ID of that key.
    pub id: u32,
    /// What the signature type defines, without the key ID.
    pub bytes: Vec<u8>,
}

impl Signature {
    /// Puts a key's name and ID to its signature.
    pub(super) fn by(key: &Verifier, bytes: Vec<u8>) -> Self {
        Self { name: key.name().to_owned(), id: key.id(), bytes }
    }

    /// Reads one signature line without its newline; checks nothing but its form.
    ///
    /// # Errors
    /// [`NoteError::Malformed`].
    pub fn read(line: &str) -> Result<Self, NoteError> {
        read_signature(line).ok_or(NoteError::Malformed { line: 1, expected: SIGNATURE_LINE })
    }
}

/// A note whose signatures have not been checked: believe nothing in it but its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub(super) text: String,
    pub(super) signatures: Vec<Signature>,
}

impl Note {
    /// Signs a text that ends in a newline, with all signers in their order.
    ///
    /// # Errors
    /// [`NoteError::Malformed`] when the text cannot stand in a note or there is no signer.
    pub fn sign(text: &str, signers: &[&Signer]) -> Result<Self, NoteError> {
        check_characters(text)?;
        if !text.ends_with('\n') {
            return Err(NoteError::Malformed { line: 0, expected: "a text that ends in a newline" });
        }
        check_count(signers.len())?;
        let signatures = signers.iter().map(|signer| signer.sign(text)).collect::<Result<_, _>>()?;
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// Reads the form of a note; checks no signature.
    ///
    /// # Errors
    /// [`NoteError::Malformed`].
    pub fn read(bytes: &[u8]) -> Result<Self, NoteError> {
        let whole = |expected| NoteError::Malformed { line: 0, expected };
        if bytes.len() > NOTE_BYTES_MAX {
            return Err(whole("a note of at most 1 MiB"));
        }
        let note = str::from_utf8(bytes).map_err(|_| whole("UTF-8"))?;
        check_characters(note)?;
        let blank = note.rfind("\n\n").ok_or(whole("a blank line before the signatures"))?;
        let (text, lines) = note.split_at_checked(blank + 1).ok_or(whole("a text"))?;
        let lines = lines.strip_prefix('\n').and_then(|lines| lines.strip_suffix('\n'));
        let lines = lines.ok_or(whole("a newline after the last signature"))?;
        check_count(lines.split('\n').count())?;
        let first_line = text.matches('\n').count() + 2;
        let signatures = lines
            .split('\n')
            .enumerate()
            .map(|(at, line)| read_signature(line).ok_or(NoteError::Malformed { line: first_line + at, expected: SIGNATURE_LINE }));
        let signatures = signatures.collect::<Result<_, _>>()?;
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// Whether these are the bytes that [`Note`] itself would write: no other base64 of the same
    /// signatures. Our own stored notes must be canonical; foreign ones need not.
    pub fn is_canonical(bytes: &[u8]) -> bool {
        Self::read(bytes).is_ok_and(|note| note.to_string().as_bytes() == bytes)
    }

    /// The same text with other signatures. Of two by one key the later in the list stays:
    /// a cosigner's newer word replaces its older one.
    ///
    /// # Errors
    /// [`NoteError::Malformed`] when none or more than [`SIGNATURES_MAX`] are left.
    pub fn with_signatures(&self, signatures: impl IntoIterator<Item = Signature>) -> Result<Self, NoteError> {
        let mut kept: Vec<Signature> = Vec::new();
        for signature in signatures {
            match kept.iter_mut().find(|seen| (&seen.name, seen.id) == (&signature.name, signature.id)) {
                Some(seen) => *seen = signature,
                None => kept.push(signature),
            }
        }
        check_count(kept.len())?;
        Ok(Self { text: self.text.clone(), signatures: kept })
    }

    /// The text, which nobody may have signed.
    pub fn unverified_text(&self) -> &str {
        &self.text
    }

    /// All signatures as they stand, unchecked.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }
}

/// The note as stored and sent.
impl fmt::Display for Note {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(out, "{signature}"))
    }
}

/// The signature line without its newline.
impl fmt::Display for Signature {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.id.to_be_bytes(), self.bytes.as_slice()].concat();
        write!(out, "— {} {}", self.name, show_base64(&bytes))
    }
}

fn read_signature(line: &str) -> Option<Signature> {
    let (name, base64) = line.strip_prefix("— ")?.split_once(' ')?;
    let bytes = read_base64_leniently(base64)?;
    let (id, signature) = bytes.split_first_chunk::<ID_BYTES>()?;
    let whole = is_name(name) && !signature.is_empty();
    whole.then(|| Signature { name: name.to_owned(), id: u32::from_be_bytes(*id), bytes: signature.to_vec() })
}

/// No ASCII control character but newline may stand in a note.
fn check_characters(note: &str) -> Result<(), NoteError> {
    let Some(at) = note.bytes().position(|byte| byte < b' ' && byte != b'\n') else { return Ok(()) };
    let line = note.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    Err(NoteError::Malformed { line, expected: "text without control characters" })
}

fn check_count(signatures: usize) -> Result<(), NoteError> {
    if (1..=SIGNATURES_MAX).contains(&signatures) {
        return Ok(());
    }
    Err(NoteError::Malformed { line: 0, expected: "a count of 1 to 100 signatures" })
}
