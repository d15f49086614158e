//! A mission on disk: its data for people, its log and vault, its projection, and the lock of its one writer.

use crate::disk::{RealDisk, fault, read, shown, write_durably, write_private};
use crate::keyring::Keyring;
use crate::log::Pen;
use crate::ratchet::Ratchet;
use crate::sqlite::SqliteProjection;
use crate::start::Outside;
use crate::{FileLog, FileVault, Seals};
use engine::StoreFault;
use ledger::note::{Signer, Verifier};
use record::seal::KeySource;
use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The folder of one mission.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
    state: Option<PathBuf>,
    keys: Option<Arc<Mutex<KeySource>>>,
    seals: Arc<Seals>,
}

/// Held by the one process that may write; the system releases it when the process ends.
#[derive(Debug)]
pub struct MissionLock {
    file: File,
}

impl Drop for MissionLock {
    /// Unlocks by word: a child that is just being started still holds a copy of the open file, and
    /// with it the lock, until it becomes another program.
    fn drop(&mut self) {
        drop(self.file.unlock());
    }
}

/// What it takes to write, with the log's own lock: the same log copied to two folders has one.
struct Taken {
    pen: Pen,
    lock: MissionLock,
}

/// Everything open for writing.
pub struct Writer {
    /// The log.
    pub log: FileLog,
    /// The vault.
    pub vault: FileVault,
    /// The projection.
    pub projection: SqliteProjection,
    /// Fresh record keys.
    pub keys: KeySource,
    _locks: [MissionLock; 2],
}

impl Writer {
    /// Its parts, for a program that works on them in several threads; the mission stays locked as
    /// long as the locks live.
    pub fn into_parts(self) -> (FileLog, FileVault, SqliteProjection, KeySource, [MissionLock; 2]) {
        (self.log, self.vault, self.projection, self.keys, self._locks)
    }
}

impl Folder {
    /// Names a folder for reading; nothing is read yet.
    pub fn new(root: &Path) -> Self {
        let seals = Seals::new(&root.join("data").join("vault"), &root.join("keys"));
        Self { root: root.into(), state: None, keys: None, seals: Arc::new(seals) }
    }

    /// Names a folder with the state folder in which the ratchets of this machine's logs lie, which
    /// writing needs. It lies outside the mission, and never in the same backup. `seed` is 32 random
    /// bytes that nobody uses again: record keys are drawn from it.
    pub fn with_state(root: &Path, state: &Path, seed: &[u8; 32]) -> Self {
        let keys = Arc::new(Mutex::new(KeySource::new(seed, root.as_os_str().as_encoded_bytes())));
        Self { state: Some(state.into()), keys: Some(keys), ..Self::new(root) }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// `mission.toml`: the mission's data, as people write them.
    pub fn mission_file(&self) -> PathBuf {
        self.root.join("mission.toml")
    }

    /// The agreements, as people write them.
    pub fn agreements(&self) -> PathBuf {
        self.root.join("agreements")
    }

    /// Gazetteers as people keep them.
    pub fn gazetteers(&self) -> PathBuf {
        self.root.join("gazetteers")
    }

    /// The projection.
    pub fn database(&self) -> PathBuf {
        self.root.join("data").join("tregua.db")
    }

    pub(crate) fn has_state(&self) -> bool {
        self.state.is_some()
    }

    pub(crate) fn log_folder(&self) -> PathBuf {
        self.root.join("data").join("log")
    }

    fn key_file(&self) -> PathBuf {
        self.root.join("keys").join("log.key")
    }

    /// The keys of people, devices and the node that are kept here.
    pub fn keyring(&self) -> Keyring {
        Keyring::new(&self.root.join("keys"))
    }

    /// Whether a mission is here.
    pub fn is_mission(&self) -> bool {
        self.log_folder().join("checkpoint").is_file()
    }

    /// Makes the log with its key and its ratchet. `seed` is 32 random bytes; `name` the log's name for ever.
    ///
    /// # Errors
    /// If a log is here already, or the disk refuses.
    pub fn create_log(&self, name: &str, seed: &[u8; 32]) -> Result<(), StoreFault> {
        let _lock = self.lock()?;
        let taken = self.take(signer_of(name, seed)?)?;
        let key = format!("{name}\n{}\n", model::Digest::from_bytes(*seed));
        let path = self.key_file();
        if path.exists() {
            return Err(StoreFault::Io { at: shown(&path), cause: "a log key is here already; a log is created once".into() });
        }
        write_private(&path, key.as_bytes())?;
        let vkey = taken.pen.signers.first().map(|signer| signer.verifier().vkey().to_string()).unwrap_or_default();
        write_durably(&self.log_folder().join("vkey"), format!("{vkey}\n").as_bytes())?;
        FileLog::create(Arc::new(RealDisk), &self.log_folder(), taken.pen).map(|_| ())
    }

    /// Opens the log for reading.
    ///
    /// # Errors
    /// If no mission is here, or the log is damaged.
    pub fn read_log(&self) -> Result<FileLog, StoreFault> {
        self.seals.refresh()?;
        Ok(FileLog::open(&self.log_folder(), &self.verifier()?)?.with_seals(self.seals.clone()))
    }

    /// The vault, for reading; what opens it is as fresh as the log that was opened last.
    pub fn vault(&self) -> FileVault {
        FileVault::with_seals(&self.root.join("data").join("vault"), self.seals.clone(), self.root.join("peers.toml").is_file())
    }

    /// What opens the mission's sealed records.
    pub fn seals(&self) -> &Seals {
        &self.seals
    }

    /// The key with which a stranger checks the log's checkpoints.
    ///
    /// # Errors
    /// If it is absent or no key.
    pub fn verifier(&self) -> Result<Verifier, StoreFault> {
        let path = self.log_folder().join("vkey");
        let bytes = read(&path)?;
        let damaged = |how: String| StoreFault::Damaged { what: shown(&path), how };
        let key: Verifier =
            String::from_utf8_lossy(&bytes).trim_end().parse().map_err(|fault: ledger::note::KeyError| damaged(fault.to_string()))?;
        if bytes == format!("{}\n", key.vkey()).as_bytes() {
            Ok(key)
        } else {
            Err(damaged("it is a key, but not written as this log writes it".into()))
        }
    }

    /// Opens everything for writing, under the mission's lock, where no witness is configured.
    ///
    /// # Errors
    /// If another process writes, the log may be read only, or anything is damaged.
    pub fn write(&self) -> Result<Writer, StoreFault> {
        self.write_unless(|_| Outside::Nobody)
    }

    /// Opens everything for writing, under the mission's lock, unless what `ask` heard of the log's
    /// checkpoint speaks against it.
    ///
    /// # Errors
    /// As [`Folder::write`].
    pub fn write_unless(&self, ask: impl FnOnce(&FileLog) -> Outside) -> Result<Writer, StoreFault> {
        self.open_writer(|log, pen| {
            let outside = ask(&log);
            log.take_up(pen, &outside)
        })
    }

    /// Takes the log up on the word of a person that no other machine writes it, and opens everything
    /// for writing. Where the ratchet is there and level, this changes nothing.
    ///
    /// # Errors
    /// If the log is an old copy or forked, or as [`Folder::write`].
    pub fn claim(&self, ask: impl FnOnce(&FileLog) -> Outside) -> Result<Writer, StoreFault> {
        self.open_writer(|log, pen| {
            let outside = ask(&log);
            log.claim(pen, &outside)
        })
    }

    fn open_writer(&self, take_up: impl FnOnce(FileLog, Pen) -> Result<FileLog, StoreFault>) -> Result<Writer, StoreFault> {
        let lock = self.lock()?;
        let taken = self.take(self.signer()?)?;
        let log = take_up(self.read_log()?, taken.pen)?;
        self.seals.take_up()?;
        let projection = SqliteProjection::open(&self.database())?;
        let keys = self.fresh_keys()?;
        Ok(Writer { log, vault: self.vault(), projection, keys, _locks: [lock, taken.lock] })
    }

    /// A source of keys that no other writer of this process has drawn or will draw.
    fn fresh_keys(&self) -> Result<KeySource, StoreFault> {
        let why = || StoreFault::ReadOnly { why: "this mission was opened for reading: random bytes are needed to write".into() };
        let mut keys = self.keys.as_ref().ok_or_else(why)?.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(KeySource::new(keys.draw().expose(), b"writer"))
    }

    /// The ratchet of this mission's log.
    ///
    /// # Errors
    /// If the folder was named without a state folder, or with one inside the mission.
    pub fn ratchet(&self, log_name: &str) -> Result<Ratchet, StoreFault> {
        let state = self.state.as_ref().ok_or_else(|| StoreFault::ReadOnly {
            why: "this mission was opened for reading: name the state folder of this machine to write".into(),
        })?;
        if plain(state).starts_with(plain(&self.root)) {
            let why = "the state folder lies inside the mission's folder, and a backup of one would bring back both: name another one with TREGUA_STATE";
            return Err(StoreFault::ReadOnly { why: why.into() });
        }
        Ok(Ratchet::new(Arc::new(RealDisk), state, log_name))
    }

    fn take(&self, signer: Signer) -> Result<Taken, StoreFault> {
        let ratchet = self.ratchet(signer.verifier().name())?;
        let lock = hold(&ratchet.path().with_file_name("lock"))?;
        Ok(Taken { pen: Pen { signers: vec![signer], ratchet }, lock })
    }

    /// Takes the lock of the one writer.
    ///
    /// # Errors
    /// If another process has it.
    pub fn lock(&self) -> Result<MissionLock, StoreFault> {
        hold(&self.root.join("data").join("lock"))
    }

    pub(crate) fn signer(&self) -> Result<Signer, StoreFault> {
        let path = self.key_file();
        let text = String::from_utf8_lossy(&read(&path)?).into_owned();
        let damaged = || StoreFault::Damaged {
            what: shown(&path),
            how: "a line with the log's name and one with 64 hexadecimal digits are expected".into(),
        };
        let (name, seed) = text.trim_end().split_once('\n').ok_or_else(damaged)?;
        let seed: model::Digest = seed.parse().map_err(|_| damaged())?;
        signer_of(name, seed.as_bytes())
    }
}

fn signer_of(name: &str, seed: &[u8; 32]) -> Result<Signer, StoreFault> {
    Signer::from_seed(name, seed).map_err(|fault| StoreFault::Io { at: "keys/log.key".into(), cause: fault.to_string() })
}

/// A path from the root of the file system, without `..`.
fn plain(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.into());
    absolute.components().fold(PathBuf::new(), |mut plain, part| {
        if part == Component::ParentDir {
            plain.pop();
        } else {
            plain.push(part);
        }
        plain
    })
}

/// Holds a lock file until the process ends.
fn hold(path: &Path) -> Result<MissionLock, StoreFault> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|cause| fault(folder, &cause))?;
    }
    let opened = File::options().create(true).truncate(false).read(true).write(true).open(path);
    let mut file = opened.map_err(|cause| fault(path, &cause))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let by = fs::read_to_string(path).unwrap_or_default();
            let by = if by.trim().is_empty() { String::new() } else { format!(" (process {})", by.trim()) };
            return Err(StoreFault::Busy { by });
        }
        Err(TryLockError::Error(cause)) => return Err(fault(path, &cause)),
    }
    let written = file.set_len(0).and_then(|()| file.write_all(std::process::id().to_string().as_bytes()));
    written.map_err(|cause| fault(path, &cause))?;
    Ok(MissionLock { file })
}
