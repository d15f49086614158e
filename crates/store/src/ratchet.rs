//! The ratchet: how far a log was ever signed, kept apart from the log, and moved forward only.
//!
//! A folder that comes back from a backup brings an old log, and would sign a second history over
//! the first. The ratchet lies elsewhere and is in no backup, so it knows better. Each append moves
//! it by compare-and-swap after the tiles are durable and before the checkpoint is signed.

use crate::disk::{Disk, fault, shown, write_on};
use engine::StoreFault;
use ledger::checkpoint::Checkpoint;
use ledger::note::Note;
use ledger::tree::Hash;
use model::Digest;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const FORM: &str = "tregua-ratchet/v1";

/// Size and root of a log at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Entries.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
}

/// What the ratchet holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// How often the log was taken up for writing: a writer that was overtaken finds another number.
    pub epoch: u64,
    /// How far the log may have been signed.
    pub stands: Head,
    /// The checkpoint that was signed last when the mark was made, a note; empty before the first.
    pub signed: String,
}

impl Mark {
    /// Size and root of the checkpoint that was signed last when the mark was made.
    pub fn signed_head(&self) -> Option<Head> {
        let note = Note::read(self.signed.as_bytes()).ok()?;
        let checkpoint = Checkpoint::read_text(note.unverified_text()).ok()?;
        Some(Head { size: checkpoint.size, root: checkpoint.root })
    }
}

/// The ratchet of one log: a file that is replaced as a whole.
#[derive(Clone, Debug)]
pub struct Ratchet {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    log_name: String,
}

impl Ratchet {
    /// Names the ratchet of a log below the state folder; nothing is read yet.
    pub fn new(disk: Arc<dyn Disk>, state: &Path, log_name: &str) -> Self {
        // A log name may hold any letters; its digest is a file name on every system.
        let folder = Digest::of(log_name.as_bytes()).to_string();
        Self { disk, path: state.join(folder.get(..32).unwrap_or(&folder)).join("ratchet"), log_name: log_name.into() }
    }

    /// Its file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it holds; `None` if it was never made here.
    ///
    /// # Errors
    /// If it cannot be read, is damaged, or is another log's. A damaged ratchet is not an absent one.
    pub fn read(&self) -> Result<Option<Mark>, StoreFault> {
        let bytes = match self.disk.read(&self.path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other.map_err(|cause| fault(&self.path, &cause))?,
        };
        let damaged = |how: &str| StoreFault::Damaged { what: shown(&self.path), how: how.into() };
        let text = String::from_utf8(bytes).map_err(|_| damaged("it is not UTF-8"))?;
        let (log_name, mark) = read_text(&text).ok_or_else(|| damaged("its bytes do not have the digest in its first line"))?;
        if log_name == self.log_name { Ok(Some(mark)) } else { Err(damaged("it is the ratchet of another log")) }
    }

    /// Moves it from one mark to the next, durably.
    ///
    /// # Errors
    /// If it does not hold the mark it should move from (somebody else moved it: this writer must
    /// stop), if the next mark lies behind, or the disk refuses.
    pub fn swap(&self, from: Option<&Mark>, to: &Mark) -> Result<(), StoreFault> {
        let held = self.read()?;
        if held.as_ref() != from {
            return Err(StoreFault::ReadOnly {
                why: "another process has taken up this log meanwhile; this one stops and has signed nothing more. Run one writer only"
                    .into(),
            });
        }
        if held.is_some_and(|held| to.stands.size < held.stands.size) {
            return Err(StoreFault::ReadOnly { why: "the ratchet of this log moves forward only; nothing was signed".into() });
        }
        write_on(self.disk.as_ref(), &[(self.path.clone(), show_text(&self.log_name, to).as_bytes())])
    }
}

/// Size, then root.
impl fmt::Display for Head {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.size, self.root)
    }
}

fn show_text(log_name: &str, mark: &Mark) -> String {
    let body = format!("log {log_name}\nepoch {}\nstands {}\n\n{}", mark.epoch, mark.stands, mark.signed);
    format!("{FORM} {}\n{body}", Digest::of(body.as_bytes()))
}

fn read_text(text: &str) -> Option<(String, Mark)> {
    let (_, body) = text.strip_prefix(FORM)?.split_once('\n')?;
    let (lines, signed) = body.split_once("\n\n")?;
    let mut lines = lines.split('\n');
    let log_name = lines.next()?.strip_prefix("log ")?.to_owned();
    let epoch = lines.next()?.strip_prefix("epoch ")?.parse().ok()?;
    let (size, root) = lines.next()?.strip_prefix("stands ")?.split_once(' ')?;
    let stands = Head { size: size.parse().ok()?, root: Hash::read_base64(root)? };
    let mark = Mark { epoch, stands, signed: signed.to_owned() };
    // Whatever was read must be written the same way: this also checks the digest.
    (show_text(&log_name, &mark) == text).then_some((log_name, mark))
}
