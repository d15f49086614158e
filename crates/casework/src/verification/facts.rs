//! What the record says of a subject, and what of a step it forbids: who handed it in, what it rests on now.

use super::eyes::{Before, Side, side_of};
use super::{Actor, Verification, VerifyFault};
use crate::{Procedure, Standing};
use model::{Digest, SourceId, VerifyAct};
use std::collections::BTreeSet;

/// Fewest independent origins behind a credibility of 1. Source: DOMAIN 1.8.
pub const ORIGINS_MIN: u32 = 2;

/// What the record says of a subject at a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What tells this version of it from others, as in `Seen::version`.
    pub version: Digest,
    /// Everything that shares reports with it, worked on or not.
    pub kin: BTreeSet<String>,
    /// Who handed in what it rests on, under signatures that hold.
    pub handed_in: BTreeSet<Actor>,
    /// Who said that its reports are one event, or different ones: they may grade it, and not confirm it.
    pub joined: BTreeSet<Actor>,
    /// The sources that reported it.
    pub sources: BTreeSet<SourceId>,
    /// At most so many independent origins.
    pub origins_n: u32,
}

impl Verification {
    /// Checks a step against the record: what it looked at is what stands, whoever handed it in neither grades nor
    /// confirms it, and a credibility of 1 has its origins.
    ///
    /// # Errors
    /// Why the step must not be entered.
    pub fn check_facts(&self, procedure: &Procedure, step: &VerifyAct, standing: &Standing<'_>, facts: &Facts) -> Result<(), VerifyFault> {
        let subject = step.subject();
        if let Some(seen) = step.seen() {
            if seen.version != facts.version {
                return Err(VerifyFault::Changed(subject.to_owned()));
            }
            if let Some(kin) = self.known_of(&facts.kin).into_iter().find(|id| id != subject && !seen.kin.contains(id)) {
                return Err(VerifyFault::KinMissing { subject: subject.to_owned(), kin });
            }
        }
        if let VerifyAct::OpenGrade { grade, .. } = step
            && grade.credibility == 1
            && facts.origins_n < ORIGINS_MIN
        {
            return Err(VerifyFault::Origins { subject: subject.to_owned(), origins_n: facts.origins_n });
        }
        match side_of(step) {
            Some(side) => check_hands(procedure, (subject, side), standing, facts),
            None => Ok(()),
        }
    }
}

fn check_hands(procedure: &Procedure, (subject, side): (&str, Side), standing: &Standing<'_>, facts: &Facts) -> Result<(), VerifyFault> {
    let rules = &procedure.verification;
    let before = Before { did: "handed in", subject, would: side.would() };
    let joined = Before { did: "merged or split", subject, would: side.would() };
    for signer in standing.by {
        facts.handed_in.iter().try_for_each(|actor| before.check(rules, signer, actor))?;
        if side != Side::Asserts {
            facts.joined.iter().try_for_each(|actor| joined.check(rules, signer, actor))?;
        }
        let spoken = facts.sources.iter().filter_map(|source| rules.sources.get(source)?.body.as_ref());
        for body in spoken.filter(|_| rules.four_eyes == super::FourEyes::Body) {
            // A source's organisation is nobody in person: no person is named like this.
            before.check(rules, signer, &Actor { person: String::new(), body: Some(body.clone()) })?;
        }
    }
    Ok(())
}
