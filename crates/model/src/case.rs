//! Cases before a commission: the acts; wire format 1.

use crate::remedy::{Order, Outcome};
pub use crate::verification::Standard;
use crate::{Digest, PartyId};
use serde::{Deserialize, Serialize};

/// Something that a case rests on, as it stood when it was seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cite {
    /// How many entries the log had.
    pub as_of: u64,
    /// The id of an incident, finding, observation, coverage or layer.
    pub id: String,
}

/// What a commission would hold: a draft that is voted on as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Whether there was a breach.
    pub found: Found,
    /// What is to be done about it.
    pub orders: Vec<Order>,
    /// Who is responsible, sorted; none if it could not be known.
    pub responsible: Vec<PartyId>,
    /// The text, in the vault.
    pub sha256: Digest,
    /// The standard of proof that is met.
    pub standard: Standard,
}

/// What a commission finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// A breach.
    Breach,
    /// No breach.
    NoBreach,
    /// It could not be known.
    Undetermined,
}

/// To whom a version of a decision is given. The commission itself holds the decision in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// The states that stand behind the agreement: names and all.
    States,
    /// The parties of the agreement: what they may not know of each other's sources is taken out.
    Parties,
    /// Everybody.
    Public,
}

/// How somebody votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Neither.
    Abstain,
    /// Against the draft.
    No,
    /// For the draft.
    Yes,
}

/// A step in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseAct {
    /// Somebody answers a request for information.
    Answer {
        /// The case.
        case: String,
        /// The request's name.
        request: String,
        /// The answer, in the vault.
        sha256: Digest,
    },
    /// Somebody says that a member should not sit on a case.
    Challenge {
        /// The case.
        case: String,
        /// The member.
        member: String,
        /// Why.
        reason: String,
    },
    /// Something is added to the file of a case.
    Cite {
        /// The case.
        case: String,
        /// What it rests on, sorted.
        cites: Vec<Cite>,
    },
    /// A party says that it did what it was ordered to do.
    Claim {
        /// The case.
        case: String,
        /// The remedy.
        remedy: String,
        /// What it shows for it, in the vault.
        sha256: Digest,
    },
    /// A case whose remedies were not all met is closed.
    Close {
        /// The case.
        case: String,
        /// Why.
        reason: String,
    },
    /// A vote is closed before its time: everybody who sits has voted.
    CloseVote {
        /// The case.
        case: String,
    },
    /// A remedy that is said to be done is disputed.
    Dispute {
        /// The case.
        case: String,
        /// Why.
        reason: String,
        /// The remedy.
        remedy: String,
    },
    /// A draft for deliberation. It is known by its entry.
    Draft {
        /// The case.
        case: String,
        /// What it proposes.
        proposal: Proposal,
    },
    /// A case ends without decision.
    End {
        /// The case.
        case: String,
        /// Why.
        reason: String,
    },
    /// A remedy that was not met is taken to the next step.
    Escalate {
        /// The case.
        case: String,
        /// The remedy.
        remedy: String,
        /// The step of the ladder.
        step: String,
    },
    /// A party has more time for its reply.
    Extend {
        /// The case.
        case: String,
        /// The party.
        party: PartyId,
        /// Why.
        reason: String,
    },
    /// A case is not admitted.
    Inadmissible {
        /// The case.
        case: String,
        /// Why.
        reason: String,
    },
    /// A member leaves the commission.
    Leave {
        /// The member.
        member: String,
        /// Why.
        reason: String,
    },
    /// A party is told of a case against it.
    Notify {
        /// The case.
        case: String,
        /// The party.
        party: PartyId,
        /// What it is told, in the vault.
        sha256: Digest,
    },
    /// A case is admitted and opened.
    Open {
        /// The case.
        case: String,
    },
    /// A draft is put to the vote.
    OpenVote {
        /// The case.
        case: String,
        /// The entry of the draft.
        draft: u64,
    },
    /// A version of the decision is given out.
    Publish {
        /// The case.
        case: String,
        /// The version, in the vault: what they may not see is taken out.
        sha256: Digest,
        /// To whom.
        tier: Tier,
    },
    /// A party leaves the mechanism.
    Quit {
        /// The party.
        party: PartyId,
        /// What it says.
        reason: String,
    },
    /// A member does not sit on a case.
    Recuse {
        /// The case.
        case: String,
        /// The member.
        member: String,
        /// Why.
        reason: String,
    },
    /// A party replies.
    Reply {
        /// What comes with it, in the vault, in order.
        attachments: Vec<Digest>,
        /// The case.
        case: String,
        /// Whether it is all that the party wants to say.
        complete: bool,
        /// The reply, in the vault.
        sha256: Digest,
    },
    /// Somebody is asked for information.
    Request {
        /// The case.
        case: String,
        /// Who is asked.
        of: PartyId,
        /// What is asked.
        question: String,
        /// Its name in the case.
        request: String,
    },
    /// A suspended case goes on.
    Resume {
        /// The case.
        case: String,
    },
    /// Somebody asks the commission to look at something.
    Submit {
        /// The case's name, unique in the mission.
        case: String,
        /// What it rests on, sorted.
        cites: Vec<Cite>,
        /// The parties against which it is, sorted; none if it is not known who did it.
        named: Vec<PartyId>,
        /// The decided case that it asks to review.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reviews: Option<String>,
        /// What it is about, in a sentence.
        title: String,
    },
    /// A case stands still.
    Suspend {
        /// The case.
        case: String,
        /// Why.
        reason: String,
    },
    /// Whether a remedy was met, by somebody who checked.
    Verify {
        /// The case.
        case: String,
        /// What it rests on, sorted.
        cites: Vec<Cite>,
        /// What came out.
        outcome: Outcome,
        /// Why.
        reason: String,
        /// The remedy.
        remedy: String,
    },
    /// A member votes. A later vote replaces an earlier one while the vote is open.
    Vote {
        /// The case.
        case: String,
        /// How.
        choice: Choice,
        /// A dissent or separate opinion, in the vault.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        dissent: Option<Digest>,
        /// The entry of the draft.
        draft: u64,
        /// Why.
        reason: String,
    },
}

impl CaseAct {
    /// The case; of those that are about no single case, the member or party.
    pub fn subject(&self) -> &str {
        match self {
            Self::Answer { case, .. }
            | Self::Challenge { case, .. }
            | Self::Cite { case, .. }
            | Self::Claim { case, .. }
            | Self::Close { case, .. }
            | Self::CloseVote { case }
            | Self::Dispute { case, .. }
            | Self::Draft { case, .. }
            | Self::End { case, .. }
            | Self::Escalate { case, .. }
            | Self::Extend { case, .. }
            | Self::Inadmissible { case, .. }
            | Self::Notify { case, .. }
            | Self::Open { case }
            | Self::OpenVote { case, .. }
            | Self::Publish { case, .. }
            | Self::Recuse { case, .. }
            | Self::Reply { case, .. }
            | Self::Request { case, .. }
            | Self::Resume { case }
            | Self::Submit { case, .. }
            | Self::Suspend { case, .. }
            | Self::Verify { case, .. }
            | Self::Vote { case, .. } => case,
            Self::Leave { member, .. } => member,
            Self::Quit { party, .. } => &party.0,
        }
    }

    /// What it cites.
    pub fn cites(&self) -> &[Cite] {
        match self {
            Self::Cite { cites, .. } | Self::Submit { cites, .. } | Self::Verify { cites, .. } => cites,
            Self::Answer { .. }
            | Self::Challenge { .. }
            | Self::Claim { .. }
            | Self::Close { .. }
            | Self::CloseVote { .. }
            | Self::Dispute { .. }
            | Self::Draft { .. }
            | Self::End { .. }
            | Self::Escalate { .. }
            | Self::Extend { .. }
            | Self::Inadmissible { .. }
            | Self::Leave { .. }
            | Self::Notify { .. }
            | Self::Open { .. }
            | Self::OpenVote { .. }
            | Self::Publish { .. }
            | Self::Quit { .. }
            | Self::Recuse { .. }
            | Self::Reply { .. }
            | Self::Request { .. }
            | Self::Resume { .. }
            | Self::Suspend { .. }
            | Self::Vote { .. } => &[],
        }
    }

    /// The text that it rests on and that must lie in the vault, if there is one.
    pub const fn text(&self) -> Option<Digest> {
        match self {
            Self::Answer { sha256, .. }
            | Self::Claim { sha256, .. }
            | Self::Notify { sha256, .. }
            | Self::Publish { sha256, .. }
            | Self::Reply { sha256, .. } => Some(*sha256),
            Self::Draft { proposal, .. } => Some(proposal.sha256),
            Self::Vote { dissent, .. } => *dissent,
            Self::Challenge { .. }
            | Self::Cite { .. }
            | Self::Close { .. }
            | Self::CloseVote { .. }
            | Self::Dispute { .. }
            | Self::End { .. }
            | Self::Escalate { .. }
            | Self::Extend { .. }
            | Self::Inadmissible { .. }
            | Self::Leave { .. }
            | Self::Open { .. }
            | Self::OpenVote { .. }
            | Self::Quit { .. }
            | Self::Recuse { .. }
            | Self::Request { .. }
            | Self::Resume { .. }
            | Self::Submit { .. }
            | Self::Suspend { .. }
            | Self::Verify { .. } => None,
        }
    }

    /// What comes with its text, in the vault as well.
    pub fn attachments(&self) -> &[Digest] {
        if let Self::Reply { attachments, .. } = self { attachments } else { &[] }
    }
}
