//! Zones without a mission: the official list with its questions, and invented lists and maps.

use crate::program::Run;
use serde_json::Value;
use std::io::Read;
use std::path::Path;
use std::process::Command;

fn run(folder: &Path, words: &[&str]) -> Run {
    Command::new(env!("CARGO_BIN_EXE_tregua")).args(words).current_dir(folder).env_remove("TREGUA_MISSION").output().unwrap().into()
}

fn rows(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_question_on_the_official_list_is_answered_as_its_key_says() {
    let Some(data) = std::env::var_os("TREGUA_DATA").map(|data| Path::new(&data).join("zones_ua_official")) else {
        return eprintln!("skipped: TREGUA_DATA not set");
    };
    let (list, questions) = (data.join("zones_2025-05-07.csv.gz"), data.join("dev/point_in_time_questions.csv.gz"));
    let asked = run(Path::new("."), &["--json", "zones", "ask", list.to_str().unwrap(), questions.to_str().unwrap()]);
    assert!(asked.is(0), "{}", asked.err);
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(questions).unwrap()).read_to_string(&mut text).unwrap();
    let answers = rows(&asked);
    let right = |(row, line): &(&Value, &str)| {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!((row["place"].as_str(), row["zone"].as_str(), row["on"].as_str()), (Some(cells[0]), Some(cells[1]), Some(cells[2])));
        row["holds"].as_bool() == Some(cells[3] == "1")
    };
    let right_n = answers.iter().zip(text.lines().skip(1)).filter(right).count();
    assert_eq!((right_n, answers.len(), text.lines().count() - 1), (3311, 3311, 3311));
    let exceptions: Vec<&Value> =
        answers.iter().flat_map(|row| row["zones"].as_array().unwrap()).flat_map(|zone| zone["exceptions"].as_array().unwrap()).collect();
    let resolved_n = exceptions.iter().filter(|exception| !exception["codes"].as_array().unwrap().is_empty()).count();
    eprintln!("3,311 questions right; of {} exceptions shown {resolved_n} are resolved to codes", exceptions.len());
    assert!(resolved_n > 0);
}

#[test]
fn editions_exceptions_and_unknown_codes_are_said_and_bad_rows_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "list_2025-01-01.csv",
        "category,code,name,start,end\nclosed,XA6308009000012345,Hill commune except Old Mill,2024-01-01,\nopen,XA6308009007000001,Old Mill,2024-01-01,\n",
    );
    write(
        "list_2025-06-01.csv",
        "category,code,name,start,end\nclosed,XA6308009000012345,Hill commune,2024-01-01,31.03. 2024\nclosed,XA6308009000012345,Hill commune,bad,\n",
    );
    write(
        "q.csv",
        "code,date,known_on,zone\nXA6308009000012345,2024-05-01,2025-03-01,closed\nXA6308009000012345,2024-05-01,,closed\nXA6308009007000001,2024-05-01,2025-03-01,\nXA9,2024-05-01,,closed\nXA6308009000012345,someday,,closed\n",
    );
    let asked = run(folder.path(), &["--json", "zones", "ask", "list_2025-01-01.csv", "list_2025-06-01.csv", "q.csv"]);
    assert!(asked.is(3), "{asked:?}");
    for said in [
        "list_2025-06-01.csv: row at line 3, column `start`: `bad` is not a day",
        "q.csv: row at line 6, column `date`: `someday` is not a day",
    ] {
        assert!(asked.err.contains(said), "`{said}`: {}", asked.err);
    }
    let rows = rows(&asked);
    assert_eq!(
        rows.iter().map(|row| row.get("holds").and_then(Value::as_bool)).collect::<Vec<_>>(),
        [Some(true), Some(false), None, None, None]
    );
    assert_eq!(rows[2]["through"][0]["excepted"].as_str(), Some("yes"), "{}", rows[2]);
    assert_eq!(rows[3]["notes"][0].as_str(), Some("code `XA9` is in none of the lists"));
    assert!(rows[4]["error"].as_str().unwrap().contains("someday"));
    let shown = run(folder.path(), &["zones", "ask", "list_2025-01-01.csv", "q.csv"]);
    assert!(shown.out.contains("row 2: XA6308009000012345 on 2024-05-01, as known on 2025-03-01: closed: yes"), "{shown:?}");
}

#[test]
fn a_point_is_asked_against_drawn_zones_across_the_antimeridian_too() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "zones.geojson",
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"layer":"buffer","valid_from":"2026-01-01","valid_to":"2026-02-01"},"geometry":{"type":"Polygon","coordinates":[[[179,-1],[-179,-1],[-179,1],[179,1],[179,-1]],[[179.5,-0.5],[179.6,-0.5],[179.6,0.5],[179.5,0.5],[179.5,-0.5]]]}}]}"#,
    );
    write(
        "q.csv",
        "lat,lon,date,zone\n0,180,2026-01-05,buffer\n0,-180,2026-01-05,buffer\n0,179.55,2026-01-05,buffer\n0,179,2026-01-05,buffer\n0,0,2026-01-05,buffer\n0,180,2026-02-01,buffer\n",
    );
    let asked = run(folder.path(), &["--json", "zones", "ask", "zones.geojson", "q.csv"]);
    assert!(asked.is(0), "{asked:?}");
    let holds: Vec<Option<bool>> = rows(&asked).iter().map(|row| row["holds"].as_bool()).collect();
    assert_eq!(holds, [Some(true), Some(true), Some(false), None, Some(false), Some(false)]);
    write("bad.geojson", "{\"type\":");
    let bad = run(folder.path(), &["zones", "ask", "bad.geojson", "q.csv"]);
    assert!(bad.is(3) && bad.err.contains("bad.geojson: line 1, column"), "{bad:?}");
    assert!(run(folder.path(), &["zones", "ask", "q.csv"]).is(2));
}
