//! Claims of real posts against what arithmetic proves of them (`party_claims`); the file also prints the scores of docs/scores.md.

#![expect(clippy::unwrap_used, reason = "tests")]
#![expect(clippy::print_stdout, reason = "the scores are what a reader runs this for")]

use news::claims::{Claim, ClaimKind, Part, Sum, Unit};
use news::{Told, read_claims};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

type Row = BTreeMap<String, String>;

fn rows(file: &str) -> Option<Vec<Row>> {
    let Some(data) = std::env::var_os("TREGUA_DATA") else {
        println!("skipped: {file}: TREGUA_DATA not set");
        return None;
    };
    let bytes = std::fs::read(PathBuf::from(data).join("party_claims/dev").join(file)).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
    Some(csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect())
}

fn read(row: &Row) -> Vec<Claim> {
    let (day, clock) = row["datetime"].split_once(' ').unwrap();
    read_claims(&row["text"], &Told { day: day.parse().ok(), clock: clock.parse().ok(), zone: Some("UTC"), speaker: None })
}

/// The first claim of drones that were shot down, as a reader would take it.
fn downed(claims: &[Claim]) -> Option<&Claim> {
    claims.iter().find(|claim| claim.kind == ClaimKind::Destroyed && claim.unit == Unit::Uav)
}

fn total(claims: &[Claim]) -> Option<u32> {
    downed(claims).and_then(|claim| claim.count.hi)
}

/// `n:place` pairs, the places by their first capital word.
fn items(parts: &[Part]) -> Vec<(u32, String)> {
    let mut items = Vec::new();
    for part in parts {
        let n = part.count.hi.unwrap_or(0);
        let places: Vec<&str> = part.places.iter().map(|place| place.text.as_str()).collect();
        let shown: Vec<String> =
            if part.is_each { places.iter().map(|place| name(place)).collect() } else { vec![name(&places.join(" "))] };
        items.extend(shown.into_iter().map(|place| (n, place)));
    }
    items.sort();
    items
}

/// The name within "территорией Холмской области": its first capital word that is no kind of place.
fn name(place: &str) -> String {
    let words = place.split_whitespace().filter(|word| word.starts_with(char::is_uppercase) && *word != "Республики");
    words.map(|word| word.to_lowercase()).next().unwrap_or_default()
}

fn gold_items(row: &Row) -> Vec<(u32, String)> {
    let pairs = row["gold_items"].split('|').filter_map(|item| item.split_once(':'));
    let mut items: Vec<(u32, String)> = pairs.map(|(n, place)| (n.trim().parse().unwrap(), name(place))).collect();
    items.sort();
    items
}

#[test]
fn totals_and_item_lists_of_proven_posts_are_read() {
    let Some(rows) = rows("ru_mod_uav_claims.csv.gz") else { return };
    let mut scores: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let (mut lists, mut proven, mut windows, mut windows_n) = (0, 0, 0, 0);
    for row in &rows {
        let claims = read(row);
        let is_right = total(&claims).map(|n| n.to_string()).as_ref() == Some(&row["gold_total"]);
        let score = scores.entry(&row["gold_status"]).or_default();
        *score = (score.0 + usize::from(is_right), score.1 + 1);
        if !is_right && std::env::var_os("SHOW").is_some() {
            println!("{} got {:?} gold {}: {}\n", row["gold_status"], total(&claims), row["gold_total"], row["text"]);
        }
        if row["gold_status"] == "sum_ok" {
            proven += 1;
            let found = downed(&claims).map(|claim| items(&claim.parts)).unwrap_or_default();
            lists += usize::from(found == gold_items(row));
            if found != gold_items(row) && std::env::var_os("SHOW").is_some() {
                println!("items: {found:?}\n gold: {:?}\n{}\n", gold_items(row), row["text"]);
            }
        }
        if !row["gold_window_text"].is_empty() {
            windows_n += 1;
            windows += usize::from(
                downed(&claims).and_then(|claim| claim.window.as_ref()).is_some_and(|window| window.when.is_some() && window.to.is_some()),
            );
        }
    }
    for (status, (right, n)) in &scores {
        println!("totals, {status}: {right} of {n}");
    }
    println!("full item lists of proven posts: {lists} of {proven}");
    println!("windows with both clock times and a date: {windows} of {windows_n} that state one");
    assert_eq!(proven, 163);
    assert!(scores["sum_ok"].0 * 100 >= 97 * proven, "totals: {scores:?}");
    assert!(lists * 100 >= 93 * proven, "lists: {lists}");
}

#[test]
fn lists_that_name_several_places_with_one_number_add_up() {
    let Some(rows) = rows("ru_mod_uav_claims.csv.gz") else { return };
    let mismatched: Vec<&Row> = rows.iter().filter(|row| row["gold_status"] == "mismatch").collect();
    let equal = mismatched.iter().filter(|row| downed(&read(row)).is_some_and(|claim| claim.sum == Sum::Equal)).count();
    println!("posts with so many each whose parts make the total: {equal} of {}", mismatched.len());
    assert!(mismatched.len() > 20 && equal * 10 >= mismatched.len() * 9, "{equal}");
}

#[test]
fn other_posts_claim_no_drones_where_none_are_named_and_one_where_the_grammar_says_one() {
    let Some(rows) = rows("ru_mod_other_posts.csv.gz") else { return };
    let of_kind = |kind: &str| -> Vec<&Row> { rows.iter().filter(|row| row["text_kind"] == kind).collect() };
    let none = of_kind("no_uav_word");
    let wrong = none.iter().filter(|row| total(&read(row)).is_some()).count();
    let one = of_kind("one_uav_downed");
    let ones = one.iter().filter(|row| total(&read(row)) == Some(1)).count();
    let unlabelled = of_kind("uav_downed_unlabelled");
    let stated = unlabelled.iter().filter(|row| total(&read(row)).is_some()).count();
    if std::env::var_os("SHOW").is_some() {
        one.iter().filter(|row| total(&read(row)) != Some(1)).for_each(|row| println!("one: {:?} {}\n", total(&read(row)), row["text"]));
        unlabelled.iter().for_each(|row| println!("unlabelled: {:?} {}\n", total(&read(row)), row["text"]));
        none.iter().filter(|row| total(&read(row)).is_some()).for_each(|row| println!("none: {:?} {}\n", total(&read(row)), row["text"]));
    }
    println!("no drone is named and none is claimed: {} of {}", none.len() - wrong, none.len());
    println!("the grammar says one: {ones} of {}", one.len());
    println!("unlabelled posts with a claim: {stated} of {}", unlabelled.len());
    assert!(none.len() > 400 && wrong == 0, "{wrong}");
    assert!(one.len() > 250 && ones * 100 >= one.len() * 97, "{ones}");
}
