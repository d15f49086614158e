//! Drafts replayed against a mission, and dry runs of what would come into use. All invented.

use crate::program::{Mission, OK};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const MISSION: &str = "name = \"Test\"\nzone = \"UTC\"\nfictional = true\n[[party]]\nid = \"p1\"\nname = \"North\"\nhue = 20\n[[party]]\nid = \"p2\"\nname = \"South\"\nhue = 200\n[[source]]\nid = \"patrols\"\nname = \"patrols\"\n[[source]]\nid = \"map\"\nname = \"map\"\n";

const MAP: &str = "key = [\"id\"]\nsense = { value = \"seen\" }\nactor = { column = \"side\" }\n[time]\ncolumn = \"when\"\n[kind]\ncolumn = \"kind\"\nvalues = { explosion = \"explosion\", burst = \"burst\" }\ndefault = \"damage\"\n[place]\nlat = \"lat\"\nlon = \"lon\"\nprecision = \"fix\"\nsd_m = 100\n";

fn text(zone_rule: &str, more: &str) -> String {
    format!(
        "# Truce\n\n```toml\n[agreement]\nid = \"truce\"\nparties = [\"p1\", \"p2\"]\n```\n\n## 1 Fire\n\nAll fire in the buffer ends.\n\n```toml\n[[term]]\nid = \"0\"\nkind = \"effective_moment\"\nquote = \"ends\"\nat = \"2026-01-01\"\nzone = \"UTC\"\n\n[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"All fire in the buffer ends\"\nacts = [\"explosion\"]\nzone = \"buffer\"\n{zone_rule}\n{more}```\n"
    )
}

const BURSTS: &str = "[[term]]\nid = \"2\"\nkind = \"prohibited_act\"\nquote = \"All fire\"\nacts = [\"burst\"]\n";

fn square(west: f64, from: &str) -> String {
    let east = west + 0.2;
    format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{\"layer\":\"buffer\",\"role\":\"zone\",\"valid_from\":\"{from}\",\"accuracy_m\":100}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{west},48.0],[{east},48.0],[{east},48.2],[{west},48.2],[{west},48.0]]]}}}}]}}"
    )
}

/// Twelve events, one a day, half of them in the zone, and the agreement adopted.
fn filled() -> Mission {
    let mission = Mission::new();
    mission.write("mission.toml", MISSION.as_bytes());
    fs::create_dir_all(mission.path("agreements")).unwrap();
    mission.write("agreements/truce.md", text("", "").as_bytes());
    mission.write("zone.geojson", square(37.0, "2025-01-01").as_bytes());
    mission.write("map.toml", MAP.as_bytes());
    let row = |n: usize| {
        let (kind, side) = (
            if n.is_multiple_of(3) { "burst" } else { "explosion" },
            match n % 3 {
                0 => "p1",
                1 => "p2",
                _ => "",
            },
        );
        format!("{n},2026-01-{:02}T10:00,{kind},48.1,{},{side}\n", n + 10, if n.is_multiple_of(2) { 37.1 } else { 37.6 })
    };
    let rows: String = (0..12).map(row).collect();
    mission.write("rows.csv", format!("id,when,kind,lat,lon,side\n{rows}").as_bytes());
    mission.ok(&["adopt", "mission.toml"]);
    mission.ok(&["add", "zone.geojson", "--as", "layers", "--source", "map"]);
    mission.ok(&["add", "rows.csv", "--map", "map.toml", "--source", "patrols"]);
    mission.ok(&["adopt"]);
    mission
}

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn number(value: &Value, path: &str) -> u64 {
    value.pointer(path).and_then(Value::as_u64).unwrap()
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let below = store::disk::files_below(folder).unwrap();
    below.into_iter().map(|path| (path.display().to_string(), fs::read(&path).unwrap())).collect()
}

#[test]
fn a_replay_of_the_text_in_use_counts_what_stands_and_writes_nothing() {
    let mission = filled();
    let before = files(&mission.path("data/log"));
    let told = lines(&mission.ok(&["--json", "terms", "replay", "agreements/truce.md"]).out).remove(0);
    let dry = lines(&mission.ok(&["--json", "adopt", "--dry-run"]).out).remove(0);
    assert_eq!(number(&dry, "/findings_changed"), 0, "{dry}");
    for outcome in ["breach", "undetermined"] {
        assert_eq!(number(&told, &format!("/findings/{outcome}")), number(&dry, &format!("/findings/{outcome}")), "{told} {dry}");
    }
    assert_eq!(number(&told, "/incidents/of_its_kinds"), 8, "{told}");
    assert_eq!((number(&told, "/incidents/with_breach"), number(&told, "/incidents/undetermined")), (2, 2), "{told}");
    assert_eq!(number(&told, "/incidents/missing/actor"), 2, "{told}");
    assert_eq!(told.pointer("/by_zone/0/zone").unwrap(), "buffer");
    assert_eq!(told.pointer("/by_day").and_then(Value::as_array).unwrap().len(), 4);
    let table = mission.ok(&["terms", "replay", "agreements/truce.md"]).out;
    assert!(table.contains("buffer") && table.contains("missing actor 2") && table.contains("2026-01-"), "{table}");
    assert!(files(&mission.path("data/log")) == before, "the log is as it was");
}

#[test]
fn two_drafts_are_compared_finding_by_finding_and_days_narrow_what_is_looked_at() {
    let mission = filled();
    mission.write("other.md", text("outside = true", BURSTS).as_bytes());
    for call in [&["agreements/truce.md", "other.md"][..], &["agreements/truce.md", "--and", "other.md"]] {
        let told = lines(&mission.ok(&[&["--json", "terms", "replay"], call].concat()).out);
        let (second, compared) = (told.get(1).unwrap(), told.get(2).unwrap());
        assert_eq!(number(second, "/incidents/of_its_kinds"), 12);
        let changes = compared.get("changes").and_then(Value::as_array).unwrap();
        assert_eq!(number(compared, "/changed") as usize, changes.len());
        let of = |clause: &str| changes.iter().filter(|change| change.get("clause").unwrap() == clause).count();
        assert_eq!((of("1"), of("2")), (8, 4), "{compared}");
    }
    let one = lines(&mission.ok(&["--json", "terms", "replay", "agreements/truce.md", "--from", "2026-01-11", "--to", "2026-01-11"]).out)
        .remove(0);
    assert_eq!(number(&one, "/incidents/of_its_kinds"), 1, "{one}");
}

#[test]
fn a_replay_says_what_is_wrong_with_the_call() {
    let mission = filled();
    mission.write("none.md", b"# No agreement\n");
    let no_agreement = mission.run(&["terms", "replay", "none.md"]);
    assert!(no_agreement.is(3) && no_agreement.err.contains("holds no agreement"), "{no_agreement:?}");
    let no_mission = mission.run(&["terms", "replay", "agreements/truce.md", "--against", "agreements"]);
    assert!(no_mission.is(2) && no_mission.err.contains("no mission is here"), "{no_mission:?}");
    let three = mission.run(&["terms", "replay", "agreements/truce.md", "none.md", "--and", "none.md"]);
    assert!(three.is(2) && three.err.contains("not more"), "{three:?}");
    let no_day = mission.run(&["terms", "replay", "agreements/truce.md", "--from", "soon"]);
    assert!(no_day.is(2) && no_day.err.contains("--from"), "{no_day:?}");
}

#[test]
fn a_dry_run_of_an_amendment_or_a_zone_shows_what_then_changes() {
    let mission = filled();
    let position = mission.position();
    mission.write("agreements/truce.md", text("", BURSTS).as_bytes());
    let dry = lines(&mission.ok(&["--json", "adopt", "--dry-run"]).out).remove(0);
    assert_eq!((number(&dry, "/findings_changed"), number(&dry, "/incidents_evaluated")), (4, 4), "the bursts alone: {dry}");
    assert_eq!(mission.position(), position, "nothing was adopted");
    let adopted = mission.ok(&["--json", "adopt"]).out;
    let settled =
        adopted.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).find(|line| line.get("findings_changed").is_some());
    assert_eq!(number(&settled.unwrap(), "/findings_changed"), 4);

    mission.write("moved.geojson", square(37.5, "2026-01-15").as_bytes());
    let add = ["add", "moved.geojson", "--as", "layers", "--source", "map"];
    let dry = mission.ok(&[&["--json"], &add[..], &["--dry-run"]].concat()).out;
    let dry = lines(&dry).into_iter().find(|line| line.get("dry_run").is_some()).unwrap();
    let really = mission.ok(&[&["--json"], &add[..]].concat()).out;
    let really = lines(&really).into_iter().find(|line| line.get("findings").is_some()).unwrap();
    assert!(number(&dry, "/findings_changed") > 0 && number(&dry, "/incidents_evaluated") < 8, "{dry}");
    assert_eq!((number(&dry, "/findings_changed"), dry.get("findings")), (number(&really, "/findings_changed"), really.get("findings")));
    let audit = mission.run(&["audit"]);
    assert!(audit.is(OK) && audit.out.contains("0 differences"), "{audit:?}");
}
