//! One commitment: how far it came, by which acts, and what it asks for.

use super::amount::{Sum, sums};
use super::names::{check_day, check_name, check_words};
use super::{CommitmentFault, CommitmentRules};
use crate::Standing;
use model::{Amount, Citation, CommitmentStep, Instant, Promise, Reckoning, Stage};
use std::collections::{BTreeMap, BTreeSet};

/// Most amounts, conditions, means or beneficiaries of one promise.
pub const ITEMS_MAX: usize = 32;

/// The act behind a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its position in the log.
    pub leaf: u64,
    /// Who signed.
    pub by: Vec<String>,
    /// Where it was seen.
    pub seen: Citation,
}

impl Event {
    /// Of an act.
    pub fn of(standing: &Standing<'_>, seen: &Citation) -> Self {
        let by: BTreeSet<String> = standing.by.iter().map(|one| one.person.clone()).collect();
        Self { leaf: standing.leaf, by: by.into_iter().collect(), seen: seen.clone() }
    }
}

/// Something set aside or handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// How much of what.
    pub amount: Amount,
    /// What the number counts.
    pub reckoning: Reckoning,
    /// The act.
    pub event: Event,
    /// Why it no longer counts, if it does not.
    pub corrected: Option<String>,
}

/// How a commitment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// At a stage, and nothing stops it.
    At(Stage),
    /// Suspended.
    Suspended,
    /// All of it was delivered.
    Delivered,
    /// Its time is over.
    Expired,
    /// Taken back.
    Withdrawn,
}

impl Status {
    /// Its name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::At(stage) => stage.word(),
            Self::Suspended => "suspended",
            Self::Delivered => "delivered",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether nothing happens to it any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Delivered | Self::Expired | Self::Withdrawn)
    }
}

/// What a commitment asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It binds and is due.
    Due,
    /// It binds, and is due once it is invoked.
    OnInvocation,
    /// It binds, and waits for conditions that do not hold, or of which nobody said that they hold.
    Waits(Vec<String>),
    /// It does not bind, and why.
    NotBinding(String),
}

/// A commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// Its name.
    pub name: String,
    /// What is promised.
    pub promise: Promise,
    /// The steps, in order of the log, the first being its announcement or draft; with the law of a ratification.
    pub history: Vec<(CommitmentStep, Option<String>, Event)>,
    /// Deliveries by name.
    pub deliveries: BTreeMap<String, Delivery>,
    stage: Stage,
    is_suspended: bool,
    is_drafted: bool,
    end: Option<(Status, Event)>,
}

impl Commitment {
    pub(super) fn announced(
        rules: &CommitmentRules,
        name: &str,
        promise: &Promise,
        is_draft: bool,
        event: &Event,
    ) -> Result<Self, CommitmentFault> {
        check_promise(rules, promise)?;
        Ok(Self {
            name: name.into(),
            promise: promise.clone(),
            history: vec![(CommitmentStep::Announce, None, event.clone())],
            deliveries: BTreeMap::new(),
            stage: if is_draft { Stage::Draft } else { Stage::Announced },
            is_suspended: false,
            is_drafted: is_draft,
            end: None,
        })
    }

    /// Whether its first act found it in a draft.
    pub const fn began_as_draft(&self) -> bool {
        self.is_drafted
    }

    /// How far it came, whatever stopped it since.
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// How it stands at the settled time.
    pub fn status(&self, now: Option<Instant>) -> Status {
        match &self.end {
            Some((status, _)) => *status,
            None if self.is_past(now) => Status::Expired,
            None if self.is_suspended => Status::Suspended,
            None => Status::At(self.stage),
        }
    }

    /// Whether something can still happen to it.
    pub fn is_open(&self, now: Option<Instant>) -> bool {
        !self.status(now).is_over()
    }

    /// Its last day is over everywhere on earth: by the settled time, never by a claimed clock.
    fn is_past(&self, now: Option<Instant>) -> bool {
        let (Some(now), Some(until)) = (now, &self.promise.until) else { return false };
        let end = Instant::start_of_day(until, "Etc/GMT+12").map(|start| start.plus_ms(24 * 3_600_000));
        end.is_ok_and(|end| end <= now)
    }

    /// Moves on.
    pub(super) fn step(
        &mut self,
        step: CommitmentStep,
        law: Option<&str>,
        event: &Event,
        now: Option<Instant>,
    ) -> Result<(), CommitmentFault> {
        self.check_open(now)?;
        self.check_order(step, event)?;
        match step {
            CommitmentStep::Announce => self.reach(Stage::Announced, Stage::Draft, step)?,
            CommitmentStep::Sign => self.reach(Stage::Signed, Stage::Draft, step)?,
            CommitmentStep::Ratify => {
                check_law(&self.name, law)?;
                self.reach(Stage::Ratified, Stage::Signed, step)?;
            }
            CommitmentStep::Bind => {
                let from = self.promise.binds.ok_or_else(|| CommitmentFault::NeverBinds(self.name.clone()))?;
                self.reach(Stage::InForce, from, step)?;
            }
            CommitmentStep::Suspend if self.is_suspended => return Err(self.already("suspended", step)),
            CommitmentStep::Suspend => self.is_suspended = true,
            CommitmentStep::Resume if self.is_suspended => self.is_suspended = false,
            CommitmentStep::Resume => return Err(self.already("not suspended", step)),
            CommitmentStep::Fulfil => {
                self.check_delivered()?;
                self.needs(Stage::InForce, step)?;
                self.end = Some((Status::Delivered, event.clone()));
            }
            CommitmentStep::Expire => self.end = Some((Status::Expired, event.clone())),
            CommitmentStep::Withdraw => self.end = Some((Status::Withdrawn, event.clone())),
        }
        self.history.push((step, law.map(Into::into), event.clone()));
        Ok(())
    }

    fn check_open(&self, now: Option<Instant>) -> Result<(), CommitmentFault> {
        let over = |how: Status, event: &Event, day: &str| CommitmentFault::Over {
            commitment: self.name.clone(),
            how: how.word(),
            day: day.into(),
            leaf: event.leaf,
        };
        if let Some((status, event)) = &self.end {
            return Err(over(*status, event, &event.seen.day));
        }
        match (self.is_past(now), &self.promise.until, self.history.first()) {
            (true, Some(until), Some((_, _, first))) => Err(over(Status::Expired, first, until)),
            _ => Ok(()),
        }
    }

    /// A step is not earlier than the step before it, by the days that were said.
    fn check_order(&self, step: CommitmentStep, event: &Event) -> Result<(), CommitmentFault> {
        match self.history.last() {
            Some((before, _, last)) if event.seen.day < last.seen.day => Err(CommitmentFault::Backwards {
                commitment: self.name.clone(),
                step,
                day: event.seen.day.clone(),
                before: if self.history.len() == 1 { Stage::Announced.word() } else { before.word() },
                before_day: last.seen.day.clone(),
            }),
            _ => Ok(()),
        }
    }

    /// Comes to a stage from at least another one.
    fn reach(&mut self, to: Stage, from: Stage, step: CommitmentStep) -> Result<(), CommitmentFault> {
        if self.stage >= to {
            return Err(self.already(self.stage.word(), step));
        }
        self.needs(from, step)?;
        self.stage = to;
        Ok(())
    }

    fn needs(&self, before: Stage, step: CommitmentStep) -> Result<(), CommitmentFault> {
        if self.stage >= before {
            return Ok(());
        }
        Err(CommitmentFault::TooEarly { commitment: self.name.clone(), stage: self.stage, step, before })
    }

    fn already(&self, now: &'static str, step: CommitmentStep) -> CommitmentFault {
        CommitmentFault::Already { commitment: self.name.clone(), now, step }
    }

    /// Every promised amount was handed over, at least.
    fn check_delivered(&self) -> Result<(), CommitmentFault> {
        let delivered = self.sums(Reckoning::Delivered);
        for promised in &self.promise.amounts {
            let lo = delivered.get(&promised.unit).map_or(0, |sum| sum.lo);
            if lo < promised.lo {
                return Err(CommitmentFault::NotAll {
                    commitment: self.name.clone(),
                    delivered: lo,
                    promised: promised.lo,
                    unit: promised.unit.clone(),
                });
            }
        }
        Ok(())
    }

    pub(super) fn deliver(&mut self, name: &str, amount: &Amount, reckoning: Reckoning, event: &Event) -> Result<(), CommitmentFault> {
        check_amount(amount)?;
        if self.stage == Stage::Draft {
            return Err(CommitmentFault::OnlyDraft(self.name.clone()));
        }
        if self.deliveries.contains_key(name) {
            return Err(CommitmentFault::KnownDelivery { commitment: self.name.clone(), delivery: name.into() });
        }
        let delivery = Delivery { amount: amount.clone(), reckoning, event: event.clone(), corrected: None };
        self.deliveries.insert(name.into(), delivery);
        Ok(())
    }

    pub(super) fn correct(&mut self, name: &str, reason: &str) -> Result<(), CommitmentFault> {
        let counting = self.deliveries.get_mut(name).filter(|delivery| delivery.corrected.is_none());
        let Some(delivery) = counting else {
            return Err(CommitmentFault::UnknownDelivery { commitment: self.name.clone(), delivery: name.into() });
        };
        delivery.corrected = Some(reason.into());
        Ok(())
    }

    /// What was set aside or handed over, by unit: unlike units and the two reckonings are never added.
    pub fn sums(&self, reckoning: Reckoning) -> BTreeMap<String, Sum> {
        let counting = self.deliveries.values().filter(|delivery| delivery.reckoning == reckoning && delivery.corrected.is_none());
        sums(counting.map(|delivery| &delivery.amount))
    }

    /// What it asks for. `holds` says of a condition whether it holds, if anybody said so.
    pub(super) fn effect(&self, invocation: &str, holds: &dyn Fn(&str) -> Option<bool>, now: Option<Instant>) -> Effect {
        let status = self.status(now);
        if status != Status::At(Stage::InForce) {
            return Effect::NotBinding(self.why_not(status));
        }
        let other = self.promise.conditions.iter().filter(|condition| *condition != invocation);
        let open: Vec<String> = other.filter(|condition| holds(condition) != Some(true)).cloned().collect();
        match (open.is_empty(), self.promise.conditions.iter().any(|condition| condition == invocation)) {
            (false, _) => Effect::Waits(open),
            (true, true) => Effect::OnInvocation,
            (true, false) => Effect::Due,
        }
    }

    fn why_not(&self, status: Status) -> String {
        let law = self.promise.law.as_ref().map_or_else(String::new, |law| format!(" (ratification needs {law})"));
        let day = || self.history.last().map_or("", |(_, _, event)| event.seen.day.as_str()).to_owned();
        match (status, self.promise.binds) {
            (Status::At(stage), None) => format!("{} only, and its text names no stage from which it binds{law}", stage.word()),
            (Status::At(stage), Some(from)) if stage < from => {
                format!("{} only, and binds once {}{law}", stage.word(), from.word().replace('_', " "))
            }
            (Status::At(stage), Some(_)) => format!("{}, and nobody declared that it is in force", stage.word()),
            (Status::Expired, _) if self.end.is_none() => {
                format!("expired after {}", self.promise.until.as_deref().unwrap_or("its last day"))
            }
            (Status::Suspended | Status::Delivered | Status::Expired | Status::Withdrawn, _) => format!("{} on {}", status.word(), day()),
        }
    }

    /// Whether it bound on a day, by the days that the acts say; what came later does not change that.
    pub fn bound_on(&self, day: &str) -> bool {
        let mut binds = false;
        let mut suspended = false;
        for (step, _, event) in &self.history {
            if event.seen.day.as_str() > day {
                break;
            }
            match step {
                CommitmentStep::Bind => binds = true,
                CommitmentStep::Suspend => suspended = true,
                CommitmentStep::Resume => suspended = false,
                CommitmentStep::Fulfil | CommitmentStep::Expire | CommitmentStep::Withdraw => binds = false,
                CommitmentStep::Announce | CommitmentStep::Sign | CommitmentStep::Ratify => {}
            }
        }
        binds && !suspended && self.promise.until.as_deref().is_none_or(|until| day <= until)
    }
}

fn check_law(commitment: &str, law: Option<&str>) -> Result<(), CommitmentFault> {
    match law {
        Some(law) if !law.trim().is_empty() => Ok(()),
        _ => Err(CommitmentFault::NoLaw(commitment.into())),
    }
}

fn check_amount(amount: &Amount) -> Result<(), CommitmentFault> {
    check_name("unit", &amount.unit)?;
    let fault = match amount.hi {
        Some(hi) if hi < amount.lo => format!("{} to {hi} is no range", amount.lo),
        _ if amount.lo.max(amount.hi.unwrap_or(0)) > model::json::INTEGER_MAX => "the number is too large".into(),
        _ => return Ok(()),
    };
    Err(CommitmentFault::Words { what: "amount", fault })
}

fn check_promise(rules: &CommitmentRules, promise: &Promise) -> Result<(), CommitmentFault> {
    check_name("who", &promise.who)?;
    check_words("what", &promise.what)?;
    promise.until.as_deref().map_or(Ok(()), |until| check_day("until", until))?;
    known("domain", &promise.domain, &rules.domains)?;
    promise.means.iter().try_for_each(|means| known("means", means, &rules.means))?;
    promise.amounts.iter().try_for_each(check_amount)?;
    promise.conditions.iter().try_for_each(|condition| check_name("condition", condition))?;
    promise.to.iter().try_for_each(|to| check_name("to", to))?;
    if promise.binds == Some(Stage::Draft) || promise.binds == Some(Stage::InForce) {
        let fault = "announced, signed or ratified is expected: the stage from which its text binds".into();
        return Err(CommitmentFault::Words { what: "binds", fault });
    }
    let items_n = [promise.amounts.len(), promise.conditions.len(), promise.means.len(), promise.to.len()];
    if items_n.into_iter().any(|n| n > ITEMS_MAX) {
        return Err(CommitmentFault::Words { what: "promise", fault: format!("at most {ITEMS_MAX} items of each kind are expected") });
    }
    Ok(())
}

fn known(what: &'static str, word: &str, all: &[String]) -> Result<(), CommitmentFault> {
    if all.iter().any(|one| one == word) {
        return Ok(());
    }
    Err(CommitmentFault::NotInRules { what, word: word.into(), all: all.join(", ") })
}
