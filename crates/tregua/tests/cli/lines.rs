//! Lines and distances without a mission, on the real control maps and on invented shapes.

use crate::program::Run;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

fn run(folder: &Path, words: &[&str]) -> Run {
    Command::new(env!("CARGO_BIN_EXE_tregua")).args(words).current_dir(folder).env_remove("TREGUA_MISSION").output().unwrap().into()
}

fn rows(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn number(row: &Value, name: &str) -> f64 {
    row.get(name).and_then(Value::as_f64).unwrap()
}

/// A collection of rectangles: west, south, east, north, properties.
fn map(parts: &[(f64, f64, f64, f64, &str)]) -> String {
    let feature = |(w, s, e, n, properties): &(f64, f64, f64, f64, &str)| {
        format!(
            r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"Polygon","coordinates":[[[{w},{s}],[{e},{s}],[{e},{n}],[{w},{n}],[{w},{s}]]]}}}}"#
        )
    };
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, parts.iter().map(feature).collect::<Vec<_>>().join(","))
}

#[test]
fn areas_gains_and_losses_of_353_control_maps_are_those_of_the_reference() {
    let Some(data) = std::env::var_os("TREGUA_DATA").map(std::path::PathBuf::from) else {
        return eprintln!("skipped: TREGUA_DATA not set");
    };
    let folder = tempfile::tempdir().unwrap();
    let archive = data.join("deepstate_control/dev/deepstate_daily.tar.xz");
    if !Command::new("tar").arg("-xJf").arg(archive).arg("-C").arg(folder.path()).status().is_ok_and(|status| status.success()) {
        return eprintln!("skipped: tar with xz is not available");
    }
    let measured = run(folder.path(), &["--json", "lines", "area", "."]);
    assert!(measured.is(0), "{}", measured.err);
    let reference = std::fs::read_to_string(data.join("deepstate_control/dev/area_reference.csv")).unwrap();
    let (mut worst_share, mut worst_km2, mut same_n) = (0.0f64, 0.0f64, 0);
    let measured = rows(&measured);
    assert_eq!(measured.len(), 353);
    for (row, line) in measured.iter().zip(reference.lines().skip(1)) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(row.get("day").and_then(Value::as_str), Some(cells[0]));
        worst_share = worst_share.max((number(row, "area_km2") / cells[5].parse::<f64>().unwrap() - 1.0).abs());
        if let (Ok(gained), Ok(lost)) = (cells[7].parse::<f64>(), cells[8].parse::<f64>()) {
            worst_km2 = worst_km2.max((number(row, "gained_km2") - gained).abs()).max((number(row, "lost_km2") - lost).abs());
            let is_same = row.get("change").and_then(Value::as_str) == Some("unchanged");
            assert_eq!(is_same, cells[9] == "1.0" || cells[9] == "1", "{row}");
            same_n += usize::from(is_same);
        }
    }
    eprintln!("353 control maps: area within {:.5} %, gains and losses within {worst_km2:.4} km2, {same_n} unchanged", worst_share * 100.0);
    assert!(worst_share < 0.0005 && worst_km2 < 0.5 && same_n == 37);
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_measured() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("m_20260101.geojson", &map(&[(37.0, 48.0, 38.0, 49.0, "{}")]));
    write("m_20260102.geojson", "{\"type\":");
    write("m_20260103.geojson", &map(&[(37.0, 48.0, 38.0, 49.0, "{}")]));
    let measured =
        run(folder.path(), &["--json", "lines", "area", "m_20260103.geojson", "m_20260102.geojson", "m_20260101.geojson", "gone.geojson"]);
    assert!(
        measured.is(3) && measured.err.contains("m_20260102.geojson: line 1, column") && measured.err.contains("gone.geojson"),
        "{measured:?}"
    );
    let rows = rows(&measured);
    assert_eq!(rows.iter().map(|row| row["day"].as_str().unwrap()).collect::<Vec<_>>(), ["2026-01-01", "2026-01-03"]);
    assert_eq!((rows[1]["change"].as_str(), rows[1]["same_bytes"].as_bool()), (Some("unchanged"), Some(true)));
    let nothing = run(folder.path(), &["lines", "area", "m_20260102.geojson"]);
    assert!(nothing.is(3) && nothing.out.is_empty(), "{nothing:?}");
}

#[test]
fn what_one_map_shows_and_another_does_not_is_disputed() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("east_20260101.geojson", &map(&[(37.0, 48.0, 38.0, 49.0, "{}")]));
    write("west_20260101.geojson", &map(&[(37.5, 48.0, 38.5, 49.0, "{}")]));
    write("east_20260102.geojson", &map(&[(37.0, 48.0, 37.1, 49.0, "{}")]));
    let all = ["east_20260101.geojson", "west_20260101.geojson", "east_20260102.geojson"];
    let disputed = run(folder.path(), &[&["--json", "lines", "disputed", "--on", "2026-01-01"], &all[..]].concat());
    let row = &rows(&disputed)[0];
    let (low, best, high) = (number(row, "low_km2"), number(row, "best_km2"), number(row, "high_km2"));
    assert!((high / low - 3.0).abs() < 1e-6 && (best / low - 2.0).abs() < 1e-6, "{row}");
    let later = &rows(&run(folder.path(), &[&["--json", "lines", "disputed"], &all[..]].concat()))[0];
    assert!(number(later, "low_km2") == 0.0, "on the later day the eastern map shows less: {later}");
    let alone = run(folder.path(), &["lines", "disputed", all[0]]);
    assert!(alone.is(3) && alone.err.contains("two sources or more"), "{alone:?}");
}

#[test]
fn a_distance_comes_with_its_direction_its_error_and_its_chance() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("zone.geojson"), map(&[(37.0, 48.0, 38.0, 49.0, r#"{"accuracy_m":800}"#)])).unwrap();
    let ask = |words: &[&str]| run(folder.path(), words);
    let far = ask(&["--json", "distance", "48.5,36.9", "zone.geojson", "--sd-m", "600", "--within-km", "8"]);
    let row = &rows(&far)[0];
    // 0.1 degree of longitude at 48.5 north is 7.390 km (WGS 84).
    assert!((number(row, "distance_m") - 7390.0).abs() < 5.0 && (number(row, "azimuth_deg") - 90.0).abs() < 0.1, "{row}");
    assert_eq!((number(row, "sd_m"), row["inside"].as_bool()), (1000.0, Some(false)));
    assert!((number(row, "chance_ppm") - 729_000.0).abs() < 3000.0 && row["chance"].as_str().unwrap().contains("likely"), "{row}");
    let south = ask(&["distance", "-48.5,36.9", "zone.geojson"]);
    assert!(south.is(0) && south.out.contains("outside the area"), "{south:?}");
    for (words, said) in [
        (["distance", "48.5", "zone.geojson"], "LAT,LON in degrees is expected"),
        (["distance", "95,37", "zone.geojson"], "latitude `95` is not a number between -90 and 90"),
        (["distance", "48,east", "zone.geojson"], "`east` is not a number of degrees"),
    ] {
        let run = ask(&words);
        assert!(run.is(2) && run.err.contains(said), "{run:?}");
    }
}
