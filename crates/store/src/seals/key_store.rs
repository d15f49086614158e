//! The key store: record keys wrapped by a key-encryption key, in files apart from log and vault.
//!
//! `keys/kek.N` holds the key-encryption key of epoch N, `keys/record-keys.N` the record keys wrapped
//! by it: entries of [`ENTRY_BYTES`], name and wrapped key, appended and synced before what they open
//! enters the log. Destroying keys writes the store anew under the next epoch and then destroys the
//! old key-encryption key; the new file's rename is the moment of truth, and a crash on either side of
//! it is finished by the next writer.
//!
//! The first entry wraps the look-up key: bytes that belong to a record are found by a keyed digest,
//! so that the store does not tell which files came in.

use super::names::Names;
use super::pack::append_durably;
use crate::disk::{Disk, fault, shown, write_on, write_private};
use engine::StoreFault;
use model::Digest;
use record::seal::{Kek, KeySource, RecordKey, WRAPPED_BYTES};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Length of an entry: a name and a wrapped key, bytes.
pub const ENTRY_BYTES: usize = 32 + WRAPPED_BYTES;
/// The name of the look-up key.
const LOOK_UP: [u8; 32] = [0; 32];
/// First line of a file with a key-encryption key.
const KEK_FIRST: &str = "tregua-kek/v1";

/// What destroying keys did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Destroyed {
    /// How many keys are gone.
    pub keys_n: usize,
    /// The store's epoch now.
    pub epoch: u64,
}

/// The key store of one mission.
pub struct KeyStore {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    /// 0 = there is none yet.
    epoch: u64,
    kek: Option<Kek>,
    look_up: Option<RecordKey>,
    entries: Vec<u8>,
    names: Names,
}

impl KeyStore {
    /// Names the folder; nothing is read yet.
    pub fn new(disk: Arc<dyn Disk>, folder: &Path) -> Self {
        Self { disk, folder: folder.into(), epoch: 0, kek: None, look_up: None, entries: Vec::new(), names: Names::default() }
    }

    fn kek_file(&self, epoch: u64) -> PathBuf {
        self.folder.join(format!("kek.{epoch}"))
    }

    fn entries_file(&self, epoch: u64) -> PathBuf {
        self.folder.join(format!("record-keys.{epoch}"))
    }

    /// Epochs of the files that begin with a word.
    fn epochs(&self, word: &str) -> Result<BTreeSet<u64>, StoreFault> {
        let files = self.disk.files_below(&self.folder).map_err(|cause| fault(&self.folder, &cause))?;
        let epoch = |path: &PathBuf| path.file_name()?.to_str()?.strip_prefix(word)?.parse().ok();
        Ok(files.iter().filter_map(epoch).collect())
    }

    /// Reads what was added since the last time, or the store of a new epoch.
    ///
    /// # Errors
    /// If a file is damaged or cannot be read.
    pub fn refresh(&mut self) -> Result<(), StoreFault> {
        let Some(epoch) = self.epochs("record-keys.")?.pop_last() else { return Ok(()) };
        if epoch != self.epoch {
            *self = Self::new(self.disk.clone(), &self.folder);
            self.kek = Some(self.read_kek(epoch)?);
            self.epoch = epoch;
        }
        let path = self.entries_file(epoch);
        let (from, to) = (self.entries.len() as u64, self.disk.length(&path).map_err(|cause| fault(&path, &cause))?);
        if to > from {
            let bytes = usize::try_from(to - from).unwrap_or(usize::MAX);
            let added = self.disk.read_part(&path, from, bytes).map_err(|cause| fault(&path, &cause))?;
            self.take(&added);
        }
        if self.look_up.is_none() {
            self.look_up = self.find(&LOOK_UP)?.pop();
        }
        Ok(())
    }

    /// Takes whole entries; what a crash cut off at the end was never relied on.
    fn take(&mut self, added: &[u8]) {
        for entry in added.chunks_exact(ENTRY_BYTES) {
            self.names.push(entry.first_chunk().unwrap_or(&LOOK_UP));
            self.entries.extend_from_slice(entry);
        }
    }

    fn read_kek(&self, epoch: u64) -> Result<Kek, StoreFault> {
        let path = self.kek_file(epoch);
        let text = self.disk.read(&path).map_err(|cause| fault(&path, &cause))?;
        let text = String::from_utf8_lossy(&text);
        let digits = text.strip_prefix(KEK_FIRST).and_then(|rest| rest.trim().parse::<Digest>().ok());
        let digits = digits.ok_or_else(|| StoreFault::Damaged {
            what: shown(&path),
            how: format!("a line `{KEK_FIRST}` and one with 64 hexadecimal digits are expected"),
        })?;
        Ok(Kek::new(RecordKey::from_bytes(*digits.as_bytes())))
    }

    fn write_kek(&self, epoch: u64, kek: &Kek) -> Result<(), StoreFault> {
        let text = format!("{KEK_FIRST}\n{}\n", Digest::from_bytes(*kek.expose()));
        write_private(&self.kek_file(epoch), text.as_bytes())
    }

    /// Finishes a destruction that a crash interrupted, in the direction in which it had got.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn take_up(&mut self) -> Result<(), StoreFault> {
        self.refresh()?;
        let written = self.epochs("record-keys.")?;
        for epoch in written.iter().copied().filter(|epoch| *epoch != self.epoch) {
            self.remove(epoch)?;
        }
        for epoch in self.epochs("kek.")?.into_iter().filter(|epoch| *epoch != self.epoch) {
            self.remove(epoch)?;
        }
        Ok(())
    }

    /// Overwrites a key-encryption key, then removes it and what it wrapped.
    fn remove(&self, epoch: u64) -> Result<(), StoreFault> {
        let (kek, entries) = (self.kek_file(epoch), self.entries_file(epoch));
        if let Ok(length) = self.disk.length(&kek)
            && length > 0
        {
            let nothing = vec![b'0'; usize::try_from(length).unwrap_or(0)];
            self.disk.put(&kek, &nothing).map_err(|cause| fault(&kek, &cause))?;
        }
        for path in [kek, entries] {
            match self.disk.remove(&path) {
                Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => return Err(fault(&path, &cause)),
                _ => {}
            }
        }
        self.disk.sync_folder(&self.folder).map_err(|cause| fault(&self.folder, &cause))
    }

    /// Makes the store with its first keys, if there is none.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn ensure(&mut self, keys: &mut KeySource) -> Result<(), StoreFault> {
        if self.epoch > 0 {
            return Ok(());
        }
        self.take_up()?;
        let (kek, look_up) = (Kek::new(keys.draw()), keys.draw());
        self.write_kek(1, &kek)?;
        (self.epoch, self.kek, self.look_up) = (1, Some(kek), Some(look_up.clone()));
        self.append(&[(LOOK_UP, &look_up)])
    }

    /// Appends keys under their names; all are durable when it returns.
    ///
    /// # Errors
    /// If the disk refuses; the next append drops what was written half.
    pub fn append(&mut self, named: &[([u8; 32], &RecordKey)]) -> Result<(), StoreFault> {
        let kek = self.kek()?;
        let mut bytes = Vec::with_capacity(named.len() * ENTRY_BYTES);
        for (name, key) in named {
            bytes.extend_from_slice(name);
            bytes.extend_from_slice(&kek.wrap(name, key));
        }
        append_durably(self.disk.as_ref(), &self.entries_file(self.epoch), self.entries.len() as u64, &bytes)?;
        self.take(&bytes);
        Ok(())
    }

    /// The keys under a name, latest first.
    ///
    /// # Errors
    /// If an entry is damaged.
    pub fn find(&self, name: &[u8; 32]) -> Result<Vec<RecordKey>, StoreFault> {
        let mut keys = Vec::new();
        for row in self.names.candidates(name) {
            if let Some((found, wrapped)) = self.entry(row).filter(|(found, _)| found == name) {
                let key = self.kek()?.unwrap(&found, &wrapped);
                keys.push(key.map_err(|fault| self.damaged(row, &fault.to_string()))?);
            }
        }
        Ok(keys)
    }

    /// The keys of records to which bytes with a digest belong, latest first.
    ///
    /// # Errors
    /// If an entry is damaged.
    pub fn find_attached(&self, digest: &Digest) -> Result<Vec<RecordKey>, StoreFault> {
        if self.epoch == 0 {
            return Ok(Vec::new());
        }
        self.find(&self.attached_name(digest)?)
    }

    /// The name under which keys of such records are kept.
    ///
    /// # Errors
    /// If there is no store.
    pub fn attached_name(&self, digest: &Digest) -> Result<[u8; 32], StoreFault> {
        let look_up = self.look_up.as_ref().ok_or_else(|| self.damaged(0, "the look-up key is missing"))?;
        Ok(look_up.artifact_ref(digest.as_bytes()))
    }

    /// Destroys the keys under these names, with every other name that they stand under.
    ///
    /// # Errors
    /// If the disk refuses; doing it again, or the next writer, finishes it.
    pub fn destroy(&mut self, names: &[[u8; 32]], keys: &mut KeySource) -> Result<Destroyed, StoreFault> {
        self.take_up()?;
        let mut gone = BTreeSet::new();
        for name in names {
            gone.extend(self.find(name)?.iter().map(|key| *key.expose()));
        }
        let (kek, next) = (Kek::new(keys.draw()), self.epoch + 1);
        let mut kept = Vec::with_capacity(self.entries.len());
        for row in 0..self.names.rows() {
            let Some((name, wrapped)) = self.entry(row) else { continue };
            let key = self.kek()?.unwrap(&name, &wrapped).map_err(|fault| self.damaged(row, &fault.to_string()))?;
            if !gone.contains(key.expose()) {
                kept.extend_from_slice(&name);
                kept.extend_from_slice(&kek.wrap(&name, &key));
            }
        }
        self.write_kek(next, &kek)?;
        write_on(self.disk.as_ref(), &[(self.entries_file(next), kept.as_slice())])?;
        self.take_up()?;
        Ok(Destroyed { keys_n: gone.len(), epoch: self.epoch })
    }

    fn entry(&self, row: usize) -> Option<([u8; 32], [u8; WRAPPED_BYTES])> {
        let entry = self.entries.get(row.checked_mul(ENTRY_BYTES)?..)?;
        Some((*entry.first_chunk()?, *entry.get(32..)?.first_chunk()?))
    }

    fn kek(&self) -> Result<&Kek, StoreFault> {
        self.kek.as_ref().ok_or_else(|| StoreFault::Absent { what: "keys/kek.N: the key-encryption key".into() })
    }

    fn damaged(&self, row: usize, how: &str) -> StoreFault {
        StoreFault::Damaged { what: format!("entry {row} of {}", shown(&self.entries_file(self.epoch))), how: how.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::RealDisk;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    /// A crash's name, the files that it leaves, and whether the keys are gone.
    type State<'a> = (&'a str, Vec<&'a (&'a str, Vec<u8>)>, bool);

    fn source() -> KeySource {
        KeySource::new(&[1; 32], b"test")
    }

    fn open(folder: &Path) -> KeyStore {
        let mut store = KeyStore::new(Arc::new(RealDisk), folder);
        store.take_up().unwrap();
        store
    }

    fn key(n: u8) -> RecordKey {
        RecordKey::from_bytes([n | 0x80; 32])
    }

    fn filled(folder: &Path) -> KeyStore {
        let mut store = open(folder);
        store.ensure(&mut source()).unwrap();
        store.append(&[([1; 32], &key(1)), ([2; 32], &key(2)), ([9; 32], &key(2)), ([3; 32], &key(3))]).unwrap();
        store
    }

    #[test]
    fn keys_come_back_after_a_restart_and_are_nowhere_in_the_clear() {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path());
        let store = open(folder.path());
        assert_eq!(store.find(&[2; 32]).unwrap(), [key(2)]);
        assert_eq!(store.find(&[7; 32]).unwrap(), []);
        for path in RealDisk.files_below(folder.path()).unwrap() {
            assert!(!fs::read(&path).unwrap().windows(8).any(|window| window == [0x82; 8]), "{path:?}");
        }
        let mode = fs::metadata(folder.path().join("kek.1")).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
    }

    #[test]
    fn destroying_a_key_takes_all_its_names_the_old_kek_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = filled(folder.path());
        let name = store.attached_name(&Digest::of(b"x")).unwrap();
        let destroyed = store.destroy(&[[2; 32]], &mut KeySource::new(&[2; 32], b"")).unwrap();
        assert_eq!(destroyed, Destroyed { keys_n: 1, epoch: 2 });
        for store in [store, open(folder.path())] {
            assert_eq!((store.find(&[2; 32]).unwrap(), store.find(&[9; 32]).unwrap()), (vec![], vec![]));
            assert_eq!((store.find(&[1; 32]).unwrap(), store.find(&[3; 32]).unwrap()), (vec![key(1)], vec![key(3)]));
            assert_eq!(store.attached_name(&Digest::of(b"x")).unwrap(), name, "look-ups stay as they were");
        }
        let left: Vec<_> = RealDisk.files_below(folder.path()).unwrap();
        let left: Vec<_> = left.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(left, ["kek.2", "record-keys.2"]);
    }

    #[test]
    fn a_crash_at_any_step_of_a_destruction_leaves_the_old_store_or_the_new_one() {
        let before = tempfile::tempdir().unwrap();
        let mut store = filled(before.path());
        let old: Vec<_> = ["kek.1", "record-keys.1"].iter().map(|name| (*name, fs::read(before.path().join(name)).unwrap())).collect();
        store.destroy(&[[2; 32]], &mut KeySource::new(&[2; 32], b"")).unwrap();
        let new: Vec<_> = ["kek.2", "record-keys.2"].iter().map(|name| (*name, fs::read(before.path().join(name)).unwrap())).collect();
        let zeroes = ("kek.1", vec![b'0'; old[0].1.len()]);
        let half = (".record-keys.2.tmp", new[1].1[..100].to_vec());
        let states: [State<'_>; 7] = [
            ("nothing yet", vec![&old[0], &old[1]], false),
            ("new kek", vec![&old[0], &old[1], &new[0]], false),
            ("half of the new store", vec![&old[0], &old[1], &new[0], &half], false),
            ("new store", vec![&old[0], &old[1], &new[0], &new[1]], true),
            ("old kek overwritten", vec![&zeroes, &old[1], &new[0], &new[1]], true),
            ("old kek gone", vec![&old[1], &new[0], &new[1]], true),
            ("all done", vec![&new[0], &new[1]], true),
        ];
        for (step, files, is_done) in states {
            let folder = tempfile::tempdir().unwrap();
            files.iter().for_each(|(name, bytes)| fs::write(folder.path().join(name), bytes).unwrap());
            let mut store = open(folder.path());
            assert_eq!(store.find(&[1; 32]).unwrap(), [key(1)], "{step}");
            assert_eq!(store.find(&[2; 32]).unwrap().is_empty(), is_done, "{step}");
            store.append(&[([5; 32], &key(5))]).unwrap();
            let again = store.destroy(&[[2; 32]], &mut KeySource::new(&[3; 32], b"")).unwrap();
            assert_eq!(again.keys_n, usize::from(!is_done), "{step}");
            let store = open(folder.path());
            assert_eq!((store.find(&[2; 32]).unwrap(), store.find(&[5; 32]).unwrap()), (vec![], vec![key(5)]), "{step}");
            let keks = RealDisk.files_below(folder.path()).unwrap().iter().filter(|path| path.to_string_lossy().contains("kek")).count();
            assert_eq!(keks, 1, "{step}");
        }
    }

    #[test]
    fn a_torn_entry_at_the_end_is_dropped_and_a_changed_one_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path());
        let path = folder.path().join("record-keys.1");
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend_from_slice(&[1; 50]);
        fs::write(&path, &bytes).unwrap();
        let mut store = open(folder.path());
        store.append(&[([6; 32], &key(6))]).unwrap();
        assert_eq!(open(folder.path()).find(&[6; 32]).unwrap(), [key(6)]);
        let mut bytes = fs::read(&path).unwrap();
        bytes[ENTRY_BYTES + 40] ^= 1;
        fs::write(&path, &bytes).unwrap();
        assert!(open(folder.path()).find(&[1; 32]).is_err());
    }
}
