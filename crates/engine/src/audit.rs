//! The audit: every byte checked against the log, every conclusion derived again from its basis.

use crate::EngineFault;
use crate::assess::{Depth, derive_assessment};
use crate::audit_acts::Acts;
use crate::batch::{Conclusion, Plain, plain, read_item};
use crate::bring::brought;
use crate::contract::{Came, Content, Log, Projection, StoreFault, Vault};
use crate::fuse::{TOUCHED_SINCE, derive_fusion};
use crate::gather::{Entries, entry};
use crate::read::{Shelf, derive_reading};
use crate::replay::{Checked, Excuse, hash_at};
use ledger::batch::BatchTree;
use ledger::tree::Hash;
use model::entry::{Basis, BatchHeader};
use model::{Digest, Entry, Item, Signed};
use std::collections::{BTreeMap, BTreeSet};

/// One thing that is not as it was recorded, or cannot be derived again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The entry it belongs to.
    pub leaf: u64,
    /// What differs, in one sentence.
    pub what: String,
}

/// Something that can no longer be verified because an order of erasure stands in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redaction {
    /// The entry.
    pub leaf: u64,
    /// The item of its batch; absent = the entry, or what was concluded by it.
    pub item: Option<u32>,
    /// The order.
    pub order: u64,
    /// Whether it was erased itself, or rests on what was erased.
    pub is_erased: bool,
}

impl std::fmt::Display for Redaction {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let item = self.item.map_or_else(String::new, |item| format!(", item {item}"));
        let how = if self.is_erased { "redacted by act" } else { "it considered what was redacted by act" };
        write!(out, "entry {}{item}: unverifiable, {how} #{}", self.leaf, self.order)
    }
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
    /// What can no longer be verified, by which order.
    pub redactions: Vec<Redaction>,
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
    let mut excuse = Excuse::new(log);
    let mut acts = Acts::default();
    let shelf = Shelf::default();
    for leaf in 0..log.size() {
        tell(leaf, log.size());
        audited.entries += 1;
        let step = Auditor { log, vault, shelf: &shelf, excuse: &mut excuse, audited: &mut audited }.entry(fresh, leaf, &mut acts);
        if let Err(fault) = step {
            audited.differences.push(Difference { leaf, what: fault.to_string() });
            audited.differences.push(Difference { leaf, what: "later entries rest on this one and were not derived again".into() });
            Auditor { log, vault, shelf: &shelf, excuse: &mut excuse, audited: &mut audited }.rest(leaf + 1);
            break;
        }
    }
    audited.differences.extend(acts.open_gap().map(|what| Difference { leaf: log.size(), what }));
    audited.doubts = acts.doubts(fresh.register());
    if audited.differences.is_empty() && audited.redactions.is_empty() {
        audited.differences.extend(hold_fusion(log, vault, fresh)?);
        audited.differences.extend(hold_against_all(log, vault, fresh)?);
    }
    Ok(audited)
}

/// Each fusion decided again what changed could touch; together they must say what fusing everything says.
fn hold_fusion(log: &dyn Log, vault: &dyn Vault, fresh: &dyn Projection) -> Result<Option<Difference>, EngineFault> {
    let Some(last) = fresh.last_fusion()?.filter(|last| last.revision >= TOUCHED_SINCE) else { return Ok(None) };
    let next = |depth| -> Result<BTreeSet<(String, Digest)>, EngineFault> {
        let mut derived = derive_fusion(log, vault, fresh, last.revision, depth)?;
        Ok(plain(&mut derived)?.items.into_iter().collect())
    };
    let (step, all) = (next(Depth::Changed)?, next(Depth::Everything)?);
    let what = |(id, _): &(String, Digest)| format!("{id}: the fusions, each of what had changed, do not say what follows from everything");
    let differing = step.symmetric_difference(&all).next();
    Ok(differing.map(|id| Difference { leaf: log.size().saturating_sub(1), what: what(id) }))
}

/// Each assessment looked at what changed; together they must say what looking at everything says.
fn hold_against_all(log: &dyn Log, vault: &dyn Vault, fresh: &dyn Projection) -> Result<Option<Difference>, EngineFault> {
    if fresh.assessment()?.is_none() {
        return Ok(None);
    }
    let next = |depth| -> Result<BTreeSet<(String, Digest)>, EngineFault> {
        let mut derived = derive_assessment(log, vault, fresh, depth)?.conclusion;
        Ok(plain(&mut derived)?.items.into_iter().collect())
    };
    let (step, all) = (next(Depth::Changed)?, next(Depth::Everything)?);
    let what =
        |(id, _): &(String, Digest)| format!("{id}: the assessments, each of what had changed, do not say what follows from everything");
    let differing = step.symmetric_difference(&all).next();
    Ok(differing.map(|id| Difference { leaf: log.size().saturating_sub(1), what: what(id) }))
}

struct Auditor<'a, 'b> {
    log: &'a dyn Log,
    vault: &'a dyn Vault,
    shelf: &'b Shelf,
    excuse: &'b mut Excuse<'a>,
    audited: &'b mut Audited,
}

impl Auditor<'_, '_> {
    fn entry(&mut self, fresh: &mut dyn Projection, leaf: u64, acts: &mut Acts) -> Result<(), EngineFault> {
        let Some(entry) = self.read(leaf)? else {
            return Ok(fresh.pass_over()?);
        };
        let wrong = acts.check(self.log.name(), fresh, leaf, &entry)?;
        wrong.into_iter().for_each(|what| self.differ(leaf, what));
        self.check_record(fresh, leaf, &entry)?;
        let checked = self.check_bytes(leaf, &entry)?;
        if let Entry::Anchor(anchor) = &entry {
            return Ok(fresh.bring(self.log.name(), anchor, &brought(self.log, self.vault, fresh, leaf, anchor)?)?);
        }
        if let Entry::Concluded(recorded) = &entry {
            self.derive_again(fresh, leaf, recorded, &checked)?;
        }
        Ok(fresh.apply(&entry, &checked.items)?)
    }

    /// What a step of verification says of the record. What an order made unreadable since cannot be held against it.
    fn check_record(&mut self, fresh: &dyn Projection, leaf: u64, entry: &Entry) -> Result<(), EngineFault> {
        let Entry::Signed(signed) = entry else { return Ok(()) };
        let Ok(judged) = fresh.register().judge(leaf, signed) else { return Ok(()) };
        let declared = &signed.declared;
        match crate::acts::check_record(fresh, fresh.office(), leaf, declared, &judged) {
            Err(why @ (EngineFault::Refused(_) | EngineFault::UnknownId(_))) => {
                match self.excuse.orders()?.behind(leaf) {
                    Some(order) => self.audited.redactions.push(Redaction { leaf, item: None, order, is_erased: false }),
                    None => self.differ(leaf, format!("`{}` by {} does not count: {why}", declared.act.word(), declared.by)),
                }
                Ok(())
            }
            other => other,
        }
    }

    /// After a fault, bytes can still be checked; derivations cannot.
    fn rest(&mut self, from: u64) {
        for leaf in from..self.log.size() {
            self.audited.entries += 1;
            let checked = self.read(leaf).and_then(|entry| entry.map_or(Ok(()), |entry| self.check_bytes(leaf, &entry).map(|_| ())));
            if let Err(fault) = checked {
                self.differ(leaf, fault.to_string());
            }
        }
    }

    /// The entry; `None` if an order erased it.
    fn read(&mut self, leaf: u64) -> Result<Option<Entry>, EngineFault> {
        match entry(self.log, leaf) {
            Err(EngineFault::Store(StoreFault::NoKey { what })) => match self.excuse.orders()?.of_entry(leaf) {
                Some(order) => {
                    self.audited.redactions.push(Redaction { leaf, item: None, order, is_erased: true });
                    Ok(None)
                }
                None => Err(StoreFault::NoKey { what }.into()),
            },
            other => other.map(Some),
        }
    }

    fn differ(&mut self, leaf: u64, what: String) {
        self.audited.differences.push(Difference { leaf, what });
    }

    fn check_bytes(&mut self, leaf: u64, entry: &Entry) -> Result<Checked, EngineFault> {
        match entry {
            Entry::Received(received) => {
                let bytes = self.vault.read_copy(&self.log.stored(leaf)?, &received.sha256)?;
                if bytes.len() as u64 != received.bytes_n {
                    let what = format!("artifact {} has {} bytes; {} were received", received.sha256, bytes.len(), received.bytes_n);
                    self.differ(leaf, what);
                }
                if let Some(map) = &received.map {
                    self.vault.read_copy(&self.log.stored(leaf)?, map)?;
                }
                self.audited.artifacts += 1;
                Ok(Checked::default())
            }
            Entry::Declared(declared) | Entry::Signed(Signed { declared, .. }) => {
                for text in declared.act.texts() {
                    self.vault.read_copy(&self.log.stored(leaf)?, &text)?;
                    self.audited.artifacts += 1;
                }
                Ok(Checked::default())
            }
            Entry::Anchor(_) | Entry::Gap(_) => Ok(Checked::default()),
            Entry::Concluded(header) => self.check_batch(leaf, header),
        }
    }

    fn check_batch(&mut self, leaf: u64, header: &BatchHeader) -> Result<Checked, EngineFault> {
        let tiles = self.vault.read_batch_tiles(&header.root)?;
        let mut checked = Checked::default();
        let mut tree = BatchTree::new();
        for (kept, index) in self.vault.read_batch(&header.root)?.iter().zip(0u32..) {
            let recorded = hash_at(&tiles, index);
            if matches!(kept.content, Content::Damaged) {
                self.differ(leaf, format!("item {index} of its batch is not the item that was recorded: its key does not open it"));
            }
            let pushed = match read_item(leaf, kept)? {
                Some(at) => {
                    let hash = Hash(*at.hash.as_bytes());
                    if recorded != Some(hash) {
                        self.differ(leaf, format!("item {index} ({}) of its batch is not the item that was recorded", at.item.id()));
                    }
                    let pushed = tree.push(at.item.id().as_bytes(), hash);
                    checked.items.push(at);
                    pushed
                }
                None => match self.excuse.orders()?.of_item(leaf, index) {
                    Some(order) => {
                        self.audited.redactions.push(Redaction { leaf, item: Some(index), order, is_erased: true });
                        checked.erased.push((index, order));
                        tree.push_hash(recorded.unwrap_or(Hash::EMPTY))
                    }
                    None => return Err(StoreFault::NoKey { what: format!("item {index} of its batch") }.into()),
                },
            };
            if let Err(fault) = pushed {
                self.differ(leaf, fault.to_string());
            }
        }
        let closed = tree.close();
        let root = Digest::from_bytes(closed.root.0);
        if root != header.root || closed.n != u64::from(header.n) {
            let what =
                format!("its batch has {} items with the root {root}; recorded are {} with the root {}", closed.n, header.n, header.root);
            self.differ(leaf, what);
        }
        if closed.hash_file != tiles {
            self.differ(leaf, format!("the hash tiles of batch {} are not those of its items", header.root));
        }
        for at in &checked.items {
            if let Item::Layer(layer) = &at.item {
                self.vault.read_copy(&self.log.stored(leaf)?, &layer.geometry)?;
            }
        }
        self.audited.batches += 1;
        self.audited.items += u64::from(header.n);
        Ok(checked)
    }

    fn derive_again(&mut self, fresh: &dyn Projection, leaf: u64, recorded: &BatchHeader, checked: &Checked) -> Result<(), EngineFault> {
        if recorded.kind == "reading"
            && recorded.basis.log.is_none()
            && let Some(order) = self.erased_trigger(recorded.basis.trigger)?
        {
            self.audited.redactions.push(Redaction { leaf, item: None, order, is_erased: false });
            return Ok(());
        }
        let derived = derive((self.log, self.vault, self.shelf), fresh, leaf, recorded)?;
        self.audited.derived += 1;
        let found = compare(leaf, recorded, checked, derived)?;
        if found.is_empty() {
            return Ok(());
        }
        let order = self.excuse.orders()?.behind(recorded.basis.as_of);
        match order.filter(|_| found.iter().all(|(_, is_excusable)| *is_excusable)) {
            Some(order) => self.audited.redactions.push(Redaction { leaf, item: None, order, is_erased: false }),
            None => self.audited.differences.extend(found.into_iter().map(|(difference, _)| difference)),
        }
        Ok(())
    }

    /// The order that erased the artifact that a batch was read from.
    fn erased_trigger(&mut self, trigger: u64) -> Result<Option<u64>, EngineFault> {
        match self.log.leaf(trigger) {
            Err(StoreFault::NoKey { .. }) => Ok(self.excuse.orders()?.of_entry(trigger)),
            _ => Ok(None),
        }
    }
}

fn derive(
    (log, vault, shelf): (&dyn Log, &dyn Vault, &Shelf),
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
            Ok(derive_reading(vault, projection, (&received, &came), recorded.method.revision, shelf)?.conclusion)
        }
        "fusion" => Ok(derive_fusion(log, vault, projection, recorded.method.revision, Depth::Changed)?),
        "assessment" => Ok(derive_assessment(log, vault, projection, Depth::Changed)?.conclusion),
        other => Err(EngineFault::Entry { leaf, cause: format!("a batch of kind `{other}` is not known to this version") }),
    }
}

/// Names every difference between what was recorded and what was derived again, each with whether
/// an erasure behind it could be the reason: a method or the wrong artifact never is excused.
fn compare(leaf: u64, recorded: &BatchHeader, checked: &Checked, mut derived: Conclusion) -> Result<Vec<(Difference, bool)>, EngineFault> {
    let plain = plain(&mut derived)?;
    let again = again(recorded, &derived, &plain);
    let considers_all = recorded.kind != "reading";
    let mut differences = Vec::new();
    let mut differ = |is_excusable: bool, what: String| differences.push((Difference { leaf, what }, is_excusable));
    if recorded.basis.as_of != leaf {
        differ(false, format!("it says that it saw the log up to {}, but it stands at {leaf}", recorded.basis.as_of));
    }
    if again == *recorded {
        return Ok(differences);
    }
    if again.method != recorded.method {
        let (old, new) = (&recorded.method, &again.method);
        differ(
            false,
            format!(
                "it was made by {} revision {}; this program has {} revision {} or other parameters",
                old.name, old.revision, new.name, new.revision
            ),
        );
    }
    if again.basis.inputs_root != recorded.basis.inputs_root {
        let what = format!("it rests on other inputs: {} were considered, {} are there", recorded.basis.inputs_n, again.basis.inputs_n);
        differ(considers_all, what);
    }
    let before: BTreeMap<String, Digest> = checked.items.iter().map(|at| (at.item.id(), at.plain)).collect();
    let after: BTreeMap<String, Digest> = plain.items.into_iter().collect();
    for (id, hash) in &before {
        match after.get(id) {
            None => differ(considers_all, format!("{id} was recorded, but does not follow from its basis")),
            Some(other) if other != hash => differ(considers_all, format!("{id} was recorded otherwise than it follows from its basis")),
            Some(_) => {}
        }
    }
    for id in after.keys().filter(|id| !before.contains_key(*id)) {
        differ(true, format!("{id} follows from its basis, but was not recorded"));
    }
    if differences.is_empty() {
        differences.push((Difference { leaf, what: "its header says something else than its items".into() }, false));
    }
    Ok(differences)
}

/// The header as it would be written again. The salted root of a sealed batch follows from random
/// keys; there the root without salts speaks for the items.
fn again(recorded: &BatchHeader, derived: &Conclusion, plain: &Plain) -> BatchHeader {
    let basis =
        Basis { inputs_n: u32::try_from(derived.inputs_n).unwrap_or(u32::MAX), inputs_root: derived.inputs_root, ..recorded.basis.clone() };
    let is_sealed = recorded.plain_root.is_some();
    BatchHeader {
        basis,
        kind: derived.kind.into(),
        mark: "red".into(),
        method: derived.method.clone(),
        n: u32::try_from(plain.items.len()).unwrap_or(u32::MAX),
        order: "id".into(),
        plain_root: is_sealed.then_some(plain.root),
        root: if is_sealed { recorded.root } else { plain.root },
        v: 1,
    }
}
