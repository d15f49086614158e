//! Why a step of a commitment changes nothing: one clear sentence each.

use model::{CommitmentStep, Stage};

/// Why a step of a commitment changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitmentFault {
    /// The name is taken.
    #[error("the commitment `{0}` was announced already: another name is expected")]
    Known(String),
    /// No such commitment.
    #[error("no commitment `{0}` is in the register: it has to be announced first")]
    Unknown(String),
    /// Another one's promise.
    #[error("a guarantor signs for itself alone: this is a promise of `{guarantor}`, and the key speaks for `{body}`")]
    NotYours {
        /// Whose promise.
        guarantor: String,
        /// Whom the key speaks for.
        body: String,
    },
    /// A step that is not the next one.
    #[error("`{commitment}` is {stage}: it cannot be {step} before it is {before}", stage = stage.word(), step = step.word(), before = before.word())]
    TooEarly {
        /// The commitment.
        commitment: String,
        /// How far it came.
        stage: Stage,
        /// What was to happen.
        step: CommitmentStep,
        /// What has to come first.
        before: Stage,
    },
    /// It happened already.
    #[error("`{commitment}` is {now} already: `{step}` changes nothing", step = step.word())]
    Already {
        /// The commitment.
        commitment: String,
        /// How it stands.
        now: &'static str,
        /// What was to happen.
        step: CommitmentStep,
    },
    /// Nothing happens to it any more.
    #[error("`{commitment}` is {how} since {day} (entry {leaf}) and stays so: a new promise has a new name")]
    Over {
        /// The commitment.
        commitment: String,
        /// How it ended.
        how: &'static str,
        /// When, as was said.
        day: String,
        /// By which entry; for one whose last day is over, that of its announcement.
        leaf: u64,
    },
    /// A day before the day of the step before.
    #[error("`{commitment}` cannot be {step} on {day}, before it was {before} on {before_day}", step = step.word())]
    Backwards {
        /// The commitment.
        commitment: String,
        /// What was to happen.
        step: CommitmentStep,
        /// When.
        day: String,
        /// What came before.
        before: &'static str,
        /// When.
        before_day: String,
    },
    /// Ratified by nothing.
    #[error("`{0}` needs the law by which it was ratified")]
    NoLaw(String),
    /// Nobody knows when it binds.
    #[error("`{0}` cannot bind: its text names no stage from which it binds")]
    NeverBinds(String),
    /// Not all of it was delivered.
    #[error("`{commitment}` is not delivered: {delivered} of {promised} {unit}")]
    NotAll {
        /// The commitment.
        commitment: String,
        /// Delivered at least.
        delivered: u64,
        /// Promised at least.
        promised: u64,
        /// Of what.
        unit: String,
    },
    /// A delivery's name is taken.
    #[error("`{commitment}` has a delivery `{delivery}` already: another name is expected")]
    KnownDelivery {
        /// The commitment.
        commitment: String,
        /// The delivery.
        delivery: String,
    },
    /// No such delivery.
    #[error("`{commitment}` has no delivery `{delivery}` that counts")]
    UnknownDelivery {
        /// The commitment.
        commitment: String,
        /// The delivery.
        delivery: String,
    },
    /// A draft binds nobody to deliver.
    #[error("`{0}` stands in a draft only: nothing is delivered against it before it is announced")]
    OnlyDraft(String),
    /// No such text.
    #[error("no text `{0}` is registered: enter the text first")]
    UnknownText(String),
    /// A text's name is taken.
    #[error("the text `{0}` is registered already: a new version has a new name")]
    KnownText(String),
    /// The guarantor has nothing that it could withdraw from.
    #[error("`{0}` has no open commitment to withdraw from")]
    NothingToLeave(String),
    /// An invocation's name is taken.
    #[error("the invocation `{0}` was declared already: another name is expected")]
    KnownInvocation(String),
    /// No such invocation.
    #[error("no invocation `{0}` was declared")]
    UnknownInvocation(String),
    /// Invoked on a case that was not decided.
    #[error("an invocation rests on a decision: the case `{0}` {1}")]
    NoDecision(String, &'static str),
    /// Somebody who was not asked.
    #[error("`{guarantor}` was not asked in the invocation `{invocation}`: it has no commitment there")]
    NotAsked {
        /// Who answered.
        guarantor: String,
        /// Which invocation.
        invocation: String,
    },
    /// An answer that the guarantor did not sign, without a source.
    #[error("an answer for `{0}` that it did not sign itself needs where it was said")]
    AnswerUnseen(String),
    /// A word that the rules do not have.
    #[error("`{word}` is no {what} of the rules of procedure: one of {all} is expected")]
    NotInRules {
        /// What it is to be.
        what: &'static str,
        /// The word.
        word: String,
        /// Those that there are.
        all: String,
    },
    /// A name or sentence that is none.
    #[error("{what}: {fault}")]
    Words {
        /// Which field.
        what: &'static str,
        /// What is wrong, and what would be right.
        fault: String,
    },
}
