//! Opening a note: which known keys have signed it, and whether it may be believed.

use super::key::Verifier;
use super::note_text::{Note, NoteError, Signature};

/// A note that at least one known key has signed, and no known key wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedNote {
    /// The signed text, ending in a newline.
    pub text: String,
    /// Signatures of known keys, each key once, in the note's order.
    pub verified: Vec<Signature>,
    /// Signatures of unknown keys: they mean nothing, good or bad.
    pub unverified: Vec<Signature>,
}

/// Opens a note with the verifiers that the caller trusts.
///
/// # Errors
/// [`NoteError`]: malformed; two verifiers fit one signature; a known key's signature is wrong;
/// no known key has signed.
pub fn open(bytes: &[u8], known: &[Verifier]) -> Result<OpenedNote, NoteError> {
    let Note { text, signatures } = Note::read(bytes)?;
    let (mut verified, mut unverified) = (Vec::new(), Vec::new());
    for signature in signatures {
        match verifier_of(&signature, known)? {
            None => push_once(&mut unverified, signature, |seen, new| seen == new),
            Some(verifier) if verifier.has_signed(text.as_bytes(), &signature.bytes) => {
                push_once(&mut verified, signature, is_same_key);
            }
            Some(_) => return Err(wrong_signature(signature)),
        }
    }
    if verified.is_empty() {
        return Err(NoteError::Unsigned);
    }
    Ok(OpenedNote { text, verified, unverified })
}

fn verifier_of<'a>(signature: &Signature, known: &'a [Verifier]) -> Result<Option<&'a Verifier>, NoteError> {
    let fits = |key: &&Verifier| key.name() == signature.name && key.id() == signature.id;
    let mut fitting = known.iter().filter(fits);
    match (fitting.next(), fitting.next()) {
        (verifier, None) => Ok(verifier),
        (_, Some(_)) => Err(NoteError::Ambiguous { name: signature.name.clone(), id: signature.id }),
    }
}

fn push_once(list: &mut Vec<Signature>, signature: Signature, same: fn(&Signature, &Signature) -> bool) {
    if !list.iter().any(|seen| same(seen, &signature)) {
        list.push(signature);
    }
}

fn is_same_key(one: &Signature, other: &Signature) -> bool {
    one.name == other.name && one.id == other.id
}

fn wrong_signature(signature: Signature) -> NoteError {
    NoteError::WrongSignature { name: signature.name, id: signature.id }
}
