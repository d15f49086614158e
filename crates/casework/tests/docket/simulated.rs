//! Random acts of random people in any order: whatever they try, the oracle finds every rule kept after each of them.
//!
//! `TREGUA_SEEDS=FIRST..LAST` runs other seeds than those of every run (`cargo xtask soak`).

use crate::people::*;
use casework::docket::{Case, Counted, Docket, Stage};
use casework::{Office, Standing};
use model::case::{Choice, Cite};
use model::remedy::Outcome;
use model::{Act, CaseAct};
use std::collections::BTreeMap;
use std::ops::Range;

const SEEDS: Range<u64> = 0..150;
const ACTS: u64 = 200;
const PEOPLE: [&str; 18] = [
    "Hana", "Lev", "Ada", "Otto", "Mara", "Mina", "Noor", "Omar", "Olga", "Pia", "Quin", "Sven", "for p1", "for p2", "for p3", "Cato",
    "node", "Mara",
];
const CASES: [&str; 4] = ["a", "b", "c", "d"];

fn seeds() -> Range<u64> {
    let given = std::env::var("TREGUA_SEEDS").ok();
    let range =
        given.as_deref().and_then(|given| given.split_once("..")).and_then(|(first, last)| Some(first.parse().ok()?..last.parse().ok()?));
    range.unwrap_or(SEEDS)
}

/// Numbers from a seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % n
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }
}

/// The rules of the next mission: every rule of voting comes up.
fn rules(dice: &mut Dice) -> String {
    let rule = dice.one(&[
        "rule = \"majority\"",
        "rule = \"two_thirds\"",
        "rule = { qualified = 60 }",
        "rule = \"consensus\"",
        "rule = { consensus_minus = 1 }",
        "rule = { weighted = 50 }",
        "rule = \"chair\"",
    ]);
    let quorum = dice.one(&["quorum_of = \"all\"", "quorum_of = \"sitting\""]);
    let quit = dice.one(&["on_quit = \"go_on\"", "on_quit = \"suspend\""]);
    let own = dice.one(&["own_matter = \"named\"", "own_matter = \"named_and_complainant\"", "own_matter = \"allowed\""]);
    RULES.replace("rule = \"majority\"", &format!("{rule}\n{quorum}\n{quit}\n{own}"))
}

/// What somebody might try next in a case, sensible or not.
fn attempt(dice: &mut Dice, world: &World) -> CaseAct {
    let case = dice.one(&CASES).to_owned();
    let draft = world.office.docket.case(&case).and_then(|case| case.drafts.keys().last().copied()).unwrap_or(7);
    let draft = if dice.below(20) == 0 { 7 } else { draft };
    let named = party(dice.one(&["p1", "p1", "p2"]));
    let (reason, remedy) = (dice.one(&["because", "because", "so", " "]).to_owned(), "withdrawal".to_owned());
    let member = dice.one(&PEOPLE).to_owned();
    let cites = vec![Cite { as_of: dice.below(9), id: format!("OBS-{}", dice.below(9)) }];
    let reviews = (dice.below(4) == 0).then(|| dice.one(&CASES).to_owned());
    match dice.below(34) {
        0 | 1 => CaseAct::Submit { case, cites, named: vec![named], reviews, title: reason },
        2..=4 => CaseAct::Open { case },
        5..=8 => CaseAct::Notify { case, party: named, sha256: text("notice") },
        9..=11 => CaseAct::Reply { attachments: Vec::new(), case, complete: dice.below(3) > 0, sha256: text("reply") },
        12..=14 => CaseAct::Draft { case, proposal: proposal("decision") },
        15..=17 => CaseAct::OpenVote { case, draft },
        18 => CaseAct::CloseVote { case },
        19 => CaseAct::Extend { case, party: named, reason },
        20 if dice.below(3) == 0 => CaseAct::Recuse { case, member, reason },
        20 => CaseAct::Cite { case, cites },
        21 => CaseAct::Challenge { case, member, reason },
        22 if dice.below(2) == 0 => CaseAct::Suspend { case, reason },
        22 | 23 => CaseAct::Resume { case },
        24 => CaseAct::Claim { case, remedy, sha256: text("photos") },
        25 => {
            let outcome = dice.one(&[Outcome::Met, Outcome::NotMet, Outcome::Undetermined]);
            CaseAct::Verify { case, cites, outcome, reason, remedy }
        }
        26 => CaseAct::Escalate { case, remedy, step: dice.one(&["discipline_report", "note"]).into() },
        27 => CaseAct::Cite { case, cites },
        28 => CaseAct::Request { case, of: named, question: reason, request: "r".into() },
        29 => CaseAct::Answer { case, request: "r".into(), sha256: text("answer") },
        30 => CaseAct::Dispute { case, reason, remedy },
        31 if dice.below(12) == 0 => CaseAct::Leave { member, reason },
        31 if dice.below(12) == 0 => CaseAct::Quit { party: named, reason },
        31 => CaseAct::End { case, reason },
        32 if dice.below(6) == 0 => CaseAct::Inadmissible { case, reason },
        _ => CaseAct::Close { case, reason },
    }
}

/// What comes next in a case, by who may do it.
fn go_on(dice: &mut Dice, world: &mut World, case: &str) -> bool {
    let named = party("p1");
    let Some(found) = world.office.docket.case(case).cloned() else { return world.step("Lev", submit(case, &["p1"])).is_ok() };
    let chair = found.chair(world.office.docket.away()).unwrap_or("Noor").to_owned();
    let name = case.to_owned();
    if found.suspended.is_some() {
        return world.step("Hana", CaseAct::Resume { case: name }).is_ok();
    }
    let (by, step) = match &found.stage {
        Stage::Submitted => ("Hana", CaseAct::Open { case: name }),
        Stage::Open { .. } if !found.notices.contains_key(&named) => ("Hana", notify(case, "p1")),
        Stage::Open { .. } => ("for p1", reply(case, dice.below(3) == 0)),
        Stage::Deliberation { carried: Some(_), .. } => {
            return world.sign(&["Mara", dice.one(&["Noor", "Omar"])], Act::Decide { case: name, sha256: text("decision") }).is_ok();
        }
        Stage::Deliberation { poll: Some(poll), .. } => {
            let sitting = found.sitting(world.office.docket.away());
            match sitting.iter().find(|one| !poll.cast.contains_key(&one.person)) {
                Some(one) => {
                    let choice = dice.one(&[Choice::Yes, Choice::Yes, Choice::Yes, Choice::No, Choice::Abstain]);
                    return world.step(&one.person, vote(case, poll.draft, choice)).is_ok();
                }
                None => return world.step(&chair, CaseAct::CloseVote { case: name }).is_ok(),
            }
        }
        Stage::Deliberation { .. } => match found.drafts.keys().last() {
            Some(draft) if dice.below(3) > 0 => return world.step(&chair, CaseAct::OpenVote { case: name, draft: *draft }).is_ok(),
            _ => ("Noor", CaseAct::Draft { case: name, proposal: proposal("decision") }),
        },
        Stage::Decided { .. } if dice.below(2) == 0 => {
            ("for p1", CaseAct::Claim { case: name, remedy: "withdrawal".into(), sha256: text("photos") })
        }
        Stage::Decided { .. } => {
            let outcome = dice.one(&[Outcome::Met, Outcome::NotMet]);
            ("Ada", CaseAct::Verify { case: name, cites: Vec::new(), outcome, reason: "seen".into(), remedy: "withdrawal".into() })
        }
        Stage::Inadmissible(_) | Stage::NoDecision { .. } => ("for p1", reply(case, true)),
    };
    world.step(by, step).is_ok()
}

/// One thing that happens: two times in three what comes next, else anything by anybody.
fn happen(dice: &mut Dice, world: &mut World) -> bool {
    let case = dice.one(&CASES);
    if dice.below(3) > 0 {
        return go_on(dice, world, case);
    }
    match dice.below(20) {
        0..=3 => {
            let hours = dice.one(&[0, 1, 12, 24, 30, 30, 35]);
            world.now = world.now.plus_ms(hours * HOUR_MS);
            world.act("node", Act::Tick { now: world.now }).is_ok()
        }
        4 => {
            // A clock that is wrong: back, or far ahead.
            let wrong = world.now.plus_ms(dice.one(&[-1, -100, 37, 5_000]) * HOUR_MS);
            let before = world.office.clone();
            assert!(world.act("node", Act::Tick { now: wrong }).is_err() || wrong.ms() - world.now.ms() <= 36 * HOUR_MS);
            assert_eq!(world.office.docket, before.docket, "a clock that jumps lapses nothing");
            false
        }
        5..=6 => {
            let (one, other) = (dice.one(&PEOPLE), dice.one(&["Mara", "Noor", "Omar", "Quin"]));
            let words = dice.one(&["decision", "decision", "another"]);
            if one == other {
                return false;
            }
            world.sign(&[other, one], Act::Decide { case: case.into(), sha256: text(words) }).is_ok()
        }
        7..=10 => {
            let draft = world.office.docket.case(case).and_then(|case| match &case.stage {
                Stage::Deliberation { poll: Some(poll), .. } => Some(poll.draft),
                _ => case.drafts.keys().last().copied(),
            });
            let Some(draft) = draft else { return false };
            let choice = dice.one(&[Choice::Yes, Choice::Yes, Choice::Yes, Choice::No, Choice::Abstain]);
            world.step(dice.one(&PEOPLE), vote(case, draft, choice)).is_ok()
        }
        _ => {
            let step = attempt(dice, world);
            let right = match &step {
                CaseAct::Submit { .. } => dice.one(&["Lev", "for p2", "for p1"]),
                CaseAct::Reply { .. } | CaseAct::Claim { .. } => dice.one(&["for p1", "for p2"]),
                CaseAct::Draft { .. } => "Omar",
                CaseAct::OpenVote { .. } | CaseAct::CloseVote { .. } | CaseAct::End { .. } | CaseAct::Escalate { .. } => "Mara",
                CaseAct::Verify { .. } => "Ada",
                CaseAct::Open { .. } | CaseAct::Notify { .. } | CaseAct::Extend { .. } | CaseAct::Resume { .. } => "Hana",
                CaseAct::Recuse { member, .. } => PEOPLE.iter().find(|one| *one == member).copied().unwrap_or("Mara"),
                _ => dice.one(&PEOPLE),
            };
            let by = if dice.below(5) == 0 { dice.one(&PEOPLE) } else { right };
            world.step(by, step).is_ok()
        }
    }
}

/// Where a case may go from a state in one act or tick.
fn may_follow(before: &Stage, after: &Stage) -> bool {
    use Stage::{Decided, Deliberation, Inadmissible, NoDecision, Open, Submitted};
    matches!(
        (before, after),
        (Submitted, Submitted | Inadmissible(_) | Open { .. } | Deliberation { .. })
            | (Open { .. }, Open { .. } | Deliberation { .. })
            | (Deliberation { .. }, Deliberation { .. } | NoDecision { .. } | Decided { .. })
            | (Inadmissible(_), Inadmissible(_))
            | (NoDecision { .. }, NoDecision { .. })
            | (Decided { .. }, Decided { .. })
    )
}

/// Counts a vote again from the acts alone, with other code than the program's.
fn check_decision(world: &World, case: &Case, decided: u64, draft: u64) {
    let tally = case.tallies.iter().rfind(|tally| tally.draft == draft).expect("a decision without a vote");
    assert_eq!(tally.result, Counted::Carried, "a decision that was not carried");
    assert!(tally.leaf < decided);
    assert_eq!(case.tallies.iter().filter(|tally| tally.result == Counted::Carried).count(), 1, "two drafts were carried");
    let mut last: BTreeMap<&str, (u64, Choice)> = BTreeMap::new();
    for (member, cast) in &tally.cast {
        for one in cast {
            assert!(matches!(&world.log[one.leaf as usize].0, Act::Case(CaseAct::Vote { choice, .. }) if *choice == one.choice));
            assert_eq!(world.log[one.leaf as usize].1[0].person, *member, "a vote of somebody else");
            assert!(one.leaf < tally.leaf, "a vote after the end");
            last.insert(member, (one.leaf, one.choice));
        }
    }
    let counts: Vec<Choice> = last
        .iter()
        .filter(|(member, _)| {
            case.recused.get(**member).is_none_or(|out| out.leaf > tally.leaf) && !tally.set_aside.iter().any(|out| out == **member)
        })
        .map(|(_, (_, choice))| *choice)
        .collect();
    let n = |wanted| counts.iter().filter(|choice| **choice == wanted).count();
    assert_eq!((n(Choice::Yes), n(Choice::No), n(Choice::Abstain)), (tally.yes_n, tally.no_n, tally.abstain_n));
    assert!(counts.len() * 100 >= tally.seats_n * 51, "no quorum: {} of {}", counts.len(), tally.seats_n);
    assert!(n(Choice::Yes) > 0);
    let (act, by, _) = &world.log[decided as usize];
    let text = &case.drafts[&draft].proposal.sha256;
    assert!(matches!(act, Act::Decide { sha256, .. } if sha256 == text), "another text than the one that was carried");
    assert!(by.len() >= 2 && by[0].person != by[1].person);
    assert!(by.iter().all(|one| case.recused.get(&one.person).is_none_or(|out| out.leaf > decided)), "signed by somebody who is recused");
}

/// No deliberation before everybody who is named was heard, or was told and let the time pass.
fn check_heard(world: &World, case: &Case) {
    for party in &case.named {
        let notice = case.notices.get(party).expect("deliberated without a notice");
        let replied = case.replies.iter().any(|reply| reply.party == *party && !reply.is_late);
        match notice.deadline.lapsed() {
            Some(tick) => {
                assert!(matches!(world.log[tick as usize].0, Act::Tick { .. }), "a deadline lapsed by something else than a tick")
            }
            None => assert!(replied, "deliberated before the reply"),
        }
        if let Some(silent) = notice.silent {
            assert!(matches!(world.log[silent as usize].0, Act::Tick { .. }));
        }
    }
}

fn check(world: &World, before: &Docket, decisions: &mut BTreeMap<String, u64>) {
    for case in world.office.docket.cases() {
        if let Some(was) = before.case(&case.name) {
            assert!(may_follow(&was.stage, &case.stage), "{:?} -> {:?}", was.stage, case.stage);
            assert!(case.replies.starts_with(&was.replies) && case.file.starts_with(&was.file), "something was lost");
            assert!(case.tallies.starts_with(&was.tallies) && was.drafts.keys().all(|draft| case.drafts.contains_key(draft)));
        }
        match &case.stage {
            Stage::Decided { leaf, draft, remedies, .. } => {
                assert_eq!(*decisions.entry(case.name.clone()).or_insert(*leaf), *leaf, "a second decision");
                check_decision(world, case, *leaf, *draft);
                check_heard(world, case);
                for remedy in remedies.values() {
                    let own = remedy.checks.iter().any(|check| remedy.claims.iter().any(|claim| claim.by == check.by));
                    assert!(!own, "the obliged party checked itself");
                }
            }
            Stage::Deliberation { .. } | Stage::NoDecision { .. } => check_heard(world, case),
            Stage::Submitted | Stage::Inadmissible(_) | Stage::Open { .. } => assert!(case.drafts.is_empty(), "a draft before the replies"),
        }
    }
}

/// The office folded anew from the log, with all that was refused in it.
fn rebuilt(world: &World) -> Office {
    let mut office = Office::default();
    for (leaf, (act, by, at)) in (0..).zip(&world.log) {
        let _ = office.take(act, &Standing { leaf, at: *at, author: &by[0].person, by });
    }
    office
}

#[test]
fn whatever_is_tried_in_any_order_every_rule_of_the_commission_is_kept() {
    let (mut taken, mut refused) = (0_u64, 0_u64);
    let (mut decided, mut ended, mut late, mut met) = (0, 0, 0, 0);
    for seed in seeds() {
        let mut dice = Dice(seed);
        let mut world = World::new(&rules(&mut dice));
        let mut decisions = BTreeMap::new();
        for _ in 0..ACTS {
            let before = world.office.clone();
            let n = world.log.len();
            if happen(&mut dice, &mut world) {
                taken += 1;
            } else if world.log.len() > n {
                refused += 1;
                assert_eq!(world.office.docket, before.docket, "seed {seed}: a refused act changed something");
            }
            check(&world, &before.docket, &mut decisions);
        }
        assert_eq!(rebuilt(&world).docket, world.office.docket, "seed {seed}: folded anew it is another one");
        let cases: Vec<&Case> = world.office.docket.cases().collect();
        decided += decisions.len();
        ended += cases.iter().filter(|case| matches!(case.stage, Stage::NoDecision { .. })).count();
        late += cases.iter().flat_map(|case| &case.replies).filter(|reply| reply.is_late).count();
        met += cases.iter().flat_map(|case| case.remedies()).filter(|remedy| !remedy.state.is_open()).count();
    }
    println!("{taken} acts taken, {refused} refused; {decided} decisions, {ended} ends without, {late} late replies, {met} remedies met");
    let n = u64::try_from(seeds().count()).unwrap();
    assert!(taken > n * 20 && refused > n * 20, "the stories are too poor to say anything: {taken}, {refused}");
    if n >= 100 {
        assert!(decided > 10 && ended > 10 && late > 10, "{decided} {ended} {late}");
    }
}
