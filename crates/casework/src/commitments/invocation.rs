//! Invocations: what a decision that finds an attack triggers, what does not bind yet, and what guarantors answer.

use super::names::{check_name, check_words};
use super::{Around, CommitmentFault, Commitments, Effect, may_speak_for};
use crate::{Deadline, Due, Standing};
use model::{Answer, Citation, Instant};
use std::collections::{BTreeMap, BTreeSet};

/// What a guarantor said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// By which entry.
    pub leaf: u64,
    /// What it says.
    pub answer: Answer,
    /// In its own words.
    pub words: String,
    /// Where it was seen; none if it signed itself.
    pub seen: Option<Citation>,
    /// It came after the time was over.
    pub is_late: bool,
}

/// One commitment of an invocation, as it stood when it was invoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The commitment.
    pub commitment: String,
    /// Who promised.
    pub who: String,
    /// What it asked for then; triggered is [`Effect::OnInvocation`].
    pub effect: Effect,
}

/// An invocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    /// Its name.
    pub name: String,
    /// The case that was decided.
    pub case: String,
    /// What was found.
    pub occasion: String,
    /// By which entry.
    pub leaf: u64,
    /// Until when answers are in time; it runs and lapses by ticks.
    pub deadline: Deadline,
    /// The commitments, by name, as they stood.
    pub lines: Vec<Line>,
    /// What each guarantor answered, in order.
    pub answers: BTreeMap<String, Vec<Answered>>,
}

/// What is known of a guarantor's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// It answered.
    Answered,
    /// Its time is not over.
    Asked,
    /// Its time is over by a tick, and it said nothing.
    Silent,
}

impl Invocation {
    /// The commitments that are due because of it.
    pub fn triggered(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.effect == Effect::OnInvocation)
    }

    /// Everybody who is asked, by name.
    pub fn asked(&self) -> BTreeSet<&str> {
        self.lines.iter().map(|line| line.who.as_str()).collect()
    }

    /// Whether a guarantor answered.
    pub fn silence(&self, guarantor: &str) -> Silence {
        match (self.answers.contains_key(guarantor), self.deadline.lapsed()) {
            (true, _) => Silence::Answered,
            (false, Some(_)) => Silence::Silent,
            (false, None) => Silence::Asked,
        }
    }
}

impl Commitments {
    pub(super) fn invoke(
        &mut self,
        around: &Around<'_>,
        case: &str,
        name: &str,
        occasion: &str,
        standing: &Standing<'_>,
    ) -> Result<(), CommitmentFault> {
        check_name("invocation", name)?;
        check_name("case", case)?;
        check_words("occasion", occasion)?;
        if self.invocations.contains_key(name) {
            return Err(CommitmentFault::KnownInvocation(name.into()));
        }
        let lines = self.all().filter(|one| one.is_open(around.now)).map(|one| Line {
            commitment: one.name.clone(),
            who: one.promise.who.clone(),
            effect: self.effect(one, around.rules, around.now),
        });
        let invocation = Invocation {
            name: name.into(),
            case: case.into(),
            occasion: occasion.into(),
            leaf: standing.leaf,
            deadline: Deadline::of_hours(around.rules.answer_hours),
            lines: lines.collect(),
            answers: BTreeMap::new(),
        };
        self.invocations.insert(name.into(), invocation);
        Ok(())
    }

    /// Goes on with the settled time.
    pub(crate) fn tick(&mut self, now: Instant, leaf: u64) {
        for invocation in self.invocations.values_mut() {
            invocation.deadline.tick(now, leaf);
        }
    }

    /// The answers that are due.
    pub fn due(&self) -> Vec<Due> {
        let open = self.invocations.values().filter(|one| one.deadline.is_open());
        let asked = open.flat_map(|one| one.asked().into_iter().map(move |who| (one, who)));
        asked
            .filter(|(one, who)| one.silence(who) == Silence::Asked)
            .map(|(one, who)| Due::of(&one.deadline, "answer", one.name.clone(), who.to_owned()))
            .collect()
    }

    pub(super) fn answer(
        &mut self,
        invocation: &str,
        guarantor: &str,
        answered: Answered,
        standing: &Standing<'_>,
    ) -> Result<(), CommitmentFault> {
        may_speak_for(standing, guarantor)?;
        check_words("words", &answered.words)?;
        match &answered.seen {
            Some(seen) => self.check_seen(seen)?,
            None if standing.by.iter().any(|one| one.body.as_deref() == Some(guarantor)) => {}
            None => return Err(CommitmentFault::AnswerUnseen(guarantor.into())),
        }
        let one = self.invocations.get_mut(invocation).ok_or_else(|| CommitmentFault::UnknownInvocation(invocation.into()))?;
        if !one.asked().contains(guarantor) {
            return Err(CommitmentFault::NotAsked { guarantor: guarantor.into(), invocation: invocation.into() });
        }
        let is_late = one.deadline.lapsed().is_some();
        one.answers.entry(guarantor.into()).or_default().push(Answered { is_late, ..answered });
        Ok(())
    }
}
