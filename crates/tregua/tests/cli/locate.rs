//! `tregua locate` on an invented network and on a known explosion, coarse and after the fact.

use crate::program::Run;
use serde_json::Value;
use std::process::Command;

fn locate(files: &[(&str, &str)], words: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let names = files.iter().map(|(name, _)| *name);
    let call = Command::new(env!("CARGO_BIN_EXE_tregua")).arg("locate").args(names).args(words).current_dir(folder.path()).output();
    call.unwrap().into()
}

/// Invented: eight stations round 48 N 37 E, about ten kilometres apart, and one blast in their midst.
const STATIONS: &str = "name;lat;lon\nA;48.00;37.00\nB;48.10;37.00\nC;48.00;37.15\nD;48.10;37.15\nE;48.05;36.90\nF;48.05;37.25\nG;47.95;37.08\nH;48.15;37.08\n";

/// Arrivals of a blast at 48.0630 N 37.0910 E at a moment, to the ellipsoid's plane there and 340 m/s.
fn picks(at: impl Fn(f64) -> String) -> String {
    let mut text = String::from("station,t\n");
    for line in STATIONS.lines().skip(1) {
        let mut cells = line.split(';');
        let name = cells.next().unwrap();
        let (lat, lon): (f64, f64) = (cells.next().unwrap().parse().unwrap(), cells.next().unwrap().parse().unwrap());
        let (dx, dy) = ((lon - 37.0910) * 74_625.0, (lat - 48.0630) * 111_200.0);
        text.push_str(&format!("{name},{}\n", at((dx * dx + dy * dy).sqrt() / 340.0)));
    }
    text
}

fn only(run: &Run) -> Value {
    assert!(run.is(0), "{}", run.err);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    serde_json::from_str(&run.out).unwrap()
}

#[test]
fn a_blast_is_found_on_a_grid_of_one_kilometre_and_never_finer() {
    let run = locate(&[("picks.csv", &picks(|s| format!("{}", 1_000.0 + s))), ("stations.csv", STATIONS)], &["--json"]);
    let event = only(&run);
    let number = |name: &str| event[name].as_f64().unwrap();
    assert!((number("t_s") - 1_000.0).abs() < 0.5, "{event}");
    assert!((number("lat") - 48.063).abs() < 0.011 && (number("lon") - 37.091).abs() < 0.015, "{event}");
    for name in ["x_km", "y_km"] {
        assert_eq!(number(name).fract(), 0.0, "{event}");
    }
    assert!((number("lat") * 100.0).fract().abs() < 1e-6 || ((number("lat") * 100.0).fract() - 1.0).abs() < 1e-6, "{event}");
    assert_eq!((event["stations_n"].as_u64(), event["silent_n"].as_u64()), (Some(8), Some(0)));
    assert!(number("sd_major_m") >= 288.0, "the grid's own error is in: {event}");
    // Times of single picks, less what is left of them, would give the ranges to the stations and so the place.
    for pick in event["picks"].as_array().unwrap() {
        assert_eq!(pick.as_object().unwrap().keys().collect::<Vec<_>>(), ["row", "station"], "{event}");
    }
    assert_eq!(number("t_s").fract(), 0.0, "{event}");
}

#[test]
fn where_a_sound_came_from_is_not_told_on_the_same_day() {
    let files = [("picks.csv", picks(|s| format!("2026-03-01T12:00:{:06.3}Z", 10.0 + s))), ("stations.csv", STATIONS.to_owned())];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let young = locate(&files, &["--json", "--now", "2026-03-02T11:59:00Z"]);
    assert!(young.is(0) && young.out.is_empty() && young.err.contains("younger than 24 hours"), "{} {}", young.out, young.err);
    let event = only(&locate(&files, &["--json", "--now", "2026-03-02T12:05:00Z"]));
    assert!(event["t"].as_str().unwrap().starts_with("2026-03-01T12:00:"), "{event}");
}

#[test]
fn a_known_explosion_is_located_from_three_arrays() {
    // 2 June 2004, 41.131 N 112.896 W. Source: InfraPy, examples (MIT, Triad National Security, LLC).
    let table = "lat,lon,back azimuth,time,f_stat,elements\n42.7668,-109.5939,-125.6,2004-06-02T17:42:14,75,4\n\
                 38.4296,-118.3036,56.6,2004-06-02T17:50:38,75,4\n48.2641,-117.1257,157.5,2004-06-02T18:09:14,75,4\n";
    let source = only(&locate(&[("arrivals.csv", table)], &["--json"]));
    assert!(
        (source["lat"].as_f64().unwrap() - 40.852).abs() < 0.03 && (source["lon"].as_f64().unwrap() + 113.277).abs() < 0.03,
        "{source}"
    );
    assert!(source["t"].as_str().unwrap().starts_with("2004-06-02T17:18:"), "{source}");
}

#[test]
fn bad_picks_and_stations_say_what_would_be_right() {
    let good = picks(|s| format!("{s}"));
    for (picks, stations, code, said) in [
        (good.as_str(), "name,city\nA,B\n", 3, "`lat` and `lon` in degrees"),
        ("who,when\nA,1\n", STATIONS, 3, "no column `t`"),
        (&good.replace("A,", "Z,"), STATIONS, 3, "line 2: station `Z` is not among the stations"),
        (&good.replace("A,", "A,soon"), STATIONS, 3, "is no time"),
        (good.as_str(), "name,lat,lon\nA,91,10\n", 3, "no station could be read"),
    ] {
        let run = locate(&[("picks.csv", picks), ("stations.csv", stations)], &["--json"]);
        assert!(run.is(code) && run.err.contains(said), "{said}: {}", run.err);
    }
    let alone = locate(&[("picks.csv", &good)], &[]);
    assert!(alone.is(2) && alone.err.contains("STATIONS.csv"), "{}", alone.err);
}
