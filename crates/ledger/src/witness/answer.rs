//! What a log makes of a witness's answer. Nothing in it is believed unless a known key signed it.

use crate::note::{Note, Signature, Verifier};
use crate::text::read_decimal;

/// Longest answer that is read, bytes. Source: assumed; a witness has a few keys.
pub const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Longest reason of a witness that is kept, characters.
const REASON_CHARACTERS_MAX: usize = 200;

/// A witness's answer to an add-checkpoint request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Cosignatures by known keys, with a time, each key once.
    Cosigned(Vec<Signature>),
    /// The witness has seen the log at this size last: ask again from there.
    SeenAt(u64),
    /// The witness does not know the log or its key (404; older ones say 403).
    NotConfigured,
    /// The witness refuses.
    Refused {
        /// HTTP status.
        status: u16,
        /// Its reason, cut and without control characters. Hostile text: show it, obey it never.
        reason: String,
    },
    /// The answer is none: another status, no signature lines, a wrong signature.
    Garbled(&'static str),
}

/// Reads an answer. `note` is the checkpoint that was sent, `keys` are the witness's.
pub fn read_answer(status: u16, body: &[u8], note: &Note, keys: &[Verifier]) -> Answer {
    if body.len() > ANSWER_BYTES_MAX {
        return Answer::Garbled("an answer of more than 64 KiB");
    }
    match status {
        200 => read_cosignatures(body, note, keys).map_or_else(Answer::Garbled, Answer::Cosigned),
        409 => read_size(body).map_or(Answer::Garbled("status 409 without a size"), Answer::SeenAt),
        403 | 404 => Answer::NotConfigured,
        400..=599 => Answer::Refused { status, reason: show_reason(body) },
        _ => Answer::Garbled("a status that the witness protocol does not have"),
    }
}

fn read_cosignatures(body: &[u8], note: &Note, keys: &[Verifier]) -> Result<Vec<Signature>, &'static str> {
    let text = str::from_utf8(body).ok().and_then(|text| text.strip_suffix('\n')).ok_or("no lines of text")?;
    let mut cosignatures: Vec<Signature> = Vec::new();
    for line in text.split('\n') {
        let signature = Signature::read(line).map_err(|_| "a line that is no signature line")?;
        let Some(key) = keys.iter().find(|key| key.name() == signature.name && key.id() == signature.id) else { continue };
        if !key.has_signed(note.unverified_text().as_bytes(), &signature.bytes) {
            return Err("a wrong signature by the witness's own key");
        }
        let is_new = !cosignatures.iter().any(|seen| seen.name == signature.name && seen.id == signature.id);
        if is_new && key.cosigned_unix_s(&signature.bytes).is_some() {
            cosignatures.push(signature);
        }
    }
    if cosignatures.is_empty() { Err("no cosignature with a time by the witness's known keys") } else { Ok(cosignatures) }
}

fn read_size(body: &[u8]) -> Option<u64> {
    read_decimal(str::from_utf8(body).ok()?.strip_suffix('\n')?)
}

fn show_reason(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    text.trim().chars().take(REASON_CHARACTERS_MAX).map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
