//! A whole log checked offline: every entry, every tile, the signed root, every signed act.

use crate::trust::Trust;
use ledger::policy::Judgement;
use ledger::tile::{Edge, Tile, bundles_touched, read_entries};
use ledger::tree::Hash;
use model::Entry;
use record::register::Register;
use record::seal::SealedLeaf;
use serde::Serialize;
use std::fmt;

use crate::verdict::Verdict;

/// Most faults that are listed.
const FAULTS_MAX: usize = 100;

/// What was found in a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogFindings {
    /// The verdict on the whole.
    pub verdict: Verdict,
    /// The log's name.
    pub log: String,
    /// Entries below the checkpoint.
    pub entries: u64,
    /// Entries that commit to something and show nothing.
    pub sealed: u64,
    /// Signed acts that count.
    pub acts: u64,
    /// Who cosigned, and whether that is enough by the given policy.
    pub quorum: String,
    /// What does not hold, a sentence each.
    pub faults: Vec<String>,
    /// What should be known and changes no verdict.
    pub notes: Vec<String>,
}

/// Checks a log. `read` gives the bytes of a file below the log's folder, such as
/// `tile/entries/000.p/15`; it is not trusted.
///
/// # Errors
/// If the policy does not accept the checkpoint: nothing else can be said then.
pub fn check_log(checkpoint: &[u8], trust: &Trust, read: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>) -> Result<LogFindings, String> {
    let judgement = trust.policy.judge(checkpoint).map_err(|fault| format!("checkpoint: {fault}"))?;
    let mut walk = Walk::new(judgement.checkpoint.size);
    for tile in bundles_touched(0, walk.size) {
        if let Err(fault) = walk.take_bundle(tile, read) {
            walk.fault(fault);
            break;
        }
    }
    Ok(walk.conclude(&judgement))
}

/// The way through the log, from the first entry to the last.
struct Walk {
    size: u64,
    edge: Edge,
    register: Register,
    sealed: u64,
    acts: u64,
    faults: Vec<String>,
    notes: Vec<String>,
}

impl Walk {
    fn new(size: u64) -> Self {
        Self { size, edge: Edge::new(), register: Register::default(), sealed: 0, acts: 0, faults: Vec::new(), notes: Vec::new() }
    }

    fn fault(&mut self, fault: String) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(fault);
        }
    }

    /// Reads one bundle of entries and the tiles that its end completes.
    fn take_bundle(&mut self, tile: Tile, read: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>) -> Result<(), String> {
        let bytes = read(&tile.to_string())?;
        let entries = read_entries(&bytes, tile.width()).map_err(|fault| format!("{tile}: {fault}"))?;
        let first = self.edge.size();
        let hashes: Vec<Hash> = entries.iter().map(|entry| Hash::leaf(entry)).collect();
        for (index, entry) in (first..).zip(&entries) {
            self.take_entry(index, entry);
        }
        let size = self.size;
        let is_last = |tile: &Tile| Tile::at(tile.level(), tile.index(), size) == Some(*tile);
        for (tile, computed) in self.edge.append(&hashes).into_iter().filter(|(tile, _)| is_last(tile)) {
            if read(&tile.to_string())? != computed {
                self.fault(format!("{tile}: its hashes are not those of the entries"));
            }
        }
        Ok(())
    }

    /// Counts an entry; an act is judged by the register of the acts before it.
    fn take_entry(&mut self, index: u64, bytes: &[u8]) {
        if SealedLeaf::read(bytes).is_ok() {
            self.sealed += 1;
            return;
        }
        match Entry::read(bytes) {
            Ok(Entry::Signed(signed)) => match self.register.take(index, &signed) {
                Ok(_) => self.acts += 1,
                Err(fault) => self.fault(format!("entry {index}: the act does not count: {fault}")),
            },
            Ok(Entry::Declared(_)) => {
                self.notes.push(format!("entry {index}: an act without signature, of a log older than the key register"))
            }
            Ok(_) => {}
            Err(fault) => self.fault(format!("entry {index}: {fault}")),
        }
    }

    fn conclude(mut self, judgement: &Judgement) -> LogFindings {
        let signed = &judgement.checkpoint;
        if self.edge.size() == signed.size && self.edge.root() != signed.root {
            let root = self.edge.root();
            self.fault(format!("the entries give the root {root}, the signed checkpoint says {}", signed.root));
        }
        let verdict = match (self.faults.is_empty(), judgement.quorum.is_met() && !judgement.cosigned.is_empty()) {
            (false, _) => Verdict::Failed,
            (true, true) => Verdict::Proven,
            (true, false) => Verdict::ProvenWithoutQuorumOrTime,
        };
        LogFindings {
            verdict,
            log: signed.log_name.clone(),
            entries: self.edge.size(),
            sealed: self.sealed,
            acts: self.acts,
            quorum: judgement.quorum.to_string(),
            faults: self.faults,
            notes: self.notes,
        }
    }
}

impl fmt::Display for LogFindings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.notes.iter().try_for_each(|note| writeln!(out, "note: {note}"))?;
        self.faults.iter().try_for_each(|fault| writeln!(out, "fault: {fault}"))?;
        writeln!(
            out,
            "log `{}`: {} entries, {} of them sealed, {} signed acts that count; {}",
            self.log, self.entries, self.sealed, self.acts, self.quorum
        )?;
        writeln!(out, "{}", self.verdict)
    }
}
