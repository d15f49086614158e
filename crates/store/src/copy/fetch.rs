//! Whole files out of parts, with a bound for each kind.

use super::PullFault;
use super::source::Source;

/// Greatest checkpoint, bytes: 100 signatures fit. Source: INTEGRITY T19.
pub const NOTE_BYTES_MAX: u64 = 1 << 20;
/// Greatest entry bundle: 256 entries of 65,535 bytes behind their lengths.
pub const BUNDLE_BYTES_MAX: u64 = 256 * (2 + 65_535);
/// Greatest file of a vault: an artifact of 1 GiB, and what a cipher adds.
pub const VAULT_FILE_BYTES_MAX: u64 = (1 << 30) + (64 << 20);
/// Parts of a file that may come out empty before it is given up.
const EMPTY_PARTS_MAX: u32 = 3;

/// Says that a source gave something that cannot be right.
pub fn garbage(source: &dyn Source, path: &str, how: impl Into<String>) -> PullFault {
    PullFault::Garbage { from: source.name(), path: path.into(), how: how.into() }
}

/// Reads a whole file, or the rest of one of which `begun` is there already.
///
/// # Errors
/// If it is larger than `bytes_max`, changes its size meanwhile, or cannot be reached.
pub fn whole(
    source: &dyn Source,
    path: &str,
    bytes_max: u64,
    begun: Vec<u8>,
    mut keep: impl FnMut(&[u8]) -> Result<(), PullFault>,
) -> Result<Option<Vec<u8>>, PullFault> {
    let mut bytes = begun;
    let mut total = None;
    let mut empty_n = 0;
    loop {
        let Some(part) = source.part(path, bytes.len() as u64)? else { return Ok(None) };
        if part.total > bytes_max || *total.get_or_insert(part.total) != part.total {
            return Err(garbage(source, path, format!("{} bytes are said; at most {bytes_max} are expected", part.total)));
        }
        empty_n = if part.bytes.is_empty() { empty_n + 1 } else { 0 };
        keep(&part.bytes)?;
        bytes.extend_from_slice(&part.bytes);
        match (bytes.len() as u64).cmp(&part.total) {
            std::cmp::Ordering::Equal => return Ok(Some(bytes)),
            std::cmp::Ordering::Less if empty_n < EMPTY_PARTS_MAX => {}
            _ => return Err(garbage(source, path, format!("{} bytes came, {} are said", bytes.len(), part.total))),
        }
    }
}

/// Reads a small file.
///
/// # Errors
/// As [`whole`].
pub fn small(source: &dyn Source, path: &str, bytes_max: u64) -> Result<Option<Vec<u8>>, PullFault> {
    whole(source, path, bytes_max, Vec::new(), |_| Ok(()))
}
