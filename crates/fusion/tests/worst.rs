//! Input that invites quadratic work: bursts, and thousands of reports on one point.
//!
//! `cargo test -p tregua-fusion --release --test worst -- --ignored --nocapture`
#![expect(clippy::print_stderr, reason = "tests")]

mod make;

use fusion::{Evidence, Parameters, fuse};
use make::{at_h, cpu_seconds, normal, on_day, report, settlement, sources};
use model::{Kind, Sense, TimePrecision};

fn timed(name: &str, evidence: &[Evidence]) -> f64 {
    let started = cpu_seconds();
    let incidents = fuse(evidence, &sources(2), "UTC", &Parameters::default());
    let seconds = cpu_seconds() - started;
    let largest = incidents.iter().map(|incident| incident.members.len()).max();
    eprintln!("{name}: {} reports, {} incidents, largest {largest:?}, {seconds:.1} CPU s", evidence.len(), incidents.len());
    seconds
}

#[test]
#[ignore = "takes a minute in a release build; prints figures"]
fn bursts_and_heaps_of_reports_on_one_point_stay_bounded() {
    let many = |n: u64, one: &dyn Fn(u64) -> Evidence| -> Vec<Evidence> { (0..n).map(one).collect() };
    let camera = many(60_000, &|n| at_h(report(n), n as f64 / 60_000.0));
    let heat = many(50_000, &|n| Evidence {
        kind: Kind::ThermalAnomaly,
        sense: Sense::SatelliteThermal,
        place: normal(0.0, 0.0, 200),
        ..on_day(report(n), 0)
    });
    let town =
        many(20_000, &|n| Evidence { sense: Sense::Read, place: settlement(0.0, 0.0, 2_500), speaker: n as u32, ..on_day(report(n), 0) });
    let clips = many(5_000, &|n| Evidence { sense: Sense::ThirdPartyImagery, place: normal(0.0, 0.0, 150), ..on_day(report(n), 0) });
    let witnesses = many(5_000, &|n| Evidence { speaker: n as u32, precision: TimePrecision::Minute, ..report(n) });
    let country = many(20_000, &|n| Evidence { speaker: n as u32, place: normal(0.0, 0.0, 200_000), ..on_day(report(n), 0) });
    let all = [
        timed("one camera, 1,000 a minute", &camera),
        timed("heat on one point and day", &heat),
        timed("one town on one day", &town),
        timed("clips of one point and day", &clips),
        timed("stations at one moment", &witnesses),
        timed("somewhere in a country", &country),
    ];
    assert!(all.iter().all(|seconds| *seconds < 60.0), "{all:?}");
}
