//! Who may do what, and how many people it takes: the one table.
//!
//! People are counted, not keys: two signatures of one person, with one key or two, are one.

use model::{Act, CaseAct, CommitmentAct, Role, VerifyAct};
use std::fmt;

/// Whose signatures an act needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Every root key that the act names: the register begins with it.
    EveryRoot,
    /// Holders of root keys, as many as the register's threshold.
    Roots,
    /// [`Need::Roots`], and the key that comes, if it is one that signs acts.
    RootsAndNew,
    /// The key that goes and the key that comes; for a root key, [`Need::Roots`] and the one that comes.
    HolderAndNew,
    /// [`Need::Roots`]; or the key itself, if it puts nothing before into doubt: whoever lost a key
    /// can stop it at once, and a thief gains nothing by stopping it.
    RootsOrHolder,
    /// Holders of officer keys with a role.
    Officers {
        /// The role.
        role: Role,
        /// How many different people.
        people_n: usize,
        /// How many different bodies among them.
        bodies_n: usize,
    },
    /// The holder of an officer key with one of these roles. Who of them may, and when, casework says.
    OneOf(&'static [Role]),
    /// The holder of a party's key.
    Party,
    /// The holder of a party's key, or of an officer key with one of these roles.
    PartyOr(&'static [Role]),
    /// A node.
    Node,
}

/// The table. Source: INTEGRITY sections 10, 13 and 14, DOMAIN section 2.3.
pub const fn need(act: &Act) -> Need {
    match act {
        Act::Found { .. } => Need::EveryRoot,
        Act::AddKey { .. } => Need::RootsAndNew,
        Act::RotateKey { .. } => Need::HolderAndNew,
        Act::RevokeKey { .. } => Need::RootsOrHolder,
        Act::AdoptAgreement { .. }
        | Act::AdoptGazetteer { .. }
        | Act::AdoptMission { .. }
        | Act::AdoptPolicy { .. }
        | Act::ClaimLog { .. } => Need::Officers { role: Role::Operations, people_n: 1, bodies_n: 1 },
        Act::Decide { .. } => Need::Officers { role: Role::Commission, people_n: 2, bodies_n: 1 },
        Act::OrderErasure { .. } => Need::Officers { role: Role::Custody, people_n: 2, bodies_n: 2 },
        Act::Release(_) => Need::Officers { role: Role::Custody, people_n: 2, bodies_n: 1 },
        Act::AdoptProcedure { .. } => Need::Officers { role: Role::Head, people_n: 1, bodies_n: 1 },
        Act::Verify(step) => verify_need(step),
        Act::Case(step) => case_need(step),
        Act::Commitment(step) => commitment_need(step),
        Act::Merge { .. } | Act::Split { .. } | Act::Leave { .. } | Act::Unbind { .. } => {
            Need::Officers { role: Role::Analyst, people_n: 1, bodies_n: 1 }
        }
        Act::ConfirmErasure { .. } | Act::Tick { .. } => Need::Node,
    }
}

const fn verify_need(step: &VerifyAct) -> Need {
    match step {
        VerifyAct::SealGrade { .. } | VerifyAct::OpenGrade { .. } => Need::OneOf(&[Role::Analyst]),
        VerifyAct::Assign { .. }
        | VerifyAct::CallGraders { .. }
        | VerifyAct::CloseRound { .. }
        | VerifyAct::SetAside { .. }
        | VerifyAct::TakeUp { .. } => Need::OneOf(&[Role::Analyst, Role::Head]),
        VerifyAct::Confirm { .. } | VerifyAct::SendBack { .. } | VerifyAct::Settle { .. } => {
            Need::OneOf(&[Role::Analyst, Role::Head, Role::Legal])
        }
        VerifyAct::AdoptAttribution(_) => Need::OneOf(&[Role::Commission, Role::Head, Role::Legal]),
        VerifyAct::LetGo { .. } | VerifyAct::TakeOn { .. } => Need::OneOf(&[Role::Analyst, Role::Head, Role::Legal, Role::Monitor]),
        VerifyAct::Comment { .. } => {
            Need::OneOf(&[Role::Analyst, Role::Commission, Role::Head, Role::Legal, Role::Monitor, Role::Operations])
        }
    }
}

const fn case_need(step: &CaseAct) -> Need {
    match step {
        CaseAct::Answer { .. } => Need::PartyOr(&[Role::Analyst, Role::Guarantor, Role::Head, Role::Legal]),
        CaseAct::Challenge { .. } => Need::PartyOr(&[Role::Commission, Role::Legal]),
        CaseAct::Cite { .. } => Need::OneOf(&[Role::Analyst, Role::Head, Role::Legal]),
        CaseAct::Claim { .. } | CaseAct::Reply { .. } => Need::Party,
        CaseAct::Dispute { .. } => Need::PartyOr(&[Role::Analyst, Role::Commission, Role::Legal]),
        CaseAct::Close { .. }
        | CaseAct::CloseVote { .. }
        | CaseAct::Draft { .. }
        | CaseAct::End { .. }
        | CaseAct::Escalate { .. }
        | CaseAct::OpenVote { .. }
        | CaseAct::Recuse { .. }
        | CaseAct::Vote { .. } => Need::OneOf(&[Role::Commission]),
        CaseAct::Extend { .. } | CaseAct::Notify { .. } | CaseAct::Open { .. } | CaseAct::Resume { .. } | CaseAct::Suspend { .. } => {
            Need::OneOf(&[Role::Head])
        }
        CaseAct::Inadmissible { .. } => Need::OneOf(&[Role::Head, Role::Legal]),
        CaseAct::Leave { .. } => Need::OneOf(&[Role::Commission, Role::Head]),
        CaseAct::Publish { .. } => Need::Officers { role: Role::Custody, people_n: 2, bodies_n: 1 },
        CaseAct::Quit { .. } => Need::PartyOr(&[Role::Head]),
        CaseAct::Request { .. } => Need::OneOf(&[Role::Commission, Role::Legal]),
        CaseAct::Submit { .. } => Need::PartyOr(&[Role::Head, Role::Legal]),
        CaseAct::Verify { .. } => Need::OneOf(&[Role::Analyst]),
    }
}

const fn commitment_need(step: &CommitmentAct) -> Need {
    match step {
        CommitmentAct::Announce { .. }
        | CommitmentAct::Answer { .. }
        | CommitmentAct::Correct { .. }
        | CommitmentAct::Deliver { .. }
        | CommitmentAct::Leave { .. }
        | CommitmentAct::Stand { .. }
        | CommitmentAct::Step { .. }
        | CommitmentAct::Text { .. } => Need::OneOf(&[Role::Guarantor, Role::Head, Role::Legal]),
        CommitmentAct::Condition { .. } => Need::OneOf(&[Role::Head, Role::Legal]),
        CommitmentAct::Invoke { .. } => Need::OneOf(&[Role::Commission, Role::Head]),
    }
}

/// Roles in words: `analyst or head`.
fn either(roles: &[Role]) -> String {
    roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(" or ")
}

/// What is needed, in words.
impl fmt::Display for Need {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EveryRoot => out.write_str("every root key that it names"),
            Self::Roots => out.write_str("as many holders of root keys as the register asks for"),
            Self::RootsAndNew => out.write_str("as many holders of root keys as the register asks for, and the new key"),
            Self::HolderAndNew => out.write_str("the old key and the new one (for a root key: the holders of root keys and the new one)"),
            Self::RootsOrHolder => {
                out.write_str("as many holders of root keys as the register asks for, or the key itself if nothing before is in doubt")
            }
            Self::Officers { role, people_n: 1, .. } => write!(out, "an officer with the role {}", role.word()),
            Self::Officers { role, people_n, bodies_n } => {
                let bodies = if *bodies_n > 1 { format!(" of {bodies_n} different bodies") } else { String::new() };
                write!(out, "{people_n} different officers{bodies} with the role {}", role.word())
            }
            Self::OneOf(roles) => write!(out, "an officer with the role {}", either(roles)),
            Self::Party => out.write_str("a person who speaks for a party"),
            Self::PartyOr(roles) => write!(out, "a person who speaks for a party, or an officer with the role {}", either(roles)),
            Self::Node => out.write_str("a node"),
        }
    }
}
