//! Pages and reports made to mislead or to break: read within stated limits, flagged, nothing promoted, nothing lost.

use crate::bad_input::{is_whole, says};
use crate::program::{Mission, OK, Run};
use serde_json::Value;

const SENTENCE: &str = "The delegates went up the hill in the snow, and the talks went on for a second day. ";

fn page(title: &str, rest: &str) -> String {
    format!("<html><body><article><h1>{title}</h1><p>{SENTENCE}{SENTENCE}{SENTENCE}</p>{rest}</article></body></html>")
}

/// A page with what both `read` and `add` have to say of it.
fn pages() -> Vec<(&'static str, String, &'static str)> {
    vec![
        (
            "deep.html",
            page("Deep", &format!("{}inmost words{}", "<table><tr><td>".repeat(10_000), "</td></tr></table>".repeat(10_000))),
            "deeper",
        ),
        ("unspaced.html", page("Unspaced", &format!("<p>{}</p>", "y".repeat(200_000))), "white space"),
        ("mixed.html", page("Mixed", "<p>At\u{200b}tack on the \u{202e}hill by the t\u{430}nk, in M\u{43e}skva.</p>"), "several scripts"),
        ("long.html", page("Long", &format!("<!--{}-->", "x".repeat(24_000_000))), "longer than 5 MB"),
    ]
}

fn read_json(mission: &Mission, file: &str) -> Value {
    let read = mission.run(&["--json", "read", file]);
    assert!(read.is(OK), "{file}: {read:?}");
    serde_json::from_str(&read.out).unwrap()
}

fn promoted(mission: &Mission) -> (i64, i64) {
    let database = rusqlite::Connection::open(mission.path("data/tregua.db")).unwrap();
    let one = |sql: &str| database.query_row(sql, [], |row| row.get(0)).unwrap();
    (
        one("SELECT COUNT(*) FROM incident WHERE stands = 1 AND until_leaf IS NULL"),
        one("SELECT COUNT(*) FROM observation WHERE is_figure = 1"),
    )
}

#[test]
fn pages_made_to_break_a_reader_are_read_within_limits_and_flagged_and_promote_nothing() {
    let mission = Mission::new();
    for (name, text, flag) in pages() {
        mission.write(name, text.as_bytes());
        let line = read_json(&mission, name);
        assert!(line["flags"].as_array().unwrap().iter().any(|said| said.as_str().unwrap().contains(flag)), "{name}: {}", line["flags"]);
        assert!(line["text"].as_str().unwrap().contains("second day"), "{name}");
        says(&mission.run(&["add", name]), OK, &["1 read", flag]);
    }
    assert!(read_json(&mission, "deep.html")["text"].as_str().unwrap().contains("inmost words"));
    let mixed = read_json(&mission, "mixed.html");
    assert!(mixed["flags"].to_string().contains("invisible") && mixed["flags"].to_string().contains("direction"), "{}", mixed["flags"]);
    assert_eq!(promoted(&mission), (0, 0));
    is_whole(&mission);
}

/// By hand: two minutes in a debug build; 2 s to read and 7 s to add in a release build.
#[test]
#[ignore = "200 MB: by hand"]
fn a_page_of_two_hundred_megabytes_is_read_to_its_limit_and_kept_whole() {
    let mission = Mission::new();
    mission.write("big.html", page("Big", &format!("<p>{SENTENCE}</p>").repeat(2_200_000)).as_bytes());
    says(&mission.run(&["add", "big.html"]), OK, &["1 read", "longer than 5 MB"]);
    is_whole(&mission);
}

#[test]
fn a_million_casualties_are_a_claim_that_is_flagged_and_never_a_figure() {
    let mission = Mission::new();
    mission.write("million.html", page("Losses", "<p>A million people were killed in the strike on 7 January 2026.</p>").as_bytes());
    let line = read_json(&mission, "million.html");
    let claims = line["stories"][0]["claims"].as_array().unwrap();
    let killed: Vec<&Value> = claims.iter().filter(|claim| claim["kind"] == "killed").collect();
    assert_eq!(killed.len(), 1, "{claims:?}");
    assert_eq!((&killed[0]["is_figure"], &killed[0]["count"]["lo"]), (&Value::from(false), &Value::from(1_000_000)));
    assert!(killed[0]["flags"].to_string().contains("implausible"));
    assert!(mission.run(&["add", "million.html"]).is(OK));
    assert_eq!(promoted(&mission), (0, 0));
    is_whole(&mission);
}

/// Invented.
const STORY: &str = "The monitoring mission said on Tuesday that shells fell on the eastern outskirts of the town after nightfall and that two houses and a \
    school were damaged while residents hid in cellars. Officials from the district council told reporters that the shelling began at about nine in the \
    evening and went on for forty minutes. A spokesman for the mission said patrols had counted twelve craters along the road to the bridge and had seen a \
    burning barn. Nobody was reported killed but four people were taken to hospital with cuts from broken glass. The council asked both sides to open the \
    road in the morning so that repair crews could reach the power line. The mission will send a second patrol at dawn.";

/// The story with each `step`th word replaced, beginning elsewhere each time.
fn rewritten(n: usize, step: usize) -> String {
    const OTHER: [&str; 7] = ["reportedly", "local", "early", "nearby", "heavy", "later", "several"];
    let words = STORY.split_whitespace().enumerate();
    words
        .map(|(at, word)| if n > 0 && (at + n).is_multiple_of(step) { OTHER.get((at + n) % 7).unwrap() } else { word })
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn fifty_rewrites_of_one_story_from_fifty_domains_are_one_voice() {
    let mission = Mission::new();
    let row = |n: usize| {
        let (hour, minute) = (8 + n / 12, n % 12 * 5);
        serde_json::json!({
            "id": format!("s{n}"), "source": format!("outlet{n}.example"), "published": format!("2026-01-07T{hour:02}:{minute:02}:00Z"),
            "text": rewritten(n, 11 + n % 7),
        })
    };
    let rows: Vec<String> = (0..50).map(|n| row(n).to_string()).collect();
    mission.write("stories.jsonl", rows.join("\n").as_bytes());
    let traced: Run = mission.run(&["--json", "origins", "stories.jsonl"]);
    assert!(traced.is(OK), "{traced:?}");
    let all: Value = serde_json::from_str(traced.out.lines().last().unwrap()).unwrap();
    assert_eq!((&all["stories_n"], &all["origins_n"]), (&Value::from(50), &Value::from(1)), "{all}");
    assert!(all["n_eff"].as_f64().unwrap() < 4.0, "{}", all["n_eff"]);
    std::fs::create_dir(mission.path("in")).unwrap();
    for n in 0..50 {
        mission.write(
            &format!("in/{n}.html"),
            page(&format!("Shells fall, says outlet {n}"), &format!("<p>{}</p>", rewritten(n, 11 + n % 7))).as_bytes(),
        );
    }
    says(&mission.run(&["add", "in"]), OK, &["1 read"]);
    let n: i64 = rusqlite::Connection::open(mission.path("data/tregua.db"))
        .unwrap()
        .query_row("SELECT COUNT(*) FROM observation", [], |row| row.get(0))
        .unwrap();
    assert_eq!((n, promoted(&mission).0), (50, 0), "all kept; fifty pages make no incident");
    is_whole(&mission);
}

#[test]
fn a_sensor_that_replays_yesterday_is_flagged_and_confirms_nothing() {
    let mission = Mission::new();
    let map = include_str!("../../../../fixtures/maps/journey.toml").replace("sd_m = 500", "sd_m = 100");
    mission.write("map.toml", map.as_bytes());
    let rows = |day: &str| {
        let row = |n: u32| format!("2026-01-{day},{:02}:{:02},-33.{:04},-17.2,explosion,sensor 4\n", 8 + n, n * 7 % 60, 500 + 37 * n);
        format!("Date,Hour,Latitude,Longitude,What,Who\n{}", (0..12).map(row).collect::<String>())
    };
    for (name, day) in [("monday.csv", "05"), ("tuesday.csv", "06")] {
        mission.write(name, rows(day).as_bytes());
    }
    let first = mission.run(&["add", "monday.csv", "--map", "map.toml"]);
    assert!(first.is(OK) && first.out.contains("12 read") && !first.out.contains("replay"), "{first:?}");
    says(&mission.run(&["add", "tuesday.csv", "--map", "map.toml"]), OK, &["12 read", "12 rows of", "24.0 h later: a replay?"]);
    assert_eq!(promoted(&mission).0, 24, "each stands alone: none confirms another");
    let known = mission.run(&["add", "tuesday.csv", "--map", "map.toml"]);
    assert!(known.is(OK) && known.out.contains("known already") && !known.out.contains("replay"), "{known:?}");
    is_whole(&mission);
}
