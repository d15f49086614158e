//! The three families of entries: received bytes, declared acts, concluded batches; wire format 1.
//!
//! Once released, these shapes never change: a change is a new version beside this one, and old
//! logs stay readable. Sealed leaves are no entries: whoever opens one finds an entry in it.

use crate::json::{self, NotCanonical};
use crate::{Coverage, Declared, Digest, Finding, Incident, Instant, KeyId, LayerVersion, Observation, Reading, Refusal, Signed, SourceId};
use serde::{Deserialize, Serialize};

/// One leaf of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// Another log's checkpoint.
    Anchor(Anchor),
    /// What the program made of it, by the batch.
    Concluded(BatchHeader),
    /// An act without signature: read in logs that are older than the key register, never written.
    Declared(Declared),
    /// Reports that are missing in a stream.
    Gap(Gap),
    /// Bytes that came in.
    Received(Received),
    /// An accountable person's act.
    Signed(Signed),
}

/// Bytes that came in; they lie in the vault under their digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// How many bytes.
    pub bytes_n: u64,
    /// The mapping file that the operator gave for reading it, in the vault.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub map: Option<Digest>,
    /// The file's name without its folder; some formats carry their date in it.
    pub name: String,
    /// The format that the operator named instead of letting it be recognised.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub read_as: Option<String>,
    /// When it came in, by this node's clock.
    pub received_at: Instant,
    /// The sender's own statement and signature, if it was handed in signed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sent: Option<Sent>,
    /// Digest of the bytes.
    pub sha256: Digest,
    /// Which of the mission's sources it came from; absent = the format's own name is the source.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<SourceId>,
    /// Wire version, 1.
    pub v: u32,
}

/// What a sender signed about bytes that it handed in, besides what [`Received`] says of them
/// anyway: together they give the signed payload again (`record::submission`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// When, as the sender says.
    pub claimed_at: Instant,
    /// Epoch of the stream: raised when the sender lost its count.
    pub epoch: u64,
    /// The sender's key.
    pub key: KeyId,
    /// Media type, as the sender says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub media_type: Option<String>,
    /// Digest of the payload before it in the stream; 64 zeroes = the first.
    pub prev: Digest,
    /// Number in the epoch, from 1, without gaps.
    pub seq: u64,
    /// The signature, 64 bytes of Ed25519 in base64.
    pub sig: String,
    /// Name of the stream among those of the sender.
    pub stream: String,
}

/// Reports that are missing in a sender's stream: numbers were left out. A clear leaf, right behind
/// the entry that showed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Epoch of the stream.
    pub epoch: u64,
    /// The first missing number.
    pub from: u64,
    /// Whose stream: the person, device or party of the key register.
    pub sender: String,
    /// Name of the stream.
    pub stream: String,
    /// The last missing number.
    pub to: u64,
    /// Wire version, 1.
    pub v: u32,
}

impl Gap {
    /// How many reports are missing.
    pub const fn missing_n(&self) -> u64 {
        self.to.saturating_sub(self.from).saturating_add(1)
    }
}

/// Another log's checkpoint as this node saw it. A clear leaf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The signed checkpoint with its cosignatures, a note.
    pub checkpoint: String,
    /// Name of the other log.
    pub log: String,
    /// Its root.
    pub root: Digest,
    /// Its size.
    pub size: u64,
    /// Wire version, 1.
    pub v: u32,
}

/// The commitment to all conclusions of one step. Source: INTEGRITY section 6.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchHeader {
    /// What was considered.
    pub basis: Basis,
    /// Which step: `reading`, `fusion`, `assessment`.
    pub kind: String,
    /// Marking of the items, TLP 2.0. Unmarked is never public: until releases exist this is `red`.
    pub mark: String,
    /// By what method.
    pub method: Method,
    /// How many items.
    pub n: u32,
    /// How the items are ordered: `id`.
    pub order: String,
    /// Merkle root over the items without their salts, so that an auditor who may read the whole
    /// batch can compare it with a re-run. Present in sealed batches only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plain_root: Option<Digest>,
    /// Merkle root over the items' hashes.
    pub root: Digest,
    /// Wire version, 1.
    pub v: u32,
}

/// What a batch rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Entries of the log that the step could see: those below this position.
    pub as_of: u64,
    /// How many inputs it considered.
    pub inputs_n: u32,
    /// Merkle root over the sorted inputs: item hashes, or artifact digests.
    pub inputs_root: Digest,
    /// Name of the log in which the entry that caused the step stands; absent = this log.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub log: Option<String>,
    /// Position of the entry that caused the step.
    pub trigger: u64,
}

/// A method, by name and revision. A changed formula, constant or order of sums is a new revision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Method {
    /// Name, such as `association`.
    pub name: String,
    /// Digest of its parameters.
    pub parameters: Digest,
    /// Revision, from 1.
    pub revision: u32,
}

/// One conclusion in a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "nearly all items are observations, the largest variant")]
pub enum Item {
    /// Who could have seen what.
    Coverage(Coverage),
    /// What a clause says of a subject.
    Finding(Finding),
    /// An event.
    Incident(Incident),
    /// A version of a zone, line or area of control.
    Layer(LayerVersion),
    /// A report of one thing.
    Observation(Observation),
    /// What came out of reading an artifact.
    Reading(Reading),
    /// A row that could not be read.
    Refusal(Refusal),
    /// A finding that no longer stands, because its incident or clause no longer does.
    Withdrawal(Withdrawal),
}

/// A finding that no longer stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Which.
    pub id: crate::FindingId,
    /// Why.
    pub reason: String,
}

impl Item {
    /// The id by which items of a batch are sorted and later ones supersede earlier ones.
    pub fn id(&self) -> String {
        match self {
            Self::Coverage(coverage) => coverage.id.to_string(),
            Self::Finding(finding) => finding.id.to_string(),
            Self::Incident(incident) => incident.id.to_string(),
            Self::Layer(layer) => layer.id.to_string(),
            Self::Observation(observation) => observation.id.to_string(),
            Self::Reading(reading) => reading.id.to_string(),
            Self::Refusal(refusal) => refusal.id.to_string(),
            Self::Withdrawal(withdrawal) => withdrawal.id.to_string(),
        }
    }

    /// Writes the item as canonical bytes.
    ///
    /// # Errors
    /// If a value does not fit the profile.
    pub fn canonical(&self) -> Result<Vec<u8>, NotCanonical> {
        json::canonical(self)
    }
}

/// Bytes that are no entry or item.
#[derive(Debug, thiserror::Error)]
pub enum NoEntry {
    /// Not the JSON profile.
    #[error("not `tregua-json/1`: {0}")]
    Profile(#[from] json::Fault),
    /// Not a shape that this version knows.
    #[error("not an entry or item of wire version 1: {0}")]
    Shape(#[from] serde_json::Error),
    /// It reads, but would be written otherwise (an unknown field, or a default written out).
    #[error("not an entry or item of wire version 1: it would be written otherwise")]
    Otherwise,
}

impl Entry {
    /// Writes the entry as the canonical bytes of a leaf.
    ///
    /// # Errors
    /// If a value does not fit the profile, or the record is larger than 48 KiB.
    pub fn canonical(&self) -> Result<Vec<u8>, NotCanonical> {
        json::canonical_record(self)
    }

    /// Reads a leaf.
    ///
    /// # Errors
    /// If the bytes are not exactly what [`Entry::canonical`] would write.
    pub fn read(bytes: &[u8]) -> Result<Self, NoEntry> {
        let entry: Self = read_exact(bytes)?;
        match entry.canonical() {
            Ok(again) if again == bytes => Ok(entry),
            _ => Err(NoEntry::Otherwise),
        }
    }
}

impl Item {
    /// Reads an item.
    ///
    /// # Errors
    /// If the bytes are not in the profile or not an item.
    pub fn read(bytes: &[u8]) -> Result<Self, NoEntry> {
        read_exact(bytes)
    }
}

fn read_exact<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Result<T, NoEntry> {
    json::check_canonical(bytes)?;
    Ok(serde_json::from_slice(bytes)?)
}
