//! `tregua claims` on tables, posts and two versions of one table; what is not named as published is invented.

use crate::program::{Mission, Run};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Source: DOMAIN A4; "all" and the items stand in no order, and nothing says that they are running totals.
const OFFICE: &str = "note,fourth,day,office,all,first,second,third,remark\n\
    x,,2025-10-19,Office,47,,,,47 violations\n\
    x,100,2025-11-22,Office,497,142,21,228,497 violations since the truce\n\
    x,200,2026-01-17,Office,\"1,300\",430,66,604,\"1,300 violations in 100 days\"\n\
    x,221,2026-02-11,Office,\"1,520\",522,73,704,\"1,520 violations in 115 days\"\n";

fn claims(folder: &Path, words: &[&str]) -> Run {
    Command::new(env!("CARGO_BIN_EXE_tregua"))
        .arg("claims")
        .args(words)
        .current_dir(folder)
        .env_remove("TREGUA_MISSION")
        .output()
        .unwrap()
        .into()
}

fn written(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
    folder
}

fn lines(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn ledger(run: &Run) -> Value {
    lines(run).pop().unwrap().get("ledger").unwrap().clone()
}

fn checks<'l>(ledger: &'l Value, kind: &str, verdict: &str) -> Vec<&'l Value> {
    let all = ledger["checks"].as_array().unwrap().iter();
    all.filter(|check| check["kind"] == kind && (verdict.is_empty() || check["verdict"] == verdict)).collect()
}

#[test]
fn a_running_total_is_recognised_in_a_bare_table_with_residuals_increments_and_days() {
    let table = OFFICE.replace("remark", "text").replace("note,", "comment_no,");
    let folder = written(&[("office.csv", &table)]);
    let run = claims(folder.path(), &["office.csv", "--json", "--since", "2025-10-10"]);
    assert!(run.is(0), "{}", run.err);
    let ledger = ledger(&run);
    let all = ledger["series"].as_array().unwrap().iter().find(|series| series["definition"] == "all").unwrap().clone();
    assert_eq!((&all["form"], &all["recognised"], &all["told"]), (&"running_total".into(), &true.into(), &false.into()), "{all}");
    assert_eq!(all["current"]["lo"], 1_520);
    assert_eq!(all["steps"].as_array().unwrap().iter().map(|step| step["rise"].as_i64().unwrap()).collect::<Vec<_>>(), [450, 803, 220]);
    let residuals: Vec<i64> = checks(&ledger, "sum", "").iter().map(|check| check["residual"].as_i64().unwrap()).collect();
    assert_eq!(residuals, [6, 0, 0]);
    assert_eq!(checks(&ledger, "days", "holds").len(), 1);
    assert_eq!(checks(&ledger, "days", "unexplained")[0]["residual"], -10);
    let plain = claims(folder.path(), &["office.csv"]);
    assert!(plain.out.contains("residual +6, unexplained") && plain.out.contains("all is 1,520 after 4 points"), "{}", plain.out);
}

#[test]
fn one_figure_a_row_with_its_measure_beside_it_is_read_alike_and_repeaters_give_a_range() {
    let long = "claimant,item,value,from,to,about\n\
        Tally,all violations,\"2,935\",2025-04-20,2025-04-20,other\n\
        Tally,shellings,\"1,882\",2025-04-20,2025-04-20,other\n\
        Tally,shellings,\"1,883\",2025-04-20,2025-04-20,other\n\
        Tally,\"heavy, inside the shellings\",812,2025-04-20,2025-04-20,other\n";
    let run = claims(written(&[("long.csv", long)]).path(), &["long.csv", "--json"]);
    assert!(run.is(0), "{}", run.err);
    let ledger = ledger(&run);
    let range = &ledger["ranges"][0];
    assert_eq!(lines(&run)[0]["statements"], 2, "rows of one speaker and time are one statement, a figure said again begins another");
    assert_eq!(checks(&ledger, "inside", "holds").len(), 2, "{ledger}");
    assert_eq!(
        (&range["lo"], &range["hi"], range["origins"].as_array().map(Vec::len)),
        (&1_882.into(), &1_883.into(), Some(1)),
        "{ledger}"
    );
}

#[test]
fn posts_and_pages_give_statements_of_their_speakers_that_are_held_against_each_other() {
    let night = "The Ministry said on 8 January that 12 drones were launched in the night, 9 of them were shot down and 5 did not reach their targets.";
    let page = "<html><head><title>Night</title><meta property=\"og:site_name\" content=\"Hill Radio\"></head><body><article><p>Seven people were killed and 12 were injured in the shelling of the town, officials said on Thursday after the night.</p></article></body></html>";
    let folder = written(&[("night.txt", night), ("page.html", page)]);
    let run = claims(folder.path(), &["night.txt", "page.html", "--json", "--published", "2026-01-08"]);
    assert!(run.is(0), "{}", run.err);
    let read = lines(&run);
    assert_eq!((read.len(), read[0]["form"].as_str(), read[1]["form"].as_str()), (3, Some("page"), Some("page")));
    assert!(read[0]["figures"].as_u64() >= Some(2) && read[1]["figures"].as_u64() >= Some(2), "{}", run.out);
}

#[test]
fn what_cannot_be_used_is_said_and_the_rest_is_read() {
    let folder = written(&[
        ("words.csv", "a,b\nx,y\nz,w\n"),
        ("good.csv", "day,killed\n2026-01-01,3\n"),
        ("torn.csv", "from,to,killed\n2026-01-02,2026-01-01,3\n2026-01-03,2026-01-04,4\n2026-01-05\n"),
        ("empty.csv", ""),
    ]);
    let run = claims(folder.path(), &["words.csv", "absent.csv", "good.csv", "torn.csv", "empty.csv", "--json"]);
    assert!(run.is(3), "{}", run.err);
    for said in [
        "words.csv: no column of it holds numbers",
        "absent.csv",
        "torn.csv: line 2: it ends (2026-01-01) before it begins",
        "torn.csv: line 4",
        "empty.csv",
    ] {
        assert!(run.err.contains(said), "{said}: {}", run.err);
    }
    assert_eq!(lines(&run).len(), 3, "{}", run.out);
    assert!(claims(folder.path(), &["good.csv", "--since", "soon"]).is(2));
    assert!(claims(folder.path(), &["good.csv", "--only", "model"]).is(2));
    assert!(claims(folder.path(), &["good.csv", "--only", "model=x"]).is(3));
}

/// The place is invented.
#[test]
fn a_gazetteer_is_adopted_signed_and_what_is_read_later_finds_its_places_and_figures_with_it() {
    let mission = Mission::new();
    std::fs::create_dir_all(mission.path("gazetteers")).unwrap();
    mission.write("gazetteers/places.csv", b"id,name,lat,lon,population\n1,Nyva,50.1,36.1,7000\n");
    let before = "Date: 6 January 2026\nSpeaker: Ministry\n\nThree people were killed in the shelling of Nyva.\n";
    let after = "Date: 7 January 2026\nSpeaker: Ministry\n\nFour people were killed and nine injured in the shelling of Nyva.\n";
    mission.write("before.txt", before.as_bytes());
    mission.write("after.txt", after.as_bytes());
    mission.ok(&["add", "before.txt"]);
    assert!(mission.ok(&["status"]).out.contains("places.csv is not in use"));
    let adopted = mission.ok(&["adopt"]);
    assert!(adopted.out.contains("places.csv: adopted by me"), "{}", adopted.out);
    let dry: Value = serde_json::from_str(mission.ok(&["add", "after.txt", "--dry-run", "--json"]).out.lines().next().unwrap()).unwrap();
    assert_eq!((&dry["place_name"], dry["claims"].as_array().map(Vec::len)), (&"Nyva".into(), Some(2)), "{dry}");
    mission.ok(&["add", "after.txt"]);
    mission.ok(&["audit"]);
    let held = mission.ok(&["claims", "--json"]);
    let ledger = ledger(&held);
    let killed: Vec<&Value> = ledger["series"].as_array().unwrap().iter().filter(|series| series["measure"] == "killed").collect();
    assert_eq!(killed.len(), 2, "one without and one with the place as its extent: {ledger}");
    assert!(killed.iter().any(|series| series["extent"] == "Nyva"));
    mission.write("gazetteers/none.csv", b"a,b\n1,2\n");
    assert!(mission.run(&["adopt", "gazetteers/none.csv"]).err.contains("no gazetteer"));
}

#[expect(clippy::print_stderr, reason = "says what it skips")]
fn data() -> Option<PathBuf> {
    let data = std::env::var_os("TREGUA_DATA").map(|data| Path::new(&data).join("method"));
    if data.is_none() {
        eprintln!("skipped: TREGUA_DATA not set");
    }
    data
}

/// Source: METHOD 14, row "claims".
#[test]
fn the_published_strike_claims_hold_one_impossible_row_of_986_and_two_revisions() {
    let Some(data) = data() else { return };
    let files = ["party_strike_claims_2026-04-09.csv", "party_strike_claims_2026-04-13.csv"];
    let run = claims(&data, &[files[0], files[1], "--json"]);
    assert!(run.is(0), "{}", run.err);
    let read = lines(&run);
    assert_eq!((&read[0]["statements"], &read[1]["statements"]), (&3_378.into(), &3_585.into()));
    let changes = read[1]["revisions"]["changes"].as_array().unwrap();
    let told: Vec<[&str; 3]> =
        changes.iter().map(|change| ["column", "before", "after"].map(|key| change[key].as_str().unwrap())).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.contains(&["destroyed", "4.0", "0.0"]) && told.contains(&["not_reach_goal", "", "2.0"]), "{told:?}");
    let family = claims(&data, &[files[1], "--only", "model~shahed", "--json"]);
    assert_eq!(lines(&family)[0]["statements"], 986);
    let ledger = ledger(&family);
    let broken = checks(&ledger, "conservation", "broken");
    assert_eq!(broken.len(), 1, "{broken:?}");
    assert!(broken[0]["says"].as_str().unwrap().starts_with("16.0 launched, 15.0 destroyed + 11.0 not reached"), "{}", broken[0]);
    let row = claims(&data, &[files[1], "--only", "launched=127", "--only", "destroyed=101", "--json"]);
    let found = lines(&row);
    assert_eq!(found[0]["statements"], 1);
    let series = ledger_series(&found[1]["ledger"]);
    assert!(series.contains(&("num_hit_location".to_owned(), 11)), "{series:?}");
}

fn ledger_series(ledger: &Value) -> Vec<(String, u64)> {
    let all = ledger["series"].as_array().unwrap().iter();
    all.filter_map(|series| Some((series.get("definition")?.as_str()?.to_owned(), series.pointer("/current/lo")?.as_u64()?))).collect()
}

/// Source: data README, "Claims and counts": 13 negative daily steps in 8 categories.
#[test]
fn the_published_series_of_losses_is_a_running_total_with_its_corrections() {
    let Some(data) = data() else { return };
    let folder = data.join("../party_claims");
    let run = claims(&folder, &["ua_general_staff_cumulative_2022-2026.csv.gz", "--json"]);
    assert!(run.is(0), "{}", run.err);
    let ledger = ledger(&run);
    let falls: std::collections::BTreeMap<String, usize> = checks(&ledger, "fall", "").iter().fold(Default::default(), |mut n, check| {
        *n.entry(check["figure"].as_str().unwrap().to_owned()).or_default() += 1;
        n
    });
    assert_eq!((falls.values().sum::<usize>(), falls.len()), (13, 8), "{falls:?}");
}
