//! The checkpoints of a bundle: judged by the reader's policy, tied to each other, stamped by third parties.

use super::{CHECKPOINT, CHECKPOINTS, TIMESTAMPS, moment};
use crate::bag::Bag;
use crate::limits::TOKENS_MAX;
use crate::times::check_token;
use crate::trust::Trust;
use crate::verdict::{CheckpointVerdict, Findings, Moment};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ledger::checkpoint::Checkpoint;
use ledger::policy::Judgement;
use ledger::tree::{Hash, verify_consistency};
use model::Digest;
use std::collections::BTreeMap;

/// A checkpoint that a log of the reader's policy has signed.
pub struct Tree {
    file: String,
    /// What the policy makes of it.
    pub judgement: Judgement,
    /// Whether it is shown to be a beginning or the end of the bundle's main tree.
    is_linked: bool,
    stamps: Vec<Moment>,
}

/// A leaf in a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which tree.
    pub tree: usize,
    /// Position in the log.
    pub index: u64,
}

/// All checkpoints that were judged, by their bytes.
pub struct Trees {
    all: Vec<Tree>,
    known: BTreeMap<Digest, Result<usize, String>>,
    main: Option<Vec<u8>>,
}

impl Trees {
    /// Reads the bundle's checkpoints and time stamps.
    pub fn read(bag: &mut Bag<'_>, trust: &Trust, found: &mut Findings) -> Self {
        let mut trees = Self { all: Vec::new(), known: BTreeMap::new(), main: None };
        match bag.read(CHECKPOINT) {
            Ok(bytes) => {
                match trees.judge(CHECKPOINT, &bytes, trust) {
                    Ok(_) => trees.all.iter_mut().for_each(|tree| tree.is_linked = true),
                    Err(fault) => found.faults.push(format!("{CHECKPOINT}: {fault}")),
                }
                trees.main = Some(bytes);
            }
            Err(fault) => found.faults.push(format!("{fault}: the checkpoint that all proofs lead to")),
        }
        for size in bag.names(CHECKPOINTS, ".checkpoint") {
            if let Err(fault) = trees.link(bag, &size, trust) {
                found.faults.push(format!("{CHECKPOINTS}{size}.checkpoint: {fault}"));
            }
        }
        trees.read_stamps(bag, trust, found);
        trees
    }

    /// The checkpoint that proofs without one lead to.
    pub fn main(&self) -> &[u8] {
        self.main.as_deref().unwrap_or_default()
    }

    /// One tree.
    pub fn at(&self, tree: usize) -> Option<&Tree> {
        self.all.get(tree)
    }

    /// Judges a checkpoint once; the same bytes again cost a look-up.
    ///
    /// # Errors
    /// Why the policy does not accept it.
    pub fn judge(&mut self, file: &str, bytes: &[u8], trust: &Trust) -> Result<usize, String> {
        let digest = Digest::of(bytes);
        if let Some(known) = self.known.get(&digest) {
            return known.clone();
        }
        // Foreign notes are read leniently; a bundle's are written one way, so that no bit of them can change unseen.
        if !Checkpoint::is_canonical(bytes) {
            return Err("it is not written as a bundle writes it: the base64 of a signature has stray bits, or a number is padded".into());
        }
        let judged = trust.policy.judge(bytes).map_err(|fault| fault.to_string()).and_then(|judgement| {
            let one = &judgement.checkpoint;
            let same = self.all.iter().find(|tree| {
                let other = &tree.judgement.checkpoint;
                other.log_name == one.log_name && other.size == one.size
            });
            if let Some(other) = same.filter(|tree| tree.judgement.checkpoint.root != one.root) {
                return Err(format!("the log has shown two trees of {} entries: this one, and the one in {}", one.size, other.file));
            }
            let is_linked = same.is_some_and(|tree| tree.is_linked);
            self.all.push(Tree { file: file.to_owned(), judgement, is_linked, stamps: Vec::new() });
            Ok(self.all.len() - 1)
        });
        self.known.insert(digest, judged.clone());
        judged
    }

    /// Ties `checkpoints/SIZE.checkpoint` to the main one by `checkpoints/SIZE.consistency`.
    fn link(&mut self, bag: &mut Bag<'_>, size: &str, trust: &Trust) -> Result<(), String> {
        let file = format!("{CHECKPOINTS}{size}.checkpoint");
        let bytes = bag.read(&file).map_err(|fault| fault.to_string())?;
        let at = self.judge(&file, &bytes, trust)?;
        let main = self.all.iter().find(|tree| tree.file == CHECKPOINT).ok_or("the main checkpoint is not accepted")?;
        let main = main.judgement.checkpoint.clone();
        let tree = self.all.get_mut(at).ok_or("it is not accepted")?;
        let other = &tree.judgement.checkpoint;
        if other.log_name != main.log_name {
            return Err(format!("it is of log `{}`; `{}` is expected", other.log_name, main.log_name));
        }
        if other.size.to_string() != size {
            return Err(format!("it is of size {}; the size of its name is expected", other.size));
        }
        if other.size == main.size {
            tree.is_linked = true;
            return Ok(());
        }
        let path = bag.read(&format!("{CHECKPOINTS}{size}.consistency")).map_err(|fault| fault.to_string())?;
        let path = read_hashes(&path).ok_or("its consistency proof is none: a base64 hash a line is expected")?;
        let (old, new) = if other.size < main.size { (other, &main) } else { (&main, other) };
        verify_consistency(old.size, new.size, &path, &old.root, &new.root)
            .map_err(|fault| format!("it and the main checkpoint are not shown to be of one log: {fault}"))?;
        tree.is_linked = true;
        Ok(())
    }

    /// Time stamps over `checkpoints/SIZE.checkpoint`, or over the main one.
    fn read_stamps(&mut self, bag: &mut Bag<'_>, trust: &Trust, found: &mut Findings) {
        let names = bag.names(TIMESTAMPS, ".tsr");
        if names.len() > TOKENS_MAX {
            found.faults.push(format!("{TIMESTAMPS}: more than {TOKENS_MAX} tokens"));
        }
        for name in names.iter().take(TOKENS_MAX) {
            let size = name.split('-').next().unwrap_or_default();
            let own = format!("{CHECKPOINTS}{size}.checkpoint");
            let stamped = if bag.has(&own) { own } else { CHECKPOINT.to_owned() };
            let read = bag.read(&format!("{TIMESTAMPS}{name}.tsr")).and_then(|token| Ok((token, bag.read(&stamped)?)));
            let (token, bytes) = match read {
                Ok(both) => both,
                Err(fault) => {
                    found.faults.push(fault.to_string());
                    continue;
                }
            };
            match check_token(&token, &bytes, &trust.roots) {
                Ok(stamp) => {
                    let tree = self.judge(&stamped, &bytes, trust).ok().and_then(|at| self.all.get_mut(at));
                    tree.into_iter().for_each(|tree| tree.stamps.push(Moment { at: stamp.at, by: stamp.authority.clone() }));
                }
                Err(fault) if fault.is_of_a_stranger() => found.notes.push(format!("{TIMESTAMPS}{name}.tsr: not counted: {fault}")),
                Err(fault) => found.faults.push(format!("{TIMESTAMPS}{name}.tsr: {fault}")),
            }
        }
    }

    /// Trees that say something of a place: its own, and all that are tied to it.
    fn about(&self, place: Place) -> impl Iterator<Item = &Tree> {
        let own = self.at(place.tree);
        let is_linked = own.is_some_and(|tree| tree.is_linked);
        let others = self.all.iter().enumerate().filter(move |(at, tree)| *at != place.tree && is_linked && tree.is_linked);
        own.into_iter().chain(others.map(|(_, tree)| tree))
    }

    /// When it existed at the latest, by witnesses or an authority, whichever is earlier.
    pub fn existed_by(&self, place: Place, trust: &Trust) -> Option<Moment> {
        let with = self.about(place).filter(|tree| tree.judgement.checkpoint.size > place.index && tree.judgement.quorum.is_met());
        let witnesses = with.filter_map(|tree| moment(tree.judgement.existed_by_unix_s(trust.dishonest())?, "witnesses")).min();
        [witnesses, self.stamp(place)].into_iter().flatten().min()
    }

    /// The earliest time stamp that covers it.
    pub fn stamp(&self, place: Place) -> Option<Moment> {
        let with = self.about(place).filter(|tree| tree.judgement.checkpoint.size > place.index);
        with.flat_map(|tree| tree.stamps.iter()).min().cloned()
    }

    /// Until when no honest witness had seen it.
    pub fn unseen_before(&self, place: Place, trust: &Trust) -> Option<Moment> {
        let without = self.about(place).filter(|tree| tree.judgement.checkpoint.size <= place.index && tree.judgement.quorum.is_met());
        without.filter_map(|tree| moment(tree.judgement.unseen_before_unix_s(trust.dishonest())?, "witnesses")).max()
    }

    /// The verdicts on all of them.
    pub fn verdicts(&self) -> Vec<CheckpointVerdict> {
        let verdict = |tree: &Tree| {
            let Judgement { checkpoint, cosigned, quorum, .. } = &tree.judgement;
            let witnesses = cosigned.iter().filter_map(|one| moment(one.unix_s, &one.witness.to_string()));
            CheckpointVerdict {
                file: tree.file.clone(),
                log: checkpoint.log_name.clone(),
                size: checkpoint.size,
                root: checkpoint.root.to_string(),
                quorum: quorum.to_string(),
                is_quorum_met: quorum.is_met(),
                witnesses: witnesses.collect(),
                stamps: tree.stamps.clone(),
            }
        };
        self.all.iter().map(verdict).collect()
    }
}

/// Reads one base64 hash a line.
pub fn read_hashes(bytes: &[u8]) -> Option<Vec<Hash>> {
    let text = str::from_utf8(bytes).ok()?;
    let lines = text.split_inclusive('\n');
    lines.map(|line| Hash::read(&STANDARD.decode(line.strip_suffix('\n')?).ok()?)).collect()
}
