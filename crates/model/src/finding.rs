//! What one clause says of one subject: breach, no breach, exempt, or undetermined and what is missing.

use crate::{CoverageId, Digest, FindingId, IncidentId, LayerVersionId, ObservationId, PartyId, When};
use serde::{Deserialize, Serialize};

/// The four results. Undetermined is a result, not an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The clause is broken.
    Breach,
    /// The clause does not forbid it although it applies.
    Exempt,
    /// The clause applies and is kept.
    NoBreach,
    /// Not decidable on what is known.
    Undetermined,
}

impl Outcome {
    /// The wire word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Breach => "breach",
            Self::Exempt => "exempt",
            Self::NoBreach => "no_breach",
            Self::Undetermined => "undetermined",
        }
    }
}

/// What is missing to decide: a closed list. Source: DOMAIN 4.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the closed list of DOMAIN 4.3")]
pub enum Missing {
    Time,
    Position,
    Weapon,
    Actor,
    ActClass,
    TargetClass,
    EffectiveMoment,
    Definition,
    Precedence,
    Zone,
    Line,
    Coverage,
    OrderRecord,
    Sequence,
    Denominator,
    ExerciseTag,
    PriorBreach,
}

/// What a clause was held against.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Something owed that is no event: an area's clock, a list, a deadline.
    Duty {
        /// What is owed, of whom or where, in few words.
        about: String,
        /// The coverage used, at most the first 100.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        coverages: Vec<CoverageId>,
        /// The incidents used, at most the first 100.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        incidents: Vec<IncidentId>,
        /// The reports used, at most the first 100.
        observations: Vec<ObservationId>,
    },
    /// An incident.
    Incident(IncidentId),
    /// A series of figures of one speaker under one definition.
    Series {
        /// What was counted, in the speaker's words.
        definition: String,
        /// The figures used.
        observations: Vec<ObservationId>,
        /// The speaker.
        speaker: String,
    },
}

/// The result of one clause, in one reading, for one subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which agreement.
    pub agreement: String,
    /// The exact text of the agreement: the digest of its file.
    pub agreement_version: Digest,
    /// Chance that the condition is met (inside the zone, nearer than the distance), ppm, where position decides.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub chance_ppm: Option<u32>,
    /// Which clause, by its id in the agreement.
    pub clause: String,
    /// Its id.
    pub id: FindingId,
    /// What is missing, if undetermined.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub missing: Vec<Missing>,
    /// The result.
    pub outcome: Outcome,
    /// Whose obligation it is, where one party's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub party: Option<PartyId>,
    /// Which reading of a disputed text; absent = undisputed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reading: Option<String>,
    /// Why, step by step, in sentences a person can follow.
    pub reasons: Vec<String>,
    /// What was held against the clause.
    pub subject: Subject,
    /// When the subject happened.
    pub time: When,
    /// Zone and line versions used.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub used: Vec<LayerVersionId>,
}

impl Finding {
    /// Derives the id from agreement, clause, reading, party and subject, so that a later result
    /// on the same question supersedes the earlier one.
    pub fn derive_id(agreement: &str, clause: &str, reading: Option<&str>, party: Option<&PartyId>, subject: &str) -> FindingId {
        let party = party.map_or("", |party| party.0.as_str());
        let parts = [agreement.as_bytes(), clause.as_bytes(), reading.unwrap_or("").as_bytes(), party.as_bytes(), subject.as_bytes()];
        FindingId::from_digest(&Digest::tagged("finding", &parts))
    }
}

/// The probability word of a chance. Source: DOMAIN 1.8 (ICD 203 bands).
pub const fn chance_word(ppm: u32) -> &'static str {
    match ppm {
        0..50_000 => "almost no chance",
        50_000..200_000 => "very unlikely",
        200_000..450_000 => "unlikely",
        450_000..550_000 => "roughly even",
        550_000..800_000 => "likely",
        800_000..950_000 => "very likely",
        _ => "almost certain",
    }
}
