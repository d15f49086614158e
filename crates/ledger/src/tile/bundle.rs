//! Entry bundles: entries one after the other, each behind its length.

/// Longest entry that we write, bytes; the format itself ends at 65,535.
/// Source: INTEGRITY handbook section 1.
pub const ENTRY_BYTES_MAX: usize = 48 * 1024;

/// Why a bundle could not be written or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// The entry is too long for the log.
    #[error("entry of `{0}` bytes is too long: at most {ENTRY_BYTES_MAX} are expected")]
    TooLong(usize),
    /// The bundle ends in the middle of an entry.
    #[error("entry {0} of the bundle: the bytes end before the entry does")]
    Truncated(u16),
    /// Bytes are left after the last entry.
    #[error("entry bundle: `{0}` bytes are left after the last entry, none are expected")]
    TooMany(usize),
}

/// Appends one entry to a bundle: uint16 big-endian length, then the bytes.
///
/// # Errors
/// [`BundleError::TooLong`]; the bundle is then unchanged.
pub fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), BundleError> {
    let length = u16::try_from(entry.len()).ok();
    let length = length.filter(|length| usize::from(*length) <= ENTRY_BYTES_MAX);
    let length = length.ok_or(BundleError::TooLong(entry.len()))?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

/// Reads a bundle of exactly `width` entries. Foreign entries may have up to 65,535 bytes.
///
/// # Errors
/// When the bundle holds fewer or more bytes than `width` entries.
pub fn read_entries(bundle: &[u8], width: u16) -> Result<Vec<&[u8]>, BundleError> {
    let mut rest = bundle;
    let entries = (0..width).map(|at| read_entry(&mut rest).ok_or(BundleError::Truncated(at)));
    let entries = entries.collect::<Result<_, _>>()?;
    if rest.is_empty() { Ok(entries) } else { Err(BundleError::TooMany(rest.len())) }
}

fn read_entry<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, after) = rest.split_first_chunk()?;
    let (entry, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    *rest = after;
    Some(entry)
}
