//! Measured on request: `cargo test --release -p tregua-terms --test speed -- --ignored --nocapture`.

mod support;
use model::{Digest, Geometry, Kind, LayerRole};
use std::hint::black_box;
use std::time::Instant;
use support::*;

fn agreement_of_ten_terms() -> terms::Agreement {
    let mut terms =
        String::from("[[term]]\nid = \"0\"\nkind = \"effective_moment\"\nquote = \"Words\"\nat = \"2018-01-01\"\nzone = \"UTC\"\n");
    for n in 0..5 {
        terms +=
            &format!("[[term]]\nid = \"z{n}\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"explosion\"]\nzone = \"zone{n}\"\n");
    }
    for n in 0..2 {
        terms += &format!("[[term]]\nid = \"a{n}\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"explosion\", \"burst\"]\n");
    }
    for n in 0..2 {
        terms += &format!(
            "[[term]]\nid = \"w{n}\"\nkind = \"withdrawal_distance\"\nquote = \"Words\"\nclasses = [\"mortar\"]\ndistance_km = 15\n[term.baseline]\np1 = {{ line = \"zone0\" }}\np2 = {{ line = \"zone1\" }}\n"
        );
    }
    agreement(&text_of("", "Words.", &terms))
}

/// A wavy ring of `n` positions round a point.
fn ring(lat: f64, lon: f64, n: u32, seed: u32) -> Vec<model::Position> {
    let corner = |i: u32| {
        let angle = f64::from(i) / f64::from(n) * std::f64::consts::TAU;
        let far = 1.0 + 0.1 * libm::sin(angle * 17.0 + f64::from(seed)) + 0.01 * libm::sin(angle * 400.0);
        at(lat + far * libm::sin(angle), lon + far * libm::cos(angle))
    };
    (0..n).map(corner).collect()
}

#[test]
#[ignore = "a measurement"]
fn an_explosion_against_ten_terms_and_five_zones() {
    let agreement = agreement_of_ten_terms();
    let zone = |n: u32| {
        layer(
            &format!("zone{n}"),
            "map",
            LayerRole::Zone,
            200,
            "2014-01-01T00:00:00Z",
            Geometry::Areas(vec![vec![ring(48.0 + f64::from(n) * 0.5, 37.0, 3000, n)]]),
        )
    };
    let ground = ground(&(0..5).map(zone).collect::<Vec<_>>());
    let (mission, version) = (mission(), Digest::of(b"v"));
    for (what, place) in [
        ("far from every zone", point(44.0, 30.0, 1000)),
        ("inside one zone, near no border", point(47.4, 37.0, 300)),
        ("near borders", point(48.98, 37.0, 1000)),
    ] {
        let members = [by("p1", placed(place, report(Kind::Explosion, 1)))];
        let incident = incident(&members);
        let facts = terms::Facts { incident: &incident, members: members.iter().collect(), dossier: terms::Dossier::nothing() };
        let n = 20_000;
        let start = Instant::now();
        let mut findings = 0;
        for _ in 0..n {
            findings += black_box(terms::assess(&agreement, &version, &facts, &ground, &mission)).len();
        }
        eprintln!("{what}: {:.2} us, {} findings", start.elapsed().as_secs_f64() * 1e6 / f64::from(n), findings / 20_000);
    }
    let members = [report(Kind::ThermalAnomaly, 1)];
    let incident = incident(&members);
    let facts = terms::Facts { incident: &incident, members: members.iter().collect(), dossier: terms::Dossier::nothing() };
    let start = Instant::now();
    for _ in 0..1_000_000 {
        black_box(terms::assess(&agreement, &version, &facts, &ground, &mission));
    }
    eprintln!("not concerned: {:.1} ns", start.elapsed().as_secs_f64() * 1e3);
}

#[test]
#[ignore = "a measurement"]
fn an_index_of_353_maps_of_control() {
    let day = |n: u32| {
        let from = instant("2024-07-08T00:00:00Z").plus_ms(i64::from(n) * 86_400_000);
        layer("control", "map", LayerRole::Control, 500, &from.to_string(), Geometry::Areas(vec![vec![ring(48.0, 37.0, 3000, n)]]))
    };
    let versions: Vec<_> = (0..353).map(day).collect();
    let start = Instant::now();
    let index = terms::LayerIndex::new(versions);
    eprintln!("353 maps of 3,000 positions indexed in {:.3} s", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let n = 100_000;
    let mut sum = 0.0;
    for i in 0..n {
        let when = instant("2024-07-08T00:00:00Z").plus_ms(i64::from(i % 353) * 86_400_000);
        let valid = terms::Ground::versions(&index, "control", None, when);
        let here = at(47.0 + f64::from(i % 200) / 100.0, 36.5);
        sum += valid.first().unwrap().shape.distance_m(here).unwrap().0;
    }
    eprintln!(
        "version by time and distance to its border: {:.2} us (mean {:.0} m)",
        start.elapsed().as_secs_f64() * 1e6 / f64::from(n),
        sum / f64::from(n)
    );
}

/// An invented agreement of 60 pages of 3,000 characters: 120 articles, 300 terms of several kinds, definitions, declarations.
fn sixty_pages() -> String {
    let sentence = "The Parties shall keep what is written here in good faith, and the Commission shall look after it from day to day. ";
    let mut text = String::from(
        "# Agreement of Sixty Pages\n\n```toml\n[agreement]\nid = \"sixty\"\nparties = [\"p1\", \"p2\"]\ntime_zone = \"UTC\"\nprecedence = \"latest_in_force\"\n```\n\nIt begins.\n\n```toml\n[[term]]\nid = \"0\"\nkind = \"effective_moment\"\nquote = \"It begins\"\nat = \"2026-01-10\"\nzone = \"UTC\"\n```\n",
    );
    for n in 0..120 {
        text += &format!(
            "\n## Article {n}\n\n{}In part {n} they cease all fire, withdraw weapons number {n}, and let {n} trucks in.\n\n```toml\n",
            sentence.repeat(12)
        );
        text += &format!("[[definition]]\nid = \"d{n}\"\nwords = [\"part {n}\"]\nmeaning = \"the part with that number\"\n\n");
        text += &format!(
            "[[term]]\nid = \"{n}.1\"\nkind = \"prohibited_act\"\nquote = \"In part {n} they cease all fire\"\nacts = [\"explosion\", \"shot\"]\nzone = \"buffer\"\nsince = \"2026-02-01\"\n\n"
        );
        text += &format!(
            "[[term]]\nid = \"{n}.2\"\nkind = \"withdrawal_distance\"\nquote = \"withdraw weapons number {n}\"\nmodels = [\"M-{n}\"]\ndistance_km = 15\n[term.baseline]\np1 = {{ line = \"front\" }}\np2 = {{ line = \"front\" }}\n\n"
        );
        if n % 2 == 0 {
            text += &format!(
                "[[term]]\nid = \"{n}.3\"\nkind = \"quota\"\nquote = \"let {n} trucks in\"\nmeasure = \"delivered\"\nper_day = 600\nobliged = \"p1\"\ndefinition = \"at gate {n}\"\n\n"
            );
        }
        text += "```\n";
    }
    text
}

#[test]
#[ignore = "a measurement"]
fn an_agreement_of_sixty_pages_is_checked() {
    let text = sixty_pages();
    let (mission, ground) = (mission(), ground(&[square("buffer", "map", 0), meridian("front", "map", 0)]));
    let mut least_ms = f64::MAX;
    let (mut terms_n, mut faults_n) = (0, 0);
    for _ in 0..5 {
        let started = Instant::now();
        let (agreement, mut faults) = terms::read_agreement(black_box(&text));
        let agreement = agreement.unwrap();
        faults.extend(terms::check(&agreement, &text, &mission, &ground));
        faults.extend(terms::check_among(&agreement, &text, &[]));
        least_ms = least_ms.min(started.elapsed().as_secs_f64() * 1e3);
        (terms_n, faults_n) = (agreement.terms().len(), faults.len());
    }
    println!(
        "{} characters, {terms_n} terms, {faults_n} faults: read and checked in {least_ms:.1} ms (asked: 200 ms)",
        text.chars().count()
    );
    assert!(terms_n == 301 && least_ms < 200.0, "{terms_n} terms, {least_ms} ms");
}
