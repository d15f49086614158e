//! Origins without a mission: rows, texts and pages; the pages of the handbook's seeds, and invented ones of the same shape.

use crate::program::Run;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

fn run(folder: &Path, words: &[&str]) -> Run {
    Command::new(env!("CARGO_BIN_EXE_tregua")).args(words).current_dir(folder).env_remove("TREGUA_MISSION").output().unwrap().into()
}

/// The lines of the inputs, and the one of all.
fn lines(run: &Run) -> (Vec<Value>, Value) {
    let mut lines: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let last = lines.pop().unwrap();
    (lines, last)
}

fn stories(lines: &[Value]) -> Vec<&Value> {
    lines.iter().flat_map(|line| line["stories"].as_array().unwrap()).collect()
}

const STORY: &str = "HARBOUR CITY (Coast Wire) \u{2014} Delegates of eleven states met on Monday to agree how a ceasefire along the northern line would be watched. \
The draft names a commission of five members that hears complaints within seventy two hours, and a guard force of 340 people at 14 crossings. \
\u{201c}We will not sign a paper that nobody can check,\u{201d} the chief delegate said after the second session. \
A quarter of the crossings lie in marshland where patrols cannot stay overnight, engineers warned, and the survey of the eastern bank has not begun.";

#[test]
fn rows_give_a_line_each_with_relations_and_one_line_of_origins() {
    let folder = tempfile::tempdir().unwrap();
    let row = |id: &str, source: &str, published: &str, text: &str| {
        serde_json::json!({"id": id, "source": source, "published": published, "text": text}).to_string()
    };
    let corrected = STORY.replace("340", "345");
    let rows = [
        row("station", "Radio North", "2026-01-07T15:00:00Z", &format!("Good evening. {corrected}")),
        row("wire", "Coast Wire", "2026-01-07T12:00:00Z", STORY),
        "not a row".into(),
        row(
            "other",
            "Paper",
            "2026-01-07",
            "Grain prices fell for a third week as ships returned to the ports, traders said, and insurers cut their rates.",
        ),
    ];
    std::fs::write(folder.path().join("rows.jsonl"), rows.join("\n")).unwrap();
    let found = run(folder.path(), &["--json", "origins", "rows.jsonl"]);
    assert!(found.is(3), "{found:?}");
    assert!(found.err.contains("rows.jsonl:3: not a JSON object"), "{}", found.err);
    let (inputs, all) = lines(&found);
    assert_eq!(inputs.len(), 3);
    let station = &inputs[0]["stories"][0];
    assert_eq!(
        (station["id"].as_str(), station["origin"].as_str(), station["parent"].as_str()),
        (Some("station"), Some("wire"), Some("wire"))
    );
    let relation = &station["relations"][0];
    assert_eq!(
        (relation["to"].as_str(), relation["kind"].as_str(), relation["told_by"].as_str()),
        (Some("wire"), Some("copy"), Some("published"))
    );
    assert_eq!(relation["variants"], serde_json::json!([{"own": "345", "other": "340"}]));
    let span = &relation["spans"][0];
    assert_eq!(
        (span["start"].as_u64(), span["other_start"].as_u64(), span["other_end"].as_u64()),
        (Some(14), Some(0), Some(STORY.len() as u64 - 1))
    );
    assert_eq!((all["origins_n"].as_u64(), all["n_eff"].as_f64()), (Some(2), Some(2.01)));
    let plain = run(folder.path(), &["origins", "rows.jsonl"]);
    for said in [
        "station -> wire copy: ",
        "reads 345 where the other has 340",
        "origin 1: other",
        "origin 2: wire, carried by station",
        "worth 2.01 independent ones",
    ] {
        assert!(plain.out.contains(said), "{said}: {}", plain.out);
    }
}

#[test]
fn texts_folders_and_tables_are_taken_too_and_nothing_to_read_is_said() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("texts")).unwrap();
    std::fs::write(folder.path().join("texts/b.txt"), STORY).unwrap();
    std::fs::write(folder.path().join("texts/a.txt"), format!("{STORY} The next session is on Thursday.")).unwrap();
    std::fs::write(folder.path().join("rows.csv"), format!("body,title\n\"{}\",Headline\n", STORY.replace('"', "\"\""))).unwrap();
    let found = run(folder.path(), &["--json", "origins", "texts", "rows.csv"]);
    assert!(found.is(0), "{found:?}");
    let (inputs, all) = lines(&found);
    assert_eq!((inputs.len(), all["origins_n"].as_u64()), (3, Some(1)));
    assert_eq!(inputs[2]["stories"][0]["headline"].as_str(), Some("Headline"));
    std::fs::write(folder.path().join("empty.jsonl"), "").unwrap();
    let none = run(folder.path(), &["origins", "empty.jsonl"]);
    assert!(none.is(3) && none.err.contains("no story in what was given"), "{none:?}");
    assert!(run(folder.path(), &["origins", "missing.txt"]).is(3));
}

#[test]
fn two_pages_with_one_agencys_article_are_one_origin_and_another_agencys_is_a_second() {
    let Some(seeds) = std::env::var_os("TREGUA_DATA").map(|data| Path::new(&data).join("../seeds")).filter(|seeds| seeds.is_dir()) else {
        return eprintln!("skipped: TREGUA_DATA not set");
    };
    let mut pages: Vec<String> = std::fs::read_dir(&seeds).unwrap().map(|entry| entry.unwrap().path().display().to_string()).collect();
    pages.retain(|page| page.ends_with(".txt"));
    pages.sort();
    assert_eq!(pages.len(), 3);
    let words: Vec<&str> = ["--json", "origins"].into_iter().chain(pages.iter().map(String::as_str)).collect();
    let found = run(Path::new("."), &words);
    assert!(found.is(0), "{}", found.err);
    let (inputs, all) = lines(&found);
    let origins = |page: usize| -> Vec<&str> {
        inputs[page]["stories"].as_array().unwrap().iter().map(|story| story["origin"].as_str().unwrap()).collect()
    };
    assert_eq!([origins(0).len(), origins(1).len(), origins(2).len()], [4, 1, 1], "{all}");
    assert_eq!(origins(0)[0], origins(1)[0], "one agency's article on two pages");
    let distinct: BTreeSet<&str> = origins(0).into_iter().chain(origins(2)).collect();
    assert_eq!(
        (distinct.len(), all["origins_n"].as_u64()),
        (5, Some(5)),
        "the related posts and the other agency's article are origins of their own"
    );
    let days: BTreeSet<&str> = inputs[0]["stories"].as_array().unwrap().iter().filter_map(|story| story["published"].as_str()).collect();
    println!("{days:?}");
    let quotes =
        stories(&inputs).into_iter().flat_map(|story| story["relations"].as_array().unwrap()).filter(|one| one["kind"] == "common_quote");
    assert!(quotes.count() >= 1, "both agencies quote one speaker");
}

#[test]
fn a_page_of_an_article_and_related_posts_is_split_first_and_each_post_has_its_own_origin() {
    let folder = tempfile::tempdir().unwrap();
    let page = format!(
        "date 2026-01-07 Eleven states meet on the northern line\n\nEleven states meet on the northern line\n\n{STORY}\n\nCopyright \u{a9} 2026, Coast Audio. All rights reserved.\n\n\
         Related Posts\n\nFerry runs again\nFerry runs again\n\n(PORT TOWN) \u{2014} The ferry between the port and the island runs again after the storm of last week, the \
         harbour master said on Monday, with three crossings a day until the pier is mended.\n\nThe second boat stays in the yard until spring, and school \
         children travel free of charge.\n\nCopyright \u{a9} 2025, Coast Audio. All rights reserved.\n"
    );
    let station = format!(
        "Weather\nJanuary 6, 2026\nEleven states meet on the northern line\n{STORY}\nCopyright \u{a9} 2026, Coast Audio. All rights reserved.\n"
    );
    std::fs::write(folder.path().join("page.txt"), &page).unwrap();
    std::fs::write(folder.path().join("station.txt"), station).unwrap();
    let found = run(folder.path(), &["--json", "origins", "page.txt", "station.txt"]);
    assert!(found.is(0), "{found:?}");
    let (inputs, all) = lines(&found);
    let told = inputs[0]["stories"].as_array().unwrap();
    assert_eq!((told.len(), all["origins_n"].as_u64()), (2, Some(2)), "{}", found.out);
    let article = &inputs[1]["stories"][0];
    assert_eq!(article["origin"], told[0]["origin"]);
    assert_ne!(told[1]["origin"], told[0]["origin"]);
    let relation = stories(&inputs).into_iter().find_map(|story| story["relations"].as_array().unwrap().first()).unwrap();
    let own_is_page = article["relations"].as_array().unwrap().is_empty();
    let place = |field: &str| usize::try_from(relation["spans"][0][field].as_u64().unwrap()).unwrap();
    let words = if own_is_page { &page[place("start")..place("end")] } else { &page[place("other_start")..place("other_end")] };
    assert!(words.contains("Delegates of eleven states") && words.ends_with("has not begun"), "spans are bytes of the page: {words}");
}
