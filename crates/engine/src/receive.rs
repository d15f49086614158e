//! Bytes and acts into the log: kept first, then named in one entry each, durable before acknowledged.

use crate::EngineFault;
use crate::acts::{Hand, declare};
use crate::batch::{Conclusion, build, header};
use crate::contract::{BatchFiles, Desk, ItemAt};
use crate::gather::read_mission;
use model::{Act, Digest, Entry, Instant, Received, SourceId};

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
    let mut entries: Vec<Entry> = Vec::new();
    let first = desk.log.size();
    let pieces: Vec<&[u8]> =
        submissions.iter().flat_map(|one| [Some(one.bytes.as_slice()), one.map.as_deref().map(str::as_bytes)]).flatten().collect();
    desk.vault.put_all(&pieces)?;
    for submission in submissions {
        let received = received(submission, desk.now);
        let sha256 = received.sha256;
        if let Some(leaf) = known(desk, &entries, first, &received)? {
            receipts.push(Receipt::Known { leaf, sha256 });
            continue;
        }
        receipts.push(Receipt::New { leaf: first + entries.len() as u64, sha256 });
        entries.push(Entry::Received(received));
    }
    append(desk, &entries)?;
    Ok(receipts)
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
fn known(desk: &Desk<'_>, entries: &[Entry], first: u64, submission: &Received) -> Result<Option<u64>, EngineFault> {
    let at_hand = entries.iter().position(|entry| matches!(entry, Entry::Received(received) if received == submission));
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

pub(crate) fn append(desk: &mut Desk<'_>, entries: &[Entry]) -> Result<(), EngineFault> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut leaves = Vec::with_capacity(entries.len());
    for entry in entries {
        leaves.push(entry.canonical().map_err(|cause| EngineFault::Record { what: "an entry".into(), cause: cause.to_string() })?);
    }
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
    let prepared = prepare(conclusion, leaf, trigger)?;
    desk.vault.put_batches(std::slice::from_ref(&prepared.files))?;
    desk.log.append(std::slice::from_ref(&prepared.leaf))?;
    desk.projection.apply(&prepared.entry, &prepared.items)?;
    Ok(Some(leaf))
}

/// A batch to be kept, with the entry that will name it.
pub struct Prepared {
    /// What the vault keeps.
    pub files: BatchFiles,
    /// The entry.
    pub entry: Entry,
    /// The entry's bytes.
    pub leaf: Vec<u8>,
    /// The batch's items.
    pub items: Vec<ItemAt>,
}

/// Makes a conclusion's batch and the entry for a position of the log. The batch must be kept
/// before the entry is appended.
///
/// # Errors
/// If a conclusion cannot be recorded.
pub fn prepare(mut conclusion: Conclusion, position: u64, trigger: u64) -> Result<Prepared, EngineFault> {
    let built = build(conclusion.kind, std::mem::take(&mut conclusion.items))?;
    let entry = Entry::Concluded(header(&conclusion, &built, position, trigger));
    let leaf = entry.canonical().map_err(|cause| EngineFault::Record { what: "a batch header".into(), cause: cause.to_string() })?;
    Ok(Prepared { files: BatchFiles { root: built.root, items: built.file, tiles: built.tiles }, entry, leaf, items: built.items })
}
