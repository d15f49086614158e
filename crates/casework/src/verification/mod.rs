//! What was verified, and by whom: a fold over acts that keeps asserting and confirming apart.
//!
//! Whoever handed something in or graded it has asserted it; whoever confirms, settles or sits on the
//! panel that attributes it stands apart from them: as a person always, as an organisation where the
//! rules ask for it. That holds over everything that shares reports with it ([`Seen::kin`]), whatever the order of
//! the acts. Who handed in is in the record, not in acts: [`Verification::check_facts`] judges by it.

pub mod blind;
mod eyes;
mod facts;
mod fault;
mod matter;
pub mod pool;
pub mod queue;
mod round;
pub mod rules;
mod steps;
pub mod track;

pub use eyes::Actor;
pub use facts::Facts;
pub use fault::VerifyFault;
pub use matter::{Adopted, Aside, Assigned, Comment, Confirmed, Event, Lock, Matter, Returned, Settled};
pub use round::{Given, Round, Seal};
pub use rules::{FourEyes, VerificationRules};

use crate::{Procedure, Standing};
use model::{Seen, VerifyAct};
use std::collections::{BTreeMap, BTreeSet};

/// Most subjects that may share reports with one, in what a step looked at.
pub const KIN_MAX: usize = 256;

/// What was verified: one matter for each observation, incident and finding that somebody worked on.
#[derive(Clone, Debug, Default)]
pub struct Verification {
    matters: BTreeMap<String, Matter>,
}

impl Verification {
    /// Takes a step.
    ///
    /// # Errors
    /// Why it changes nothing.
    pub fn take(&mut self, procedure: &Procedure, step: &VerifyAct, standing: &Standing<'_>) -> Result<(), VerifyFault> {
        let rules = &procedure.verification;
        steps::check_words(step)?;
        if let Some(seen) = step.seen() {
            check_seen(step.subject(), seen, standing)?;
        }
        let kin = self.kin_of(step);
        eyes::check(self, rules, step, &kin, standing)?;
        let by = standing.by.iter().map(Actor::of).collect::<Vec<_>>();
        let mut matter = self.matters.get(step.subject()).cloned().unwrap_or_default();
        steps::take(&mut matter, rules, (step, &by), standing, self.kin_graded_n(&kin))?;
        matter.kin.extend(kin.iter().cloned());
        matter.history.push(Event::of(step, standing));
        self.matters.insert(step.subject().to_owned(), matter);
        for other in kin {
            self.matters.entry(other).or_default().kin.insert(step.subject().to_owned());
        }
        Ok(())
    }

    /// What people did about a subject, if anything.
    pub fn matter(&self, subject: &str) -> Option<&Matter> {
        self.matters.get(subject)
    }

    /// All of them, by subject.
    pub fn matters(&self) -> impl Iterator<Item = (&str, &Matter)> {
        self.matters.iter().map(|(subject, matter)| (subject.as_str(), matter))
    }

    /// Why something is set aside, if it is.
    pub fn set_aside(&self, subject: &str) -> Option<&str> {
        self.matters.get(subject)?.set_aside.as_ref().map(|aside| aside.reason.as_str())
    }

    /// Of some subjects those that were worked on, sorted: what a step must name as kin.
    pub fn known_of(&self, kin: &BTreeSet<String>) -> Vec<String> {
        kin.iter().filter(|id| self.matters.contains_key(*id)).cloned().collect()
    }

    /// Everything that shares reports with the subject of a step: what it names, and what earlier ones named.
    fn kin_of(&self, step: &VerifyAct) -> BTreeSet<String> {
        let mut kin: BTreeSet<String> = step.seen().map(|seen| seen.kin.iter().cloned().collect()).unwrap_or_default();
        kin.extend(self.matters.get(step.subject()).into_iter().flat_map(|matter| matter.kin.iter().cloned()));
        kin.remove(step.subject());
        kin
    }

    /// The most people who graded one of some subjects in a round that has ended.
    fn kin_graded_n(&self, kin: &BTreeSet<String>) -> usize {
        kin.iter().filter_map(|id| self.matters.get(id)).map(Matter::graded_n).max().unwrap_or(0)
    }
}

fn check_seen(subject: &str, seen: &Seen, standing: &Standing<'_>) -> Result<(), VerifyFault> {
    if seen.as_of > standing.leaf {
        return Err(VerifyFault::Ahead { subject: subject.to_owned(), as_of: seen.as_of, leaf: standing.leaf });
    }
    if seen.kin.len() > KIN_MAX || !seen.kin.is_sorted_by(|a, b| a < b) || seen.kin.iter().any(|id| id == subject) {
        return Err(VerifyFault::Kin(subject.to_owned()));
    }
    Ok(())
}
