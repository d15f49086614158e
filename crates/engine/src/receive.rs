//! Bytes and acts into the log: kept first, then named in one entry each, durable before acknowledged.

use crate::EngineFault;
use crate::acts::{Hand, declare};
use crate::batch::{Conclusion, build, header};
use crate::contract::{Desk, ItemAt, SealedUnit, Vault};
use crate::gather::read_mission;
use model::{Act, Digest, Entry, Instant, Received, SourceId};
use record::seal::{KeySource, RecordKey, SealedLeaf, committed};
use std::borrow::Cow;

/// A file that somebody hands in.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Its name without folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The mission's source it comes from.
    pub source: Option<SourceId>,
    /// The format the operator names.
    pub read_as: Option<String>,
    /// The mapping file.
    pub map: Option<String>,
}

/// What became of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// It is in the log now.
    New {
        /// Its entry.
        leaf: u64,
        /// Its digest.
        sha256: Digest,
    },
    /// The same bytes were in the log before: nothing changed.
    Known {
        /// Their entry.
        leaf: u64,
        /// Their digest.
        sha256: Digest,
    },
}

/// Receives files: all new ones become entries in one append.
///
/// # Errors
/// Then none of them is in the log; what lies in the vault already is unreferenced and harmless.
pub fn receive(desk: &mut Desk<'_>, submissions: &[Submission]) -> Result<Vec<Receipt>, EngineFault> {
    let mut receipts = Vec::new();
    let mut arrivals: Vec<(Entry, Vec<Cow<'_, [u8]>>)> = Vec::new();
    let first = desk.log.size();
    for submission in submissions {
        let received = received(submission, desk.now);
        let sha256 = received.sha256;
        if let Some(leaf) = known(desk, &arrivals, first, &received)? {
            receipts.push(Receipt::Known { leaf, sha256 });
            continue;
        }
        receipts.push(Receipt::New { leaf: first + arrivals.len() as u64, sha256 });
        let attached = [Some(submission.bytes.as_slice()), submission.map.as_deref().map(str::as_bytes)];
        arrivals.push((Entry::Received(received), attached.into_iter().flatten().map(Cow::Borrowed).collect()));
    }
    record(desk, arrivals)?;
    Ok(receipts)
}

/// Records entries with the bytes that belong to them in one append: what came in is sealed, unless
/// other nodes read this log; everything else stands in the clear.
///
/// # Errors
/// Then none of them is in the log.
pub(crate) fn record(desk: &mut Desk<'_>, arrivals: Vec<(Entry, Vec<Cow<'_, [u8]>>)>) -> Result<(), EngineFault> {
    if arrivals.is_empty() {
        return Ok(());
    }
    let leaves = keep(desk.vault, desk.keys, arrivals.iter().map(|(entry, attached)| (entry, attached.clone())).collect())?;
    desk.log.append(&leaves)?;
    for (entry, _) in &arrivals {
        desk.projection.apply(entry, &[])?;
    }
    Ok(())
}

/// Keeps entries with the bytes that belong to them, durably, and gives their leaves in order.
///
/// # Errors
/// Then none of the leaves may enter the log.
pub(crate) fn keep(
    vault: &mut dyn Vault,
    keys: &mut KeySource,
    arrivals: Vec<(&Entry, Vec<Cow<'_, [u8]>>)>,
) -> Result<Vec<Vec<u8>>, EngineFault> {
    let is_clear = vault.is_shared();
    let (mut units, mut leaves): (Vec<SealedUnit<'_>>, Vec<Vec<u8>>) = Default::default();
    let mut clear: Vec<Cow<'_, [u8]>> = Vec::new();
    for (entry, attached) in arrivals {
        if matches!(entry, Entry::Received(_)) && !is_clear {
            let unit = SealedUnit { attached, ..seal(entry, keys.draw())? };
            leaves.push(unit.leaf.bytes());
            units.push(unit);
        } else {
            leaves.push(canonical(entry)?);
            clear.extend(attached);
        }
    }
    if !units.is_empty() {
        vault.keep(&units, keys)?;
    }
    vault.put_all(&clear.iter().map(AsRef::as_ref).collect::<Vec<_>>())?;
    Ok(leaves)
}

/// Seals an entry under a key.
///
/// # Errors
/// If it does not fit the record's profile.
pub fn seal(entry: &Entry, key: RecordKey) -> Result<SealedUnit<'static>, EngineFault> {
    let record = canonical(entry)?;
    let leaf = SealedLeaf::of(&key.leaf_salt(), &committed(&record, &key));
    Ok(SealedUnit { leaf, record, key, attached: Vec::new(), batch: None })
}

fn canonical(entry: &Entry) -> Result<Vec<u8>, EngineFault> {
    entry.canonical().map_err(|cause| EngineFault::Record { what: "an entry".into(), cause: cause.to_string() })
}

fn received(submission: &Submission, now: Instant) -> Received {
    Received {
        bytes_n: submission.bytes.len() as u64,
        map: submission.map.as_ref().map(|map| Digest::of(map.as_bytes())),
        name: submission.name.clone(),
        read_as: submission.read_as.clone(),
        received_at: now,
        sent: None,
        sha256: Digest::of(&submission.bytes),
        source: submission.source.clone(),
        v: 1,
    }
}

/// The same bytes from another source are another report, and read in another way they say something
/// else: only what came in exactly so before is known.
fn known(desk: &Desk<'_>, arrivals: &[(Entry, Vec<Cow<'_, [u8]>>)], first: u64, submission: &Received) -> Result<Option<u64>, EngineFault> {
    let at_hand = arrivals.iter().position(|(entry, _)| matches!(entry, Entry::Received(received) if received == submission));
    match at_hand {
        Some(position) => Ok(Some(first + position as u64)),
        None => Ok(desk.projection.received(submission)?),
    }
}

/// Adopts the mission's data. Adopting what is in use already changes nothing and gives `None`.
///
/// # Errors
/// If the data cannot be used, the act does not count, or storage fails.
pub fn adopt_mission(desk: &mut Desk<'_>, text: &str, by: &Hand<'_>) -> Result<Option<u64>, EngineFault> {
    read_mission(text)?;
    let sha256 = desk.vault.put(text.as_bytes())?;
    if desk.projection.mission()?.is_some_and(|(_, in_use)| in_use == sha256) {
        return Ok(None);
    }
    declare(desk, Act::AdoptMission { sha256 }, by).map(Some)
}

/// Adopts a gazetteer under a name: what is read from then on finds its places with it. Adopting what is in use already changes nothing and
/// gives `None`.
///
/// # Errors
/// If it is no gazetteer, the act does not count, or storage fails.
pub fn adopt_gazetteer(desk: &mut Desk<'_>, name: &str, text: &str, by: &Hand<'_>) -> Result<Option<u64>, EngineFault> {
    news::read_gazetteer(text).map_err(|fault| EngineFault::Source(format!("{name}: {fault}")))?;
    let sha256 = desk.vault.put(text.as_bytes())?;
    if desk.projection.gazetteers()?.iter().any(|adopted| adopted.id == name && adopted.sha256 == sha256) {
        return Ok(None);
    }
    declare(desk, Act::AdoptGazetteer { name: name.into(), sha256 }, by).map(Some)
}

/// Adopts an agreement's text. Adopting what is in use already changes nothing and gives `None`.
///
/// # Errors
/// If the act does not count, or storage fails.
pub fn adopt_agreement(desk: &mut Desk<'_>, id: &str, text: &str, by: &Hand<'_>) -> Result<Option<u64>, EngineFault> {
    let sha256 = desk.vault.put(text.as_bytes())?;
    if desk.projection.agreements()?.iter().any(|adopted| adopted.id == id && adopted.sha256 == sha256) {
        return Ok(None);
    }
    declare(desk, Act::AdoptAgreement { id: id.into(), sha256 }, by).map(Some)
}

/// Appends clear entries.
pub(crate) fn append(desk: &mut Desk<'_>, entries: &[Entry]) -> Result<(), EngineFault> {
    if entries.is_empty() {
        return Ok(());
    }
    let leaves = entries.iter().map(canonical).collect::<Result<Vec<_>, EngineFault>>()?;
    desk.log.append(&leaves)?;
    for entry in entries {
        desk.projection.apply(entry, &[])?;
    }
    Ok(())
}

/// Records a conclusion: batch first, then its header; nothing if there is nothing new to say.
///
/// # Errors
/// Then the header is not in the log.
pub fn conclude(desk: &mut Desk<'_>, conclusion: Conclusion, trigger: u64) -> Result<Option<u64>, EngineFault> {
    if conclusion.items.is_empty() {
        return Ok(None);
    }
    let leaf = desk.log.size();
    let prepared = prepare(conclusion, leaf, trigger, desk.keys)?;
    desk.vault.keep(std::slice::from_ref(&prepared.unit), desk.keys)?;
    desk.log.append(&[prepared.unit.leaf.bytes()])?;
    desk.projection.apply(&prepared.entry, &prepared.items)?;
    Ok(Some(leaf))
}

/// A batch to be kept, with the entry that will name it.
pub struct Prepared {
    /// What the vault keeps.
    pub unit: SealedUnit<'static>,
    /// The entry.
    pub entry: Entry,
    /// The batch's items.
    pub items: Vec<ItemAt>,
}

/// Makes a conclusion's batch and the sealed entry for a position of the log. The batch must be kept
/// before its leaf is appended.
///
/// # Errors
/// If a conclusion cannot be recorded.
pub fn prepare(mut conclusion: Conclusion, position: u64, trigger: u64, keys: &mut KeySource) -> Result<Prepared, EngineFault> {
    let key = keys.draw();
    let built = build(&mut conclusion, &key, keys)?;
    let entry = Entry::Concluded(header(&conclusion, &built, position, trigger));
    let unit = SealedUnit { batch: Some(built.files), ..seal(&entry, key)? };
    Ok(Prepared { unit, entry, items: built.items })
}
