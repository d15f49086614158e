//! A mission's log checked, mended in place, and brought back from a copy.

use crate::disk::{RealDisk, write_durably};
use crate::folder::Folder;
use crate::fsck::{Copy, Damage, Extent, Level, Mended, Reference, check_signed, check_tree, mend};
use crate::ratchet::{Head, Mark};
use crate::start::Hold;
use engine::StoreFault;
use ledger::checkpoint::Checkpoint;
use ledger::note::{Signer, Verifier};

/// What was found in a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogCheck {
    /// What its files were checked against; absent if neither checkpoint nor ratchet can be trusted.
    pub against: Option<Reference>,
    /// What is damaged, levels 1 and 2.
    pub damages: Vec<Damage>,
}

impl Folder {
    /// Checks checkpoint, tiles and entries of the log. Needs no other part of the mission.
    ///
    /// # Errors
    /// If there is no key to check with, or the ratchet is damaged.
    pub fn check_log(&self) -> Result<LogCheck, StoreFault> {
        let (key, damaged_key) = self.key_to_check()?;
        let (against, mut damages) = check_signed(&RealDisk, &self.log_folder(), &key, self.mark(&key)?.as_ref());
        damages.extend(damaged_key);
        if let Some(against) = against {
            damages.extend(check_tree(&RealDisk, &self.log_folder(), against.head()));
        }
        Ok(LogCheck { against, damages })
    }

    /// Mends the log from a copy, in place: the same size, the same root.
    ///
    /// # Errors
    /// If another process writes, neither checkpoint nor ratchet says what the log was, or the disk refuses.
    pub fn mend_log(&self, copy: &dyn Copy) -> Result<Mended, StoreFault> {
        let _lock = self.lock()?;
        let (key, damaged_key) = self.key_to_check()?;
        let mark = self.mark(&key)?;
        let (against, _) = check_signed(&RealDisk, &self.log_folder(), &key, mark.as_ref());
        let against = match against {
            Some(against) => against,
            None => Reference::Marked(signed_head(copy, &key)?),
        };
        let mut mended = mend(&RealDisk, &self.log_folder(), against.head(), copy)?;
        if damaged_key.is_some() {
            write_durably(&self.log_folder().join("vkey"), format!("{}\n", key.vkey()).as_bytes())?;
            mended.files.push("data/log/vkey".into());
        }
        if let Reference::Marked(head) = against
            && mended.left.is_empty()
        {
            self.put_checkpoint(&key, head, copy)?;
            mended.files.push("data/log/checkpoint".into());
        }
        Ok(mended)
    }

    /// Brings the newest log back from a copy into a folder that is an old copy, or has no log any more.
    /// Gives the size that it has now.
    ///
    /// # Errors
    /// If the copy is older than what was signed here, or has other entries; nothing of the log is changed then.
    pub fn recover_log(&self, copy: &dyn Copy) -> Result<(u64, Mended), StoreFault> {
        let _lock = self.lock()?;
        let (key, _) = self.key_to_check()?;
        let head = signed_head(copy, &key)?;
        let mark = self.mark(&key)?;
        let own = check_signed(&RealDisk, &self.log_folder(), &key, None).0.map(Reference::head);
        let known: Vec<Head> = mark.iter().map(|mark| mark.stands).chain(own).collect();
        if let Some(newest) = known.iter().find(|known| known.size > head.size) {
            return Err(StoreFault::ReadOnly {
                why: format!(
                    "the copy ends at entry {}, and {} entries of this log were signed: a newer copy is needed, and nothing was changed",
                    head.size, newest.size
                ),
            });
        }
        for known in known {
            let mut source = ledger::tile::TileSource::new(head.size, |tile| copy.tile(tile));
            let root = ledger::tree::root(&mut source, known.size).map_err(|fault| damaged_copy(&fault.to_string()))?;
            if root != known.root {
                return Err(Hold::Forked { at: known.size }.into());
            }
        }
        let mended = mend(&RealDisk, &self.log_folder(), head, copy)?;
        if let Some(left) = mended.left.first() {
            return Err(damaged_copy(&format!("{left} is absent or does not fit its root, and {} more", mended.left.len() - 1)));
        }
        self.put_checkpoint(&key, head, copy)?;
        Ok((head.size, mended))
    }

    fn mark(&self, key: &Verifier) -> Result<Option<Mark>, StoreFault> {
        if self.has_state() { self.ratchet(key.name())?.read() } else { Ok(None) }
    }

    /// The log's public key, from the key itself where the file beside the log is damaged.
    fn key_to_check(&self) -> Result<(Verifier, Option<Damage>), StoreFault> {
        let fault = match self.verifier() {
            Ok(key) => return Ok((key, None)),
            Err(fault) => fault,
        };
        let Ok(signer) = self.signer() else { return Err(fault) };
        let extent = if matches!(fault, StoreFault::Absent { .. }) { Extent::Absent } else { Extent::Wrong };
        let damage = Damage::of(Level::Checkpoint, extent, "data/log/vkey", fault.to_string());
        Ok((signer.verifier().clone(), Some(damage)))
    }

    /// Writes the checkpoint of a tree that was signed before: our key's own signature of the very
    /// same size and root, or the copy's where the key is elsewhere.
    fn put_checkpoint(&self, key: &Verifier, head: Head, copy: &dyn Copy) -> Result<(), StoreFault> {
        let path = self.log_folder().join("checkpoint");
        let Ok(signer) = self.signer() else {
            return if signed_head(copy, key)? == head {
                write_durably(&path, &copy.checkpoint()?)
            } else {
                Err(damaged_copy("it has another checkpoint"))
            };
        };
        let sign = |signer: &Signer| Checkpoint::new(key.name(), head.size, head.root).sign(&[signer]);
        let note = sign(&signer).map_err(|fault| StoreFault::Io { at: "data/log/checkpoint".into(), cause: fault.to_string() })?;
        write_durably(&path, note.to_string().as_bytes())
    }
}

fn signed_head(copy: &dyn Copy, key: &Verifier) -> Result<Head, StoreFault> {
    let opened = Checkpoint::open(&copy.checkpoint()?, key.name(), std::slice::from_ref(key));
    let (checkpoint, _) = opened.map_err(|fault| damaged_copy(&fault.to_string()))?;
    Ok(Head { size: checkpoint.size, root: checkpoint.root })
}

fn damaged_copy(how: &str) -> StoreFault {
    StoreFault::Io { at: "the copy".into(), cause: how.into() }
}
