//! The command line of cases, remedies, deadlines and ticks.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Who signs.
#[derive(Debug, Clone, Args)]
pub struct Signing {
    /// Who acts; may be left out if one key that fits is here.
    #[arg(long, value_name = "NAME", global = true)]
    pub by: Option<String>,
    /// A key that lies elsewhere.
    #[arg(long, value_name = "FILE", global = true, conflicts_with = "by")]
    pub key: Option<PathBuf>,
}

/// `tregua tick`
#[derive(Debug, Args)]
pub struct TickCall {
    /// An officer with the role operations confirms the time: after a long pause, or where the clock jumped.
    #[arg(long)]
    pub confirm: bool,
    /// Who confirms it.
    #[arg(long, value_name = "NAME", requires = "confirm")]
    pub by: Option<String>,
}

/// `tregua due`
#[derive(Debug, Args)]
pub struct DueCall {
    /// Write it as an iCalendar file; `-` writes it to the standard output.
    #[arg(long, value_name = "FILE")]
    pub ics: Option<PathBuf>,
    /// As it stood once the log had so many entries.
    #[arg(long, value_name = "ENTRIES")]
    pub as_of: Option<u64>,
}

/// `tregua case`
#[derive(Debug, Args)]
pub struct CaseCall {
    /// What to do.
    #[command(subcommand)]
    pub verb: CaseVerb,
    /// Who signs.
    #[command(flatten)]
    pub signing: Signing,
}

/// Verbs on cases.
#[derive(Debug, Subcommand)]
pub enum CaseVerb {
    /// Show the docket.
    List {
        /// As it stood once the log had so many entries.
        #[arg(long, value_name = "ENTRIES")]
        as_of: Option<u64>,
    },
    /// Show the file of a case: what it rests on, notices, replies, drafts, votes, decision, remedies.
    Show {
        /// The case.
        case: String,
        /// As it stood once the log had so many entries.
        #[arg(long, value_name = "ENTRIES")]
        as_of: Option<u64>,
    },
    /// Bring a case before the commission: a party, the head of mission or a legal adviser.
    Submit {
        /// Its name, unique in the mission.
        case: String,
        /// What it is about, in a sentence.
        #[arg(long, value_name = "TEXT")]
        title: String,
        /// A party against which it is; may be given more than once, or left out if it is not known who did it.
        #[arg(long, value_name = "PARTY")]
        against: Vec<String>,
        /// An incident, finding or report that it rests on; may be given more than once.
        #[arg(long, value_name = "ID")]
        cite: Vec<String>,
        /// The decided case that it asks to review, on new evidence.
        #[arg(long, value_name = "CASE")]
        reviews: Option<String>,
    },
    /// Admit and open a case: the head of mission.
    Open {
        /// The case.
        case: String,
    },
    /// Find a case inadmissible: the head of mission or a legal adviser.
    Refuse {
        /// The case.
        case: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Add incidents, findings or reports to the file of a case.
    Cite {
        /// The case.
        case: String,
        /// Their ids.
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Tell a named party of the case; its time for a reply begins: the head of mission.
    Notify {
        /// The case.
        case: String,
        /// The party.
        party: String,
        /// What it is told.
        text: PathBuf,
    },
    /// Reply for a named party.
    Reply {
        /// The case.
        case: String,
        /// The reply.
        text: PathBuf,
        /// What comes with it; may be given more than once.
        #[arg(long, value_name = "FILE")]
        attach: Vec<PathBuf>,
        /// This is all that the party wants to say: its time ends.
        #[arg(long)]
        complete: bool,
    },
    /// Give a party more time for its reply: the head of mission.
    Extend {
        /// The case.
        case: String,
        /// The party.
        party: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Ask somebody for information: a member or a legal adviser.
    Request {
        /// The case.
        case: String,
        /// The request's name.
        request: String,
        /// Who is asked.
        #[arg(long, value_name = "PARTY")]
        of: String,
        /// What is asked.
        #[arg(long, value_name = "TEXT")]
        question: String,
    },
    /// Answer a request.
    Answer {
        /// The case.
        case: String,
        /// The request.
        request: String,
        /// The answer.
        text: PathBuf,
    },
    /// Say that a member should not sit on a case.
    Challenge {
        /// The case.
        case: String,
        /// The member.
        member: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// A member does not sit on a case: they say so, or the chair.
    Recuse {
        /// The case.
        case: String,
        /// The member.
        member: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Put a draft for deliberation (docs/casework.md): finding, standard, orders, and the text that would be decided.
    Draft {
        /// The case.
        case: String,
        /// The draft, TOML.
        draft: PathBuf,
        /// The text.
        text: PathBuf,
    },
    /// Put a draft to the vote: the chair.
    OpenVote {
        /// The case.
        case: String,
        /// The entry of the draft; the last one if left out.
        #[arg(long, value_name = "ENTRY")]
        draft: Option<u64>,
    },
    /// Vote on the draft that is put to the vote. A later vote replaces an earlier one.
    Vote {
        /// The case.
        case: String,
        /// How.
        #[arg(value_enum)]
        choice: ChoiceWord,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// A dissent or separate opinion.
        #[arg(long, value_name = "FILE")]
        dissent: Option<PathBuf>,
    },
    /// Close a vote in which everybody who sits has voted: the chair.
    CloseVote {
        /// The case.
        case: String,
    },
    /// Decide by the draft that was carried: written as an act for two members who sit on the case to sign.
    Decide {
        /// The case.
        case: String,
        /// Where to put the act; the default is the mission's acts folder.
        #[arg(long, short = 'o', value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// End a case without decision after a vote that failed: the chair.
    End {
        /// The case.
        case: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Close a decided case whose remedies were not all met: the chair.
    Close {
        /// The case.
        case: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Let a case stand still: the head of mission.
    Suspend {
        /// The case.
        case: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Let a suspended case go on: the head of mission.
    Resume {
        /// The case.
        case: String,
    },
    /// Give a version of the decision out, with what its readers may not see taken out: an act for two custody officers.
    Publish {
        /// The case.
        case: String,
        /// To whom.
        #[arg(long, value_enum)]
        to: TierWord,
        /// Where to put the act; the default is the mission's acts folder.
        #[arg(long, short = 'o', value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// A member leaves the commission.
    Leave {
        /// The member.
        member: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// A party leaves the mechanism.
    Quit {
        /// The party.
        party: String,
        /// What it says.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// How somebody votes.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ChoiceWord {
    /// For the draft.
    Yes,
    /// Against it.
    No,
    /// Neither.
    Abstain,
}

impl From<ChoiceWord> for model::case::Choice {
    fn from(word: ChoiceWord) -> Self {
        match word {
            ChoiceWord::Yes => Self::Yes,
            ChoiceWord::No => Self::No,
            ChoiceWord::Abstain => Self::Abstain,
        }
    }
}

/// To whom a version of a decision is given.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum TierWord {
    /// The states behind the agreement.
    States,
    /// The parties of the agreement.
    Parties,
    /// Everybody.
    Public,
}

impl From<TierWord> for model::case::Tier {
    fn from(word: TierWord) -> Self {
        match word {
            TierWord::States => Self::States,
            TierWord::Parties => Self::Parties,
            TierWord::Public => Self::Public,
        }
    }
}

/// `tregua remedy`
#[derive(Debug, Args)]
pub struct RemedyCall {
    /// What to do.
    #[command(subcommand)]
    pub verb: RemedyVerb,
    /// Who signs.
    #[command(flatten)]
    pub signing: Signing,
}

/// Verbs on remedies.
#[derive(Debug, Subcommand)]
pub enum RemedyVerb {
    /// Show what was ordered and how far it is, by party.
    List {
        /// Only what this party is to do.
        #[arg(long, value_name = "PARTY")]
        party: Option<String>,
        /// What was met or lifted too.
        #[arg(long)]
        all: bool,
        /// As it stood once the log had so many entries.
        #[arg(long, value_name = "ENTRIES")]
        as_of: Option<u64>,
    },
    /// Say for the obliged party that it is done.
    Claim {
        /// The case.
        case: String,
        /// The remedy.
        remedy: String,
        /// What it shows for it.
        text: PathBuf,
    },
    /// Say whether it was met: an analyst who does not belong to the obliged party.
    Verify {
        /// The case.
        case: String,
        /// The remedy.
        remedy: String,
        /// What came out.
        #[arg(value_enum)]
        outcome: OutcomeWord,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// A report or incident that it rests on; may be given more than once.
        #[arg(long, value_name = "ID")]
        cite: Vec<String>,
    },
    /// Hold the test of a remedy against what was observed: proposed, for an analyst to confirm.
    Test {
        /// The case.
        case: String,
        /// The remedy.
        remedy: String,
        /// As it stood once the log had so many entries.
        #[arg(long, value_name = "ENTRIES")]
        as_of: Option<u64>,
    },
    /// Dispute that it is done.
    Dispute {
        /// The case.
        case: String,
        /// The remedy.
        remedy: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Take what is overdue to the next step: the chair.
    Escalate {
        /// The case.
        case: String,
        /// The remedy.
        remedy: String,
        /// The step of the ladder; the next one if left out.
        #[arg(long, value_name = "STEP")]
        to: Option<String>,
    },
}

/// What came out of a check.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum OutcomeWord {
    /// It was done.
    Met,
    /// It was not done.
    NotMet,
    /// It cannot be known.
    Undetermined,
}

impl From<OutcomeWord> for model::remedy::Outcome {
    fn from(word: OutcomeWord) -> Self {
        match word {
            OutcomeWord::Met => Self::Met,
            OutcomeWord::NotMet => Self::NotMet,
            OutcomeWord::Undetermined => Self::Undetermined,
        }
    }
}
