//! The main text of real pages against what people took for it (data/article_extraction). Without TREGUA_DATA: skipped.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use flate2::read::GzDecoder;
use news::page::read_page;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;
use std::time::Instant;

fn folder() -> Option<PathBuf> {
    let Ok(data) = std::env::var("TREGUA_DATA") else {
        eprintln!("skipped: TREGUA_DATA not set");
        return None;
    };
    Some(PathBuf::from(data).join("article_extraction/dev"))
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut plain).unwrap();
    plain
}

/// Bytes of the pages of a set, by their name without `.html.gz`.
fn pages(set: &str) -> Option<BTreeMap<String, Vec<u8>>> {
    let bytes = std::fs::read(folder()?.join(format!("{set}_html.tar"))).unwrap();
    let mut archive = tar::Archive::new(bytes.as_slice());
    let mut pages = BTreeMap::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
        let mut packed = Vec::new();
        entry.read_to_end(&mut packed).unwrap();
        if let Some(name) = name.strip_suffix(".html.gz") {
            pages.insert(name.to_owned(), unpacked(&packed));
        }
    }
    Some(pages)
}

fn gold(file: &str) -> Option<String> {
    Some(String::from_utf8(unpacked(&std::fs::read(folder()?.join(file)).unwrap())).unwrap())
}

/// Bag of lower-case words.
fn bag(text: &str) -> BTreeMap<String, i64> {
    let mut bag = BTreeMap::new();
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()) {
        *bag.entry(word.to_owned()).or_default() += 1;
    }
    bag
}

fn word_f1(gold: &str, ours: &str) -> f64 {
    let (gold, ours) = (bag(gold), bag(ours));
    let n = |bag: &BTreeMap<String, i64>| bag.values().sum::<i64>() as f64;
    let shared: i64 = gold.iter().map(|(word, n)| *n.min(ours.get(word).unwrap_or(&0))).sum();
    if shared == 0 { 0.0 } else { 2.0 * shared as f64 / (n(&gold) + n(&ours)) }
}

fn main_text(bytes: &[u8]) -> String {
    read_page(bytes).stories.first().map_or_else(String::new, |story| story.text.clone())
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn the_main_text_of_news_pages_is_that_of_the_gold() {
    let (Some(pages), Some(gold)) = (pages("scrapinghub"), gold("scrapinghub_ground_truth.json.gz")) else { return };
    let gold: BTreeMap<String, Value> = serde_json::from_str(&gold).unwrap();
    assert_eq!(gold.len(), 101);
    let scores: Vec<f64> = gold.iter().map(|(id, gold)| word_f1(gold["articleBody"].as_str().unwrap(), &main_text(&pages[id]))).collect();
    println!("scrapinghub, 101 pages: word F1 {:.4} (asked .955; trafilatura 2.3.1: .962)", mean(&scores));
    assert!(mean(&scores) >= 0.955, "{}", mean(&scores));
}

#[test]
fn articles_documentation_and_discussions_are_no_worse_than_the_reference_allows() {
    let (Some(pages), Some(gold)) = (pages("wcxb"), gold("wcxb_ground_truth.jsonl.gz")) else { return };
    let mut scores: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for line in gold.lines() {
        let gold: Value = serde_json::from_str(line).unwrap();
        let ours = main_text(&pages[gold["file_id"].as_str().unwrap()]);
        scores
            .entry(gold["page_type"].as_str().unwrap().to_owned())
            .or_default()
            .push(word_f1(gold["main_content"].as_str().unwrap(), &ours));
    }
    for (kind, pages_n, least, reference) in
        [("article", 150, 0.95, 0.941), ("documentation", 50, 0.911, 0.916), ("forum", 50, 0.74, 0.684)]
    {
        let got = mean(&scores[kind]);
        println!("wcxb {kind}, {pages_n} pages: word F1 {got:.4} (trafilatura 2.3.1: {reference})");
        assert_eq!(scores[kind].len(), pages_n);
        assert!(got >= least, "{kind}: {got}");
    }
}

#[test]
fn sentences_that_belong_to_pages_in_many_languages_are_found_and_others_are_not() {
    let (Some(pages), Some(gold)) = (pages("multilingual"), gold("multilingual_snippets.json.gz")) else { return };
    let gold: BTreeMap<String, Value> = serde_json::from_str(&gold).unwrap();
    let (mut found_n, mut all_n, mut wrong_n) = (0u32, 0u32, 0u32);
    for page in gold.values() {
        let ours = main_text(&pages[page["file"].as_str().unwrap().trim_end_matches(".html.gz")]);
        let count = |key: &str| page[key].as_array().unwrap().iter().filter(|text| ours.contains(text.as_str().unwrap())).count() as u32;
        found_n += count("with");
        all_n += page["with"].as_array().unwrap().len() as u32;
        wrong_n += count("without");
    }
    let (recall, precision) = (f64::from(found_n) / f64::from(all_n), f64::from(found_n) / f64::from(found_n + wrong_n));
    println!("multilingual, {} pages: recall {recall:.3}, precision {precision:.3} (trafilatura 2.3.1: .957, .887)", gold.len());
    assert!(all_n > 400 && recall >= 0.935 && precision >= 0.882, "{recall} {precision}");
}

#[test]
#[ignore = "a measurement: cargo xtask bench"]
fn pages_a_second_of_one_core() {
    let Some(all) = ["scrapinghub", "wcxb", "multilingual"].into_iter().map(pages).collect::<Option<Vec<_>>>() else { return };
    for (set, pages) in ["scrapinghub", "wcxb", "multilingual"].iter().zip(&all) {
        let bytes_n: usize = pages.values().map(Vec::len).sum();
        let round = || {
            let begun = Instant::now();
            let stories_n: usize = pages.values().map(|bytes| read_page(bytes).stories.len()).sum();
            assert!(stories_n >= pages.len());
            begun.elapsed().as_secs_f64()
        };
        let best = (0..5).map(|_| round()).fold(f64::INFINITY, f64::min);
        println!(
            "{set}: {} pages from bytes, {:.0} pages/s, {:.0} MB/s (asked 400 pages/s)",
            pages.len(),
            pages.len() as f64 / best,
            bytes_n as f64 / best / 1e6
        );
    }
}
