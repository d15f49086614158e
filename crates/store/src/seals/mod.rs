//! What opens sealed records: the key store, and the ciphertext that its keys open.
//!
//! The two lie apart: `keys/` is never in the same backup as log and vault, and whoever gets hold of
//! those without it has noise. Not trusted: whatever opens was authenticated by its key.

mod key_store;
mod names;
mod pack;

pub use key_store::{Destroyed, ENTRY_BYTES, KeyStore};
pub use pack::{PACKED_BYTES_MAX, Pack};

use crate::disk::{Disk, RealDisk, shown, write_on};
use engine::StoreFault;
use engine::contract::SealedUnit;
use model::Digest;
use record::seal::{KeySource, RecordKey, SealedLeaf, committed, open, open_artifact, seal, seal_artifact};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Key store and ciphertext of one mission; shared by its log and its vault.
pub struct Seals {
    disk: Arc<dyn Disk>,
    vault: PathBuf,
    open: Mutex<Open>,
}

struct Open {
    keys: KeyStore,
    pack: Pack,
}

impl Seals {
    /// Names the folders; nothing is read before [`Seals::refresh`].
    pub fn new(vault: &Path, keys: &Path) -> Self {
        let disk: Arc<dyn Disk> = Arc::new(RealDisk);
        let open = Open { keys: KeyStore::new(disk.clone(), keys), pack: Pack::new(disk.clone(), &vault.join("pack")) };
        Self { disk, vault: vault.into(), open: Mutex::new(open) }
    }

    /// Reads what was added since the last time.
    ///
    /// # Errors
    /// If a file is damaged or cannot be read.
    pub fn refresh(&self) -> Result<(), StoreFault> {
        let mut open = self.locked();
        open.keys.refresh()?;
        open.pack.refresh()
    }

    /// Prepares for writing: finishes a destruction of keys that a crash interrupted, and drops what a
    /// crash left half-written at the end of a file.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn take_up(&self) -> Result<(), StoreFault> {
        let mut open = self.locked();
        open.keys.take_up()?;
        open.pack.take_up()
    }

    /// The record that a sealed leaf commits to, with its key.
    ///
    /// # Errors
    /// [`StoreFault::NoKey`] if its key is not there; damaged if it opens and is not what the leaf commits to.
    pub fn record(&self, leaf: &SealedLeaf, what: &str) -> Result<(Vec<u8>, RecordKey), StoreFault> {
        let key = self.key(leaf.commitment())?.ok_or_else(|| StoreFault::NoKey { what: what.into() })?;
        let sealed = self
            .packed(leaf.commitment())?
            .ok_or_else(|| StoreFault::Absent { what: format!("the record of {what} in data/vault/pack") })?;
        let damaged = |how: &str| StoreFault::Damaged { what: format!("the record of {what} in data/vault/pack"), how: how.into() };
        let record = open(&key.record_cipher(), &sealed).map_err(|fault| damaged(&fault.to_string()))?;
        let commits = SealedLeaf::of(&key.leaf_salt(), &committed(&record, &key)) == *leaf;
        if commits { Ok((record, key)) } else { Err(damaged("it is not what the leaf commits to")) }
    }

    /// The key kept under a name: a leaf's commitment, [`batch_name`], an item's hash.
    ///
    /// # Errors
    /// If the key store is damaged.
    pub fn key(&self, name: &[u8; 32]) -> Result<Option<RecordKey>, StoreFault> {
        Ok(self.locked().keys.find(name)?.into_iter().next())
    }

    /// Bytes that belong to sealed entries, by their digest: each copy, as far as a key opens it.
    ///
    /// # Errors
    /// If the key store is damaged.
    pub fn attached(&self, digest: &Digest) -> Result<Vec<Result<Vec<u8>, StoreFault>>, StoreFault> {
        let keys = self.locked().keys.find_attached(digest)?;
        Ok(keys.iter().map(|key| self.attached_under(key, digest)).collect())
    }

    /// Bytes that belong to one sealed entry, by their digest.
    ///
    /// # Errors
    /// If its key or its copy is absent, or damaged.
    pub fn attached_to(&self, leaf: &SealedLeaf, digest: &Digest) -> Result<Vec<u8>, StoreFault> {
        let key = self.key(leaf.commitment())?.ok_or_else(|| StoreFault::NoKey { what: format!("artifact {digest}") })?;
        self.attached_under(&key, digest)
    }

    fn attached_under(&self, key: &RecordKey, digest: &Digest) -> Result<Vec<u8>, StoreFault> {
        let name = key.artifact_ref(digest.as_bytes());
        let path = self.large(&name);
        let sealed = match self.packed(&name)? {
            Some(sealed) => sealed,
            None => self.disk.read(&path).map_err(|cause| crate::disk::fault(&path, &cause))?,
        };
        let damaged = |how: String| StoreFault::Damaged { what: format!("artifact {digest}, kept as {}", shown(&path)), how };
        let bytes = open_artifact(&key.artifact_cipher(digest.as_bytes()), &sealed).map_err(|fault| damaged(fault.to_string()))?;
        if Digest::of(&bytes) == *digest { Ok(bytes) } else { Err(damaged("it has another digest".into())) }
    }

    fn packed(&self, name: &[u8; 32]) -> Result<Option<Vec<u8>>, StoreFault> {
        self.locked().pack.read(name)
    }

    /// Where ciphertext lies that is too large for the pack.
    fn large(&self, name: &[u8; 32]) -> PathBuf {
        self.vault.join("sealed").join(Digest::from_bytes(*name).to_string())
    }

    /// Keeps sealed entries: keys first, then ciphertext, all durable when it returns.
    ///
    /// # Errors
    /// Then some of it may lie there, unreferenced.
    pub fn keep(&self, units: &[SealedUnit<'_>], keys: &mut KeySource, batch: impl Fn(&Digest, &str) -> PathBuf) -> Result<(), StoreFault> {
        let mut open = self.locked();
        open.keys.ensure(keys)?;
        let mut named: Vec<([u8; 32], &RecordKey)> = Vec::new();
        let mut small: Vec<([u8; 32], Vec<u8>)> = Vec::new();
        let mut large: Vec<(PathBuf, Vec<u8>)> = Vec::new();
        for unit in units {
            named.push((*unit.leaf.commitment(), &unit.key));
            small.push((*unit.leaf.commitment(), seal(&unit.key.record_cipher(), &unit.record)));
            for bytes in &unit.attached {
                let digest = Digest::of(bytes);
                named.push((open.keys.attached_name(&digest)?, &unit.key));
                let name = unit.key.artifact_ref(digest.as_bytes());
                let sealed = seal_artifact(&unit.key.artifact_cipher(digest.as_bytes()), bytes);
                if sealed.len() <= PACKED_BYTES_MAX { small.push((name, sealed)) } else { large.push((self.large(&name), sealed)) }
            }
            if let Some(files) = &unit.batch {
                named.push((batch_name(&files.root), &unit.key));
                named.extend(files.keys.iter().map(|(hash, key)| (*hash.as_bytes(), key)));
            }
        }
        open.keys.append(&named)?;
        open.pack.append(&small)?;
        let batches = units.iter().filter_map(|unit| unit.batch.as_ref());
        let batches = batches.flat_map(|files| {
            [(batch(&files.root, "sealed"), files.items.as_slice()), (batch(&files.root, "hashes"), files.tiles.as_slice())]
        });
        let large = large.iter().map(|(path, bytes)| (path.clone(), bytes.as_slice()));
        write_on(self.disk.as_ref(), &batches.chain(large).collect::<Vec<_>>())
    }

    /// Destroys keys: nothing that lies under them can be read again, by anybody.
    ///
    /// # Errors
    /// If the disk refuses; doing it again, or the next writer, finishes it.
    pub fn destroy(&self, names: &[[u8; 32]], keys: &mut KeySource) -> Result<Destroyed, StoreFault> {
        self.locked().keys.destroy(names, keys)
    }

    fn locked(&self) -> MutexGuard<'_, Open> {
        // What a thread that panicked left is as whole as what a crash leaves: nothing is written here.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name under which a batch's key lies. Not its root: of a batch of one item that is the item's hash.
pub fn batch_name(root: &Digest) -> [u8; 32] {
    *Digest::tagged("batch-key", &[root.as_bytes()]).as_bytes()
}

impl fmt::Debug for Seals {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Seals({})", self.vault.display())
    }
}
