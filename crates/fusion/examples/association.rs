//! Times the association of invented reports, from memory to memory, and scores it.
//!
//! `association WAY REGIME SEED ROWS`, WAY one of: `recorded` (the incidents with chances, alternatives, places), `partition`
//! (which report is in which incident, by the same method), `live` (one report after the other), `latency` (the same, each
//! report timed), `table` (writes FILE, given after ROWS, for a peer: t, sd, lat, lon, sd, incident as little-endian doubles).
//! Prints one line of JSON: CPU seconds, nanoseconds a row, memory beside the input, agreement with the truth.
#![expect(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, reason = "a driver of measurements")]

use exercise::regimes::{Made, Regime, make};
use fusion::live::{Live, Sighting};
use fusion::reports::{Report, prepare, sighting};
use fusion::score::compare;
use fusion::{Parameters, fuse_bound, partition};
use model::{Position, SourceId};
use std::collections::BTreeMap;
use std::time::Instant;

fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    stat.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

/// A line of the process's status, MiB.
fn memory_mib(line: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found =
        status.lines().find_map(|text| text.strip_prefix(line)?.trim_start_matches(':').trim().split(' ').next()?.parse::<f64>().ok());
    found.unwrap_or(0.0) / 1_024.0
}

fn report(row: &Made) -> Report {
    Report {
        id: row.id.clone(),
        from_ms: row.t_ms,
        to_ms: row.t_ms,
        t_sd_s: row.t_sd_s,
        place: Some((Position::from_degrees(row.lat, row.lon).unwrap(), row.sd_m)),
        kind: row.kind.map(str::to_owned),
        source: row.source.map(str::to_owned),
        origin: None,
        weapon: None,
    }
}

/// What one way gave: a label for each row, and its cost.
struct Ran {
    labels: Vec<u32>,
    cpu_s: f64,
    own_mib: f64,
    more: String,
}

fn timed(work: impl FnOnce() -> (Vec<u32>, String)) -> Ran {
    // From here on the peak of memory is counted anew.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let (before_mib, begun) = (memory_mib("VmRSS"), cpu_seconds());
    let (labels, more) = work();
    Ran { labels, cpu_s: cpu_seconds() - begun, own_mib: memory_mib("VmHWM") - before_mib, more }
}

fn recorded(rows: Vec<Made>, only_partition: bool) -> Ran {
    let reports: Vec<Report> = rows.iter().map(report).collect();
    let parameters = Parameters::default();
    let prepared = prepare(&reports, &parameters, None);
    drop((reports, rows));
    if only_partition {
        return timed(|| (partition(&prepared.evidence, &prepared.bonds, &parameters), String::new()));
    }
    let mut incidents = Vec::new();
    let sources: Vec<SourceId> = (0..16).map(|number| SourceId(format!("s{number}"))).collect();
    let mut ran = timed(|| {
        incidents = fuse_bound(&prepared.evidence, &prepared.bonds, &sources, "UTC", &parameters);
        (Vec::new(), String::new())
    });
    let home: BTreeMap<_, u32> = incidents
        .iter()
        .zip(0u32..)
        .flat_map(|(incident, number)| incident.members.iter().map(move |member| (member.observation, number)))
        .collect();
    ran.labels = prepared.evidence.iter().map(|one| *home.get(&one.id).unwrap()).collect();
    ran
}

fn live(rows: Vec<Made>, regime: Regime, each_timed: bool) -> Ran {
    let parameters = Parameters::default();
    let list_once = regime == Regime::Sources;
    let sightings: Vec<Sighting> = rows.iter().map(|row| sighting(&report(row), list_once, &parameters)).collect();
    drop(rows);
    let mut labels = vec![0u32; sightings.len()];
    let mut took_ns: Vec<u32> = if each_timed { vec![0; sightings.len()] } else { Vec::new() };
    timed(|| {
        let mut live = Live::new(&parameters);
        let mut open_max = 0;
        for (place, (sighting, label)) in sightings.iter().zip(&mut labels).enumerate() {
            let begun = each_timed.then(Instant::now);
            *label = live.place(sighting).handle as u32;
            if let (Some(begun), Some(slot)) = (begun, took_ns.get_mut(place)) {
                *slot = begun.elapsed().as_nanos() as u32;
            }
            open_max = open_max.max(live.open_n());
        }
        took_ns.sort_unstable();
        let at =
            |share: f64| took_ns.get(((took_ns.len() as f64 * share) as usize).min(took_ns.len().saturating_sub(1))).copied().unwrap_or(0);
        let more = format!(",\"open_max\":{open_max}");
        let times = format!(",\"p50_ns\":{},\"p99_ns\":{},\"p9999_ns\":{},\"max_ns\":{}", at(0.5), at(0.99), at(0.9999), at(1.0));
        (labels, if each_timed { more + &times } else { more })
    })
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [way, regime, seed, rows_n, ..] = words.as_slice() else { return eprintln!("WAY REGIME SEED ROWS") };
    let kind = match regime.as_str() {
        "easy" => Regime::Easy,
        "noisy" => Regime::Noisy,
        "dense" => Regime::Dense,
        _ => Regime::Sources,
    };
    let rows = make(kind, seed.parse().unwrap(), rows_n.parse().unwrap());
    let truth: Vec<u32> = rows.iter().map(|row| row.truth).collect();
    let ran = match way.as_str() {
        "table" => {
            let cells =
                |row: &Made| [row.t_ms as f64 / 1e3, f64::from(row.t_sd_s), row.lat, row.lon, f64::from(row.sd_m), f64::from(row.truth)];
            let bytes: Vec<u8> = rows.iter().flat_map(cells).flat_map(f64::to_le_bytes).collect();
            return std::fs::write(words.get(4).unwrap(), bytes).unwrap();
        }
        "recorded" => recorded(rows, false),
        "partition" => recorded(rows, true),
        "live" => live(rows, kind, false),
        _ => live(rows, kind, true),
    };
    let scores = compare(&ran.labels, &truth);
    println!(
        "{{\"way\":\"{way}\",\"regime\":\"{regime}\",\"rows\":{},\"cpu_s\":{:.4},\"ns_a_row\":{:.0},\"own_mib\":{:.1},\"ari\":{:.4},\"b3_f1\":{:.4},\"incidents\":{},\"truth\":{}{}}}",
        truth.len(),
        ran.cpu_s,
        ran.cpu_s * 1e9 / truth.len() as f64,
        ran.own_mib,
        scores.adjusted_rand,
        scores.b_cubed.f1(),
        scores.found_n,
        scores.truth_n,
        ran.more
    );
}
