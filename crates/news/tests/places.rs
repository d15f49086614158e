//! Place names of real queries and news items against GeoNames and KATOTTG; prints the scores of docs/scores.md.

#![expect(clippy::unwrap_used, reason = "tests")]
#![expect(clippy::print_stdout, reason = "the scores are what a reader runs this for")]

use news::places::{Candidate, Choice};
use news::{Gazetteer, Index, read_gazetteer, read_places};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::PathBuf;
use std::sync::OnceLock;

type Row = BTreeMap<String, String>;

fn text_of(file: &str) -> Option<String> {
    let Some(data) = std::env::var_os("TREGUA_DATA") else {
        println!("skipped: {file}: TREGUA_DATA not set");
        return None;
    };
    let bytes = std::fs::read(PathBuf::from(data).join(file)).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
    Some(text)
}

fn rows(file: &str) -> Option<Vec<Row>> {
    Some(csv::Reader::from_reader(text_of(file)?.as_bytes()).deserialize().map(Result::unwrap).collect())
}

fn index_of(file: &str) -> Option<Index> {
    let read = read_gazetteer(&text_of(file)?).unwrap();
    println!("{file}: {} toponyms, {} rows refused", read.toponyms.len(), read.refused.len());
    let mut gazetteer = Gazetteer::default();
    gazetteer.extend(read);
    Some(Index::new(gazetteer))
}

/// Built once for all tests.
fn towns() -> Option<&'static Index> {
    static TOWNS: OnceLock<Option<Index>> = OnceLock::new();
    TOWNS.get_or_init(|| index_of(GEONAMES)).as_ref()
}

const GEONAMES: &str = "gazetteer/geonames_cities500_subset.csv.gz";
const KATOTTG: &str = "gazetteer/ua_katottg_2025-05-16.csv.gz";

fn of_country<'c>(candidates: &'c [Candidate], country: &str) -> Vec<&'c Candidate> {
    candidates.iter().filter(|candidate| candidate.country == country).collect()
}

#[test]
fn queries_find_their_place_where_one_bears_the_name_and_all_where_several_do() {
    let (Some(index), Some(rows)) = (towns(), rows("gazetteer/dev/alt_name_queries.csv.gz")) else { return };
    let (mut one, mut one_right, mut several, mut several_right, mut missed) = (0, 0, 0, 0, 0);
    for row in &rows {
        let found = read_places(&row["query"], index);
        let Some(mention) = found.first() else {
            missed += 1;
            if std::env::var_os("SHOW").is_some() {
                println!("missed {}", row["query"]);
            }
            continue;
        };
        let own = of_country(&mention.candidates, &row["country"]);
        let n: usize = row["n_candidates"].parse().unwrap();
        if n == 1 && own.first().is_none_or(|candidate| candidate.id != row["geonameid"]) && std::env::var_os("SHOW").is_some() {
            println!(
                "second {} {}: {:?}",
                row["query"],
                row["geonameid"],
                own.iter().map(|c| (&c.id, &c.name, c.chance_ppm)).collect::<Vec<_>>()
            );
        }
        let has = own.iter().any(|candidate| candidate.id == row["geonameid"]);
        if n == 1 {
            one += 1;
            one_right += usize::from(own.first().is_some_and(|candidate| candidate.id == row["geonameid"]));
        } else {
            several += 1;
            several_right += usize::from(has && own.len() >= n);
        }
        if std::env::var_os("SHOW").is_some() && !has {
            println!("{} {}: {:?}", row["query"], row["geonameid"], mention.candidates.iter().map(|c| &c.name).collect::<Vec<_>>());
        }
    }
    println!("queries whose name one place of the country bears, that one first: {one_right} of {one}");
    println!("queries whose name several bear, all returned: {several_right} of {several}; nothing found: {missed} of {}", rows.len());
    assert!(rows.len() > 7_000 && one > 5_000 && several > 1_000);
    assert!(missed * 500 <= rows.len(), "{missed}");
    assert!(one_right * 100 >= one * 98, "{one_right} of {one}");
    assert!(several_right * 100 >= several * 99, "{several_right} of {several}");
}

#[test]
fn inflected_names_of_news_items_are_found() {
    let (Some(index), Some(rows)) = (towns(), rows("viina_subset/dev/viina_1pd_subset.csv.gz")) else { return };
    let known: BTreeSet<&str> = index.gazetteer().toponyms.iter().map(|toponym| toponym.id.as_str()).collect();
    let usable: Vec<&Row> =
        rows.iter().filter(|row| !row["place_form_in_text"].is_empty() && known.contains(row["geonameid"].as_str())).collect();
    let (mut among, mut first, mut decided, mut decided_right) = (0, 0, 0, 0);
    for row in &usable {
        let found = read_places(&row["representative_text"], index);
        let id = &row["geonameid"];
        let mentions: Vec<_> = found.iter().filter(|mention| mention.said.text.contains(row["place_form_in_text"].as_str())).collect();
        let is_among = mentions.iter().any(|mention| mention.candidates.iter().any(|candidate| &candidate.id == id));
        let is_first = mentions.iter().any(|mention| mention.candidates.first().is_some_and(|candidate| &candidate.id == id));
        let of_decided: Vec<_> = mentions.iter().filter(|mention| mention.choice == Choice::Decided).collect();
        among += usize::from(is_among);
        first += usize::from(is_first);
        decided += usize::from(!of_decided.is_empty());
        decided_right +=
            usize::from(of_decided.iter().any(|mention| mention.candidates.first().is_some_and(|candidate| &candidate.id == id)));
        if std::env::var_os("SHOW").is_some() && !is_first {
            let shown: Vec<_> = mentions
                .iter()
                .map(|m| (&m.said.text, m.candidates.iter().take(4).map(|c| format!("{}:{}", c.id, c.name)).collect::<Vec<_>>()))
                .collect();
            println!("{} {} `{}` {shown:?} in {}\n", id, row["asciiname"], row["place_form_in_text"], row["representative_text"]);
        }
    }
    println!("news items with the coded place in the text and in the gazetteer: {}", usable.len());
    println!("among the candidates: {among}; first: {first}; decided: {decided}, of these right: {decided_right}");
    assert!(usable.len() > 500);
    assert!(among * 100 >= usable.len() * 97, "{among}");
    assert!(first * 100 >= usable.len() * 95, "{first}");
}

#[test]
fn a_codifier_without_inhabitants_places_names_by_regions_and_nearness() {
    let (Some(index), Some(rows)) = (index_of(KATOTTG), rows("viina_subset/dev/viina_1pd_subset.csv.gz")) else { return };
    let (mut placed, mut open, mut unlikely, mut all) = (0, 0, 0, 0);
    for row in rows.iter().take(400) {
        for mention in read_places(&row["representative_text"], &index) {
            all += 1;
            placed += usize::from(mention.choice == Choice::Decided && mention.place.is_some());
            open += usize::from(mention.choice == Choice::Open);
            unlikely += usize::from(mention.choice == Choice::Unlikely);
        }
    }
    println!("names in 400 news items: {all}; decided with geometry {placed}, open {open}, unlikely {unlikely}");
    assert!(all > 300 && placed * 3 > all, "{placed} of {all}");
}
