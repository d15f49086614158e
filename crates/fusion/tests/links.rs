//! Real links: news reports and the coded events that they feed (UCDP GED Syria, CC BY 4.0), and pairs of news articles about one
//! event that are no copies of each other. Both lie outside the repository.
//!
//! `TREGUA_DATA=... cargo test -p tregua-fusion --release --test links -- --nocapture`
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "tests; what they print are the figures"
)]

mod make;

use flate2::read::GzDecoder;
use fusion::origins::{Limits, Telling, trace};
use fusion::{Evidence, Footprint, Parameters, each_pair};
use make::{DAY_MS, instant, report};
use model::{Instant, Kind, ObservationId, Position, Sense, TimePrecision};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("TREGUA_DATA").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: TREGUA_DATA not set");
    }
    folder
}

fn rows(path: &Path) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(GzDecoder::new(File::open(path).unwrap())).records().map(Result::unwrap).collect()
}

/// Standard deviation of a place by UCDP's precision of it (1 exact .. 7), metres. Source: assumed.
const SD_M: [u32; 8] = [30_000, 1_000, 5_000, 12_000, 30_000, 12_000, 60_000, 60_000];

/// Words of a text, without case and signs; articles joined to their noun are split off ("al-Bab").
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let whole = lower.split(|letter: char| !letter.is_alphanumeric() && letter != '\'').filter(|word| !word.is_empty());
    whole.map(|word| word.replace('\'', "")).filter(|word| !matches!(word.as_str(), "al" | "as" | "ar" | "ad" | "at" | "an")).collect()
}

/// Names of places, each with the middle and the spread of the events that are coded there: the events' own coded names
/// serve as the gazetteer.
struct Names(BTreeMap<Vec<String>, (f64, f64, u32)>);

impl Names {
    fn of(events: &[csv::StringRecord]) -> Self {
        const RANKS: [&str; 9] =
            ["governorate", "district", "town", "village", "city", "subdistrict", "neighborhood", "neighbourhood", "area"];
        let mut met: BTreeMap<Vec<String>, Vec<(f64, f64)>> = BTreeMap::new();
        for event in events {
            let at = (event[4].parse::<f64>().unwrap(), event[5].parse::<f64>().unwrap());
            for (cell, coarse) in [(7, false), (9, true), (8, true)] {
                for part in event[cell].split(['(', ')', ',', '/']) {
                    let mut name = words(part);
                    name.retain(|word| !RANKS.contains(&word.as_str()));
                    let known = name.iter().map(String::len).sum::<usize>() >= 4 && name.len() <= 4;
                    if known && (coarse || event[6].parse::<usize>().unwrap() <= 2) {
                        met.entry(name).or_default().push(at);
                    }
                }
            }
        }
        let of = |places: &Vec<(f64, f64)>| {
            let n = places.len() as f64;
            let (lat, lon) = (places.iter().map(|at| at.0).sum::<f64>() / n, places.iter().map(|at| at.1).sum::<f64>() / n);
            let off = |at: &(f64, f64)| (at.0 - lat).powi(2) + ((at.1 - lon) * lat.to_radians().cos()).powi(2);
            let sd_m = (places.iter().map(off).sum::<f64>() / n / 2.0).sqrt() * 111_200.0;
            (lat, lon, (sd_m as u32).max(2_500))
        };
        Self(met.iter().map(|(name, places)| (name.clone(), of(places))).collect())
    }

    /// The places that a headline names, the longest name first at each word.
    fn named(&self, headline: &str) -> Vec<(f64, f64, u32)> {
        let words = words(headline);
        let (mut found, mut at) = (Vec::new(), 0);
        while at < words.len() {
            let longest = (1..=4.min(words.len() - at)).rev().find_map(|n| Some((n, self.0.get(&words[at..at + n])?)));
            if let Some((_, place)) = longest {
                found.push(*place);
            }
            at += longest.map_or(1, |(n, _)| n);
        }
        found
    }
}

/// An event, or a report of one place; its number stands in the id.
fn evidence(number: u64, (lat, lon, sd_m): (f64, f64, u32), from_ms: i64, to_ms: i64, source: u32) -> Evidence {
    Evidence {
        kind: Kind::Casualty,
        sense: Sense::Read,
        precision: TimePrecision::Days,
        from: instant(from_ms),
        to: instant(to_ms),
        place: Some(Footprint { centre: Position::from_degrees(lat, lon).unwrap(), sd_m, wide_ppm: 120_000, wide_sd_m: 12_000 }),
        source,
        speaker: number as u32,
        ..report(number)
    }
}

fn day_ms(text: &str) -> Option<i64> {
    Instant::start_of_day(text, "UTC").ok().map(|day| day.ms())
}

#[test]
fn reports_find_the_coded_events_that_they_feed() {
    let Some(folder) = data() else { return };
    let folder = folder.join("ucdp/dev");
    let (events, reports) = (rows(&folder.join("ged_syria_events.csv.gz")), rows(&folder.join("reports.csv.gz")));
    let links: BTreeSet<(String, String)> =
        rows(&folder.join("report_event_links_GOLD.csv.gz")).iter().map(|row| (row[0].to_owned(), row[1].to_owned())).collect();
    let names = Names::of(&events);
    let mut of: BTreeMap<ObservationId, (bool, String)> = BTreeMap::new();
    let mut all: Vec<Evidence> = Vec::new();
    for event in &events {
        let at = (event[4].parse().unwrap(), event[5].parse().unwrap(), SD_M[event[6].parse::<usize>().unwrap()]);
        let one = evidence(all.len() as u64, at, day_ms(&event[1]).unwrap(), day_ms(&event[2]).unwrap() + DAY_MS, 1);
        of.insert(one.id, (true, event[0].to_owned()));
        all.push(one);
    }
    let mut placed_n = 0;
    for report in &reports {
        // What a paper prints happened on its day or on the day before.
        let Some(day) = day_ms(&report[2]).filter(|day| (1_400_000_000_000..1_600_000_000_000).contains(day)) else { continue };
        let places = names.named(&report[3]);
        placed_n += usize::from(!places.is_empty());
        for place in places {
            let one = evidence(all.len() as u64, place, day - DAY_MS, day + DAY_MS, 2);
            of.insert(one.id, (false, report[0].to_owned()));
            all.push(one);
        }
    }
    // The likeliest of a report's places speaks for it.
    let mut odds: BTreeMap<(String, String), i32> = BTreeMap::new();
    each_pair(&all, &Parameters::default(), -6_000, |a, b, mnat| {
        let (a, b) = (&of[&a.id], &of[&b.id]);
        let pair = match (a.0, b.0) {
            (true, false) => (b.1.clone(), a.1.clone()),
            (false, true) => (a.1.clone(), b.1.clone()),
            _ => return,
        };
        let best = odds.entry(pair).or_insert(mnat);
        *best = mnat.max(*best);
    });
    let chance = |mnat: i32| 1.0 / (1.0 + (-f64::from(mnat) / 1_000.0).exp());
    let scored = |least: f64| {
        let found: Vec<&(String, String)> = odds.iter().filter(|(_, mnat)| chance(**mnat) >= least).map(|(pair, _)| pair).collect();
        let right = found.iter().filter(|pair| links.contains(**pair)).count() as f64;
        let (precision, recall) = (right / found.len() as f64, right / links.len() as f64);
        (precision, recall, 2.0 * precision * recall / (precision + recall))
    };
    println!(
        "{} reports, {placed_n} name a place; {} events, {} links, {} pairs above -6 nat",
        reports.len(),
        events.len(),
        links.len(),
        odds.len()
    );
    for least in [0.5, 0.8, 0.95] {
        let (precision, recall, f1) = scored(least);
        println!("links at P >= {least}: precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}");
    }
    let mut bins = [(0usize, 0.0, 0usize); 10];
    let mut brier = 0.0;
    for (pair, mnat) in &odds {
        let (chance, came) = (chance(*mnat), links.contains(pair));
        brier += (chance - f64::from(u8::from(came))).powi(2) / odds.len() as f64;
        let bin = &mut bins[((chance * 10.0) as usize).min(9)];
        *bin = (bin.0 + 1, bin.1 + chance, bin.2 + usize::from(came));
    }
    println!("Brier {brier:.4}");
    for (n, stated, came) in bins.iter().filter(|bin| bin.0 > 0) {
        println!("  {n} pairs, stated {:.3}, came true {:.3}", stated / *n as f64, *came as f64 / *n as f64);
    }
    let best = (1..100).map(|percent| scored(f64::from(percent) / 100.0)).max_by(|a, b| a.2.total_cmp(&b.2)).unwrap();
    println!("best threshold: precision {:.3}, recall {:.3}, F1 {:.3}", best.0, best.1, best.2);
    let (precision, recall, _) = scored(0.5);
    assert!(placed_n > 4_000 && odds.len() > 5_000, "{placed_n} {}", odds.len());
    assert!(precision > 0.3 && recall > 0.05 && best.2 > 0.15, "{precision} {recall} {best:?}");
}

/// The longest run of words that two texts have in common, by looking at all.
fn common_run(a: &str, b: &str) -> usize {
    let words = |text: &str| -> Vec<String> {
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let (a, b) = (words(a), words(b));
    let (mut before, mut longest) = (vec![0usize; b.len() + 1], 0);
    for word in &a {
        let mut now = vec![0usize; b.len() + 1];
        for (place, _) in b.iter().enumerate().filter(|(_, other)| *other == word) {
            now[place + 1] = before[place] + 1;
            longest = longest.max(now[place + 1]);
        }
        before = now;
    }
    longest
}

#[test]
fn articles_about_one_event_in_different_words_are_not_taken_for_copies() {
    let Some(folder) = data() else { return };
    let pairs = rows(&folder.join("news_pairs/dev/pairs_with_text.csv.gz"));
    let limits = Limits::default();
    let (mut tied, mut same) = (0, 0);
    for pair in &pairs {
        let tellings = [&pair[4], &pair[7]].map(|text| Telling { text, ..Telling::default() });
        let traced = trace(&tellings, &limits);
        let one_origin = traced.relations.iter().any(|relation| relation.is_one_origin(&limits));
        same += usize::from(&pair[8] == "OK");
        if one_origin {
            tied += 1;
            let run = common_run(&pair[4], &pair[7]);
            println!("tied: {} {run} words in a row | {} | {}", &pair[8], &pair[2], &pair[5]);
            assert!(run >= 10, "rewritten, and yet taken for a copy: {} {}", &pair[2], &pair[5]);
        }
    }
    println!("{} pairs, {same} of one event; {tied} taken for one origin", pairs.len());
    assert!(pairs.len() >= 126 && same >= 50);
    assert!((5..=15).contains(&tied), "{tied}");
}
