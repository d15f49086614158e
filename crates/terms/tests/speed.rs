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
