//! A record as it is shown to somebody: its committed bytes, the salt that ties them to the log, and disclosures.

use super::disclose::{self, DisclosureFault};
use super::{Audience, RecordKey, SealedLeaf};
use ledger::batch::{CLEAR_SALT, SALT_BYTES};
use ledger::tree::Hash;

/// What somebody is shown of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The committed bytes; of a clear record its own bytes.
    pub committed: Vec<u8>,
    /// The salt; absent = the record is clear: its bytes are the leaf.
    pub salt: Option<[u8; SALT_BYTES]>,
    /// What opens protected fields.
    pub disclosures: Vec<String>,
}

impl Opening {
    /// A clear record, as it stands in the log or in a clear batch.
    pub const fn clear(record: Vec<u8>) -> Self {
        Self { committed: record, salt: None, disclosures: Vec::new() }
    }

    /// Opens a sealed entry of the log for an audience.
    pub fn of_entry(record: &[u8], key: &RecordKey, audience: Audience) -> Self {
        Self {
            committed: disclose::committed(record, key),
            salt: Some(key.leaf_salt()),
            disclosures: disclose::disclosures(record, key, audience),
        }
    }

    /// Opens an item of a sealed batch for an audience. `key` is the item's own; `item_id` the id by
    /// which the batch is sorted.
    pub fn of_item(record: &[u8], key: &RecordKey, item_id: &str, audience: Audience) -> Self {
        Self { salt: Some(key.item_salt(item_id)), ..Self::of_entry(record, key, audience) }
    }

    /// The record as this opening shows it: canonical JSON.
    ///
    /// # Errors
    /// If a disclosure is not one of this record's.
    pub fn view(&self) -> Result<Vec<u8>, DisclosureFault> {
        disclose::view(&self.committed, &self.disclosures)
    }

    /// The bytes of the leaf that holds or commits to it, if it is an entry of the log.
    pub fn leaf(&self) -> Vec<u8> {
        self.salt.as_ref().map_or_else(|| self.committed.clone(), |salt| SealedLeaf::of(salt, &self.committed).bytes())
    }

    /// Its hash in its batch's tree, if it is an item.
    pub fn item_hash(&self) -> Hash {
        ledger::batch::item_hash(self.salt.as_ref().unwrap_or(&CLEAR_SALT), &self.committed)
    }
}

/// The hash of an item of a sealed batch, from its own key.
pub fn item_hash(record: &[u8], key: &RecordKey, item_id: &str) -> Hash {
    ledger::batch::item_hash(&key.item_salt(item_id), &disclose::committed(record, key))
}
