//! A mission on disk: its data for people, its log and vault, its projection, and the lock of its one writer.

use crate::disk::{fault, read, shown, write_durably};
use crate::sqlite::SqliteProjection;
use crate::{FileLog, FileVault};
use engine::StoreFault;
use ledger::note::{Signer, Verifier};
use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder of one mission.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

/// Held by the one process that may write; the system releases it when the process ends.
#[derive(Debug)]
pub struct MissionLock {
    _file: File,
}

/// Everything open for writing.
pub struct Writer {
    /// The log.
    pub log: FileLog,
    /// The vault.
    pub vault: FileVault,
    /// The projection.
    pub projection: SqliteProjection,
    _lock: MissionLock,
}

impl Folder {
    /// Names a folder; nothing is read yet.
    pub fn new(root: &Path) -> Self {
        Self { root: root.into() }
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

    /// The projection.
    pub fn database(&self) -> PathBuf {
        self.root.join("data").join("tregua.db")
    }

    fn log_folder(&self) -> PathBuf {
        self.root.join("data").join("log")
    }

    fn key_file(&self) -> PathBuf {
        self.root.join("keys").join("log.key")
    }

    /// Whether a mission is here.
    pub fn is_mission(&self) -> bool {
        self.log_folder().join("checkpoint").is_file()
    }

    /// Makes the log with its key. `seed` is 32 random bytes; `name` the log's name for ever.
    ///
    /// # Errors
    /// If a log is here already, or the disk refuses.
    pub fn create_log(&self, name: &str, seed: &[u8; 32]) -> Result<(), StoreFault> {
        let _lock = self.lock()?;
        let signer = signer_of(name, seed)?;
        let key = format!("{name}\n{}\n", model::Digest::from_bytes(*seed));
        let path = self.key_file();
        if path.exists() {
            return Err(StoreFault::Io { at: shown(&path), cause: "a log key is here already; a log is created once".into() });
        }
        write_private(&path, key.as_bytes())?;
        write_durably(&self.log_folder().join("vkey"), format!("{}\n", signer.verifier().vkey()).as_bytes())?;
        FileLog::create(&self.log_folder(), name, signer).map(|_| ())
    }

    /// Opens the log for reading.
    ///
    /// # Errors
    /// If no mission is here, or the log is damaged.
    pub fn read_log(&self) -> Result<FileLog, StoreFault> {
        let key = self.verifier()?;
        FileLog::open(&self.log_folder(), key.name(), &key, None)
    }

    /// The vault, for reading.
    pub fn vault(&self) -> FileVault {
        FileVault::new(&self.root.join("data").join("vault"))
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

    /// Opens everything for writing, under the mission's lock.
    ///
    /// # Errors
    /// If another process writes, or anything is damaged.
    pub fn write(&self) -> Result<Writer, StoreFault> {
        let lock = self.lock()?;
        let key = self.verifier()?;
        let log = FileLog::open(&self.log_folder(), key.name(), &key, Some(self.signer()?))?;
        let projection = SqliteProjection::open(&self.database())?;
        Ok(Writer { log, vault: self.vault(), projection, _lock: lock })
    }

    /// Takes the lock of the one writer.
    ///
    /// # Errors
    /// If another process has it.
    pub fn lock(&self) -> Result<MissionLock, StoreFault> {
        let path = self.root.join("data").join("lock");
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|cause| fault(folder, &cause))?;
        }
        let opened = File::options().create(true).truncate(false).read(true).write(true).open(&path);
        let mut file = opened.map_err(|cause| fault(&path, &cause))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let by = fs::read_to_string(&path).unwrap_or_default();
                let by = if by.trim().is_empty() { String::new() } else { format!(" (process {})", by.trim()) };
                return Err(StoreFault::Busy { by });
            }
            Err(TryLockError::Error(cause)) => return Err(fault(&path, &cause)),
        }
        let written = file.set_len(0).and_then(|()| file.write_all(std::process::id().to_string().as_bytes()));
        written.map_err(|cause| fault(&path, &cause))?;
        Ok(MissionLock { _file: file })
    }

    fn signer(&self) -> Result<Signer, StoreFault> {
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

/// A file that only its owner may read.
fn write_private(path: &Path, bytes: &[u8]) -> Result<(), StoreFault> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    if let Some(folder) = path.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|cause| fault(folder, &cause))?;
    }
    let opened = File::options().create_new(true).write(true).mode(0o600).open(path);
    let written = opened.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(|cause| fault(path, &cause))
}
