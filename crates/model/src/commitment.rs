//! What somebody promised, and how far it binds: the acts; wire format 1.

use crate::Digest;
use serde::{Deserialize, Serialize};

/// A step in the register of commitments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CommitmentAct {
    /// A promise is seen in a text or heard in public.
    Announce {
        /// The commitment's name, unique in the mission.
        commitment: String,
        /// True if it stands in a draft only.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        draft: bool,
        /// What is promised.
        promise: Box<Promise>,
        /// Where it was seen.
        seen: Citation,
    },
    /// A guarantor says what it will do after an invocation.
    Answer {
        /// What it says.
        answer: Answer,
        /// Who answers.
        guarantor: String,
        /// Which invocation.
        invocation: String,
        /// Where it was seen; absent if the guarantor itself signs.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        seen: Option<Citation>,
        /// Its own words.
        words: String,
    },
    /// A condition on which commitments depend begins or ceases to hold.
    Condition {
        /// The condition's name.
        condition: String,
        /// Whether it holds.
        holds: bool,
        /// Where that was seen.
        seen: Citation,
    },
    /// A delivery was entered wrongly and counts no longer.
    Correct {
        /// The commitment.
        commitment: String,
        /// The delivery's name.
        delivery: String,
        /// Why.
        reason: String,
    },
    /// Something was set aside or handed over against a promise.
    Deliver {
        /// How much of what.
        amount: Amount,
        /// The commitment.
        commitment: String,
        /// The delivery's name, unique in the commitment.
        delivery: String,
        /// What the number counts.
        reckoning: Reckoning,
        /// Where it was seen.
        seen: Citation,
    },
    /// A decision that finds an attack calls on those who promised to act.
    Invoke {
        /// The case that was decided.
        case: String,
        /// The invocation's name, unique in the mission.
        invocation: String,
        /// What was found, in a sentence.
        occasion: String,
    },
    /// A guarantor withdraws from everything that it promised.
    Leave {
        /// Who.
        guarantor: String,
        /// Where it was seen.
        seen: Citation,
    },
    /// Somebody read a text: the promise stands in it, or it does not.
    Stand {
        /// The commitment.
        commitment: String,
        /// The promise's words there; absent = it does not stand there.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        quote: Option<String>,
        /// The text's name.
        text: String,
    },
    /// A commitment moves on.
    Step {
        /// The commitment.
        commitment: String,
        /// The law or act by which it was ratified.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        law: Option<String>,
        /// Where it was seen.
        seen: Citation,
        /// What happened.
        step: CommitmentStep,
    },
    /// A text in which promises stand: a draft, a declaration, a communique.
    Text {
        /// Where it was seen.
        seen: Citation,
        /// The text's name, unique in the mission.
        text: String,
    },
}

impl CommitmentAct {
    /// What it is about: the name of a commitment, text, condition, guarantor or invocation.
    pub fn subject(&self) -> &str {
        match self {
            Self::Announce { commitment, .. }
            | Self::Correct { commitment, .. }
            | Self::Deliver { commitment, .. }
            | Self::Stand { commitment, .. }
            | Self::Step { commitment, .. } => commitment,
            Self::Answer { invocation, .. } | Self::Invoke { invocation, .. } => invocation,
            Self::Condition { condition, .. } => condition,
            Self::Leave { guarantor, .. } => guarantor,
            Self::Text { text, .. } => text,
        }
    }
}

/// What is promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// How much of what, if numbers were given; unlike units stay apart.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub amounts: Vec<Amount>,
    /// The stage from which it binds, as its own text says; absent = the text does not say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub binds: Option<Stage>,
    /// Names of the conditions under which it is due, such as `ceasefire` and `invocation`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub conditions: Vec<String>,
    /// Land, sea, sky, ...: one of the domains of the rules of procedure.
    pub domain: String,
    /// The law that ratification needs; absent = none is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub law: Option<String>,
    /// Who leads, if that was said.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub leads: Option<String>,
    /// By what: forces, equipment, money, ...: of the means of the rules of procedure.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub means: Vec<String>,
    /// To whom.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub to: Vec<String>,
    /// Its last day, YYYY-MM-DD; absent = without end.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<String>,
    /// What, in own words.
    pub what: String,
    /// Who promises.
    pub who: String,
}

/// Where something was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// The day on which it happened, YYYY-MM-DD.
    pub day: String,
    /// The words that say it, quoted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quote: Option<String>,
    /// Digest of the bytes in which the words stand.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sha256: Option<Digest>,
    /// The registered text in which the words stand.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
    /// What it is: title and place of the source.
    pub title: String,
    /// True if nobody held it against the original.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub unverified: bool,
}

/// How much of what: `lo` to `hi` of a unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// Greatest number; absent = no upper bound.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hi: Option<u64>,
    /// Least number.
    pub lo: u64,
    /// Of what: `EUR`, `soldiers`.
    pub unit: String,
}

/// How far a commitment came, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It stands in a draft.
    Draft,
    /// It was said or published.
    Announced,
    /// It was signed.
    Signed,
    /// It was ratified by the law of who promises.
    Ratified,
    /// It binds.
    InForce,
}

impl Stage {
    /// All stages.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Announced, Self::Signed, Self::Ratified, Self::InForce];

    /// Its name, as it is written in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Announced => "announced",
            Self::Signed => "signed",
            Self::Ratified => "ratified",
            Self::InForce => "in_force",
        }
    }
}

/// What happens to a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentStep {
    /// What stood in a draft is published.
    Announce,
    /// It is signed.
    Sign,
    /// It is ratified.
    Ratify,
    /// It binds from now on.
    Bind,
    /// It is suspended.
    Suspend,
    /// A suspension ends.
    Resume,
    /// All of it was delivered.
    Fulfil,
    /// Its time is over.
    Expire,
    /// Who promised it takes it back.
    Withdraw,
}

impl CommitmentStep {
    /// All steps.
    pub const ALL: [Self; 9] =
        [Self::Announce, Self::Sign, Self::Ratify, Self::Bind, Self::Suspend, Self::Resume, Self::Fulfil, Self::Expire, Self::Withdraw];

    /// What happened, in one word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Announce => "announced",
            Self::Sign => "signed",
            Self::Ratify => "ratified",
            Self::Bind => "in force",
            Self::Suspend => "suspended",
            Self::Resume => "resumed",
            Self::Fulfil => "delivered",
            Self::Expire => "expired",
            Self::Withdraw => "withdrawn",
        }
    }
}

/// What a number of a delivery counts. The two are never added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reckoning {
    /// Set aside for it by a decision or contract.
    Committed,
    /// Handed over.
    Delivered,
}

impl Reckoning {
    /// Its name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Delivered => "delivered",
        }
    }
}

/// What a guarantor says after an invocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It does what it promised.
    Acts,
    /// It does a part of it.
    ActsInPart,
    /// It does not.
    Declines,
    /// It wants to decide later.
    Deliberates,
}

impl Answer {
    /// Its name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Acts => "acts",
            Self::ActsInPart => "acts_in_part",
            Self::Declines => "declines",
            Self::Deliberates => "deliberates",
        }
    }
}
