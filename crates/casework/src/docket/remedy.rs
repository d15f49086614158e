//! What a decision ordered, and whether it was done.

use super::fault::CaseFault;
use crate::{Deadline, Due};
use model::case::Cite;
use model::remedy::{Order, Outcome};
use model::{Digest, Instant};
use serde::Serialize;

/// An order with what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// What was ordered.
    pub order: Order,
    /// By when.
    pub due: Deadline,
    /// By when it is checked; begins when the order was due.
    pub check: Option<Deadline>,
    /// Where it stands.
    pub state: RemedyState,
    /// What the obliged party said.
    pub claims: Vec<Claimed>,
    /// What came out of checks.
    pub checks: Vec<Checked>,
    /// Who disputes it.
    pub disputes: Vec<Disputed>,
    /// The step to which it was taken, and by which entry.
    pub escalated: Option<(u64, String)>,
}

/// Where an order stands. Source: DOMAIN 2.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RemedyState {
    /// It was ordered, and its time runs.
    Ordered,
    /// Its time is over, nobody said that it was done, and it is to be checked.
    Due,
    /// The obliged party says that it did it.
    ClaimedDone,
    /// Somebody else found it done in time.
    Met,
    /// Somebody else found it done, late.
    MetLate,
    /// It is said to be done, and disputed.
    Disputed,
    /// It was not done.
    Overdue,
    /// It was not done, and was taken to the next step.
    Escalated,
    /// A later decision took its place.
    Lifted,
}

impl RemedyState {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ordered => "ordered",
            Self::Due => "due",
            Self::ClaimedDone => "claimed done",
            Self::Met => "met",
            Self::MetLate => "met late",
            Self::Disputed => "disputed",
            Self::Overdue => "overdue",
            Self::Escalated => "escalated",
            Self::Lifted => "lifted",
        }
    }

    /// Whether anything is still to be done about it.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Met | Self::MetLate | Self::Lifted)
    }
}

/// What the obliged party said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claimed {
    /// By which entry.
    pub leaf: u64,
    /// Who.
    pub by: String,
    /// The organisation that they answer to.
    pub body: Option<String>,
    /// What it shows for it, in the vault.
    pub sha256: Digest,
    /// Whether its time was over.
    pub is_late: bool,
}

/// What came out of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// By which entry.
    pub leaf: u64,
    /// Who checked.
    pub by: String,
    /// What came out.
    pub outcome: Outcome,
    /// Why.
    pub reason: String,
    /// What it rests on.
    pub cites: Vec<Cite>,
}

/// That somebody disputes what is said to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Disputed {
    /// By which entry.
    pub leaf: u64,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

impl Remedy {
    pub(super) fn of(order: Order) -> Self {
        let due = Deadline::of_hours(order.within_h);
        let (claims, checks, disputes) = (Vec::new(), Vec::new(), Vec::new());
        Self { order, due, check: None, state: RemedyState::Ordered, claims, checks, disputes, escalated: None }
    }

    pub(super) fn tick(&mut self, now: Instant, leaf: u64, verify_h: u32) {
        if !self.state.is_open() {
            return;
        }
        if self.due.tick(now, leaf) {
            let mut check = Deadline::of_hours(verify_h);
            check.tick(now, leaf);
            self.check = Some(check);
            if self.state == RemedyState::Ordered {
                self.state = RemedyState::Due;
            }
        } else if self.check.as_mut().is_some_and(|check| check.tick(now, leaf))
            && matches!(self.state, RemedyState::Due | RemedyState::Disputed)
        {
            self.state = RemedyState::Overdue;
        }
    }

    pub(super) fn claim(&mut self, claimed: Claimed) -> Result<(), CaseFault> {
        if !self.state.is_open() {
            return Err(self.fault("nothing is left to be done"));
        }
        self.claims.push(claimed);
        self.state = RemedyState::ClaimedDone;
        Ok(())
    }

    /// Takes a check. Done is late if nobody said so in time and the time is over.
    pub(super) fn check(&mut self, checked: Checked) -> Result<(), CaseFault> {
        if !self.state.is_open() {
            return Err(self.fault("nothing is left to be checked"));
        }
        let is_over = self.due.lapsed().is_some();
        match (checked.outcome, self.state) {
            (Outcome::Met, _) => {
                let in_time = !is_over || self.claims.iter().any(|claim| !claim.is_late);
                self.state = if in_time { RemedyState::Met } else { RemedyState::MetLate };
                self.due.end();
                if let Some(check) = &mut self.check {
                    check.end();
                }
            }
            (Outcome::NotMet, RemedyState::Escalated) | (Outcome::Undetermined, _) => {}
            (Outcome::NotMet, _) if is_over => self.state = RemedyState::Overdue,
            (Outcome::NotMet, RemedyState::ClaimedDone) => self.state = RemedyState::Disputed,
            (Outcome::NotMet, _) => {}
        }
        self.checks.push(checked);
        Ok(())
    }

    pub(super) fn dispute(&mut self, disputed: Disputed) -> Result<(), CaseFault> {
        if self.state != RemedyState::ClaimedDone {
            return Err(self.fault("only what is said to be done and was not checked is disputed"));
        }
        self.disputes.push(disputed);
        self.state = RemedyState::Disputed;
        Ok(())
    }

    pub(super) fn escalate(&mut self, leaf: u64, step: &str) -> Result<(), CaseFault> {
        if self.state != RemedyState::Overdue {
            return Err(self.fault("only what is overdue goes to the next step"));
        }
        self.escalated = Some((leaf, step.to_owned()));
        self.state = RemedyState::Escalated;
        Ok(())
    }

    pub(super) const fn lift(&mut self) {
        if self.state.is_open() {
            self.state = RemedyState::Lifted;
            self.due.end();
            if let Some(check) = &mut self.check {
                check.end();
            }
        }
    }

    pub(super) fn deadlines(&mut self) -> impl Iterator<Item = &mut Deadline> {
        [Some(&mut self.due), self.check.as_mut()].into_iter().flatten()
    }

    pub(super) fn due_list(&self, case: &str, into: &mut Vec<Due>) {
        let subject = format!("{case}: {}", self.order.remedy);
        if self.state.is_open() && self.due.is_open() {
            into.push(Due::of(&self.due, "remedy", subject.clone(), self.order.actor.0.clone()));
        }
        if let Some(check) = self.check.as_ref().filter(|check| self.state.is_open() && check.is_open()) {
            into.push(Due::of(check, "check of a remedy", subject, "analyst".into()));
        }
    }

    fn fault(&self, needs: &'static str) -> CaseFault {
        CaseFault::Remedy { remedy: self.order.remedy.clone(), state: self.state.word(), needs }
    }
}
