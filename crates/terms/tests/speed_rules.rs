//! Incidents against many rules, measured on request:
//! `cargo test --release -p tregua-terms --test speed_rules -- --ignored --nocapture`.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;
use model::{Digest, Geometry, Kind, LayerRole};
use std::hint::black_box;
use std::time::Instant;
use support::dice::Dice;
use support::*;

/// Squares over a country of ten by ten degrees.
fn country(zones: u32, dice: &mut Dice) -> Vec<(model::LayerVersion, Geometry)> {
    let zone = |n: u32, dice: &mut Dice| {
        let (lat, lon, side) = (dice.between(40.0, 50.0), dice.between(30.0, 40.0), dice.between(0.05, 0.4));
        let ring = vec![at(lat, lon), at(lat, lon + side), at(lat + side, lon + side), at(lat + side, lon)];
        layer(&format!("zone{n}"), "map", LayerRole::Zone, 200, "2014-01-01T00:00:00Z", Geometry::Areas(vec![vec![ring]]))
    };
    (0..zones).map(|n| zone(n, dice)).collect()
}

/// 200 rules: acts and presence in 60 zones, in force for a quarter of a year each, and a few everywhere.
fn two_hundred_rules() -> terms::Agreement {
    let mut terms = String::new();
    for (n, (from, to)) in [("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31")].iter().enumerate() {
        terms += &format!(
            "[[term]]\nid = \"m{n}\"\nkind = \"effective_moment\"\nquote = \"Words\"\nat = \"2018-{from}\"\nuntil = \"2018-{to}\"\nzone = \"UTC\"\nfor = [\"none\"]\n"
        );
    }
    terms = terms.replace("for = [\"none\"]\n", "");
    let kinds = ["explosion", "burst", "shot", "uav", "weapon_seen", "personnel_seen"];
    for n in 0..190 {
        let (zone, kind, quarter) = (n % 60, kinds[n % kinds.len()], n % 4);
        terms += &if n % 3 == 0 {
            format!(
                "[[term]]\nid = \"l{n}\"\nkind = \"zone_allow_list\"\nquote = \"Words\"\npresence = [\"{kind}\"]\nzone = \"zone{zone}\"\nallowed = [\"monitors\"]\nin_force = [\"m{quarter}\"]\n"
            )
        } else {
            format!(
                "[[term]]\nid = \"a{n}\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"{kind}\"]\nzone = \"zone{zone}\"\nin_force = [\"m{quarter}\"]\n"
            )
        };
    }
    for n in 190..200 {
        terms += &format!(
            "[[term]]\nid = \"e{n}\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"jamming\"]\nin_force = [\"m{}\"]\n",
            n % 4
        );
    }
    agreement(&text_of("", "Words.", &terms))
}

/// Incidents of ten kinds all over the country and the year.
fn incidents(n: u32, dice: &mut Dice) -> Vec<(model::Incident, Vec<model::Observation>)> {
    let kinds = [
        Kind::Explosion,
        Kind::Explosion,
        Kind::Burst,
        Kind::Shot,
        Kind::ThermalAnomaly,
        Kind::ThermalAnomaly,
        Kind::Uav,
        Kind::WeaponSeen,
        Kind::Damage,
        Kind::Restriction,
    ];
    let one = |n: u32, dice: &mut Dice| {
        let place = point(dice.between(40.0, 50.0), dice.between(30.0, 40.0), 100 + u32::try_from(dice.roll(900)).unwrap());
        let when = instant("2018-01-01T00:00:00Z").plus_ms(i64::try_from(dice.roll(365 * 86_400)).unwrap() * 1_000);
        let mut first = placed(place, report(*dice.pick(&kinds), n));
        first.time = model::When::at(when, "UTC").unwrap();
        let members: Vec<_> = (0..1 + dice.roll(2)).map(|_| by("p1", first.clone())).collect();
        (incident(&members), members)
    };
    (0..n).map(|n| one(n, dice)).collect()
}

#[test]
#[ignore = "a measurement"]
fn incidents_against_two_hundred_rules() {
    let mut dice = Dice(11);
    let (rules, ground, mission, version) = (two_hundred_rules(), ground(&country(60, &mut dice)), mission(), Digest::of(b"v"));
    let all = incidents(100_000, &mut dice);
    let facts: Vec<_> = all
        .iter()
        .map(|(incident, members)| terms::Facts { incident, members: members.iter().collect(), dossier: terms::Dossier::nothing() })
        .collect();
    let start = cpu_s();
    let sieve = terms::Sieve::of([(&rules, &version)], &ground, &mission);
    eprintln!("{} terms compiled in {:.2} ms", rules.terms().len(), (cpu_s() - start) * 1e3);
    let start = cpu_s();
    let passed = facts.iter().filter(|facts| black_box(sieve.passed_n(facts)) > 0).count();
    let gate = cpu_s() - start;
    let start = cpu_s();
    let (mut with, mut n) = (0, 0);
    for facts in &facts {
        let findings = black_box(sieve.assess(facts)).len();
        with += usize::from(findings > 0);
        n += findings;
    }
    let whole = cpu_s() - start;
    let start = cpu_s();
    let some = facts.iter().take(10_000);
    let plain: usize = some.map(|facts| black_box(terms::assess(&rules, &version, facts, &ground, &mission)).len()).sum();
    let slow = (cpu_s() - start) * 10.0;
    let rate = |seconds: f64| facts.len() as f64 / seconds / 1e6;
    eprintln!(
        "tests alone: {:.2} M incidents/s ({passed} of {} pass); with findings: {:.2} M/s ({with} incidents with {n} findings); plain: {:.3} M/s ({plain} findings of a tenth)",
        rate(gate),
        facts.len(),
        rate(whole),
        rate(slow)
    );
}

/// Seconds that this thread was on a processor so far; on a busy machine less than passed.
fn cpu_s() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

/// All agreements that lie in the project, with a square for each layer that they name.
fn agreements_at_hand() -> Vec<terms::Agreement> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files: Vec<std::path::PathBuf> = Vec::new();
    let mut open = vec![
        root.join("agreements"),
        root.join("fixtures/worlds"),
        root.join("crates/exercise"),
        root.join("crates/terms/tests/agreements"),
    ];
    while let Some(folder) = open.pop() {
        for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                files.push(path);
            }
        }
    }
    files.sort();
    let read = files.iter().filter_map(|path| terms::read_agreement(&std::fs::read_to_string(path).unwrap()).0);
    terms::join(read.collect())
}

#[test]
#[ignore = "a measurement"]
fn a_million_incidents_against_all_agreements_on_two_threads() {
    const THREADS: u64 = 2;
    const INCIDENTS: u32 = 1_000_000;
    let agreements = agreements_at_hand();
    let mut mission = mission();
    for party in agreements.iter().flat_map(terms::Agreement::parties) {
        if mission.party(party).is_none() {
            mission.parties.push(model::mission::Party { hue: 0, id: party.clone(), name: party.0.clone() });
        }
    }
    let mut dice = Dice(5);
    let names: std::collections::BTreeSet<String> = agreements.iter().flat_map(terms::Agreement::layers).collect();
    let mut layers = country(u32::try_from(names.len()).unwrap(), &mut dice);
    layers.iter_mut().zip(&names).for_each(|((version, _), name)| version.layer.clone_from(name));
    let ground = ground(&layers);
    let texts: Vec<_> = agreements.iter().map(|agreement| (agreement, agreement.digest())).collect();
    let terms_n: usize = agreements.iter().map(|agreement| agreement.terms().len()).sum();
    let start = Instant::now();
    let work = |seed: u64| {
        let sieve = terms::Sieve::of(texts.iter().copied(), &ground, &mission);
        let (mut dice, mut spent, mut findings, mut left) = (Dice(seed + 1), 0.0, 0, INCIDENTS / 2);
        while left > 0 {
            let some = incidents(left.min(10_000), &mut dice);
            left -= u32::try_from(some.len()).unwrap();
            let start = cpu_s();
            for (incident, members) in &some {
                let facts = terms::Facts { incident, members: members.iter().collect(), dossier: terms::Dossier::nothing() };
                findings += black_box(sieve.assess(&facts)).len();
            }
            spent += cpu_s() - start;
        }
        (spent, findings)
    };
    let told: Vec<(f64, usize)> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..THREADS)
            .map(|seed| {
                let work = &work;
                scope.spawn(move || work(seed))
            })
            .collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let (longest, findings) = told.iter().fold((0.0f64, 0), |(longest, n), (spent, more)| (longest.max(*spent), n + more));
    eprintln!(
        "{INCIDENTS} incidents against {} agreements ({terms_n} terms) on {THREADS} threads: {longest:.1} CPU s each, {findings} findings ({:.1} s with making the incidents)",
        agreements.len(),
        start.elapsed().as_secs_f64()
    );
}
