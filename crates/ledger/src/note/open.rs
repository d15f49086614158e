//! Opening a note: which known keys have signed it, and whether it may be believed.

use super::note_text::{Note, NoteError, Signature};
use super::verifier::Verifier;

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
    let note = Note::read(bytes)?;
    let (mut verified, mut unverified) = (Vec::new(), Vec::new());
    for (signature, signer) in check_signatures(&note, known)? {
        match signer {
            None => push_once(&mut unverified, signature, |seen, new| seen == new),
            Some(_) => push_once(&mut verified, signature, is_same_key),
        }
    }
    if verified.is_empty() {
        return Err(NoteError::Unsigned);
    }
    Ok(OpenedNote { text: note.text, verified, unverified })
}

/// Checks every signature that a known key claims, and gives back all signatures in the note's
/// order with the known key behind each; `None` for an unknown one. A key that signed twice comes
/// twice: counting it once is the caller's.
///
/// # Errors
/// [`NoteError::Ambiguous`] or [`NoteError::WrongSignature`]; the note is then worthless.
pub fn check_signatures<'a>(note: &'a Note, known: &'a [Verifier]) -> Result<Vec<(&'a Signature, Option<&'a Verifier>)>, NoteError> {
    let checked = note.signatures.iter().map(|signature| match verifier_of(signature, known)? {
        Some(verifier) if !verifier.has_signed(note.text.as_bytes(), &signature.bytes) => Err(wrong_signature(signature)),
        signer => Ok((signature, signer)),
    });
    checked.collect()
}

fn verifier_of<'a>(signature: &Signature, known: &'a [Verifier]) -> Result<Option<&'a Verifier>, NoteError> {
    let fits = |key: &&Verifier| key.name() == signature.name && key.id() == signature.id;
    let mut fitting = known.iter().filter(fits);
    match (fitting.next(), fitting.next()) {
        (verifier, None) => Ok(verifier),
        (_, Some(_)) => Err(NoteError::Ambiguous { name: signature.name.clone(), id: signature.id }),
    }
}

fn push_once(list: &mut Vec<Signature>, signature: &Signature, same: fn(&Signature, &Signature) -> bool) {
    if !list.iter().any(|seen| same(seen, signature)) {
        list.push(signature.clone());
    }
}

fn is_same_key(one: &Signature, other: &Signature) -> bool {
    one.name == other.name && one.id == other.id
}

fn wrong_signature(signature: &Signature) -> NoteError {
    NoteError::WrongSignature { name: signature.name.clone(), id: signature.id }
}
