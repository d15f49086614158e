//! Four eyes: who has asserted and who has confirmed, over everything that shares reports.

use super::rules::{FourEyes, VerificationRules};
use super::{Facts, Matter, Verification, VerifyFault};
use crate::{Signer, Standing};
use model::VerifyAct;
use std::collections::BTreeSet;

/// Somebody who did something, as the key register knew them then.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Actor {
    /// The person.
    pub person: String,
    /// Their organisation.
    pub body: Option<String>,
}

impl Actor {
    pub(super) fn of(signer: &Signer) -> Self {
        Self { person: signer.person.clone(), body: signer.body.clone() }
    }
}

/// What a step is worth: each kind stands apart from the others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Says that it was so.
    Asserts,
    /// Takes what others asserted as the mission's own.
    Confirms,
    /// Says by other evidence what became of it.
    Settles,
    /// Says who did it.
    Attributes,
}

/// On which side a step stands; `None` = on none, it says nothing of the matter itself.
pub(super) const fn side_of(step: &VerifyAct) -> Option<Side> {
    match step {
        VerifyAct::SealGrade { .. } | VerifyAct::OpenGrade { .. } => Some(Side::Asserts),
        VerifyAct::Confirm { .. } => Some(Side::Confirms),
        VerifyAct::Settle { .. } => Some(Side::Settles),
        VerifyAct::AdoptAttribution(_) => Some(Side::Attributes),
        VerifyAct::Assign { .. }
        | VerifyAct::CallGraders { .. }
        | VerifyAct::CloseRound { .. }
        | VerifyAct::Comment { .. }
        | VerifyAct::LetGo { .. }
        | VerifyAct::SendBack { .. }
        | VerifyAct::SetAside { .. }
        | VerifyAct::TakeOn { .. }
        | VerifyAct::TakeUp { .. } => None,
    }
}

impl Side {
    /// What somebody on it has done, in words.
    pub(super) const fn did(self) -> &'static str {
        match self {
            Self::Asserts => "graded",
            Self::Confirms => "confirmed",
            Self::Settles => "settled",
            Self::Attributes => "attributed",
        }
    }

    /// What somebody who comes to it would do, in words.
    pub(super) const fn would(self) -> &'static str {
        match self {
            Self::Asserts => "grade it",
            Self::Confirms => "confirm it",
            Self::Settles => "settle it",
            Self::Attributes => "say who did it",
        }
    }

    /// The sides on which nobody may stand besides.
    fn apart_from(self, rules: &VerificationRules) -> &'static [Self] {
        match self {
            Self::Asserts if rules.panel_may_have_graded => &[Self::Confirms, Self::Settles],
            Self::Asserts => &[Self::Confirms, Self::Settles, Self::Attributes],
            Self::Confirms => &[Self::Asserts, Self::Settles],
            Self::Settles => &[Self::Asserts, Self::Confirms, Self::Attributes],
            Self::Attributes if rules.panel_may_have_graded => &[Self::Settles],
            Self::Attributes => &[Self::Asserts, Self::Settles],
        }
    }
}

impl Matter {
    /// Everybody who stands on a side of it. Whoever sealed a grade has graded, opened or not.
    fn on(&self, side: Side) -> Vec<&Actor> {
        match side {
            Side::Asserts => self.rounds.iter().flat_map(|round| round.seals.iter().map(|seal| &seal.by)).collect(),
            Side::Confirms => self.confirmed.iter().flat_map(|confirmed| &confirmed.by).collect(),
            Side::Settles => self.settled.iter().flat_map(|settled| &settled.by).collect(),
            Side::Attributes => self.adopted.iter().flat_map(|adopted| &adopted.by).collect(),
        }
    }
}

/// Checks everybody who signed a step against everybody who stands on another side of the subject or its kin.
pub(super) fn check(
    all: &Verification,
    rules: &VerificationRules,
    step: &VerifyAct,
    kin: &BTreeSet<String>,
    standing: &Standing<'_>,
) -> Result<(), VerifyFault> {
    let Some(side) = side_of(step) else { return Ok(()) };
    let subjects = kin.iter().map(String::as_str).chain([step.subject()]);
    for (subject, matter) in subjects.filter_map(|subject| Some((subject, all.matter(subject)?))) {
        for other in side.apart_from(rules) {
            let before = Before { did: other.did(), subject, would: side.would() };
            for (signer, actor) in standing.by.iter().flat_map(|signer| matter.on(*other).into_iter().map(move |actor| (signer, actor))) {
                before.check(rules, signer, actor)?;
            }
        }
    }
    Ok(())
}

impl Verification {
    /// Whether a subject is confirmed as it stands, by people who neither graded nor handed in anything of what it
    /// rests on now: a merge, or a report that came later, may have made somebody both.
    pub fn is_verified(&self, rules: &VerificationRules, subject: &str, facts: &Facts) -> bool {
        let Some(matter) = self.matter(subject) else { return false };
        let current = matter.confirmed.iter().filter(|confirmed| confirmed.version == facts.version);
        current.into_iter().any(|confirmed| self.is_apart(rules, subject, facts, &confirmed.by))
    }

    /// The attribution that stands for a subject as it is now: the last one, if its panel is still apart from those
    /// who assert.
    pub fn attribution(&self, rules: &VerificationRules, subject: &str, facts: &Facts) -> Option<&super::Adopted> {
        let last = self.matter(subject)?.adopted.last()?;
        let stands =
            last.adoption.seen.version == facts.version && (rules.panel_may_have_graded || self.is_apart(rules, subject, facts, &last.by));
        stands.then_some(last)
    }

    /// Whether some people stand apart from everybody who handed in or graded what a subject rests on now.
    fn is_apart(&self, rules: &VerificationRules, subject: &str, facts: &Facts, people: &[Actor]) -> bool {
        let subjects = facts.kin.iter().map(String::as_str).chain([subject]);
        let graders = subjects.filter_map(|id| self.matter(id)).flat_map(|matter| matter.on(Side::Asserts));
        let asserted: BTreeSet<&Actor> = graders.chain(&facts.handed_in).chain(&facts.joined).collect();
        people.iter().all(|one| asserted.iter().all(|other| !is_one(rules, one, other)))
    }
}

/// Whether two are one person, or where the rules ask one organisation; whoever is of none is not known to be of another.
fn is_one(rules: &VerificationRules, one: &Actor, other: &Actor) -> bool {
    let is_one_body = || match (&one.body, &other.body) {
        (Some(one), Some(other)) => rules.body(one) == rules.body(other),
        (None, _) | (_, None) => true,
    };
    rules.person(&one.person) == rules.person(&other.person) || (rules.four_eyes == FourEyes::Body && is_one_body())
}

/// What was done before to which subject, and what somebody would do now.
pub(super) struct Before<'a> {
    pub did: &'static str,
    pub subject: &'a str,
    pub would: &'static str,
}

impl Before<'_> {
    /// Checks that a signer is not somebody who did it, and if the rules ask for it not of their organisation.
    pub(super) fn check(&self, rules: &VerificationRules, signer: &Signer, actor: &Actor) -> Result<(), VerifyFault> {
        let (did, subject, would) = (self.did, self.subject.to_owned(), self.would);
        if rules.person(&signer.person) == rules.person(&actor.person) {
            return Err(VerifyFault::SamePerson { person: signer.person.clone(), did, subject, would });
        }
        if rules.four_eyes == FourEyes::Person {
            return Ok(());
        }
        let Some(body) = &signer.body else { return Err(VerifyFault::NoBody(signer.person.clone())) };
        match &actor.body {
            None => Err(VerifyFault::NoBody(actor.person.clone())),
            Some(known) if rules.body(known) == rules.body(body) => {
                Err(VerifyFault::SameBody { person: signer.person.clone(), body: body.clone(), did, subject, would })
            }
            Some(_) => Ok(()),
        }
    }
}
