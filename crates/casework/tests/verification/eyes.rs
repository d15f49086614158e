//! Four eyes: random histories against an oracle that knows who everybody is and forgets nothing.

use crate::world::{Desk, grade, hour, officer};
use casework::Signer;
use casework::verification::{Actor, FourEyes};
use model::{Adoption, Digest, Grade, VerifyAct};
use std::collections::{BTreeMap, BTreeSet};

const WORLDS: u64 = 180;
const STEPS: usize = 120;
const SUBJECTS: u64 = 4;

/// Everybody under all their names, each with their house under all its names. Two houses are one.
const PEOPLE: [(&[&str], &[&str]); 6] = [
    (&["Anna", "A. Alder"], &["House A", "The A Society"]),
    (&["Ben"], &["House A"]),
    (&["Carla", "Carla C."], &["House B"]),
    (&["Dov"], &["House B", "B Trust"]),
    (&["Edith"], &["House C"]),
    (&["Farid", "F. Fir"], &["House C"]),
];

const SAME: &str = r#"same_person = [["Anna", "A. Alder"], ["Carla", "Carla C."], ["F. Fir", "farid"]]
same_body = [["House A", "The A Society"], ["House B", "B Trust"]]
"#;

/// Small and repeatable.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }

    fn key(&mut self) -> Signer {
        let (names, bodies) = *self.of(&PEOPLE);
        let (name, body): (&str, &str) = (*self.of::<&str>(names), *self.of::<&str>(bodies));
        officer(name, Some(body))
    }

    fn subject(&mut self) -> String {
        let kind = *self.of(&["OBS", "INC", "INC", "FND"]);
        format!("{kind}-{}", self.below(SUBJECTS))
    }
}

/// Who somebody is, whatever name they use; and of which house.
fn who(person: &str) -> usize {
    PEOPLE.iter().position(|(names, _)| names.contains(&person)).unwrap()
}

fn house(person: usize) -> usize {
    person / 2
}

/// What happened, as the oracle remembers it.
#[derive(Default)]
struct Memory {
    asserted: Vec<(usize, BTreeSet<String>)>,
    confirmed: Vec<(Vec<usize>, String, Digest)>,
    attributed: Vec<(Vec<usize>, String, Digest)>,
    opened: BTreeSet<(String, u32)>,
}

impl Memory {
    /// Whether somebody, or in strict missions somebody of their house, asserted any of some reports.
    fn has_asserted(&self, people: &[usize], reports: &BTreeSet<String>, rule: FourEyes) -> bool {
        let is_one = |one: usize, other: usize| one == other || (rule == FourEyes::Body && house(one) == house(other));
        let overlaps = |asserted: &BTreeSet<String>| asserted.intersection(reports).next().is_some();
        self.asserted.iter().any(|(by, what)| overlaps(what) && people.iter().any(|person| is_one(*person, *by)))
    }

    fn check(&self, desk: &Desk) -> usize {
        let rules = &desk.procedure.verification;
        let mut verified = 0;
        for (subject, _) in desk.verification.matters() {
            let Some(facts) = desk.record.facts(subject) else { continue };
            let reports = desk.record.reports(subject);
            let is_clean = |(people, of, version): &(Vec<usize>, String, Digest)| {
                of == subject && *version == facts.version && !self.has_asserted(people, &reports, rules.four_eyes)
            };
            if desk.is_verified(subject) {
                verified += 1;
                assert!(self.confirmed.iter().any(is_clean), "{subject} counts as verified by people who asserted it");
            }
            if desk.verification.attribution(rules, subject, &facts).is_some() {
                assert!(self.attributed.iter().any(is_clean), "{subject} is attributed by people who asserted it");
            }
        }
        verified
    }
}

struct Outcome {
    verified: usize,
    refused_for_person: usize,
    refused_for_body: usize,
}

/// One random history. After each step the oracle looks at everything.
fn run(seed: u64, rule: FourEyes) -> Outcome {
    let mut draw = Draw(seed);
    let word = if rule == FourEyes::Body { "body" } else { "person" };
    let graders_n = 1 + seed % 2;
    let mut desk = Desk::with_rules(&format!("[verification]\nfour_eyes = \"{word}\"\ngraders_n = {graders_n}\n{SAME}"));
    desk.record = crate::world::Record::default();
    let mut memory = Memory::default();
    let mut sealed: BTreeMap<(String, u32, String), Grade> = BTreeMap::new();
    let mut outcome = Outcome { verified: 0, refused_for_person: 0, refused_for_body: 0 };
    for step in 0..STEPS {
        let mut keys: Vec<Signer> = (0..1 + draw.below(8) / 6).map(|_| draw.key()).collect();
        let subject = draw.subject();
        let choice = if step < 8 { 0 } else { 1 + draw.below(18) };
        match choice {
            // A report comes in, again or for the first time, or goes over to another incident.
            0 | 1 => {
                let (report, incident) = (format!("OBS-{}", draw.below(SUBJECTS)), format!("INC-{}", draw.below(SUBJECTS)));
                let incident = if step >= 8 && draw.below(2) > 0 {
                    desk.record.places.get(&report).and_then(|places| places.last().cloned()).unwrap_or(incident)
                } else {
                    incident
                };
                let is_known = draw.below(4) == 0;
                let by = is_known.then(|| Actor { person: keys[0].person.clone(), body: keys[0].body.clone() });
                desk.hand_in(&report, &incident, by);
                if is_known {
                    memory.asserted.push((who(&keys[0].person), BTreeSet::from([report])));
                }
                outcome.verified += memory.check(&desk);
                continue;
            }
            _ => {}
        }
        let matter = desk.verification.matter(&subject).cloned().unwrap_or_default();
        let (round, seen) = (matter.round_now(), desk.seen(&subject));
        let of = || subject.clone();
        let act = match choice {
            2..=4 => {
                let given = grade(1 + u32::try_from(draw.below(999_998)).unwrap(), 2 + u32::try_from(draw.below(5)).unwrap());
                let person = keys[0].person.clone();
                let salt = crate::world::salt(&person);
                let seal = model::verification::seal_of(&subject, round, &person, &given, salt).unwrap();
                sealed.entry((subject.clone(), round, person)).or_insert(given);
                VerifyAct::SealGrade { round, seal, seen, subject: of() }
            }
            5..=9 => {
                let waiting = matter.rounds.last().and_then(|round| round.unopened().next().map(|seal| seal.by.clone()));
                keys = waiting.map(|by| vec![officer(&by.person, by.body.as_deref())]).unwrap_or(keys);
                let person = keys[0].person.clone();
                let given = sealed.get(&(subject.clone(), round, person.clone())).cloned().unwrap_or_else(|| grade(500_000, 3));
                VerifyAct::OpenGrade { grade: given, round, salt: crate::world::salt(&person), seen, subject: of() }
            }
            10..=14 => VerifyAct::Confirm { note: None, seen, subject: of() },
            15 => VerifyAct::Settle { happened: true, reason: "a visit".into(), rests_on: Vec::new(), seen, subject: of() },
            16 => VerifyAct::CloseRound { reason: "it takes too long".into(), round, subject: of() },
            _ => VerifyAct::AdoptAttribution(Adoption {
                dissent: Vec::new(),
                hypothesis: "undetermined".into(),
                parties: Vec::new(),
                party: None,
                proposal: Digest::of(b"proposal"),
                seen,
                standard: None,
                subject: of(),
            }),
        };
        let keys = if choice >= 17 { (0..5).map(|_| draw.key()).collect() } else { keys };
        let people: Vec<usize> = keys.iter().map(|key| who(&key.person)).collect();
        let version = act.seen().map(|seen| seen.version);
        desk.hour += 1;
        match desk.act(&act, &keys) {
            Ok(()) => {
                let reports = desk.record.reports(&subject);
                match (&act, version) {
                    (VerifyAct::SealGrade { round, .. }, _) => {
                        assert!(!memory.opened.contains(&(subject.clone(), *round)), "{subject}: a grade after one was opened");
                        memory.asserted.extend(people.iter().map(|person| (*person, reports.clone())));
                    }
                    (VerifyAct::OpenGrade { round, .. }, _) => drop(memory.opened.insert((subject.clone(), *round))),
                    (VerifyAct::Confirm { .. }, Some(version)) => {
                        assert!(!memory.has_asserted(&people, &reports, rule), "{subject}: confirmed by who asserted it");
                        memory.confirmed.push((people, subject.clone(), version));
                    }
                    (VerifyAct::Settle { .. }, _) => {
                        assert!(!memory.has_asserted(&people, &reports, rule), "{subject}: settled by who asserted it");
                    }
                    (VerifyAct::AdoptAttribution(_), Some(version)) => {
                        let distinct: BTreeSet<usize> = people.iter().copied().collect();
                        let houses: BTreeSet<usize> = distinct.iter().map(|person| house(*person)).collect();
                        assert!(distinct.len() >= 3 && houses.len() >= 2, "a panel of {distinct:?}");
                        assert!(!memory.has_asserted(&people, &reports, rule), "{subject}: attributed by who asserted it");
                        memory.attributed.push((people, subject.clone(), version));
                    }
                    _ => {}
                }
            }
            Err(why) if why.contains("another person is needed") => {
                outcome.refused_for_person += 1;
                continue;
            }
            Err(why) if why.contains("another organisation") => {
                outcome.refused_for_body += 1;
                continue;
            }
            Err(_) => continue,
        }
        outcome.verified += memory.check(&desk);
    }
    outcome
}

#[test]
fn no_sequence_lets_one_person_assert_and_confirm() {
    let all: Vec<Outcome> = (0..WORLDS).map(|seed| run(seed, FourEyes::Person)).collect();
    let sum = |of: fn(&Outcome) -> usize| all.iter().map(of).sum::<usize>();
    let (verified, refused) = (sum(|one| one.verified), sum(|one| one.refused_for_person));
    assert!(verified > 500 && refused > 2_000, "{verified} looks at something verified, {refused} refusals");
}

#[test]
fn where_the_rules_ask_no_organisation_does_both() {
    let all: Vec<Outcome> = (0..WORLDS).map(|seed| run(10_000 + seed, FourEyes::Body)).collect();
    let sum = |of: fn(&Outcome) -> usize| all.iter().map(of).sum::<usize>();
    let (verified, refused) = (sum(|one| one.verified), sum(|one| one.refused_for_body));
    assert!(verified > 150 && refused > 2_000, "{verified} looks at something verified, {refused} refusals");
}

#[test]
fn the_recorder_neither_grades_nor_confirms_whatever_name_or_key_they_use() {
    let mut desk = Desk::with_rules("[verification]\nsame_person = [[\"Mia\", \"M. Moss\"]]\n");
    for name in ["Mia", "mia", "M. Moss", "m.  moss"] {
        let why = desk.seal("INC-0", 1, name, &grade(800_000, 2)).unwrap_err();
        assert_eq!(why, format!("{name} has handed in INC-0 and cannot grade it: another person is needed"));
    }
    desk.graded("INC-0", "Ada");
    let why = desk.confirm("INC-0", "M. Moss").unwrap_err();
    assert_eq!(why, "M. Moss has handed in INC-0 and cannot confirm it: another person is needed");
    desk.confirm("INC-0", "Cleo").unwrap();
    assert!(desk.is_verified("INC-0"));
}

#[test]
fn a_merge_makes_graders_of_both_incidents_and_undoes_what_was_confirmed() {
    let mut desk = Desk::with_rules("");
    desk.graded("INC-0", "Ada");
    desk.graded("INC-1", "Cleo");
    desk.confirm("INC-0", "Cleo").unwrap();
    assert!(desk.is_verified("INC-0"));
    desk.hand_in("OBS-2", "INC-0", None);
    assert!(!desk.is_verified("INC-0"), "it rests on other reports now");
    assert_eq!(desk.confirm("INC-0", "Cleo").unwrap_err(), "Cleo has graded INC-1 and cannot confirm it: another person is needed");
    desk.confirm("INC-0", "Dora").unwrap();
    assert!(desk.is_verified("INC-0"));
}

#[test]
fn whoever_confirmed_cannot_grade_what_shares_reports_with_it() {
    let mut desk = Desk::with_rules("");
    desk.graded("INC-0", "Ada");
    desk.confirm("INC-0", "Cleo").unwrap();
    let why = desk.seal("OBS-0", 1, "Cleo", &grade(800_000, 2)).unwrap_err();
    assert_eq!(why, "Cleo has confirmed INC-0 and cannot grade it: another person is needed");
}

#[test]
fn whoever_merged_may_grade_and_not_confirm() {
    let mut desk = Desk::with_rules("");
    desk.graded("INC-0", "Ada");
    let mut facts = desk.record.facts("INC-0").unwrap();
    facts.joined.insert(Actor { person: "Mel".into(), body: None });
    let by = [officer("Mel", Some("House A"))];
    let standing = casework::Standing { leaf: desk.leaf, at: hour(0), author: "Mel", by: &by };
    let step = VerifyAct::Confirm { note: None, seen: desk.seen("INC-0"), subject: "INC-0".into() };
    let why = desk.verification.check_facts(&desk.procedure, &step, &standing, &facts).unwrap_err().to_string();
    assert_eq!(why, "Mel has merged or split INC-0 and cannot confirm it: another person is needed");
    let step = VerifyAct::SealGrade { round: 2, seal: Digest::of(b""), seen: desk.seen("INC-0"), subject: "INC-0".into() };
    desk.verification.check_facts(&desk.procedure, &step, &standing, &facts).unwrap();
}

#[test]
fn a_report_handed_in_again_by_the_confirmer_ends_the_confirmation() {
    let mut desk = Desk::with_rules("");
    desk.graded("INC-0", "Ada");
    desk.confirm("INC-0", "Cleo").unwrap();
    desk.hand_in("OBS-0", "INC-0", Some(Actor { person: "Cleo".into(), body: None }));
    assert!(!desk.is_verified("INC-0"));
}

#[test]
fn a_step_that_leaves_kin_out_or_looked_at_another_version_is_refused() {
    let mut desk = Desk::with_rules("");
    desk.graded("INC-0", "Ada");
    let mut seen = desk.seen("FND-0");
    assert_eq!(seen.kin, ["INC-0"]);
    seen.kin.clear();
    let why = desk.one(&VerifyAct::Confirm { note: None, seen, subject: "FND-0".into() }, "Lea").unwrap_err();
    assert_eq!(why, "FND-0: INC-0 shares reports with it and is not named: look at it again and sign anew");
    let before = desk.seen("INC-0");
    desk.hand_in("OBS-9", "INC-0", None);
    let why = desk.one(&VerifyAct::Confirm { note: None, seen: before, subject: "INC-0".into() }, "Lea").unwrap_err();
    assert_eq!(why, "INC-0 is not as it was looked at: look at it again and sign anew");
    assert!(hour(1) > hour(0));
}
