//! Cases on the real store: reports, corrections, amended terms, votes, ticks, crashes, erasures and stolen keys in any
//! order; after every step what the store holds is the fold of the log, and every rule was kept.
//!
//! `TREGUA_SEEDS=FIRST..LAST` runs other seeds than those of every run (`cargo xtask soak`).

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod remedies;
mod world;

use casework::docket::{Case, Counted, Stage};
use engine::contract::{Lookup, Projection};
use engine::{EngineFault, Log};
use model::case::{Choice, Cite, Found, Proposal, Standard};
use model::remedy::{Order, Outcome, Test};
use model::{Act, CaseAct, Digest, Entry, PartyId};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use store::view::View;
use world::{Dice, World, secret};

const SEEDS: Range<u64> = 0..5;
const STEPS: u64 = 70;

fn seeds() -> Range<u64> {
    let given = std::env::var("TREGUA_SEEDS").ok();
    let range =
        given.as_deref().and_then(|given| given.split_once("..")).and_then(|(first, last)| Some(first.parse().ok()?..last.parse().ok()?));
    range.unwrap_or(SEEDS)
}

/// What was done in one story.
#[derive(Default)]
struct Told {
    refused: u64,
    decided: BTreeMap<String, u64>,
    /// From which entry on what Cid's key signed is in doubt.
    stolen: Option<u64>,
    crashes: u64,
    redacted: BTreeSet<String>,
    forced: BTreeSet<u64>,
}

fn p1() -> PartyId {
    PartyId("p1".into())
}

fn proposal(sha256: Digest) -> Proposal {
    let order = Order {
        act: "withdraw".into(),
        actor: p1(),
        place: "the bridge".into(),
        quantity: None,
        remedy: "r".into(),
        step: "corrective_act".into(),
        test: Test::Manual { question: "gone".into() },
        within_h: 48,
    };
    Proposal { found: Found::Breach, orders: vec![order], responsible: vec![p1()], sha256, standard: Standard::ReasonableGrounds }
}

/// What comes next in a case, by who may do it; now and then by somebody who may not.
fn next(dice: &mut Dice, world: &mut World, name: &str) -> (Vec<&'static str>, Act) {
    let text = world.desk().vault.put(b"a text").unwrap();
    let view = View::open(&world.folder, None).unwrap();
    let as_of = view.as_of();
    let ids = view.find("OBS-").unwrap();
    let cites = ids.first().map(|id| Cite { as_of, id: id.clone() }).into_iter().collect();
    let case = name.to_owned();
    let any = dice.one(&["Tess", "Ben", "Cid", "Ada", "liaison"]);
    let Some(found) = world.docket().case(name).cloned() else {
        return (vec!["Tess"], Act::Case(CaseAct::Submit { case, cites, named: vec![p1()], reviews: None, title: "a bridge".into() }));
    };
    let chair = if found.chair(world.docket().away()) == Some("Tess") { "Tess" } else { "Ben" };
    let vote = |draft, choice| CaseAct::Vote { case: name.into(), choice, dissent: None, draft, reason: "as argued".into() };
    let (by, step) = match &found.stage {
        Stage::Submitted => ("Tess", CaseAct::Open { case }),
        Stage::Open { .. } if found.notices.is_empty() => ("Tess", CaseAct::Notify { case, party: p1(), sha256: text }),
        Stage::Open { .. } => ("liaison", CaseAct::Reply { attachments: vec![text], case, complete: dice.below(2) == 0, sha256: text }),
        Stage::Deliberation { carried: Some(_), .. } => {
            return (vec![dice.one(&["Tess", "Cid"]), "Ben"], Act::Decide { case, sha256: text });
        }
        Stage::Deliberation { poll: Some(poll), .. } => match ["Tess", "Ben", "Cid"].iter().find(|one| !poll.cast.contains_key(**one)) {
            Some(one) => (*one, vote(poll.draft, dice.one(&[Choice::Yes, Choice::Yes, Choice::Yes, Choice::No]))),
            None => (chair, CaseAct::CloseVote { case }),
        },
        Stage::Deliberation { .. } => match found.drafts.keys().last() {
            Some(draft) if dice.below(3) > 0 => (chair, CaseAct::OpenVote { case, draft: *draft }),
            _ => ("Ben", CaseAct::Draft { case, proposal: proposal(text) }),
        },
        Stage::Decided { .. } if dice.below(2) == 0 => ("liaison", CaseAct::Claim { case, remedy: "r".into(), sha256: text }),
        Stage::Decided { .. } => (
            "Ada",
            CaseAct::Verify { case, cites, outcome: dice.one(&[Outcome::Met, Outcome::NotMet]), reason: "seen".into(), remedy: "r".into() },
        ),
        Stage::Inadmissible(_) | Stage::NoDecision { .. } => {
            ("liaison", CaseAct::Reply { attachments: vec![], case, complete: true, sha256: text })
        }
    };
    let step =
        if dice.below(25) == 0 { CaseAct::Recuse { case: name.into(), member: "Cid".into(), reason: "a cousin".into() } } else { step };
    (vec![if dice.below(8) == 0 { any } else { by }], Act::Case(step))
}

fn step(dice: &mut Dice, world: &mut World, told: &mut Told) {
    let name = dice.one(&["a", "b", "c"]);
    match dice.below(30) {
        0..=1 => world.report(dice.below(12), dice.one(&["2026-05-01T10:00", "2026-05-30T11:00", "2025-01-01T00:00"]), "explosion", None),
        2 => {
            // The same file twice; the second time it is no entry.
            world.report(3, "2026-05-02T10:00", "explosion", Some("twice"));
            let size = world.writer().log.size();
            world.report(3, "2026-05-02T10:00", "explosion", Some("twice"));
            assert!(world.writer().log.size() <= size + 1, "a duplicate was received again");
        }
        3 => world.report(dice.below(12), "2026-05-03T10:00", "damage", None),
        4 => world.amend(dice.below(3)),
        5..=7 => {
            let hours = dice.one(&[1, 12, 30, 35, 500, -5]);
            let before = world.docket().clone();
            if world.tick(hours).is_err() {
                assert!(
                    !(0..=36).contains(&hours) || world.writer().projection.office().now() > Some(world.now),
                    "a good tick was refused"
                );
                assert_eq!(*world.docket(), before, "a clock that jumps lapses nothing");
                world.now = world.now.plus_ms(-hours * world::HOUR_MS);
            }
        }
        8 => {
            let (by, act) = next(dice, world, name);
            let signed = world.signed(by[0], &by, act);
            told.forced.insert(world.writer().log.size());
            world.crash_after(signed);
            told.crashes += 1;
        }
        9 => world.restart(dice.below(2) == 0),
        10 if told.redacted.len() < 2 => {
            let ids = View::open(&world.folder, None).unwrap().find("OBS-").unwrap();
            if let Some(id) = ids.first() {
                world.redact(id);
                told.redacted.insert(id.clone());
            }
        }
        11 if told.stolen.is_none() && dice.below(3) == 0 => {
            // Cid's key was stolen a while ago: from now on it signs nothing.
            let since = world.writer().log.size() / 2;
            let act = Act::RevokeKey { compromised_since: Some(since), key: secret("Cid").id(), reason: "stolen".into() };
            world.sign("Tess", &["root"], act).unwrap();
            told.stolen = Some(since);
        }
        _ => {
            let (by, act) = next(dice, world, name);
            let (before, size) = (world.docket().clone(), world.writer().log.size());
            match world.sign(by[0], &by, act) {
                Ok(_) => {}
                Err(EngineFault::Refused(_) | EngineFault::Act(_) | EngineFault::UnknownId(_)) => {
                    told.refused += 1;
                    assert_eq!((world.docket(), world.writer().log.size()), (&before, size), "a refused act left something behind");
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
}

/// What must hold after every step.
fn check(world: &World, told: &mut Told) {
    let docket = world.docket();
    assert_eq!(*docket, world.folded().docket, "the store holds something else than the log says");
    let log = &world.writer().log;
    for case in docket.cases() {
        check_case(
            case,
            &mut told.decided,
            |leaf| matches!(Entry::read(&log.stored(leaf).unwrap()), Ok(Entry::Signed(signed)) if matches!(signed.declared.act, Act::Tick { .. })),
        );
    }
}

fn check_case(case: &Case, decided: &mut BTreeMap<String, u64>, is_tick: impl Fn(u64) -> bool) {
    for notice in case.notices.values() {
        assert!(notice.deadline.lapsed().is_none_or(&is_tick), "a deadline lapsed by something else than a tick");
        assert!(notice.silent.is_none_or(&is_tick));
    }
    let Stage::Decided { leaf, draft, .. } = &case.stage else { return };
    assert_eq!(*decided.entry(case.name.clone()).or_insert(*leaf), *leaf, "a second decision");
    let carried: Vec<_> = case.tallies.iter().filter(|tally| tally.result == Counted::Carried).collect();
    assert!(matches!(carried.as_slice(), [one] if one.draft == *draft && one.yes_n + one.no_n + one.abstain_n >= 2), "{carried:?}");
    assert!(case.replies.iter().any(|reply| !reply.is_late) || case.notices.values().all(|notice| notice.silent.is_some()));
}

/// What must hold at the end: the record verifies, and made anew it is the same.
fn check_end(world: &mut World, told: &Told) {
    let before = world.writer().projection.digest().unwrap();
    world.restart(true);
    assert_eq!(world.writer().projection.digest().unwrap(), before, "made anew it is another one");
    let mut fresh = store::SqliteProjection::in_memory().unwrap();
    let audited = engine::audit::audit(&world.writer().log, &world.writer().vault, &mut fresh, |_, _| {}).unwrap();
    let unexpected: Vec<_> = audited.differences.iter().filter(|difference| !told.forced.contains(&difference.leaf)).collect();
    assert!(unexpected.is_empty(), "{unexpected:?}");
    let doubtful = told.stolen.map_or_else(BTreeSet::new, |since| world.signed_since("Cid", since));
    let shown: BTreeSet<u64> = audited.doubts.iter().filter(|doubt| doubt.what.contains("compromised")).map(|doubt| doubt.leaf).collect();
    assert_eq!(shown, doubtful, "what a stolen key signed is in doubt, and nothing else");
    assert!(told.redacted.is_empty() || !audited.redactions.is_empty());
}

#[test]
fn whatever_happens_in_any_order_the_store_is_the_fold_of_the_log_and_every_rule_is_kept() {
    let (mut decided, mut refused, mut crashes, mut redacted, mut stolen) = (0, 0, 0, 0, 0);
    for seed in seeds() {
        let mut dice = Dice(seed);
        let (mut world, mut told) = (World::begin(), Told::default());
        world.report(1, "2026-05-01T10:00", "explosion", None);
        for _ in 0..STEPS {
            step(&mut dice, &mut world, &mut told);
            check(&world, &mut told);
        }
        check_end(&mut world, &told);
        decided += told.decided.len();
        refused += told.refused;
        crashes += told.crashes;
        redacted += told.redacted.len();
        stolen += u64::from(told.stolen.is_some());
    }
    println!("{decided} decisions, {refused} refusals, {crashes} crashes, {redacted} erasures, {stolen} stolen keys");
    assert!(decided >= 2 && refused >= 5 && crashes >= 2 && redacted >= 1, "{decided} {refused} {crashes} {redacted} {stolen}");
}
