//! Claims, quotes, places and proposals of a post on the command line; post, places and model are invented.

use crate::program::Run;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

fn run(folder: &Path, words: &[&str]) -> Run {
    Command::new(env!("CARGO_BIN_EXE_tregua")).args(words).current_dir(folder).env_remove("TREGUA_MISSION").output().unwrap().into()
}

const POST: &str = "С 20.00 до 22.30 мск уничтожены 7 беспилотных летательных аппаратов: пять – над территорией Холмской области, два – у Нивы.\n\
«Пострадавших нет, и тишина сохранится», – сообщил глава района Пётр Холмов.\n";
const PLACES: &str = "name;lat;lon;population;alternatenames\nHolmsk;50;36;900000;Холмск\nNyva;50.1;36.1;700;Нива\n";

fn first_story(run: &Run) -> (Value, Value) {
    let line: Value = serde_json::from_str(run.out.lines().next().unwrap()).unwrap();
    let story = line.pointer("/stories/0").unwrap().clone();
    (line, story)
}

#[test]
fn a_post_gives_claims_with_parts_quotes_and_places_and_every_span_holds_its_words() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("post.txt"), POST).unwrap();
    std::fs::write(folder.path().join("places.csv"), PLACES).unwrap();
    let run = run(folder.path(), &["read", "post.txt", "--gazetteer", "places.csv", "--published", "2026-01-07 20:00", "--json"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let (page, story) = first_story(&run);
    let text = page["text"].as_str().unwrap();
    let at = |item: &Value, end: &str| usize::try_from(item["span"][end].as_u64().unwrap()).unwrap();
    let words = |item: &Value| text[at(item, "start")..at(item, "end")].to_owned();
    let claims = story["claims"].as_array().unwrap();
    assert_eq!((claims[0]["kind"].as_str(), claims[0]["unit"].as_str()), (Some("destroyed"), Some("uav")));
    assert_eq!((claims[0]["count"]["hi"].as_u64(), claims[0]["sum"].as_str()), (Some(7), Some("equal")), "{claims:#?}");
    assert_eq!(Some(words(&claims[0]).as_str()), claims[0]["text"].as_str());
    assert_eq!(claims[0]["parts"].as_array().map(Vec::len), Some(2));
    assert_eq!(claims[0]["window"]["when"]["from"], "2026-01-07T17:00:00.000Z");
    assert!(claims.iter().any(|claim| claim["kind"] == "injured" && claim["count"]["hi"] == 0), "{claims:?}");
    assert_eq!(
        (story["quotes"][0]["kind"].as_str(), story["quotes"][0]["speaker"]["text"].as_str()),
        (Some("direct"), Some("глава района Пётр Холмов"))
    );
    let places = story["places"].as_array().unwrap();
    assert_eq!(places.iter().map(words).take(2).collect::<Vec<_>>(), ["Холмской", "Нивы"]);
    assert_eq!(
        (places[0]["candidates"][0]["name"].as_str(), places[0]["candidates"][0]["precision"].as_str()),
        (Some("Holmsk"), Some("adm1"))
    );
}

#[test]
fn proposals_of_a_model_are_checked_against_the_text_and_stay_proposals() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("post.txt"), "Two drones fell near Holm.\n").unwrap();
    let lines = "{\"start\": 21, \"end\": 25, \"text\": \"Holm\", \"kind\": \"place\"}\n{\"start\": 0, \"end\": 3, \"text\": \"Ten\", \"kind\": \"claim\", \"value\": 10}\n";
    std::fs::write(folder.path().join("model.jsonl"), lines).unwrap();
    let (page, _) = first_story(&run(folder.path(), &["read", "post.txt", "--proposals", "model.jsonl", "--json"]));
    assert_eq!((page["proposals"].as_array().map(Vec::len), page["proposals"][0]["standing"].as_str()), (Some(1), Some("proposed")));
    assert_eq!(page["proposals_refused"][0]["line"], 2);
}

#[test]
fn what_is_no_gazetteer_and_no_time_is_said_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("post.txt"), POST).unwrap();
    std::fs::write(folder.path().join("list.csv"), "a,b\n1,2\n").unwrap();
    let no_places = run(folder.path(), &["read", "post.txt", "--gazetteer", "list.csv"]);
    assert_eq!(no_places.code, Some(3));
    assert!(no_places.err.contains("list.csv: no gazetteer: a header with a column `name`"), "{}", no_places.err);
    let no_time = run(folder.path(), &["read", "post.txt", "--published", "yesterday"]);
    assert_eq!(no_time.code, Some(2));
    assert!(no_time.err.contains("`yesterday` is not a time such as"), "{}", no_time.err);
}
