//! The heat points of six years, as they lie in the test data: what fusing them costs and gives.
//!
//! `TREGUA_DATA=... cargo test -p tregua-fusion --release --test firms -- --ignored --nocapture`
#![expect(clippy::unwrap_used, reason = "tests")]

mod make;

use flate2::read::GzDecoder;
use fusion::{Evidence, Footprint, Parameters, census, fuse};
use make::{DAY_MS, cpu_seconds, instant, report};
use model::{Instant, Kind, Position, Sense, SourceId, TimePrecision};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::time::Instant as Clock;

/// Source: METHOD 3, sigma of a VIIRS pixel.
const PIXEL_SD_M: u32 = 200;

fn read_points(folder: &Path) -> Vec<Evidence> {
    let mut made = Vec::new();
    for year in 2018..=2023 {
        let file = File::open(folder.join(format!("firms_ukraine/points/fires_{year}.csv.gz"))).unwrap();
        let mut rows = csv::Reader::from_reader(GzDecoder::new(file));
        for row in rows.records() {
            let row = row.unwrap();
            let degrees = |column: usize| row.get(column).unwrap().parse::<f64>().unwrap();
            let centre = Position::from_degrees(degrees(0), degrees(1)).unwrap();
            let from = Instant::start_of_day(row.get(2).unwrap(), "UTC").unwrap();
            made.push(Evidence {
                is_origin: false,
                kind: Kind::ThermalAnomaly,
                sense: Sense::SatelliteThermal,
                precision: TimePrecision::Day,
                from,
                to: instant(from.ms() + DAY_MS),
                place: Some(Footprint { centre, sd_m: PIXEL_SD_M, wide_ppm: 0, wide_sd_m: 0 }),
                source: 0,
                speaker: 0,
                ..report(made.len() as u64)
            });
        }
    }
    made
}

/// Highest resident memory of this process so far, MB.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.split_whitespace().next()).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

#[test]
#[ignore = "needs TREGUA_DATA and a release build; prints figures"]
fn all_heat_points_fuse_within_ten_seconds_and_600_mb() {
    let Some(folder) = std::env::var_os("TREGUA_DATA") else {
        eprintln!("skipped: TREGUA_DATA not set");
        return;
    };
    let evidence = read_points(Path::new(&folder));
    let before_mb = peak_mb();
    let (started, cpu) = (Clock::now(), cpu_seconds());
    let incidents = fuse(&evidence, &[SourceId("firms".into())], "UTC", &Parameters::default());
    let (seconds, cpu) = (started.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    let after_mb = peak_mb();
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for incident in &incidents {
        *sizes.entry(incident.members.len().next_power_of_two()).or_default() += 1;
    }
    let crowded = incidents.iter().filter(|incident| incident.crowded).count();
    let doubtful = incidents.iter().filter(|incident| !incident.alternatives.is_empty()).count();
    eprintln!(
        "{} points -> {} incidents ({:.2} points each) in {seconds:.2} s, {cpu:.2} CPU s",
        evidence.len(),
        incidents.len(),
        evidence.len() as f64 / incidents.len() as f64
    );
    eprintln!("memory: {before_mb} MB with the input, {after_mb} MB at the peak");
    eprintln!("incidents by size, rounded up to a power of two: {sizes:?}");
    eprintln!(
        "crowded {crowded}, with alternatives {doubtful}, largest {:?}",
        incidents.iter().map(|incident| incident.members.len()).max()
    );
    let started = Clock::now();
    let census = census(&evidence, &Parameters::default());
    eprintln!("{census:?} in {:.2} s", started.elapsed().as_secs_f64());
    eprintln!(
        "pairs for each point: {:.1} joining, {:.1} seen",
        census.joining_n as f64 / evidence.len() as f64,
        census.seen_n as f64 / evidence.len() as f64
    );
    let members: usize = incidents.iter().map(|incident| incident.members.len()).sum();
    assert_eq!(members, evidence.len());
    assert!(cpu <= 10.0 && after_mb - before_mb <= 600, "{cpu} CPU s, {} MB", after_mb - before_mb);
}
