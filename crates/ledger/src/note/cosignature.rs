//! What a cosignature signs: a checkpoint and the moment at which it was the largest tree seen.
//!
//! Source: C2SP tlog-cosignature 1.0.0 (Ed25519) and 1.1.0-rc.1 (ML-DSA-44, whole trees only).

use crate::checkpoint::Checkpoint;

/// Greatest time that a cosignature may carry, seconds since 1970. Source: tlog-cosignature.
pub const TIME_UNIX_S_MAX: u64 = i64::MAX as u64;

/// Label that keeps ML-DSA-44 cosignatures apart from every other use of the key.
const LABEL: &[u8; 12] = b"subtree/v1\n\0";

/// Splits a timestamped signature into its time, seconds since 1970, and the signature proper.
pub(super) fn split_time(signature: &[u8]) -> Option<(u64, &[u8])> {
    let (time, signature) = signature.split_first_chunk()?;
    let unix_s = u64::from_be_bytes(*time);
    (unix_s <= TIME_UNIX_S_MAX).then_some((unix_s, signature))
}

/// Puts the time before the signature proper.
pub(super) fn join_time(unix_s: u64, signature: &[u8]) -> Vec<u8> {
    [&unix_s.to_be_bytes(), signature].concat()
}

/// The message of an Ed25519 cosignature over a note's text.
pub(super) fn ed25519_message(unix_s: u64, text: &[u8]) -> Vec<u8> {
    [format!("cosignature/v1\ntime {unix_s}\n").as_bytes(), text].concat()
}

/// The message of an ML-DSA-44 cosignature: `cosigned_message` of the specification, for the
/// whole tree. `None` when the text is no checkpoint or a name is longer than 255 bytes.
pub(super) fn ml_dsa_44_message(cosigner: &str, unix_s: u64, text: &[u8]) -> Option<Vec<u8>> {
    let checkpoint = Checkpoint::read_text(str::from_utf8(text).ok()?).ok()?;
    let mut message = LABEL.to_vec();
    push_name(&mut message, cosigner)?;
    message.extend_from_slice(&unix_s.to_be_bytes());
    push_name(&mut message, &checkpoint.log_name)?;
    message.extend_from_slice(&0_u64.to_be_bytes());
    message.extend_from_slice(&checkpoint.size.to_be_bytes());
    message.extend_from_slice(checkpoint.root.as_bytes());
    Some(message)
}

fn push_name(message: &mut Vec<u8>, name: &str) -> Option<()> {
    message.push(u8::try_from(name.len()).ok().filter(|length| *length > 0)?);
    message.extend_from_slice(name.as_bytes());
    Some(())
}
