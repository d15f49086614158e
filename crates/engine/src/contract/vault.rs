//! Bytes by their digest: artifacts, texts, batches of conclusions.

use super::StoreFault;
use model::{Digest, Item};
use record::seal::{ItemKey, KeySource, RecordKey, SealedLeaf};
use std::borrow::Cow;

/// Content-addressed bytes: artifacts, agreements, geometries, batches. Not trusted: every read
/// checks the digest. What came in and what was concluded lies here as ciphertext; its keys lie in
/// the key store, apart from it.
pub trait Vault {
    /// Keeps pieces of bytes in the clear, each under its digest; all are durable when it returns. Keeping the
    /// same bytes twice is no fault.
    ///
    /// # Errors
    /// Then some of them may be kept; none is half-written.
    fn put_all(&mut self, pieces: &[&[u8]]) -> Result<Vec<Digest>, StoreFault>;
    /// Keeps bytes under their digest; durable when it returns.
    ///
    /// # Errors
    /// Then nothing is kept.
    fn put(&mut self, bytes: &[u8]) -> Result<Digest, StoreFault> {
        self.put_all(&[bytes]).map(|_| Digest::of(bytes))
    }
    /// Reads bytes and checks their digest.
    ///
    /// # Errors
    /// Absent or damaged.
    fn read(&self, digest: &Digest) -> Result<Vec<u8>, StoreFault>;
    /// Reads the copy of bytes that belongs to one entry, whose leaf is given as it stands in the tree: a
    /// sealed entry's lies under its own key. Copies of other entries, and what a step left that was
    /// interrupted, say nothing of it.
    ///
    /// # Errors
    /// If it is absent or damaged.
    fn read_copy(&self, leaf: &[u8], digest: &Digest) -> Result<Vec<u8>, StoreFault>;
    /// Whether other nodes read what comes in here. They have no keys of this node's records yet, so
    /// that what comes in then lies in the clear.
    fn is_shared(&self) -> bool {
        false
    }
    /// Keeps sealed entries with everything that lies under their keys: the keys first, then the
    /// ciphertext; all of it is durable when it returns, and the leaves may enter the log.
    /// `keys` gives the first keys of a new key store.
    ///
    /// # Errors
    /// Then the leaves must not enter the log; what lies there already is unreferenced and harmless.
    fn keep(&mut self, units: &[SealedUnit<'_>], keys: &mut KeySource) -> Result<(), StoreFault>;
    /// Reads all items of a batch in order, opened; the caller checks them against the root.
    ///
    /// # Errors
    /// Absent, or damaged so that it does not come apart. An item that no key opens is no error.
    fn read_batch(&self, root: &Digest) -> Result<Vec<KeptItem>, StoreFault>;
    /// Reads the hash tiles of a batch.
    ///
    /// # Errors
    /// Absent.
    fn read_batch_tiles(&self, root: &Digest) -> Result<Vec<u8>, StoreFault>;
    /// Reads one item of a batch, opened; the caller checks it.
    ///
    /// # Errors
    /// Absent, damaged, or sealed without a key.
    fn read_item(&self, root: &Digest, at: &Located) -> Result<KeptItem, StoreFault>;
}

/// A sealed entry that is about to be recorded.
#[derive(Debug)]
pub struct SealedUnit<'a> {
    /// Its leaf.
    pub leaf: SealedLeaf,
    /// The record that the leaf commits to: canonical bytes.
    pub record: Vec<u8>,
    /// Its key.
    pub key: RecordKey,
    /// Bytes that belong to it, each found again by its digest: artifact, mapping file, geometries.
    pub attached: Vec<Cow<'a, [u8]>>,
    /// Its items, if it is the header of a batch.
    pub batch: Option<BatchFiles>,
}

/// A batch as it lies in the vault.
#[derive(Debug)]
pub struct BatchFiles {
    /// Merkle root over its items.
    pub root: Digest,
    /// Its items, sealed, one frame each (`crate::batch`).
    pub items: Vec<u8>,
    /// Its hash tiles.
    pub tiles: Vec<u8>,
    /// Keys of items that can be erased alone, by the items' hashes.
    pub keys: Vec<(Digest, RecordKey)>,
}

/// An item as it lies in its batch's file.
#[derive(Debug)]
pub struct KeptItem {
    /// Where it begins in the file.
    pub offset: u64,
    /// How many bytes.
    pub length: u32,
    /// What it is.
    pub content: Content,
}

/// The bytes of an item, as far as they can be read.
#[derive(Debug)]
pub enum Content {
    /// In a clear batch of an old log.
    Clear(Vec<u8>),
    /// Opened by its key.
    Opened(Vec<u8>, ItemKey),
    /// No key opens it.
    NoKey,
    /// Its key does not open it.
    Damaged,
}

/// An item with its place in its batch.
#[derive(Debug)]
pub struct ItemAt {
    /// The item.
    pub item: Item,
    /// Its hash in the batch's tree.
    pub hash: Digest,
    /// Its hash without salt: equal for equal items, whatever their keys. In clear batches the same as `hash`.
    pub plain: Digest,
    /// Where its bytes begin in the batch file.
    pub offset: u64,
    /// How many bytes.
    pub length: u32,
}

/// Where the current version of an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    /// The entry whose batch holds it.
    pub leaf: u64,
    /// Where its bytes begin in the batch file.
    pub offset: u64,
    /// How many bytes.
    pub length: u32,
    /// Its hash in the batch's tree.
    pub hash: Digest,
}
