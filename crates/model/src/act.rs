//! What accountable people do, and the signatures under it; wire format 1.
//!
//! An act is signed as the canonical JSON of its [`Declared`], by DSSE. Who may do what, and how
//! many people it takes, stands in `record::rules`; whether a signature counts is judged at the
//! act's position in the log, never by a clock.

use crate::{CaseAct, CommitmentAct, Digest, IncidentId, Instant, KeyId, ObservationId, PartyId, Release, VerifyAct};
use serde::{Deserialize, Serialize};

/// Payload type of a signed act.
pub const DECLARED_TYPE: &str = "application/vnd.tregua.declared.v1+json";

/// An act of an accountable person: what is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// What is done.
    pub act: Act,
    /// When, by the clock of the machine on which it was written. A claim: order comes from the log.
    pub at: Instant,
    /// Who: the person of the key register. In unsigned acts of older logs, as they name themselves.
    pub by: String,
    /// Name of the log that the act is for, so that it cannot be replayed into another. Absent in
    /// unsigned acts only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub log: Option<String>,
    /// Wire version, 1.
    pub v: u32,
}

/// The acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A key comes into the register.
    AddKey {
        /// The key with whose it is.
        key: Key,
    },
    /// An agreement's text comes into use; a later one of the same id replaces it from then on.
    AdoptAgreement {
        /// The agreement's id.
        id: String,
        /// The text, in the vault.
        sha256: Digest,
    },
    /// A gazetteer comes into use: what is read from then on finds its places with it; a later one of the same name replaces it.
    AdoptGazetteer {
        /// Its name: the file's, without folder and packing.
        name: String,
        /// Its text, in the vault.
        sha256: Digest,
    },
    /// The mission's data come into use.
    AdoptMission {
        /// The file, in the vault.
        sha256: Digest,
    },
    /// The mission's rules of procedure come into use: who verifies, how a commission decides, what is due when.
    AdoptProcedure {
        /// Their text, TOML.
        text: String,
    },
    /// A policy says which witnesses form the quorum of this log (C2SP tlog-policy).
    AdoptPolicy {
        /// Its text.
        text: String,
    },
    /// A step in a case before the commission.
    Case(CaseAct),
    /// A step of what somebody promised.
    Commitment(CommitmentAct),
    /// The lock that guards this log against a second writer was lost and is made anew.
    ClaimLog {
        /// Why.
        reason: String,
        /// Root of the log at that size.
        root: Digest,
        /// Entries in the log when it was claimed.
        size: u64,
    },
    /// An ordered erasure was carried out on a node.
    ConfirmErasure {
        /// Position of the order.
        order: u64,
    },
    /// A case is decided.
    Decide {
        /// The case, as its file names it.
        case: String,
        /// The decision's text, in the vault.
        sha256: Digest,
    },
    /// The key register begins: the first signed act of a log.
    Found {
        /// The root keys.
        keys: Vec<Key>,
        /// How many of them it takes to change the register.
        threshold: u32,
    },
    /// A doubt is seen and left as it is: it is not asked again until it is another doubt.
    Leave {
        /// Digest of the doubt: who is in the incident, and what else they could be.
        doubt: Digest,
        /// The incident that is in doubt.
        incident: IncidentId,
        /// Why.
        reason: String,
    },
    /// Observations of different incidents are one event.
    Merge {
        /// The observations, as they stood in groups when it was decided: two groups or more.
        groups: Vec<Vec<ObservationId>>,
        /// Why.
        reason: String,
    },
    /// Entries, or items of batches, are to become unreadable. No content stands here.
    OrderErasure {
        /// The legal ground.
        ground: String,
        /// What is to become unreadable: what was asked for, and everything that was concluded from it.
        units: Vec<Unit>,
    },
    /// Something leaves the mission's own hands. What is shown to the public stands here in clear.
    Release(Release),
    /// A key no longer counts.
    RevokeKey {
        /// Everything that it signed from this position on is flagged; absent = nothing before is in doubt.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        compromised_since: Option<u64>,
        /// Which key.
        key: KeyId,
        /// Why.
        reason: String,
    },
    /// A key is replaced by another one of the same holder.
    RotateKey {
        /// The key that goes.
        old: KeyId,
        /// The public half of the one that comes, written as in [`Key::public`].
        public: String,
    },
    /// Observations of different groups are never one event.
    Split {
        /// The groups: two or more.
        groups: Vec<Vec<ObservationId>>,
        /// Why.
        reason: String,
    },
    /// An earlier merge, split or leave no longer counts.
    Unbind {
        /// Its entry.
        act: u64,
        /// The log in which it stands; absent = the log of this act.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        log: Option<String>,
        /// Why.
        reason: String,
    },
    /// The node says what time it is: by this alone deadlines begin to run and lapse.
    Tick {
        /// The time, by the node's clock.
        now: Instant,
    },
    /// A step of verification.
    Verify(VerifyAct),
}

impl Act {
    /// Its name, as it is written in the record.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::AddKey { .. } => "add_key",
            Self::AdoptAgreement { .. } => "adopt_agreement",
            Self::AdoptGazetteer { .. } => "adopt_gazetteer",
            Self::AdoptMission { .. } => "adopt_mission",
            Self::AdoptPolicy { .. } => "adopt_policy",
            Self::AdoptProcedure { .. } => "adopt_procedure",
            Self::Case(_) => "case",
            Self::Commitment(_) => "commitment",
            Self::ClaimLog { .. } => "claim_log",
            Self::ConfirmErasure { .. } => "confirm_erasure",
            Self::Decide { .. } => "decide",
            Self::Found { .. } => "found",
            Self::Leave { .. } => "leave",
            Self::Merge { .. } => "merge",
            Self::OrderErasure { .. } => "order_erasure",
            Self::Release(_) => "release",
            Self::RevokeKey { .. } => "revoke_key",
            Self::RotateKey { .. } => "rotate_key",
            Self::Tick { .. } => "tick",
            Self::Split { .. } => "split",
            Self::Unbind { .. } => "unbind",
            Self::Verify(_) => "verify",
        }
    }

    /// The digest of the text that the act rests on and that must lie in the vault, if there is one.
    pub const fn text(&self) -> Option<Digest> {
        match self {
            Self::Case(step) => step.text(),
            Self::AdoptAgreement { sha256, .. }
            | Self::AdoptGazetteer { sha256, .. }
            | Self::AdoptMission { sha256 }
            | Self::Decide { sha256, .. } => Some(*sha256),
            Self::AddKey { .. }
            | Self::AdoptPolicy { .. }
            | Self::AdoptProcedure { .. }
            | Self::Commitment(_)
            | Self::ClaimLog { .. }
            | Self::ConfirmErasure { .. }
            | Self::Found { .. }
            | Self::Leave { .. }
            | Self::Merge { .. }
            | Self::OrderErasure { .. }
            | Self::Release(_)
            | Self::RevokeKey { .. }
            | Self::RotateKey { .. }
            | Self::Tick { .. }
            | Self::Split { .. }
            | Self::Unbind { .. }
            | Self::Verify(_) => None,
        }
    }

    /// All bytes that the act rests on and that must lie in the vault: its text, and what comes with it.
    pub fn texts(&self) -> Vec<Digest> {
        let attachments = if let Self::Case(step) = self { step.attachments() } else { &[] };
        self.text().into_iter().chain(attachments.iter().copied()).collect()
    }
}

/// One thing that can be erased by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Unit {
    /// Which item of the batch, from 0; absent = the whole entry, with all its items.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub item: Option<u32>,
    /// Position of the entry.
    pub leaf: u64,
}

/// A key in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The organisation that its holder answers to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub body: Option<String>,
    /// What it is for.
    pub kind: KeyKind,
    /// The party that it speaks for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub party: Option<PartyId>,
    /// Whose it is: a person, or the name of a device or node. One person may hold several keys.
    pub person: String,
    /// The public half: 32 bytes of Ed25519 in base64; for a log, witness or mirror its C2SP verifier key.
    pub public: String,
    /// What its holder may do, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub roles: Vec<Role>,
}

impl Key {
    /// The id of its public half.
    pub fn id(&self) -> KeyId {
        KeyId::of(&self.public)
    }
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// Signs what a device reports.
    Device,
    /// Signs a log's checkpoints.
    Log,
    /// Cosigns what a mirror holds.
    Mirror,
    /// Signs what a node promises: receipts, confirmed erasures.
    Node,
    /// Signs acts of a person.
    Officer,
    /// Signs what a party hands in.
    Party,
    /// Changes the register; kept offline.
    Root,
    /// Cosigns checkpoints.
    Witness,
}

impl KeyKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [Self::Device, Self::Log, Self::Mirror, Self::Node, Self::Officer, Self::Party, Self::Root, Self::Witness];

    /// Its name, as it is written in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Log => "log",
            Self::Mirror => "mirror",
            Self::Node => "node",
            Self::Officer => "officer",
            Self::Party => "party",
            Self::Root => "root",
            Self::Witness => "witness",
        }
    }

    /// Whether it signs acts, submissions and receipts (DSSE), and not checkpoints (C2SP notes).
    pub const fn signs_acts(self) -> bool {
        match self {
            Self::Device | Self::Node | Self::Officer | Self::Party | Self::Root => true,
            Self::Log | Self::Mirror | Self::Witness => false,
        }
    }
}

/// What an officer may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Grades what was reported, and settles which reports are about one event.
    Analyst,
    /// Decides cases.
    Commission,
    /// Orders erasures and releases.
    Custody,
    /// Speaks for a guarantor.
    Guarantor,
    /// Heads the mission: opens cases, publishes.
    Head,
    /// Advises on law: confirms findings.
    Legal,
    /// Records what was heard and seen.
    Monitor,
    /// Takes mission data, agreements and policies into use, and answers for the log.
    Operations,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 8] =
        [Self::Analyst, Self::Commission, Self::Custody, Self::Guarantor, Self::Head, Self::Legal, Self::Monitor, Self::Operations];

    /// Its name, as it is written in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Analyst => "analyst",
            Self::Commission => "commission",
            Self::Custody => "custody",
            Self::Guarantor => "guarantor",
            Self::Head => "head",
            Self::Legal => "legal",
            Self::Monitor => "monitor",
            Self::Operations => "operations",
        }
    }
}

/// A signed act: one clear leaf. The signed bytes are the DSSE pre-authentication encoding over
/// the canonical JSON of `declared`, which stands here as JSON so that a court can read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// What was signed.
    pub declared: Declared,
    /// [`DECLARED_TYPE`].
    pub payload_type: String,
    /// Who signed it.
    pub signatures: Vec<Signature>,
    /// Wire version, 1.
    pub v: u32,
}

/// One signature under an act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Which key it claims to be by: a hint, never believed.
    pub keyid: String,
    /// 64 bytes of Ed25519 in base64.
    pub sig: String,
}

/// A name without what readers overlook: case, and how many spaces. People and bodies are compared by it.
pub fn alike(name: &str) -> String {
    name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
