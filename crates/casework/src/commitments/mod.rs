//! The register of commitments: what was promised and how far it binds, a fold over acts.
//!
//! A guarantor's own key changes that guarantor's commitments alone; officers of the mission with the role
//! head or legal enter what they saw in public. Nothing is ever removed: a promise that was taken back keeps
//! its history, and [`Commitment::bound_on`] says of any day whether it bound.

pub mod amount;
mod commitment;
mod fault;
mod invocation;
mod names;
pub mod sheet;
mod texts;

pub use commitment::{Commitment, Delivery, Effect, Event, Status};
pub use fault::CommitmentFault;
pub use invocation::{Answered, Invocation, Line, Silence};
pub use texts::{Compared, Stood, Version};

use crate::Standing;
use crate::commitments::names::{check_citation, check_name, check_words};
use model::{Citation, CommitmentAct, Instant, Role};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The section `[commitments]` of the rules of procedure.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CommitmentRules {
    /// How long a guarantor has to answer an invocation, hours. Default 72. Source: DOMAIN 2.4 (a reply), assumed for guarantors.
    pub answer_hours: u32,
    /// Domains of a promise. Source: DOMAIN 2.2.
    pub domains: Vec<String>,
    /// The condition that an invocation fulfils.
    pub invocation: String,
    /// By what a promise is kept. Source: issue 6, item 5.
    pub means: Vec<String>,
}

impl Default for CommitmentRules {
    fn default() -> Self {
        let words = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect();
        Self {
            answer_hours: 72,
            domains: words(&["land", "sea", "sky", "reconstruction", "intelligence", "funding"]),
            invocation: "invocation".into(),
            means: words(&["forces", "equipment", "money", "intelligence", "monitoring", "training", "sanctions", "diplomacy"]),
        }
    }
}

/// What stands around an act: the rules, the settled time, and what was decided.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The rules.
    pub rules: &'a CommitmentRules,
    /// The settled time; none before the first tick.
    pub now: Option<Instant>,
}

/// The register.
#[derive(Clone, Debug, Default)]
pub struct Commitments {
    all: BTreeMap<String, Commitment>,
    texts: BTreeMap<String, Version>,
    conditions: BTreeMap<String, Vec<(u64, bool, Citation)>>,
    invocations: BTreeMap<String, Invocation>,
}

impl Commitments {
    /// Takes a step.
    ///
    /// # Errors
    /// Why it changes nothing.
    pub fn take(&mut self, around: &Around<'_>, step: &CommitmentAct, standing: &Standing<'_>) -> Result<(), CommitmentFault> {
        match step {
            CommitmentAct::Announce { commitment, draft, promise, seen } => {
                check_name("commitment", commitment)?;
                if self.all.contains_key(commitment) {
                    return Err(CommitmentFault::Known(commitment.clone()));
                }
                may_speak_for(standing, &promise.who)?;
                self.check_seen(seen)?;
                let new = Commitment::announced(around.rules, commitment, promise, *draft, &Event::of(standing, seen))?;
                self.all.insert(commitment.clone(), new);
                self.stands_as_cited(commitment, seen, standing.leaf);
            }
            CommitmentAct::Step { commitment, law, seen, step } => {
                self.check_seen(seen)?;
                let one = self.own(commitment, standing)?;
                one.step(*step, law.as_deref(), &Event::of(standing, seen), around.now)?;
                self.stands_as_cited(commitment, seen, standing.leaf);
            }
            CommitmentAct::Deliver { amount, commitment, delivery, reckoning, seen } => {
                check_name("delivery", delivery)?;
                self.check_seen(seen)?;
                self.own(commitment, standing)?.deliver(delivery, amount, *reckoning, &Event::of(standing, seen))?;
            }
            CommitmentAct::Correct { commitment, delivery, reason } => {
                check_words("reason", reason)?;
                self.own(commitment, standing)?.correct(delivery, reason)?;
            }
            CommitmentAct::Text { seen, text } => self.text(text, seen, standing)?,
            CommitmentAct::Stand { commitment, quote, text } => self.stand(commitment, text, quote.as_deref(), standing)?,
            CommitmentAct::Condition { condition, holds, seen } => {
                check_name("condition", condition)?;
                self.check_seen(seen)?;
                self.conditions.entry(condition.clone()).or_default().push((standing.leaf, *holds, seen.clone()));
            }
            CommitmentAct::Leave { guarantor, seen } => self.leave(guarantor, seen, standing, around.now)?,
            CommitmentAct::Invoke { case, invocation, occasion } => self.invoke(around, case, invocation, occasion, standing)?,
            CommitmentAct::Answer { answer, guarantor, invocation, seen, words } => {
                let answered = Answered { leaf: standing.leaf, answer: *answer, words: words.clone(), seen: seen.clone(), is_late: false };
                self.answer(invocation, guarantor, answered, standing)?;
            }
        }
        Ok(())
    }

    fn check_seen(&self, seen: &Citation) -> Result<(), CommitmentFault> {
        check_citation(seen)?;
        match &seen.text {
            Some(text) if !self.texts.contains_key(text) => Err(CommitmentFault::UnknownText(text.clone())),
            _ => Ok(()),
        }
    }

    /// The commitment, if whoever signs may speak for its guarantor.
    fn own(&mut self, commitment: &str, standing: &Standing<'_>) -> Result<&mut Commitment, CommitmentFault> {
        let one = self.all.get_mut(commitment).ok_or_else(|| CommitmentFault::Unknown(commitment.into()))?;
        may_speak_for(standing, &one.promise.who)?;
        Ok(one)
    }

    fn leave(&mut self, guarantor: &str, seen: &Citation, standing: &Standing<'_>, now: Option<Instant>) -> Result<(), CommitmentFault> {
        may_speak_for(standing, guarantor)?;
        self.check_seen(seen)?;
        let event = Event::of(standing, seen);
        let mut left: Vec<Commitment> = Vec::new();
        for one in self.all.values().filter(|one| one.promise.who == guarantor && one.is_open(now)) {
            let mut one = one.clone();
            one.step(model::CommitmentStep::Withdraw, None, &event, now)?;
            left.push(one);
        }
        if left.is_empty() {
            return Err(CommitmentFault::NothingToLeave(guarantor.into()));
        }
        self.all.extend(left.into_iter().map(|one| (one.name.clone(), one)));
        Ok(())
    }

    /// A commitment by its name.
    pub fn commitment(&self, name: &str) -> Option<&Commitment> {
        self.all.get(name)
    }

    /// All commitments, by name.
    pub fn all(&self) -> impl Iterator<Item = &Commitment> {
        self.all.values()
    }

    /// The texts, by name.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &Version)> {
        self.texts.iter().map(|(name, text)| (name.as_str(), text))
    }

    /// All invocations, by name.
    pub fn invocations(&self) -> impl Iterator<Item = &Invocation> {
        self.invocations.values()
    }

    /// An invocation by its name.
    pub fn invocation(&self, name: &str) -> Option<&Invocation> {
        self.invocations.get(name)
    }

    /// Whether a condition holds, as was said last; none if nobody said anything of it.
    pub fn holds(&self, condition: &str) -> Option<bool> {
        self.conditions.get(condition).and_then(|said| said.last()).map(|(_, holds, _)| *holds)
    }

    /// The conditions of which somebody said whether they hold, with where it was seen last.
    pub fn conditions(&self) -> impl Iterator<Item = (&str, bool, &Citation)> {
        self.conditions.iter().filter_map(|(name, said)| said.last().map(|(_, holds, seen)| (name.as_str(), *holds, seen)))
    }

    /// What a commitment asks for today.
    pub fn effect(&self, one: &Commitment, rules: &CommitmentRules, now: Option<Instant>) -> Effect {
        one.effect(&rules.invocation, &|condition| self.holds(condition), now)
    }
}

/// Officers of the mission enter what they saw; a guarantor's officer speaks for that guarantor alone.
fn may_speak_for(standing: &Standing<'_>, guarantor: &str) -> Result<(), CommitmentFault> {
    let is_mission = standing.by.iter().any(|one| one.roles.iter().any(|role| matches!(role, Role::Head | Role::Legal)));
    let is_own = standing.by.iter().any(|one| one.roles.contains(&Role::Guarantor) && one.body.as_deref() == Some(guarantor));
    if is_mission || is_own {
        return Ok(());
    }
    let body = standing.by.iter().find(|one| one.roles.contains(&Role::Guarantor)).and_then(|one| one.body.clone());
    Err(CommitmentFault::NotYours { guarantor: guarantor.into(), body: body.unwrap_or_else(|| "no organisation".into()) })
}
