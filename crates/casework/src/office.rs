//! The office: everything that people did, folded over their acts in log order.

use crate::clock::{Clock, ClockFault, Due};
use crate::commitments::{Around, CommitmentFault, Commitments};
use crate::docket::{CaseFault, Docket};
use crate::verification::{Verification, VerifyFault};
use crate::{Procedure, ProcedureFault};
use model::{Act, CommitmentAct, Instant, KeyKind, PartyId, Role};
use std::collections::BTreeSet;

/// Somebody whose signature under an act holds, as the key register knew them at its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// What the key is for.
    pub kind: KeyKind,
    /// The person.
    pub person: String,
    /// The organisation that they answer to.
    pub body: Option<String>,
    /// The party that they speak for.
    pub party: Option<PartyId>,
    /// What they may do.
    pub roles: Vec<Role>,
}

/// How an act stands in the log.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Its position.
    pub leaf: u64,
    /// When, as its author says.
    pub at: Instant,
    /// Who says that they did it: one of the signers.
    pub author: &'a str,
    /// Whose signatures hold.
    pub by: &'a [Signer],
}

/// Why an act changes nothing. It stays in the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A step of verification.
    #[error(transparent)]
    Verify(#[from] VerifyFault),
    /// A step in a case.
    #[error(transparent)]
    Case(#[from] CaseFault),
    /// A step of a commitment.
    #[error(transparent)]
    Commitment(#[from] CommitmentFault),
    /// A tick.
    #[error(transparent)]
    Clock(#[from] ClockFault),
    /// The rules of procedure.
    #[error(transparent)]
    Procedure(#[from] ProcedureFault),
}

/// What people did, as of a position.
#[derive(Clone, Debug, Default)]
pub struct Office {
    /// The rules in use.
    pub procedure: Procedure,
    /// The act that took them into use; absent = the defaults hold.
    adopted: Option<u64>,
    /// What was verified, and by whom.
    pub verification: Verification,
    /// Cases, votes, decisions, remedies.
    pub docket: Docket,
    /// What was promised.
    pub commitments: Commitments,
    /// The settled time.
    pub clock: Clock,
}

impl Office {
    /// Takes an act whose signatures were found good.
    ///
    /// # Errors
    /// Why it changes nothing; the office stays as it was.
    pub fn take(&mut self, act: &Act, standing: &Standing<'_>) -> Result<(), Refusal> {
        match act {
            Act::AdoptProcedure { text } => self.adopt(text, standing)?,
            Act::Verify(step) => self.verification.take(&self.procedure, step, standing)?,
            Act::Case(step) => self.docket.take(&self.procedure, step, standing)?,
            Act::Commitment(step) => {
                self.check_invocation(step)?;
                let around = Around { rules: &self.procedure.commitments, now: self.clock.now() };
                self.commitments.take(&around, step, standing)?;
            }
            Act::Found { .. } => self.clock.begin(standing.at),
            Act::Tick { now } => self.tick(*now, standing)?,
            Act::Decide { case, sha256 } => self.docket.decide(case, sha256, standing)?,
            Act::AddKey { .. }
            | Act::AdoptAgreement { .. }
            | Act::AdoptGazetteer { .. }
            | Act::AdoptMission { .. }
            | Act::AdoptPolicy { .. }
            | Act::ClaimLog { .. }
            | Act::ConfirmErasure { .. }
            | Act::Leave { .. }
            | Act::Merge { .. }
            | Act::OrderErasure { .. }
            | Act::Release(_)
            | Act::RevokeKey { .. }
            | Act::RotateKey { .. }
            | Act::Split { .. }
            | Act::Unbind { .. } => {}
        }
        Ok(())
    }

    /// The first rules are the head's to set; whoever could change them alone could undo what binds everybody else, so every
    /// later version takes two people, counted by the rules that stand.
    fn adopt(&mut self, text: &str, standing: &Standing<'_>) -> Result<(), ProcedureFault> {
        let procedure = Procedure::read(text)?;
        let officers = standing.by.iter().filter(|signer| signer.kind == KeyKind::Officer);
        let people: BTreeSet<String> = officers.map(|signer| self.procedure.verification.person(&signer.person)).collect();
        if let Some(since) = self.adopted.filter(|_| people.len() < 2) {
            return Err(ProcedureFault::Alone { since });
        }
        (self.procedure, self.adopted) = (procedure, Some(standing.leaf));
        Ok(())
    }

    /// An invocation rests on a decision; a case that is not on this docket was decided elsewhere.
    fn check_invocation(&self, step: &CommitmentAct) -> Result<(), CommitmentFault> {
        let CommitmentAct::Invoke { case, .. } = step else { return Ok(()) };
        let on_docket = self.docket.case(case);
        if on_docket.is_some_and(|case| case.decision().is_none()) {
            return Err(CommitmentFault::NoDecision(case.clone(), "is not decided"));
        }
        Ok(())
    }

    /// The settled time, by ticks alone; `None` in a log without a key register.
    pub const fn now(&self) -> Option<Instant> {
        self.clock.now()
    }

    /// Everything that is due, earliest first; what waits for a tick or stands still comes last.
    pub fn due(&self) -> Vec<Due> {
        let mut all = Vec::new();
        self.docket.due_list(&mut all);
        all.extend(self.commitments.due());
        all.sort_by(|one, other| (one.at.is_none(), one).cmp(&(other.at.is_none(), other)));
        all
    }

    /// Whether a tick at that time would begin or end something.
    pub fn needs_tick(&self, now: Instant) -> bool {
        let is_new = |at: Instant| at <= now && self.now().is_none_or(|settled| at > settled);
        self.due().iter().any(|due| due.is_waiting || due.at.is_some_and(is_new))
    }

    /// Takes a tick: the time goes on for everything that waits for it.
    fn tick(&mut self, now: Instant, standing: &Standing<'_>) -> Result<(), ClockFault> {
        let now = self.clock.tick(now, self.procedure.deadlines.jump_h_max, standing)?;
        self.docket.tick(now, standing.leaf);
        self.commitments.tick(now, standing.leaf);
        Ok(())
    }
}
