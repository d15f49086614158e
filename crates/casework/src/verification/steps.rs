//! Each step of verification on its matter: what it changes, and what forbids it.

use super::eyes::Actor;
use super::matter::{Adopted, Aside, Assigned, Comment, Confirmed, Lock, Matter, Returned, Settled};
use super::round::{GRADERS_MAX, Given, ROUNDS_MAX, Round, Seal};
use super::{VerificationRules, VerifyFault};
use crate::{Signer, Standing};
use model::{Adoption, Digest, Grade, Instant, PartyId, Role, VerifyAct, verification};
use std::collections::BTreeSet;

/// Longest reason or comment, characters.
pub const WORDS_CHARS_MAX: usize = 2_000;
/// Most fields that are named as missing.
const MISSING_MAX: usize = 50;
const HOUR_MS: i64 = 3_600_000;

/// Checks the words of a step, and that it is about something.
pub(super) fn check_words(step: &VerifyAct) -> Result<(), VerifyFault> {
    let subject = step.subject();
    if !["OBS-", "INC-", "FND-"].iter().any(|kind| subject.starts_with(kind)) || subject.len() > 64 {
        return Err(VerifyFault::Subject(subject.chars().take(64).collect()));
    }
    let words: Vec<(&'static str, &str)> = match step {
        VerifyAct::CloseRound { reason, .. }
        | VerifyAct::SetAside { reason, .. }
        | VerifyAct::Settle { reason, .. }
        | VerifyAct::TakeUp { reason, .. } => vec![("the reason", reason)],
        VerifyAct::SendBack { reason, missing, .. } => {
            if missing.is_empty() || missing.len() > MISSING_MAX {
                return Err(VerifyFault::NothingMissing(subject.to_owned()));
            }
            missing.iter().map(|field| ("a missing field", field.as_str())).chain([("the reason", reason.as_str())]).collect()
        }
        VerifyAct::Comment { text, .. } => vec![("the comment", text)],
        VerifyAct::Confirm { note, .. } => note.iter().map(|note| ("the note", note.as_str())).collect(),
        VerifyAct::OpenGrade { grade, .. } => grade.note.iter().map(|note| ("the note", note.as_str())).collect(),
        VerifyAct::Assign { to, .. } => vec![("the person", to)],
        VerifyAct::CallGraders { graders, .. } => graders.iter().map(|name| ("a grader", name.as_str())).collect(),
        VerifyAct::AdoptAttribution(adoption) => {
            let dissent = adoption.dissent.iter().map(|dissent| ("the reason of a dissent", dissent.reason.as_str()));
            dissent.chain([("the hypothesis", adoption.hypothesis.as_str())]).collect()
        }
        VerifyAct::LetGo { .. } | VerifyAct::SealGrade { .. } | VerifyAct::TakeOn { .. } => Vec::new(),
    };
    let is_bad = |text: &str| text.trim().is_empty() || text.chars().count() > WORDS_CHARS_MAX || text.chars().any(char::is_control);
    match words.iter().find(|(_, text)| is_bad(text)) {
        Some((what, _)) => Err(VerifyFault::Words { subject: subject.to_owned(), what, max: WORDS_CHARS_MAX }),
        None => Ok(()),
    }
}

/// Takes a step into its matter; `kin_graded_n` people graded what shares reports with it.
pub(super) fn take(
    matter: &mut Matter,
    rules: &VerificationRules,
    (step, by): (&VerifyAct, &[Actor]),
    standing: &Standing<'_>,
    kin_graded_n: usize,
) -> Result<(), VerifyFault> {
    let (subject, leaf, at) = (step.subject().to_owned(), standing.leaf, standing.at);
    let author = standing.author.to_owned();
    match step {
        VerifyAct::AdoptAttribution(adoption) => {
            is_ready(matter, &subject)?;
            check_panel(rules, adoption, standing.by)?;
            matter.adopted.push(Adopted { leaf, at, by: by.to_vec(), adoption: adoption.clone() });
        }
        VerifyAct::Assign { due, to, .. } => matter.assigned = Some(Assigned { to: to.clone(), by: author, due: *due }),
        VerifyAct::CallGraders { graders, round, .. } => call(matter, rules, &subject, *round, graders)?,
        VerifyAct::CloseRound { round, .. } => close(matter, &subject, *round)?,
        VerifyAct::Comment { text, .. } => matter.comments.push(Comment { leaf, at, by: author, text: text.clone() }),
        VerifyAct::Confirm { seen, .. } => {
            is_ready(matter, &subject)?;
            check_confirmation(matter, rules, (&subject, &seen.version), standing.by, kin_graded_n)?;
            matter.confirmed.push(Confirmed { leaf, at, by: by.to_vec(), version: seen.version });
        }
        VerifyAct::LetGo { .. } => {
            let is_own = matter.lock.as_ref().is_some_and(|lock| rules.person(&lock.by) == rules.person(&author));
            if !is_own {
                return Err(VerifyFault::NotHeld { person: author, subject });
            }
            matter.lock = None;
        }
        VerifyAct::OpenGrade { grade, round, salt, .. } => {
            let grader = one_person(rules, &subject, by)?;
            open(matter, rules, (&subject, *round), &grader, (grade, *salt))?;
            let round = matter.rounds.last_mut();
            round.into_iter().for_each(|round| round.given.push(Given { leaf, at, by: grader.clone(), grade: grade.clone() }));
        }
        VerifyAct::SealGrade { round, seal, .. } => {
            is_ready(matter, &subject)?;
            let grader = one_person(rules, &subject, by)?;
            seal_grade(matter, rules, (&subject, *round), Seal { leaf, by: grader, seal: *seal })?;
        }
        VerifyAct::SendBack { missing, reason, .. } => {
            is_open(matter, &subject)?;
            matter.returned = Some(Returned { leaf, at, by: author, reason: reason.clone(), missing: missing.clone() });
        }
        VerifyAct::SetAside { reason, .. } => {
            is_open(matter, &subject)?;
            matter.set_aside = Some(Aside { leaf, by: author, reason: reason.clone() });
        }
        VerifyAct::Settle { happened, reason, rests_on, .. } => {
            let settled = Settled { leaf, at, by: by.to_vec(), happened: *happened, rests_on: rests_on.clone(), reason: reason.clone() };
            matter.settled.push(settled);
        }
        VerifyAct::TakeOn { until, .. } => matter.lock = Some(lock(matter, rules, &subject, (&author, at, *until))?),
        VerifyAct::TakeUp { .. } => {
            let (aside, returned) = (matter.set_aside.take(), matter.returned.take());
            if aside.is_none() && returned.is_none() {
                return Err(VerifyFault::NotAside(subject));
            }
        }
    }
    Ok(())
}

fn is_open(matter: &Matter, subject: &str) -> Result<(), VerifyFault> {
    if matter.set_aside.is_some() { Err(VerifyFault::IsAside(subject.to_owned())) } else { Ok(()) }
}

fn is_ready(matter: &Matter, subject: &str) -> Result<(), VerifyFault> {
    is_open(matter, subject)?;
    match &matter.returned {
        Some(returned) => Err(VerifyFault::IsReturned { subject: subject.to_owned(), missing: returned.missing.join(", ") }),
        None => Ok(()),
    }
}

/// The one person who signed, with one key or several.
fn one_person(rules: &VerificationRules, subject: &str, by: &[Actor]) -> Result<Actor, VerifyFault> {
    let people: BTreeSet<String> = by.iter().map(|actor| rules.person(&actor.person)).collect();
    match by.first().filter(|_| people.len() == 1) {
        Some(actor) => Ok(actor.clone()),
        None => Err(VerifyFault::Several(subject.to_owned())),
    }
}

/// The round that is open; it is begun if the one before has ended.
fn round_of<'a>(matter: &'a mut Matter, rules: &VerificationRules, subject: &str, round: u32) -> Result<&'a mut Round, VerifyFault> {
    let expected = matter.round_now();
    if round != expected || usize::try_from(round).unwrap_or(usize::MAX) > ROUNDS_MAX {
        return Err(VerifyFault::Round { subject: subject.to_owned(), round, expected });
    }
    if matter.rounds.last().is_none_or(Round::has_ended) {
        matter.rounds.push(Round { wanted_n: rules.graders_n, ..Round::default() });
    }
    matter.rounds.last_mut().ok_or_else(|| VerifyFault::Round { subject: subject.to_owned(), round, expected })
}

fn call(matter: &mut Matter, rules: &VerificationRules, subject: &str, round: u32, graders: &[String]) -> Result<(), VerifyFault> {
    is_ready(matter, subject)?;
    let people: BTreeSet<String> = graders.iter().map(|name| rules.person(name)).collect();
    if people.len() != graders.len() || !(rules.graders_n..=GRADERS_MAX).contains(&people.len()) {
        return Err(VerifyFault::Called { subject: subject.to_owned(), wanted: rules.graders_n, max: GRADERS_MAX });
    }
    let open = round_of(matter, rules, subject, round)?;
    if !open.seals.is_empty() || open.is_sealed() {
        return Err(VerifyFault::Sealed { subject: subject.to_owned(), round });
    }
    open.called = graders.to_vec();
    Ok(())
}

fn close(matter: &mut Matter, subject: &str, round: u32) -> Result<(), VerifyFault> {
    let expected = matter.round_now();
    let open = matter.rounds.last_mut().filter(|open| round == expected && !open.has_ended());
    let Some(open) = open else { return Err(VerifyFault::Round { subject: subject.to_owned(), round, expected }) };
    if open.seals.is_empty() || (open.is_sealed() && open.given.is_empty()) {
        return Err(VerifyFault::NothingToClose { subject: subject.to_owned(), round });
    }
    if open.is_sealed() {
        open.is_ended = true;
    } else {
        open.is_closed = true;
    }
    Ok(())
}

fn seal_grade(matter: &mut Matter, rules: &VerificationRules, (subject, round): (&str, u32), seal: Seal) -> Result<(), VerifyFault> {
    if !matter.settled.is_empty() {
        return Err(VerifyFault::IsSettled(subject.to_owned()));
    }
    let (person, grader) = (seal.by.person.clone(), rules.person(&seal.by.person));
    let subject = subject.to_owned();
    let open = round_of(matter, rules, &subject, round)?;
    if open.seals.iter().any(|known| rules.person(&known.by.person) == grader) {
        return Err(VerifyFault::Twice { person, subject, round });
    }
    if open.is_sealed() {
        return Err(VerifyFault::Sealed { subject, round });
    }
    if !open.called.is_empty() && !open.called.iter().any(|name| rules.person(name) == grader) {
        return Err(VerifyFault::NotCalled { person, subject, round });
    }
    open.seals.push(seal);
    Ok(())
}

fn open(
    matter: &Matter,
    rules: &VerificationRules,
    (subject, round): (&str, u32),
    grader: &Actor,
    (grade, salt): (&Grade, Digest),
) -> Result<(), VerifyFault> {
    let (person, subject) = (grader.person.clone(), subject.to_owned());
    if !(1..=999_999).contains(&grade.chance_ppm) || !(1..=6).contains(&grade.credibility) {
        return Err(VerifyFault::Grade { subject });
    }
    let expected = matter.round_now();
    let open = matter.rounds.last().filter(|open| round == expected && !open.has_ended());
    let Some(open) = open else { return Err(VerifyFault::Round { subject, round, expected }) };
    if !open.is_sealed() {
        return Err(VerifyFault::StillBlind { subject, round, missing: open.missing() });
    }
    let is_own = |other: &Actor| rules.person(&other.person) == rules.person(&grader.person);
    if open.given.iter().any(|given| is_own(&given.by)) {
        return Err(VerifyFault::Twice { person, subject, round });
    }
    let sealed = open.seals.iter().find(|seal| is_own(&seal.by));
    let seal = verification::seal_of(&subject, round, &person, grade, salt);
    match (sealed, seal) {
        (Some(sealed), Ok(seal)) if sealed.seal == seal => Ok(()),
        _ => Err(VerifyFault::NotAsSealed { person, subject, round }),
    }
}

fn check_confirmation(
    matter: &Matter,
    rules: &VerificationRules,
    (subject, version): (&str, &Digest),
    by: &[Signer],
    kin_graded_n: usize,
) -> Result<(), VerifyFault> {
    let is_finding = subject.starts_with("FND-");
    let subject = subject.to_owned();
    if is_finding && !by.iter().any(|signer| signer.roles.contains(&Role::Legal)) {
        return Err(VerifyFault::NotLegal(subject));
    }
    let have = if is_finding { kin_graded_n.max(matter.graded_n()) } else { matter.graded_n() };
    if have < rules.graders_n {
        return Err(VerifyFault::Ungraded { subject, have, wanted: rules.graders_n });
    }
    let before: BTreeSet<String> = matter
        .confirmed
        .iter()
        .filter(|one| one.version == *version)
        .flat_map(|one| &one.by)
        .map(|one| rules.person(&one.person))
        .collect();
    match by.iter().find(|signer| before.contains(&rules.person(&signer.person))) {
        Some(signer) => Err(VerifyFault::Known { person: signer.person.clone(), subject }),
        None => Ok(()),
    }
}

fn lock(
    matter: &Matter,
    rules: &VerificationRules,
    subject: &str,
    (author, at, until): (&str, Instant, Instant),
) -> Result<Lock, VerifyFault> {
    if let Some(held) = matter.looked_at_by(at).filter(|held| rules.person(&held.by) != rules.person(author)) {
        return Err(VerifyFault::Locked { subject: subject.to_owned(), by: held.by.clone(), until: held.until.to_string() });
    }
    let longest = at.plus_ms(i64::from(rules.lock_h_max).saturating_mul(HOUR_MS));
    if until <= at || until > longest {
        return Err(VerifyFault::Lock { subject: subject.to_owned(), h_max: rules.lock_h_max });
    }
    Ok(Lock { by: author.to_owned(), until })
}

fn check_panel(rules: &VerificationRules, adoption: &Adoption, by: &[Signer]) -> Result<(), VerifyFault> {
    let subject = adoption.subject.clone();
    let parties = &adoption.parties;
    let is_among = adoption.party.as_ref().is_none_or(|party| parties.contains(party));
    if !parties.is_sorted_by(|a, b| a < b) || !is_among {
        return Err(VerifyFault::Parties(subject));
    }
    let people: BTreeSet<String> = by.iter().map(|signer| rules.person(&signer.person)).collect();
    let bodies: BTreeSet<String> = by.iter().filter_map(|signer| signer.body.as_deref()).map(|body| rules.body(body)).collect();
    if people.len() < rules.panel_n || bodies.len() < rules.panel_bodies_n {
        let (people_n, bodies_n) = (rules.panel_n, rules.panel_bodies_n);
        return Err(VerifyFault::Panel { subject, people_n, bodies_n, have_people: people.len(), have_bodies: bodies.len() });
    }
    let named_by = |signer: &Signer| -> Option<PartyId> {
        signer.party.clone().or_else(|| rules.named_by(&signer.person, signer.body.as_deref()).cloned())
    };
    let own = by.iter().find_map(|signer| named_by(signer).filter(|party| parties.contains(party)).map(|party| (signer, party)));
    if let Some((signer, party)) = own.filter(|_| !rules.nominees_in_own_matter) {
        return Err(VerifyFault::OwnMatter { person: signer.person.clone(), party: party.0, subject });
    }
    let dissent: BTreeSet<String> = adoption.dissent.iter().map(|dissent| rules.person(&dissent.by)).collect();
    if dissent.len() != adoption.dissent.len() || !dissent.is_subset(&people) {
        return Err(VerifyFault::Dissent { subject, why: "dissent is of members of the panel, who sign as well, each once".into() });
    }
    if dissent.len().saturating_mul(2) >= people.len() {
        let why = format!("{} of {} members think otherwise: nothing is adopted", dissent.len(), people.len());
        return Err(VerifyFault::Dissent { subject, why });
    }
    Ok(())
}
