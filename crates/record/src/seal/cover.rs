//! Cover traffic: leaves that look like sealed records and hide none, so that a busy hour looks like a quiet one.

use super::SealedLeaf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A tick appends a multiple of so many leaves, and at least so many. Source: INTEGRITY section 5.
pub const DECOY_TICK_LEAVES: u64 = 8;

/// The decoy at an index of the log: HMAC-SHA256(day key, index as 8 bytes, big-endian). Whoever is
/// shown the day key can tell the day's decoys from records, and so knows that they hide nothing.
pub fn decoy_leaf(day_key: &[u8; 32], index: u64) -> SealedLeaf {
    // HMAC fills a short key up with zeroes to the hash's block, 64 bytes.
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(day_key) {
        *to = *from;
    }
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    mac.update(b"tregua/decoy-leaf/v1\0");
    mac.update(&index.to_be_bytes());
    SealedLeaf::from_commitment(mac.finalize().into_bytes().into())
}

/// How many decoys a tick with so many records takes.
pub const fn decoys_due(records: u64) -> u64 {
    if records == 0 { DECOY_TICK_LEAVES } else { records.next_multiple_of(DECOY_TICK_LEAVES) - records }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tick_appends_a_multiple_of_eight_leaves_busy_or_not() {
        for records in 0..100 {
            let all = records + decoys_due(records);
            assert!(all >= DECOY_TICK_LEAVES && all.is_multiple_of(DECOY_TICK_LEAVES) && all < records + 9, "{records}");
        }
    }

    #[test]
    fn a_decoy_has_the_shape_of_a_record_and_is_known_by_its_day_key_only() {
        let decoy = decoy_leaf(&[1; 32], 7);
        assert_eq!(decoy.bytes().len(), super::super::SEALED_BYTES);
        assert_ne!(decoy, decoy_leaf(&[1; 32], 8));
        assert_ne!(decoy, decoy_leaf(&[2; 32], 7));
    }
}
