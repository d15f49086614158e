//! Bringing in another log: its checkpoint becomes an entry here, and what it received and declared counts from there on.

use crate::contract::{Brought, Desk, Log, Projection, Vault};
use crate::gather::{entry, read_mission};
use crate::{EngineFault, StoreFault};
use ledger::note::Note;
use model::{Act, Anchor, Digest, Entry, Signed};
use record::register::Register;
use std::collections::{BTreeMap, BTreeSet};

/// Anchors another log's verified copy up to a size: appends the entry and applies what it brings.
/// What is anchored already changes nothing and gives `None`.
///
/// # Errors
/// If the copy does not hold the checkpoint's tree, or rests on logs that are not anchored here;
/// then nothing is recorded.
pub fn anchor(desk: &mut Desk<'_>, checkpoint: &str) -> Result<Option<u64>, EngineFault> {
    let anchor = read_anchor(checkpoint)?;
    if anchor.size <= desk.projection.anchored(&anchor.log) {
        return Ok(None);
    }
    let leaf = desk.log.size();
    let brought = brought(desk.log, desk.vault, desk.projection, leaf, &anchor)?;
    let bytes = Entry::Anchor(anchor.clone()).canonical();
    let bytes =
        bytes.map_err(|cause| EngineFault::Record { what: format!("the checkpoint of {}", anchor.log), cause: cause.to_string() })?;
    desk.log.append(&[bytes])?;
    desk.projection.bring(desk.log.name(), &anchor, &brought)?;
    Ok(Some(leaf))
}

fn read_anchor(checkpoint: &str) -> Result<Anchor, EngineFault> {
    let fault = |cause: String| EngineFault::Record { what: "another log's checkpoint".into(), cause };
    let note = Note::read(checkpoint.as_bytes()).map_err(|cause| fault(cause.to_string()))?;
    let stated = ledger::checkpoint::Checkpoint::read_text(note.unverified_text()).map_err(|cause| fault(cause.to_string()))?;
    Ok(Anchor {
        checkpoint: checkpoint.into(),
        log: stated.log_name,
        root: model::Digest::from_bytes(stated.root.0),
        size: stated.size,
        v: 1,
    })
}

/// What the anchor at entry `leaf` brings in: the received and declared entries and the anchors of
/// the other log, from what was anchored before.
///
/// # Errors
/// If the anchor does not say what its checkpoint says, the copy here is not of the anchored tree,
/// or the other log anchors what this one does not hold.
pub fn brought(
    log: &dyn Log,
    vault: &dyn Vault,
    projection: &dyn Projection,
    leaf: u64,
    anchor: &Anchor,
) -> Result<Vec<Brought>, EngineFault> {
    let fault = |cause: String| EngineFault::Entry { leaf, cause };
    if read_anchor(&anchor.checkpoint)? != *anchor {
        return Err(fault("it is an anchor that says something else than the checkpoint in it".into()));
    }
    let peer = log.peer(&anchor.log)?;
    if peer.size() < anchor.size {
        let cause = format!("it anchors {} entries of {}; the copy here holds {}", anchor.size, anchor.log, peer.size());
        return Err(fault(cause));
    }
    if peer.root_of(anchor.size)? != anchor.root {
        return Err(fault(format!("the copy of {} here is of another tree than the one it anchors", anchor.log)));
    }
    let mut all = Vec::new();
    let mut acts = PeerActs::new(peer.as_ref());
    for index in projection.anchored(&anchor.log)..anchor.size {
        let Some(entry) = shown(peer.as_ref(), index)? else { continue };
        match &entry {
            Entry::Anchor(of) => check_rests_here(log, projection, leaf, of, &anchor.log, index)?,
            Entry::Declared(declared) | Entry::Signed(Signed { declared, .. })
                if !acts.counts(index)? || !is_usable(vault, &declared.act)? =>
            {
                continue;
            }
            Entry::Declared(_) | Entry::Received(_) | Entry::Signed(_) => {}
            Entry::Concluded(_) | Entry::Gap(_) => continue,
        }
        all.push(Brought { index, entry });
    }
    Ok(all)
}

/// An entry of a peer's copy, unless it is sealed: what a peer concluded is not shown, and is
/// concluded here anew; what it receives while it has peers lies in the clear.
fn shown(peer: &dyn Log, index: u64) -> Result<Option<Entry>, EngineFault> {
    match entry(peer, index) {
        Err(EngineFault::Store(StoreFault::NoKey { .. })) => Ok(None),
        other => other.map(Some),
    }
}

/// Which acts of a peer's log count: judged by the key register of that log, as of their positions.
struct PeerActs<'a> {
    peer: &'a dyn Log,
    register: Register,
    next: u64,
}

impl<'a> PeerActs<'a> {
    fn new(peer: &'a dyn Log) -> Self {
        Self { peer, register: Register::default(), next: 0 }
    }

    /// Whether the act at a position counts; positions are asked in order. The register is followed
    /// from the log's beginning, and only if there is an act to judge.
    fn counts(&mut self, index: u64) -> Result<bool, EngineFault> {
        let mut counts = false;
        while self.next <= index {
            counts = match Entry::read(&self.peer.stored(self.next)?) {
                Ok(Entry::Signed(signed)) => {
                    signed.declared.log.as_deref() == Some(self.peer.name()) && self.register.take(self.next, &signed).is_ok()
                }
                // Acts without signature count in logs that are older than the key register.
                Ok(Entry::Declared(_)) => self.register.founded().is_none(),
                Ok(Entry::Anchor(_) | Entry::Concluded(_) | Entry::Gap(_) | Entry::Received(_)) | Err(_) => false,
            };
            self.next += 1;
        }
        Ok(counts)
    }
}

/// Mission data that nobody can read would stop every step here: such an act counts nowhere.
fn is_usable(vault: &dyn Vault, act: &Act) -> Result<bool, EngineFault> {
    let Act::AdoptMission { sha256 } = act else { return Ok(true) };
    Ok(read_mission(&String::from_utf8_lossy(&vault.read(sha256)?)).is_ok())
}

/// What another log rests on must be here too, and be the same: else its entries have a past that
/// this node cannot see.
fn check_rests_here(log: &dyn Log, projection: &dyn Projection, leaf: u64, of: &Anchor, peer: &str, index: u64) -> Result<(), EngineFault> {
    let fault = |cause: String| Err(EngineFault::Entry { leaf, cause: format!("entry {index} of {peer} {cause}") });
    let (held, root) = if of.log == log.name() {
        (leaf, log.root_of(of.size.min(leaf))?)
    } else {
        let held = projection.anchored(&of.log);
        if held < of.size {
            return fault(format!(
                "rests on {} entries of {}, of which {held} are anchored here: bring in that log first",
                of.size, of.log
            ));
        }
        (held, log.peer(&of.log)?.root_of(of.size)?)
    };
    match held < of.size {
        true => fault(format!("knows {} entries of this log, which has {held}: this log was shown in two histories", of.size)),
        false if root != of.root => {
            fault(format!("anchors another tree of {} than the one held here: that log shows two histories", of.log))
        }
        false => Ok(()),
    }
}

/// What has to be at hand before entries of a peer's copy can be anchored here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Logs that they rest on, with sizes: to be anchored first.
    pub logs: BTreeMap<String, u64>,
    /// Bytes that came in or were taken into use, by their digest: to be in the vault.
    pub bytes: BTreeSet<Digest>,
    /// How many of them were received or declared.
    pub entries_n: u64,
}

/// Names what the entries of a peer's copy between two sizes need.
///
/// # Errors
/// If the copy is damaged.
pub fn needs(peer: &dyn Log, from: u64, to: u64) -> Result<Needs, EngineFault> {
    let mut needs = Needs::default();
    for index in from..to {
        let Some(entry) = shown(peer, index)? else { continue };
        match entry {
            Entry::Anchor(of) => {
                let size = needs.logs.entry(of.log).or_default();
                *size = of.size.max(*size);
            }
            Entry::Received(received) => {
                needs.entries_n += 1;
                needs.bytes.insert(received.sha256);
                needs.bytes.extend(received.map);
            }
            Entry::Declared(declared) | Entry::Signed(Signed { declared, .. }) => {
                needs.entries_n += 1;
                needs.bytes.extend(declared.act.texts());
            }
            Entry::Concluded(_) | Entry::Gap(_) => {}
        }
    }
    Ok(needs)
}
