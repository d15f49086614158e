//! The command line of verification.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Who acts.
#[derive(Debug, Clone, Args)]
pub struct Actor {
    /// Who acts; may be left out if one officer's key is here.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Their key, if it lies elsewhere.
    #[arg(long, value_name = "FILE", conflicts_with = "by")]
    pub key: Option<PathBuf>,
}

/// Verbs of verification.
#[derive(Debug, Subcommand)]
pub enum VerificationVerb {
    /// What waits to be graded, confirmed or completed, for whom, and until when.
    Queue(Queue),
    /// Look at a report or incident without the parties' names, and at what was done about it.
    Look(Look),
    /// Say that you look at something, so that others need not.
    Take {
        /// An id, or the beginning of one.
        id: String,
        /// For how many hours.
        #[arg(long, value_name = "HOURS", default_value_t = 2)]
        hours: u32,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
    /// Say that you no longer look at it.
    LetGo {
        /// An id, or the beginning of one.
        id: String,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
    /// Call people to grade something, each blind to the others.
    CallGraders {
        /// An id, or the beginning of one.
        id: String,
        /// Who, by the names of the key register.
        #[arg(required = true)]
        graders: Vec<String>,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
    /// Grade something: sealed at once, and opened once all who grade have sealed.
    Grade(Grade),
    /// Open the grades that you sealed here, where the round takes no more of them.
    OpenGrade {
        /// An id, or the beginning of one; without it, all that can be opened.
        id: Option<String>,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
    /// Go on without the graders who are missing.
    CloseRound {
        /// An id, or the beginning of one.
        id: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
    /// Confirm what others graded.
    Confirm {
        /// An id, or the beginning of one.
        id: String,
        /// What else there is to say.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
    /// Send something back, naming what is missing.
    SendBack {
        /// An id, or the beginning of one.
        id: String,
        /// A field that is missing; may be given several times.
        #[arg(long, value_name = "FIELD", required = true)]
        missing: Vec<String>,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
    /// Pursue something no further; nothing is deleted.
    SetAside {
        /// An id, or the beginning of one.
        id: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
    /// Look again at what was set aside or sent back.
    TakeUp {
        /// An id, or the beginning of one.
        id: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
    /// Say by other evidence what became of something: grades and sources are held against it.
    Settle {
        /// An id, or the beginning of one.
        id: String,
        /// Whether it happened as reported.
        #[arg(long, value_enum)]
        happened: YesNo,
        /// By what evidence.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// A source of the mission that this evidence comes from; may be given several times.
        #[arg(long = "rests-on", value_name = "SOURCE")]
        rests_on: Vec<String>,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
    /// Say a word about something, for those who work on it. The log shows it to everyone: no names of witnesses.
    Comment {
        /// An id, or the beginning of one.
        id: String,
        /// The words.
        text: String,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
    /// Ask somebody to see to something.
    Assign {
        /// An id, or the beginning of one.
        id: String,
        /// Who is asked.
        #[arg(long, value_name = "NAME")]
        to: String,
        /// Until when, such as 2026-11-30T12:00:00Z.
        #[arg(long, value_name = "TIME")]
        due: Option<String>,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
    /// Propose that a panel adopts an attribution: everybody who signs sits on it, and `tregua act submit` enters it.
    AdoptAttribution(AdoptAttribution),
    /// How far graders agree, how well they were calibrated, and what sources were worth, by quarter.
    Quality {
        /// A quarter such as 2026Q3; without it, all time.
        #[arg(long, value_name = "QUARTER")]
        quarter: Option<String>,
        /// As the mission stood at this position of the log.
        #[arg(long, value_name = "POSITION")]
        as_of: Option<u64>,
    },
}

/// `tregua queue`
#[derive(Debug, Args)]
pub struct Queue {
    /// Only what waits for holders of this role.
    #[arg(long, value_enum)]
    pub role: Option<super::acts::RoleWord>,
    /// Only incidents that began on this day of the mission or later; the default is the last seven days of reports.
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// Only incidents that began on this day of the mission or before.
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
    /// Also what waits for nobody: verified, settled, set aside.
    #[arg(long)]
    pub all: bool,
    /// Most lines.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub limit: usize,
    /// As the mission stood at this position of the log.
    #[arg(long, value_name = "POSITION")]
    pub as_of: Option<u64>,
}

/// `tregua look`
#[derive(Debug, Args)]
pub struct Look {
    /// An id, or the beginning of one.
    pub id: String,
    /// With the parties' names; the default once a first round of grading has ended.
    #[arg(long, conflicts_with = "blind")]
    pub names: bool,
    /// Without the parties' names; the default until then.
    #[arg(long)]
    pub blind: bool,
    /// As the mission stood at this position of the log.
    #[arg(long, value_name = "POSITION")]
    pub as_of: Option<u64>,
}

/// `tregua grade`
#[derive(Debug, Args)]
pub struct Grade {
    /// An id, or the beginning of one.
    pub id: String,
    /// How far its sources are to be relied on: A completely, B usually, C fairly, D not usually, E not, F cannot be judged.
    #[arg(long, value_name = "A-F", ignore_case = true)]
    pub source: LetterWord,
    /// How well the information is borne out: 1 confirmed by other sources, 2 probably true, 3 possibly true, 4 doubtful,
    /// 5 improbable, 6 cannot be judged.
    #[arg(long, value_name = "1-6", value_parser = clap::value_parser!(u32).range(1..=6))]
    pub credibility: u32,
    /// How likely it happened as reported, percent, such as 80 or 97.5.
    #[arg(long, value_name = "PERCENT")]
    pub chance: String,
    /// How much that could still move.
    #[arg(long, value_enum, default_value_t = ConfidenceWord::Moderate)]
    pub confidence: ConfidenceWord,
    /// The standard of proof that is met; none if left out.
    #[arg(long, value_enum)]
    pub standard: Option<StandardWord>,
    /// What else there is to say.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Who acts.
    #[command(flatten)]
    pub actor: Actor,
}

/// `tregua adopt-attribution`
#[derive(Debug, Args)]
pub struct AdoptAttribution {
    /// The incident or finding: an id, or the beginning of one.
    pub id: String,
    /// Digest of the proposal, 64 hexadecimal digits.
    #[arg(long, value_name = "SHA-256")]
    pub proposal: String,
    /// The hypothesis that is adopted, in the proposal's word; `undetermined` is one.
    #[arg(long, value_name = "WORD")]
    pub hypothesis: String,
    /// The party that did it, if the hypothesis names one.
    #[arg(long, value_name = "ID")]
    pub party: Option<String>,
    /// A party whose part in it is weighed; may be given several times. The default is every party of the mission.
    #[arg(long = "weighs", value_name = "ID")]
    pub weighs: Vec<String>,
    /// The standard of proof that is met; none if left out.
    #[arg(long, value_enum)]
    pub standard: Option<StandardWord>,
    /// A member who thinks otherwise, and why; may be given several times.
    #[arg(long, value_name = "NAME=REASON")]
    pub dissent: Vec<String>,
    /// Who signs first; may be left out if one officer's key is here.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Where to put the proposed act; the default is the mission's acts folder.
    #[arg(long, short = 'o', value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum YesNo {
    /// It did.
    Yes,
    /// It did not.
    No,
}

/// Letters of reliability, as they are written on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LetterWord {
    A,
    B,
    C,
    D,
    E,
    F,
}

impl From<LetterWord> for model::Reliability {
    fn from(word: LetterWord) -> Self {
        match word {
            LetterWord::A => Self::A,
            LetterWord::B => Self::B,
            LetterWord::C => Self::C,
            LetterWord::D => Self::D,
            LetterWord::E => Self::E,
            LetterWord::F => Self::F,
        }
    }
}

/// Confidence, as it is written on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ConfidenceWord {
    /// Little is known.
    Low,
    /// Something more would be needed to be sure.
    Moderate,
    /// Little could move it.
    High,
}

impl From<ConfidenceWord> for model::Confidence {
    fn from(word: ConfidenceWord) -> Self {
        match word {
            ConfidenceWord::Low => Self::Low,
            ConfidenceWord::Moderate => Self::Moderate,
            ConfidenceWord::High => Self::High,
        }
    }
}

/// Standards of proof, as they are written on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum StandardWord {
    /// Reasonable suspicion.
    ReasonableSuspicion,
    /// Reasonable grounds to believe.
    ReasonableGrounds,
    /// More likely than not.
    BalanceOfProbabilities,
    /// Clear and convincing.
    ClearAndConvincing,
    /// Beyond reasonable doubt.
    BeyondReasonableDoubt,
}

impl From<StandardWord> for model::Standard {
    fn from(word: StandardWord) -> Self {
        match word {
            StandardWord::ReasonableSuspicion => Self::ReasonableSuspicion,
            StandardWord::ReasonableGrounds => Self::ReasonableGrounds,
            StandardWord::BalanceOfProbabilities => Self::BalanceOfProbabilities,
            StandardWord::ClearAndConvincing => Self::ClearAndConvincing,
            StandardWord::BeyondReasonableDoubt => Self::BeyondReasonableDoubt,
        }
    }
}
