//! The command line of the register of commitments.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `tregua commitment`
#[derive(Debug, Args)]
pub struct CommitmentCall {
    /// What to do.
    #[command(subcommand)]
    pub verb: CommitmentVerb,
}

/// Verbs on commitments.
#[derive(Debug, Subcommand)]
pub enum CommitmentVerb {
    /// What stands in the register: by guarantor and domain, what binds and what does not and why.
    List {
        /// Of this guarantor alone.
        #[arg(long, value_name = "NAME")]
        who: Option<String>,
        /// Of this domain alone.
        #[arg(long, value_name = "DOMAIN")]
        domain: Option<String>,
        /// Only what bound on that day, by the days that the acts say.
        #[arg(long, value_name = "DAY")]
        bound_on: Option<String>,
        /// As the mission stood at this position of the log.
        #[arg(long, value_name = "POSITION")]
        as_of: Option<u64>,
    },
    /// One commitment with the act behind each step, or one invocation with its answers.
    Show {
        /// Its name.
        name: String,
        /// As the mission stood at this position of the log.
        #[arg(long, value_name = "POSITION")]
        as_of: Option<u64>,
    },
    /// Which promises of one text stand in another one, in which words, and which do not.
    Compare {
        /// The earlier text.
        first: String,
        /// The later text.
        second: String,
    },
    /// Enter a promise that was seen in a text or heard in public.
    Announce(Box<AnnounceCall>),
    /// What was promised was published (after a draft).
    Publish(StepCall),
    /// It was signed.
    Sign(StepCall),
    /// It was ratified; --law is needed.
    Ratify(StepCall),
    /// It is in force.
    Bind(StepCall),
    /// It is suspended.
    Suspend(StepCall),
    /// A suspension ended.
    Resume(StepCall),
    /// All of it was delivered.
    Fulfil(StepCall),
    /// Its time is over.
    Expire(StepCall),
    /// It was taken back.
    Withdraw(StepCall),
    /// Something was set aside or handed over against a promise.
    Deliver {
        /// The commitment.
        commitment: String,
        /// The delivery's own name.
        delivery: String,
        /// How much of what: `5000 soldiers`, `up to 20 million EUR`.
        amount: String,
        /// What the number counts; the two are never added.
        #[arg(long = "as", value_enum, default_value_t = ReckoningWord::Delivered)]
        reckoning: ReckoningWord,
        /// Where it was seen.
        #[command(flatten)]
        seen: Seen,
    },
    /// A delivery was entered wrongly and counts no longer; it stays on record.
    Correct {
        /// The commitment.
        commitment: String,
        /// The delivery.
        delivery: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Who signs.
        #[command(flatten)]
        by: Signs,
    },
    /// Register a text in which promises stand: a draft, a declaration, a communique.
    Text {
        /// Its name.
        text: String,
        /// Where it was seen.
        #[command(flatten)]
        seen: Seen,
    },
    /// Say that a promise stands in a registered text, with its words there, or that it does not.
    Stands {
        /// The commitment.
        commitment: String,
        /// The text.
        #[arg(long = "in", value_name = "TEXT")]
        text: String,
        /// The promise's words there.
        #[arg(long, value_name = "WORDS", required_unless_present = "not")]
        quote: Option<String>,
        /// It was read, and the promise does not stand there.
        #[arg(long, conflicts_with = "quote")]
        not: bool,
        /// Who signs.
        #[command(flatten)]
        by: Signs,
    },
    /// Say that a condition on which promises depend holds, or no longer does.
    Condition {
        /// Its name, such as `ceasefire`.
        condition: String,
        /// It does not hold, or no longer.
        #[arg(long)]
        not: bool,
        /// Where it was seen.
        #[command(flatten)]
        seen: Seen,
    },
    /// A guarantor withdraws from everything that it promised; what it meant while it stood stays.
    Leave {
        /// The guarantor.
        guarantor: String,
        /// Where it was seen.
        #[command(flatten)]
        seen: Seen,
    },
    /// On a decision that finds an attack: list what is triggered, and ask each guarantor for an answer.
    Invoke {
        /// The invocation's name.
        invocation: String,
        /// The case that was decided.
        #[arg(long, value_name = "CASE")]
        case: String,
        /// What was found, in a sentence.
        #[arg(long, value_name = "TEXT")]
        occasion: String,
        /// Who signs.
        #[command(flatten)]
        by: Signs,
    },
    /// A guarantor's answer to an invocation.
    Answer {
        /// The invocation.
        invocation: String,
        /// Who answers.
        #[arg(long, value_name = "NAME")]
        who: String,
        /// What it says.
        #[arg(value_enum)]
        answer: AnswerWord,
        /// Its own words.
        #[arg(long, value_name = "TEXT")]
        words: String,
        /// The day on which it was said in public; left out if the guarantor itself signs.
        #[arg(long = "on", value_name = "DAY", requires = "source")]
        day: Option<String>,
        /// Where it was said in public.
        #[arg(long, value_name = "TEXT", requires = "day")]
        source: Option<String>,
        /// Who signs.
        #[command(flatten)]
        by: Signs,
    },
    /// Enter many acts at once from a TOML file of `[[act]]` tables (docs/casework.md), all or none.
    Load {
        /// The file; `-` is the standard input.
        file: PathBuf,
        /// Who signs.
        #[command(flatten)]
        by: Signs,
    },
}

/// Who signs an act.
#[derive(Clone, Debug, Default, Args)]
pub struct Signs {
    /// Who signs; may be left out if one officer's key is here.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// Where something was seen.
#[derive(Clone, Debug, Args)]
pub struct Seen {
    /// The day on which it happened, YYYY-MM-DD.
    #[arg(long = "on", value_name = "DAY")]
    pub day: String,
    /// The source: title and place.
    #[arg(long, value_name = "TEXT")]
    pub source: String,
    /// The words that say it.
    #[arg(long, value_name = "WORDS")]
    pub quote: Option<String>,
    /// The registered text in which the words stand.
    #[arg(long = "in", value_name = "TEXT")]
    pub within: Option<String>,
    /// The source's file: its digest is kept, and the quoted words must stand in it.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Nobody held it against the original.
    #[arg(long)]
    pub unverified: bool,
    /// Who signs.
    #[command(flatten)]
    pub by: Signs,
}

/// A step of a commitment.
#[derive(Clone, Debug, Args)]
pub struct StepCall {
    /// The commitment.
    pub commitment: String,
    /// The law or act by which it was ratified.
    #[arg(long, value_name = "TEXT")]
    pub law: Option<String>,
    /// Where it was seen.
    #[command(flatten)]
    pub seen: Seen,
}

/// A promise.
#[derive(Clone, Debug, Args)]
pub struct AnnounceCall {
    /// The commitment's name, unique in the mission.
    pub commitment: String,
    /// Who promises.
    #[arg(long, value_name = "NAME")]
    pub who: String,
    /// What, in own words.
    #[arg(long, value_name = "TEXT")]
    pub what: String,
    /// Land, sea, sky, reconstruction, intelligence, funding, or what the rules of procedure say.
    #[arg(long, value_name = "DOMAIN")]
    pub domain: String,
    /// To whom; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub to: Vec<String>,
    /// By what: forces, equipment, money, ...; may be given several times.
    #[arg(long, value_name = "MEANS")]
    pub means: Vec<String>,
    /// How much of what: `5000 soldiers`; may be given several times.
    #[arg(long, value_name = "AMOUNT")]
    pub amount: Vec<String>,
    /// A condition under which it is due, such as `ceasefire` or `invocation`; may be given several times.
    #[arg(long = "if", value_name = "CONDITION")]
    pub conditions: Vec<String>,
    /// Who leads.
    #[arg(long, value_name = "NAME")]
    pub leads: Option<String>,
    /// The stage from which its own text says that it binds; left out if the text does not say.
    #[arg(long, value_enum)]
    pub binds: Option<StageWord>,
    /// The law that ratification needs.
    #[arg(long, value_name = "TEXT")]
    pub law: Option<String>,
    /// Its last day.
    #[arg(long, value_name = "DAY")]
    pub until: Option<String>,
    /// It stands in a draft only.
    #[arg(long)]
    pub draft: bool,
    /// Where it was seen.
    #[command(flatten)]
    pub seen: Seen,
}

/// Stages from which a text can bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StageWord {
    /// From its announcement.
    Announced,
    /// From its signature.
    Signed,
    /// From its ratification.
    Ratified,
}

impl From<StageWord> for model::Stage {
    fn from(word: StageWord) -> Self {
        match word {
            StageWord::Announced => Self::Announced,
            StageWord::Signed => Self::Signed,
            StageWord::Ratified => Self::Ratified,
        }
    }
}

/// What a number of a delivery counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReckoningWord {
    /// Set aside by a decision or contract.
    Committed,
    /// Handed over.
    Delivered,
}

impl From<ReckoningWord> for model::Reckoning {
    fn from(word: ReckoningWord) -> Self {
        match word {
            ReckoningWord::Committed => Self::Committed,
            ReckoningWord::Delivered => Self::Delivered,
        }
    }
}

/// What a guarantor says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnswerWord {
    /// It does what it promised.
    Acts,
    /// It does a part of it.
    ActsInPart,
    /// It does not.
    Declines,
    /// It wants to decide later.
    Deliberates,
}

impl From<AnswerWord> for model::Answer {
    fn from(word: AnswerWord) -> Self {
        match word {
            AnswerWord::Acts => Self::Acts,
            AnswerWord::ActsInPart => Self::ActsInPart,
            AnswerWord::Declines => Self::Declines,
            AnswerWord::Deliberates => Self::Deliberates,
        }
    }
}
