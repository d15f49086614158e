//! Why a step in a case changes nothing: one sentence each, with what would be right.

use model::PartyId;

/// Why a step in a case changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseFault {
    /// The name is taken.
    #[error("the case `{0}` was submitted or decided already: another name is expected")]
    Known(String),
    /// No such case.
    #[error("no case is called `{0}`: `tregua case list` shows them")]
    Unknown(String),
    /// A case has no name, or a step no reason.
    #[error("{0} is empty: a word or sentence is expected")]
    Blank(&'static str),
    /// The state of the case forbids it.
    #[error("the case `{case}` is {state}: {needs}")]
    State {
        /// The case.
        case: String,
        /// Its state.
        state: &'static str,
        /// What would be right.
        needs: &'static str,
    },
    /// The case stands still.
    #[error("the case `{case}` is suspended since entry {since}: it is resumed first")]
    Suspended {
        /// The case.
        case: String,
        /// Since when.
        since: u64,
    },
    /// Who signs as author may not.
    #[error("{who} may not: {needs}")]
    NotTheirs {
        /// The author.
        who: String,
        /// Who may.
        needs: &'static str,
    },
    /// The rules name no commission.
    #[error("the rules of procedure name no seats of a commission: `[[commission.seats]]` is expected before a case is opened")]
    NoCommission,
    /// No member of this commission.
    #[error("`{0}` has no seat on the commission of this case")]
    NoSeat(String),
    /// A member who does not sit on this case.
    #[error("{who} does not sit on this case: {why}")]
    NotSitting {
        /// The member.
        who: String,
        /// Why.
        why: String,
    },
    /// Somebody who is out already.
    #[error("{who} is out already since entry {since}")]
    Out {
        /// The member or party.
        who: String,
        /// Since when.
        since: u64,
    },
    /// A party that the case is not against.
    #[error("the case is not against `{0}`: only a party that it names is told of it and replies")]
    NotNamed(PartyId),
    /// A party that was not told yet.
    #[error("`{0}` was not told of the case yet: the notice comes first")]
    NotNotified(PartyId),
    /// A party that was told already.
    #[error("`{party}` was told of the case by entry {leaf} already")]
    Notified {
        /// The party.
        party: PartyId,
        /// When.
        leaf: u64,
    },
    /// The time for a reply is over.
    #[error("the time for a reply of `{0}` is over: it cannot be extended any more; a late reply is kept and marked")]
    ReplyOver(PartyId),
    /// All extensions are used.
    #[error("`{party}` has had the {n} extensions that the rules allow")]
    Extended {
        /// The party.
        party: PartyId,
        /// How many.
        n: u32,
    },
    /// Something with that name is there.
    #[error("{what} `{name}` is there already: another name is expected")]
    Twice {
        /// What.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// Nothing with that name is there.
    #[error("{what} `{name}` is not in this case")]
    Missing {
        /// What.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A draft that cannot be.
    #[error("the draft cannot be put: {0}")]
    Draft(String),
    /// A vote is open.
    #[error("a vote on the draft of entry {0} is open: it is closed first")]
    VoteOpen(u64),
    /// No vote on that draft is open.
    #[error("no vote on the draft of entry {draft} is open: {why}")]
    NoVote {
        /// The draft.
        draft: u64,
        /// Why.
        why: String,
    },
    /// Somebody who sits has not voted.
    #[error("{0} did not vote yet: a vote is closed when everybody who sits has voted, or by its deadline")]
    NotAll(String),
    /// The same vote again.
    #[error("{who} voted so already by entry {leaf}")]
    Again {
        /// The member.
        who: String,
        /// When.
        leaf: u64,
    },
    /// A draft was carried.
    #[error("the draft of entry {0} was carried: it is decided, and nothing else")]
    Carried(u64),
    /// No draft was carried.
    #[error("no draft of the case `{0}` was carried by a vote with its quorum: there is nothing to decide")]
    NotCarried(String),
    /// The text is not that of the draft that was carried.
    #[error("this is not the text of the draft of entry {0}, which was carried")]
    OtherText(u64),
    /// Too few who sit on the case signed.
    #[error("a decision takes the signatures of two members who sit on the case; it has {0}")]
    Signatures(String),
    /// A review cannot be asked for.
    #[error("a review of `{case}` cannot be asked for: {why}")]
    Review {
        /// The case.
        case: String,
        /// Why.
        why: &'static str,
    },
    /// The state of the remedy forbids it.
    #[error("the remedy `{remedy}` is {state}: {needs}")]
    Remedy {
        /// The remedy.
        remedy: String,
        /// Its state.
        state: &'static str,
        /// What would be right.
        needs: &'static str,
    },
    /// Who is to do it checks it.
    #[error("{0} speaks or works for who is to do it, or says that it was done: somebody else checks it")]
    OwnRemedy(String),
    /// Not a step that can follow.
    #[error("`{step}` does not follow `{before}` on the ladder of the rules")]
    Ladder {
        /// The step.
        step: String,
        /// The one before.
        before: String,
    },
}
