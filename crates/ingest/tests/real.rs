//! The real files of TREGUA_DATA: every row is accounted for, and the counts are those of their SOURCE.md.
//!
//! Without TREGUA_DATA each test prints that it was skipped.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use ingest::{Input, Yield};
use model::{Digest, Geometry, Instant, Kind, LayerRole, Measure, Mission};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant as Clock;

fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("TREGUA_DATA").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: TREGUA_DATA not set");
    }
    folder
}

fn mission(zone: &str) -> Mission {
    Mission {
        fictional: false,
        name: "Test".into(),
        parties: vec![],
        release: model::ReleasePolicy::default(),
        report_ends: "24:00".into(),
        sources: vec![],
        view: None,
        zone: zone.into(),
    }
}

fn read_with(path: &Path, zone: &str, map: Option<&str>) -> Yield {
    let bytes = std::fs::read(path).unwrap();
    let received_at: Instant = "2026-12-31T12:00:00Z".parse().unwrap();
    let mission = mission(zone);
    let name = path.file_name().unwrap().to_str().unwrap();
    let input = Input {
        artifact: Digest::of(&bytes),
        name,
        bytes: &bytes,
        read_as: None,
        map,
        source: None,
        mission: &mission,
        places: None,
        received_at,
    };
    let yielded = ingest::read(&input).unwrap();
    check(&yielded);
    yielded
}

fn read(path: &Path) -> Yield {
    read_with(path, "UTC", None)
}

/// What holds for every file: nothing is lost uncounted, ids stand once, all of it can be recorded.
fn check(yielded: &Yield) {
    let reading = &yielded.reading;
    assert_eq!(reading.rows_n, reading.read_n + reading.refused_n);
    assert_eq!(reading.refused_n as usize, yielded.refusals.len());
    let ids: BTreeSet<_> = yielded.observations.iter().map(|observation| observation.id).collect();
    assert_eq!(ids.len(), yielded.observations.len());
    for observation in yielded.observations.iter().step_by(97) {
        assert!(model::Item::Observation(observation.clone()).canonical().is_ok());
    }
    for (digest, bytes) in &yielded.geometries {
        assert_eq!(*digest, Digest::of(bytes));
    }
}

fn counts(yielded: &Yield) -> (&str, u32, u32, usize) {
    (yielded.reading.format.as_str(), yielded.reading.read_n, yielded.reading.refused_n, yielded.observations.len())
}

#[test]
fn all_614043_fire_points_are_read_and_the_labelled_ones_are_the_same_observations() {
    let Some(data) = data() else { return };
    let (mut read_n, mut ids) = (0, BTreeSet::new());
    for (year, rows_n) in [(2018, 90_708), (2019, 126_413), (2020, 119_101), (2021, 56_649), (2022, 130_905), (2023, 90_267)] {
        let yielded = read(&data.join(format!("firms_ukraine/points/fires_{year}.csv.gz")));
        assert_eq!(counts(&yielded), ("firms", rows_n, 0, rows_n as usize));
        read_n += yielded.reading.read_n;
        ids.extend(yielded.observations.iter().map(|fire| fire.id));
    }
    assert_eq!((read_n, ids.len()), (614_043, 614_043));
    let labelled = read(&data.join("firms_ukraine/dev/fires_labelled.csv.gz"));
    assert_eq!(counts(&labelled), ("firms", 13_432, 0, 13_432));
    assert!(labelled.observations.iter().all(|fire| ids.contains(&fire.id)));
}

#[test]
#[ignore = "a measurement: cargo xtask bench"]
fn how_long_all_fire_points_take() {
    let Some(data) = data() else { return };
    let begun = Clock::now();
    let read_n: u32 = (2018..=2023).map(|year| read(&data.join(format!("firms_ukraine/points/fires_{year}.csv.gz"))).reading.read_n).sum();
    eprintln!("ingest: {read_n} fire points from six .csv.gz in {} ms", begun.elapsed().as_millis());
}

#[test]
fn fire_tables_with_full_columns_keep_their_minute_and_satellite() {
    let Some(data) = data() else { return };
    let samples = data.join("firms_ukraine/raw_format_samples");
    let excerpt = read(&samples.join("J1_VIIRS_C2_2025250_excerpt.csv"));
    assert_eq!(counts(&excerpt), ("firms", 23, 0, 23));
    assert_eq!(excerpt.observations[0].time.from.to_string(), "2025-09-07T00:39:00.000Z");
    assert_eq!(excerpt.observations[0].speaker.as_deref(), Some("N20 VIIRS"));
    assert_eq!(counts(&read(&samples.join("J1_VIIRS_C2_2025297_complete.csv"))), ("firms", 11, 0, 11));
    let other = read(&samples.join("viirs_sudan_sample_2024.csv"));
    assert_eq!((other.reading.format.as_str(), other.reading.read_n, other.reading.refused_n), ("firms", 842, 0));
}

#[test]
fn the_viina_rows_are_events_at_geocodes_or_statements() {
    let Some(data) = data() else { return };
    let yielded = read_with(&data.join("viina_subset/dev/viina_1pd_subset.csv.gz"), "Europe/Kyiv", None);
    assert_eq!(counts(&yielded), ("viina", 1788, 0, 1788));
    let kinds: BTreeMap<Kind, usize> = yielded.observations.iter().fold(BTreeMap::new(), |mut sum, observation| {
        *sum.entry(observation.kind).or_default() += 1;
        sum
    });
    eprintln!("viina kinds: {kinds:?}; notes: {:?}", yielded.reading.notes);
    assert_eq!(kinds.keys().copied().collect::<Vec<_>>(), [Kind::Explosion, Kind::Statement]);
}

#[test]
fn the_ucdp_rows_keep_their_estimates() {
    let Some(data) = data() else { return };
    let part = read(&data.join("ucdp/dev/ged_syria_events.csv.gz"));
    assert_eq!(counts(&part), ("ucdp", 7773, 0, 7773));
    let whole = read(&data.join("ucdp/ged_sample_v2023.csv.gz"));
    assert_eq!(counts(&whole), ("ucdp", 937, 0, 937));
    eprintln!("ucdp notes: {:?} {:?}", part.reading.notes, whole.reading.notes);
    // SOURCE.md: 19 events have best below low, 40 have high below best; some have both.
    assert!(part.reading.notes.iter().any(|note| note.starts_with("best estimate outside low to high")));
    assert!(part.observations.iter().all(|event| event.claims.len() == 6));
}

#[test]
fn the_geolocated_events_are_read_through_the_example_mapping() {
    let Some(data) = data() else { return };
    let map = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/maps/geolocated_events.toml")).unwrap();
    let yielded = read_with(&data.join("eyes_on_russia/dev/verified_events_2022.csv.gz"), "Europe/Kyiv", Some(&map));
    assert_eq!(counts(&yielded), ("csv", 2451, 0, 2451));
    assert_eq!(yielded.reading.notes, ["no key in the row: its content names it: 1 row, at line 348"]);
    let of = |kind: Kind| yielded.observations.iter().filter(|observation| observation.kind == kind).count();
    assert_eq!((of(Kind::Damage), of(Kind::Explosion), of(Kind::Casualty), of(Kind::MineUxo)), (1683, 465, 229, 74));
}

#[test]
fn the_daily_series_give_one_statement_a_report_and_no_report_is_none() {
    let Some(data) = data() else { return };
    let folder = data.join("gaza_lebanon");
    let truce = read_with(&folder.join("dev/gaza_truce_period.csv.gz"), "Asia/Gaza", None);
    // data/README.md: 38 days without a report.
    assert_eq!(counts(&truce), ("series", 173, 0, 173 - 38));
    let sum: u32 = truce
        .observations
        .iter()
        .flat_map(|report| &report.claims)
        .filter(|claim| claim.definition.as_deref() == Some("killed_truce_new"))
        .filter_map(|claim| claim.count.lo)
        .sum();
    assert_eq!(sum, 701);
    let daily = read_with(&folder.join("casualties_daily.json.gz"), "Asia/Gaza", None);
    assert_eq!(counts(&daily), ("series", 907, 0, 907 - 72 - 4), "72 days without a report, 4 with extrapolated figures only");
    assert!(
        daily
            .observations
            .iter()
            .flat_map(|report| &report.claims)
            .all(|claim| claim.definition.as_ref().is_some_and(|name| !name.contains("ext_")))
    );
    let cumulative: Vec<u32> = daily
        .observations
        .iter()
        .flat_map(|report| &report.claims)
        .filter(|claim| claim.cumulative && claim.measure == Measure::Killed && claim.definition.as_deref() == Some("killed_cum"))
        .filter_map(|claim| claim.count.lo)
        .collect();
    assert!(cumulative.is_sorted());
    assert_eq!(counts(&read_with(&folder.join("lebanon_casualties_daily.json.gz"), "Asia/Beirut", None)), ("series", 187, 0, 187));
    // 795 days are carried forward.
    assert_eq!(counts(&read_with(&folder.join("west_bank_daily.json.gz"), "Asia/Hebron", None)), ("series", 1051, 0, 256));
    eprintln!("series notes: {:?} {:?}", truce.reading.notes, daily.reading.notes);
}

#[test]
fn the_seed_pages_are_split_into_their_stories_with_days_and_agencies_of_their_own() {
    let Some(data) = data() else { return };
    let seeds = data.join("../seeds");
    if !seeds.is_dir() {
        eprintln!("skipped: no seeds beside TREGUA_DATA");
        return;
    }
    let page = |name: &str, stories_n: u32| {
        let yielded = read(&seeds.join(name));
        assert_eq!(counts(&yielded), ("news", stories_n, 0, stories_n as usize));
        yielded.observations
    };
    let long = page("000_d7fd4c1e12e66f1c.txt", 4);
    let short = page("001_274d152f45bbcd51.txt", 1);
    let other = page("003_cd9e64f6467ca39f.txt", 1);
    let firsts = [&long[0], &short[0], &other[0]];
    assert!(firsts.iter().all(|story| story.time.from.to_string() == "2026-01-07T00:00:00.000Z"));
    assert_eq!(firsts.map(|story| story.speaker.as_deref()), [Some("ABC Audio"), Some("ABC Audio"), Some("AP")]);
    let title = |story: &model::Observation| story.text.as_ref().and_then(|text| text.lines().next()).map(str::to_owned).unwrap();
    assert_eq!(title(firsts[0]), title(firsts[1]));
    assert_eq!(title(firsts[2]), "Ukraine's allies praise major progress on defense guarantees if a peace deal is struck with Russia");
    assert_ne!(firsts[0].id, firsts[1].id);
    // The related posts state no day: each lies within the year of its copyright line, after the days that it mentions.
    let bounds: Vec<String> = long.iter().skip(1).map(|story| format!("{} {}", story.time.from, story.time.to)).collect();
    assert_eq!(
        bounds,
        [
            "2025-01-01T00:00:00.000Z 2026-01-01T00:00:00.000Z",
            "2025-12-28T00:00:00.000Z 2026-01-01T00:00:00.000Z",
            "2025-01-19T00:00:00.000Z 2026-01-01T00:00:00.000Z",
        ]
    );
    assert!(title(&long[3]).starts_with("Rebuilding Gaza"));
}

#[test]
fn what_is_not_read_says_what_to_do() {
    let Some(data) = data() else { return };
    for (file, part) in [
        ("firms_ukraine/contact_line_2023-03_ISW.geojson", "this GeoJSON of 1 features"),
        ("ucdp/dev/reports.csv.gz", "the columns `report_id`, `source`"),
        ("deepstate_control/dev/deepstate_daily.tar.xz", "an xz file"),
    ] {
        let bytes = std::fs::read(data.join(file)).unwrap();
        let mission = mission("UTC");
        let received_at = "2026-12-31T12:00:00Z".parse().unwrap();
        let fault = ingest::read(&Input {
            artifact: Digest::of(&bytes),
            name: file,
            bytes: &bytes,
            read_as: None,
            map: None,
            source: None,
            mission: &mission,
            places: None,
            received_at,
        });
        assert!(fault.as_ref().is_err_and(|fault| fault.to_string().contains(part)), "{fault:?}");
    }
}

#[test]
fn all_353_control_maps_are_layer_versions_with_the_published_area() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let archive = data.join("deepstate_control/dev/deepstate_daily.tar.xz");
    let unpacked = Command::new("tar").arg("-xJf").arg(archive).arg("-C").arg(folder.path()).status();
    if !unpacked.is_ok_and(|status| status.success()) {
        eprintln!("skipped: tar with xz is not available");
        return;
    }
    let reference = std::fs::read_to_string(data.join("deepstate_control/dev/area_reference.csv")).unwrap();
    let mut before: Option<Digest> = None;
    let (mut maps_n, mut same_n, mut identical_n) = (0, 0, 0);
    let mut worst = 0.0f64;
    for row in reference.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let file = format!("deepstatemap_data_{}.geojson", cells[0].replace('-', ""));
        let yielded = read(&folder.path().join(&file));
        assert_eq!(counts(&yielded), ("control", 1, 0, 0));
        let layer = &yielded.layers[0];
        assert_eq!((layer.role, layer.valid_from.to_string()), (LayerRole::Control, format!("{}T00:00:00.000Z", cells[0])));
        let geometry: Geometry = serde_json::from_slice(&yielded.geometries[0].1).unwrap();
        worst = worst.max((area_km2(&geometry) / cells[5].parse::<f64>().unwrap() - 1.0).abs());
        maps_n += 1;
        let is_identical = cells[9].parse::<f64>().is_ok_and(|value| value == 1.0);
        identical_n += usize::from(is_identical);
        same_n += usize::from(before == Some(layer.geometry) && is_identical);
        assert!(before != Some(layer.geometry) || is_identical, "{file}: one digest for two shapes");
        before = Some(layer.geometry);
    }
    eprintln!(
        "{maps_n} control maps; of {identical_n} steps without change {same_n} have the same digest; worst area {:.5} %",
        worst * 100.0
    );
    assert_eq!(maps_n, 353);
    assert!(worst < 0.005);
}

/// Area of all rings; the canonical form turns holes the other way.
fn area_km2(geometry: &Geometry) -> f64 {
    let Geometry::Areas(areas) = geometry else { return 0.0 };
    areas.iter().flatten().map(|ring| model::area::ring_area_m2(ring).unwrap()).sum::<f64>() / 1e6
}
