//! The audit: every byte checked against the log, every conclusion derived again from its basis.

use crate::EngineFault;
use crate::assess::derive_assessment;
use crate::audit_acts::Acts;
use crate::batch::{Conclusion, build, header, read_items};
use crate::bring::brought;
use crate::contract::{Came, ItemAt, Log, Projection, Vault};
use crate::fuse::derive_fusion;
use crate::gather::{Entries, entry};
use crate::read::derive_reading;
use ledger::batch::BatchTree;
use ledger::tree::Hash;
use model::entry::BatchHeader;
use model::{Digest, Entry, Item, Signed};
use std::collections::BTreeMap;

/// One thing that is not as it was recorded, or cannot be derived again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The entry it belongs to.
    pub leaf: u64,
    /// What differs, in one sentence.
    pub what: String,
}

/// What an audit looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audited {
    /// Entries read.
    pub entries: u64,
    /// Artifacts, agreements and mission files whose digest was checked.
    pub artifacts: u64,
    /// Batches whose root was rebuilt.
    pub batches: u64,
    /// Items in them.
    pub items: u64,
    /// Conclusions derived again.
    pub derived: u64,
    /// What was found.
    pub differences: Vec<Difference>,
    /// What is as it was recorded, and in doubt: signed with a compromised key, or by two devices with one key.
    pub doubts: Vec<Difference>,
}

/// Audits log and vault against each other, and every conclusion against its basis.
///
/// `fresh` is an empty projection; it holds the fold afterwards.
///
/// # Errors
/// Only if storage fails in a way that is no finding of its own.
pub fn audit(log: &dyn Log, vault: &dyn Vault, fresh: &mut dyn Projection, mut tell: impl FnMut(u64, u64)) -> Result<Audited, EngineFault> {
    let mut audited = Audited::default();
    let mut acts = Acts::default();
    for leaf in 0..log.size() {
        tell(leaf, log.size());
        audited.entries += 1;
        let step = audit_entry(log, vault, fresh, leaf, (&mut audited, &mut acts));
        if let Err(fault) = step {
            audited.differences.push(Difference { leaf, what: fault.to_string() });
            audited.differences.push(Difference { leaf, what: "later entries rest on this one and were not derived again".into() });
            check_the_rest(log, vault, leaf + 1, &mut audited);
            break;
        }
    }
    audited.differences.extend(acts.open_gap().map(|what| Difference { leaf: log.size(), what }));
    audited.doubts = acts.doubts(fresh.register());
    Ok(audited)
}

fn audit_entry(
    log: &dyn Log,
    vault: &dyn Vault,
    fresh: &mut dyn Projection,
    leaf: u64,
    (audited, acts): (&mut Audited, &mut Acts),
) -> Result<(), EngineFault> {
    let entry = entry(log, leaf)?;
    let wrong = acts.check(log.name(), fresh, leaf, &entry)?;
    audited.differences.extend(wrong.into_iter().map(|what| Difference { leaf, what }));
    let items = check_bytes(vault, leaf, &entry, audited)?;
    if let Entry::Anchor(anchor) = &entry {
        return Ok(fresh.bring(log.name(), anchor, &brought(log, vault, fresh, leaf, anchor)?)?);
    }
    if let Entry::Concluded(recorded) = &entry {
        let derived = derive(log, vault, fresh, leaf, recorded)?;
        audited.derived += 1;
        audited.differences.extend(compare(leaf, recorded, &items, derived)?);
    }
    fresh.apply(&entry, &items)?;
    Ok(())
}

/// After a fault, bytes can still be checked; derivations cannot.
fn check_the_rest(log: &dyn Log, vault: &dyn Vault, from: u64, audited: &mut Audited) {
    for leaf in from..log.size() {
        audited.entries += 1;
        let checked = entry(log, leaf).and_then(|entry| check_bytes(vault, leaf, &entry, audited));
        if let Err(fault) = checked {
            audited.differences.push(Difference { leaf, what: fault.to_string() });
        }
    }
}

fn check_bytes(vault: &dyn Vault, leaf: u64, entry: &Entry, audited: &mut Audited) -> Result<Vec<ItemAt>, EngineFault> {
    match entry {
        Entry::Received(received) => {
            let bytes = vault.read(&received.sha256)?;
            if bytes.len() as u64 != received.bytes_n {
                let what = format!("artifact {} has {} bytes; {} were received", received.sha256, bytes.len(), received.bytes_n);
                audited.differences.push(Difference { leaf, what });
            }
            if let Some(map) = &received.map {
                vault.read(map)?;
            }
            audited.artifacts += 1;
            Ok(Vec::new())
        }
        Entry::Declared(declared) | Entry::Signed(Signed { declared, .. }) => {
            if let Some(text) = declared.act.text() {
                vault.read(&text)?;
                audited.artifacts += 1;
            }
            Ok(Vec::new())
        }
        Entry::Anchor(_) | Entry::Gap(_) => Ok(Vec::new()),
        Entry::Concluded(header) => check_batch(vault, leaf, header, audited),
    }
}

fn check_batch(vault: &dyn Vault, leaf: u64, header: &BatchHeader, audited: &mut Audited) -> Result<Vec<ItemAt>, EngineFault> {
    let file = vault.read_batch(&header.root)?;
    let tiles = vault.read_batch_tiles(&header.root)?;
    let items = read_items(leaf, &file)?;
    let mut tree = BatchTree::new();
    for (position, at) in items.iter().enumerate() {
        let expected = tiles.get(position * 32..position * 32 + 32);
        if expected != Some(at.hash.as_bytes().as_slice()) {
            let what = format!("item {position} ({}) of its batch is not the item that was recorded", at.item.id());
            audited.differences.push(Difference { leaf, what });
        }
        let pushed = tree.push(at.item.id().as_bytes(), Hash(*at.hash.as_bytes()));
        if let Err(fault) = pushed {
            audited.differences.push(Difference { leaf, what: fault.to_string() });
        }
    }
    let closed = tree.close();
    let root = Digest::from_bytes(closed.root.0);
    if root != header.root || closed.n != u64::from(header.n) {
        let what =
            format!("its batch has {} items with the root {root}; recorded are {} with the root {}", closed.n, header.n, header.root);
        audited.differences.push(Difference { leaf, what });
    }
    if closed.hash_file != tiles {
        audited.differences.push(Difference { leaf, what: format!("the hash tiles of batch {} are not those of its items", header.root) });
    }
    for at in &items {
        if let Item::Layer(layer) = &at.item {
            vault.read(&layer.geometry)?;
        }
    }
    audited.batches += 1;
    audited.items += items.len() as u64;
    Ok(items)
}

fn derive(
    log: &dyn Log,
    vault: &dyn Vault,
    projection: &dyn Projection,
    leaf: u64,
    recorded: &BatchHeader,
) -> Result<Conclusion, EngineFault> {
    match recorded.kind.as_str() {
        "reading" => {
            let came = Came { log: recorded.basis.log.clone(), index: recorded.basis.trigger };
            let Entry::Received(received) = Entries::new(log).read(&came)? else {
                return Err(EngineFault::Entry { leaf, cause: format!("its trigger, entry {}, is no artifact", recorded.basis.trigger) });
            };
            Ok(derive_reading(vault, projection, &received, &came)?.conclusion)
        }
        "fusion" => Ok(derive_fusion(vault, projection)?.0),
        "assessment" => Ok(derive_assessment(log, vault, projection)?.0),
        other => Err(EngineFault::Entry { leaf, cause: format!("a batch of kind `{other}` is not known to this version") }),
    }
}

/// Names every difference between what was recorded and what was derived again.
fn compare(leaf: u64, recorded: &BatchHeader, items: &[ItemAt], mut derived: Conclusion) -> Result<Vec<Difference>, EngineFault> {
    let built = build(derived.kind, std::mem::take(&mut derived.items))?;
    let again = header(&derived, &built, recorded.basis.as_of, recorded.basis.trigger);
    let mut differences = Vec::new();
    let mut differ = |what: String| differences.push(Difference { leaf, what });
    if recorded.basis.as_of != leaf {
        differ(format!("it says that it saw the log up to {}, but it stands at {leaf}", recorded.basis.as_of));
    }
    if again == *recorded {
        return Ok(differences);
    }
    if again.method != recorded.method {
        let (old, new) = (&recorded.method, &again.method);
        differ(format!(
            "it was made by {} revision {}; this program has {} revision {} or other parameters",
            old.name, old.revision, new.name, new.revision
        ));
    }
    if again.basis.inputs_root != recorded.basis.inputs_root {
        differ(format!("it rests on other inputs: {} were considered, {} are there", recorded.basis.inputs_n, again.basis.inputs_n));
    }
    let before: BTreeMap<String, Digest> = items.iter().map(|at| (at.item.id(), at.hash)).collect();
    let after: BTreeMap<String, Digest> = built.items.iter().map(|at| (at.item.id(), at.hash)).collect();
    for (id, hash) in &before {
        match after.get(id) {
            None => differ(format!("{id} was recorded, but does not follow from its basis")),
            Some(other) if other != hash => differ(format!("{id} was recorded otherwise than it follows from its basis")),
            Some(_) => {}
        }
    }
    for id in after.keys().filter(|id| !before.contains_key(*id)) {
        differ(format!("{id} follows from its basis, but was not recorded"));
    }
    Ok(differences)
}
