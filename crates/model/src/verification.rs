//! What people do to verify what was reported: the acts, grades and standards of proof; wire format 1.

use crate::{Digest, Instant, PartyId, SourceId};
use serde::{Deserialize, Serialize};

/// A step of verification. Its subject is an observation, an incident or a finding, by its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerifyAct {
    /// A panel says who did it, or that it cannot be known. Everybody who signs sits on the panel.
    AdoptAttribution(Adoption),
    /// Somebody is asked to see to it.
    Assign {
        /// Until when.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        due: Option<Instant>,
        /// What it is about.
        subject: String,
        /// Who, by the name of the key register.
        to: String,
    },
    /// A round of grading begins: these people, each blind to the others.
    CallGraders {
        /// Who, by the names of the key register.
        graders: Vec<String>,
        /// Which round, from 1.
        round: u32,
        /// What it is about.
        subject: String,
    },
    /// A round goes on without those who are missing: first without further seals, then without further openings.
    CloseRound {
        /// Why.
        reason: String,
        /// Which round, from 1.
        round: u32,
        /// What it is about.
        subject: String,
    },
    /// A word about it, for those who work on it.
    Comment {
        /// What it is about.
        subject: String,
        /// The words. They stand in the log for everyone to read: no names of witnesses.
        text: String,
    },
    /// What was graded by others is confirmed: a report or incident is verified, a finding is taken as the mission's own.
    Confirm {
        /// What else there is to say.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        note: Option<String>,
        /// What was looked at.
        seen: Seen,
        /// What it is about.
        subject: String,
    },
    /// Somebody no longer looks at it.
    LetGo {
        /// What it is about.
        subject: String,
    },
    /// A sealed grade is opened, once its round takes no more seals.
    OpenGrade {
        /// The grade.
        grade: Grade,
        /// Which round, from 1.
        round: u32,
        /// The salt of the seal, 64 hexadecimal digits.
        salt: Digest,
        /// What was looked at.
        seen: Seen,
        /// What it is about.
        subject: String,
    },
    /// A grade is given and not shown yet.
    SealGrade {
        /// Which round, from 1.
        round: u32,
        /// [`seal_of`] the grade.
        seal: Digest,
        /// What was looked at.
        seen: Seen,
        /// What it is about.
        subject: String,
    },
    /// Something is missing before it can be graded or confirmed.
    SendBack {
        /// The fields that are missing, in words: at least one.
        missing: Vec<String>,
        /// Why.
        reason: String,
        /// What it is about.
        subject: String,
    },
    /// What was reported is not pursued, and why; nothing is deleted.
    SetAside {
        /// Why.
        reason: String,
        /// What it is about.
        subject: String,
    },
    /// What became of it is known by other evidence: grades and sources are held against it.
    Settle {
        /// Whether it happened as reported; of a finding, whether it holds.
        happened: bool,
        /// By what evidence.
        reason: String,
        /// The mission's sources that this evidence comes from, sorted: nothing is learned about them from it.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        rests_on: Vec<SourceId>,
        /// What was looked at.
        seen: Seen,
        /// What it is about.
        subject: String,
    },
    /// Somebody looks at it, so that others need not.
    TakeOn {
        /// What it is about.
        subject: String,
        /// Until when.
        until: Instant,
    },
    /// What was set aside or sent back is looked at again.
    TakeUp {
        /// Why.
        reason: String,
        /// What it is about.
        subject: String,
    },
}

/// What a step looked at: it holds for this version alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Entries in the log when it was looked at.
    pub as_of: u64,
    /// Other subjects that share reports with it and were worked on, sorted: members, incidents that members
    /// were in, the incident of a finding, findings on the incident. Whoever graded one of them graded it too.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub kin: Vec<String>,
    /// Of an observation what it says, of an incident which reports it has, of a finding its words.
    pub version: Digest,
}

/// Who did it, as a panel adopts it from a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adoption {
    /// Members of the panel who think otherwise; they sign as well.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub dissent: Vec<Dissent>,
    /// The hypothesis that is adopted, in the proposal's word; `undetermined` is one.
    pub hypothesis: String,
    /// Every party whose part in it is weighed, sorted.
    pub parties: Vec<PartyId>,
    /// The party that did it, if the hypothesis names one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub party: Option<PartyId>,
    /// Digest of the proposal.
    pub proposal: Digest,
    /// What was looked at.
    pub seen: Seen,
    /// The standard of proof that is met; absent = none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub standard: Option<Standard>,
    /// The incident or finding.
    pub subject: String,
}

/// Another opinion, kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dissent {
    /// Whose.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A grade: five separate answers, never multiplied. Source: DOMAIN 1.8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    /// How likely it happened as reported, ppm, 1 to 999,999.
    pub chance_ppm: u32,
    /// How much the chance could still move.
    pub confidence: Confidence,
    /// How well the information is borne out, 1 (confirmed by other sources) to 6 (cannot be judged).
    pub credibility: u32,
    /// What else there is to say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<String>,
    /// How far its sources are to be relied on.
    pub source: Reliability,
    /// The standard of proof that is met; absent = none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub standard: Option<Standard>,
}

/// How far a source is to be relied on (Admiralty).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reliability {
    /// Completely reliable.
    A,
    /// Usually reliable.
    B,
    /// Fairly reliable.
    C,
    /// Not usually reliable.
    D,
    /// Unreliable.
    E,
    /// Cannot be judged.
    F,
}

impl Reliability {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::A, Self::B, Self::C, Self::D, Self::E, Self::F];

    /// Its letter.
    pub const fn word(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::E => "E",
            Self::F => "F",
        }
    }

    /// Its meaning.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::A => "completely reliable",
            Self::B => "usually reliable",
            Self::C => "fairly reliable",
            Self::D => "not usually reliable",
            Self::E => "unreliable",
            Self::F => "reliability cannot be judged",
        }
    }
}

/// What a credibility of 1 to 6 means (Admiralty).
pub const fn credibility_words(credibility: u32) -> &'static str {
    match credibility {
        1 => "confirmed by other sources",
        2 => "probably true",
        3 => "possibly true",
        4 => "doubtful",
        5 => "improbable",
        _ => "truth cannot be judged",
    }
}

/// How much a chance could still move; said in a sentence of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Little is known.
    Low,
    /// Something more would be needed to be sure.
    Moderate,
    /// Little could move it.
    High,
}

impl Confidence {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Low, Self::Moderate, Self::High];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::High => "high",
        }
    }
}

/// Standards of proof, the lowest first. Source: DOMAIN 1.8 (order unverified).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standard {
    /// Reasonable suspicion.
    ReasonableSuspicion,
    /// Reasonable grounds to believe.
    ReasonableGrounds,
    /// More likely than not.
    BalanceOfProbabilities,
    /// Clear and convincing.
    ClearAndConvincing,
    /// Beyond reasonable doubt: a court's, never issued by the program.
    BeyondReasonableDoubt,
}

impl Standard {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::ReasonableSuspicion,
        Self::ReasonableGrounds,
        Self::BalanceOfProbabilities,
        Self::ClearAndConvincing,
        Self::BeyondReasonableDoubt,
    ];

    /// Its name, as it is written in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ReasonableSuspicion => "reasonable_suspicion",
            Self::ReasonableGrounds => "reasonable_grounds",
            Self::BalanceOfProbabilities => "balance_of_probabilities",
            Self::ClearAndConvincing => "clear_and_convincing",
            Self::BeyondReasonableDoubt => "beyond_reasonable_doubt",
        }
    }
}

#[derive(Serialize)]
struct SealedGrade<'a> {
    grade: &'a Grade,
    person: &'a str,
    round: u32,
    salt: Digest,
    subject: &'a str,
    v: u32,
}

/// What a grade is sealed with: nobody can tell the grade from it, and nobody can open it as another one or for
/// another person. `salt` is 32 random bytes that the grader keeps until the round is opened.
///
/// # Errors
/// If the grade does not fit the record's profile.
pub fn seal_of(subject: &str, round: u32, person: &str, grade: &Grade, salt: Digest) -> Result<Digest, crate::json::NotCanonical> {
    let bytes = crate::json::canonical(&SealedGrade { grade, person, round, salt, subject, v: 1 })?;
    Ok(Digest::tagged("grade", &[&bytes]))
}

impl VerifyAct {
    /// What it is about: the id of an observation, incident or finding.
    pub fn subject(&self) -> &str {
        match self {
            Self::AdoptAttribution(adoption) => &adoption.subject,
            Self::Assign { subject, .. }
            | Self::CallGraders { subject, .. }
            | Self::CloseRound { subject, .. }
            | Self::Comment { subject, .. }
            | Self::Confirm { subject, .. }
            | Self::LetGo { subject }
            | Self::OpenGrade { subject, .. }
            | Self::SealGrade { subject, .. }
            | Self::SendBack { subject, .. }
            | Self::SetAside { subject, .. }
            | Self::Settle { subject, .. }
            | Self::TakeOn { subject, .. }
            | Self::TakeUp { subject, .. } => subject,
        }
    }

    /// Its name, as it is written in the record.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::AdoptAttribution(_) => "adopt_attribution",
            Self::Assign { .. } => "assign",
            Self::CallGraders { .. } => "call_graders",
            Self::CloseRound { .. } => "close_round",
            Self::Comment { .. } => "comment",
            Self::Confirm { .. } => "confirm",
            Self::LetGo { .. } => "let_go",
            Self::OpenGrade { .. } => "open_grade",
            Self::SealGrade { .. } => "seal_grade",
            Self::SendBack { .. } => "send_back",
            Self::SetAside { .. } => "set_aside",
            Self::Settle { .. } => "settle",
            Self::TakeOn { .. } => "take_on",
            Self::TakeUp { .. } => "take_up",
        }
    }

    /// What it looked at, if it holds for one version alone.
    pub const fn seen(&self) -> Option<&Seen> {
        match self {
            Self::AdoptAttribution(adoption) => Some(&adoption.seen),
            Self::Confirm { seen, .. } | Self::OpenGrade { seen, .. } | Self::SealGrade { seen, .. } | Self::Settle { seen, .. } => {
                Some(seen)
            }
            Self::Assign { .. }
            | Self::CallGraders { .. }
            | Self::CloseRound { .. }
            | Self::Comment { .. }
            | Self::LetGo { .. }
            | Self::SendBack { .. }
            | Self::SetAside { .. }
            | Self::TakeOn { .. }
            | Self::TakeUp { .. } => None,
        }
    }
}
