//! Record linkage by odds (Fellegi and Sunter; m by EM), on synthetic people with known duplicates.

use super::words::{Random, jaro_winkler};
use super::{data, rows};
use std::collections::{BTreeMap, BTreeSet};

/// Levels of each field: two names by likeness, three parts of the birthday by equality.
const LEVELS: [usize; 5] = [4, 4, 2, 2, 2];

/// A field that says nothing about a pair.
const BLANK: u8 = 9;

const RANDOM_PAIRS_N: usize = 60_000;

type Pattern = [u8; 5];
type Shares = Vec<Vec<f64>>;

struct Person {
    fields: [String; 5],
    truth: String,
}

fn people(name: &str) -> Option<Vec<Person>> {
    let rows = rows(data()?.join(name));
    let person =
        |row: csv::StringRecord| Person { fields: [0, 2, 4, 5, 6].map(|column| row[column].trim().to_owned()), truth: row[7].to_owned() };
    Some(rows.into_iter().map(person).collect())
}

fn pattern(a: &Person, b: &Person) -> Pattern {
    std::array::from_fn(|field| {
        let (one, other) = (&a.fields[field], &b.fields[field]);
        if one.is_empty() || other.is_empty() {
            return BLANK;
        }
        if field >= 2 {
            return u8::from(one != other);
        }
        match jaro_winkler(one, other) {
            _ if one == other => 0,
            like if like >= 0.92 => 1,
            like if like >= 0.85 => 2,
            _ => 3,
        }
    })
}

/// Shares of each level among random pairs.
fn by_chance(people: &[Person], seed: u64) -> Shares {
    let mut random = Random(seed);
    let mut counts: Shares = LEVELS.iter().map(|n| vec![0.5; *n]).collect();
    for _ in 0..RANDOM_PAIRS_N {
        let (a, b) = (random.below(people.len()), random.below(people.len()));
        if a != b {
            let found = pattern(&people[a], &people[b]);
            (0..5).filter(|field| found[*field] != BLANK).for_each(|field| counts[field][usize::from(found[field])] += 1.0);
        }
    }
    counts.into_iter().map(normalised).collect()
}

fn normalised(counts: Vec<f64>) -> Vec<f64> {
    let sum: f64 = counts.iter().sum();
    counts.into_iter().map(|count| count / sum).collect()
}

fn chance(found: &Pattern, m: &Shares, u: &Shares, prior: f64) -> f64 {
    let odds =
        |field: usize| if found[field] == BLANK { 1.0 } else { m[field][usize::from(found[field])] / u[field][usize::from(found[field])] };
    let odds = prior / (1.0 - prior) * (0..5).map(odds).product::<f64>();
    odds / (1.0 + odds)
}

/// m and the share of matches by EM over all pairs, u held.
fn learned(patterns: &BTreeMap<Pattern, usize>, u: &Shares) -> (Shares, f64) {
    let mut m: Shares =
        LEVELS.iter().map(|n| (0..*n).map(|level| if level == 0 { 0.9 } else { 0.1 / (*n as f64 - 1.0) }).collect()).collect();
    let mut prior = 0.001;
    let all: usize = patterns.values().sum();
    for _ in 0..200 {
        let mut counts: Shares = LEVELS.iter().map(|n| vec![1e-6; *n]).collect();
        let mut matches = 0.0;
        for (found, n) in patterns {
            let weight = chance(found, &m, u, prior) * *n as f64;
            matches += weight;
            (0..5).filter(|field| found[*field] != BLANK).for_each(|field| counts[field][usize::from(found[field])] += weight);
        }
        m = counts.into_iter().map(normalised).collect();
        prior = matches / all as f64;
    }
    (m, prior)
}

fn f1(people: &[Person], pairs: &BTreeSet<(usize, usize)>, m: &Shares, u: &Shares, prior: f64) -> f64 {
    let mut of_truth: BTreeMap<&str, usize> = BTreeMap::new();
    people.iter().for_each(|person| *of_truth.entry(&person.truth).or_default() += 1);
    let real: usize = of_truth.values().map(|n| n * (n - 1) / 2).sum();
    let linked: Vec<&(usize, usize)> =
        pairs.iter().filter(|(a, b)| chance(&pattern(&people[*a], &people[*b]), m, u, prior) >= 0.5).collect();
    let right = linked.iter().filter(|(a, b)| people[*a].truth == people[*b].truth).count();
    eprintln!("{} people, {real} true pairs: {} linked, {right} right", people.len(), linked.len());
    2.0 * right as f64 / (linked.len() + real) as f64
}

/// Pairs that agree in a block.
fn blocked(people: &[Person]) -> BTreeSet<(usize, usize)> {
    const BLOCKS: [[usize; 2]; 6] = [[2, 3], [2, 4], [3, 4], [0, 2], [1, 2], [0, 1]];
    let mut pairs = BTreeSet::new();
    for block in BLOCKS {
        let mut cells: BTreeMap<[&str; 2], Vec<usize>> = BTreeMap::new();
        for (at, person) in people.iter().enumerate() {
            let key = block.map(|field| person.fields[field].as_str());
            if key.iter().all(|cell| !cell.is_empty()) {
                cells.entry(key).or_default().push(at);
            }
        }
        for held in cells.values() {
            for (place, a) in held.iter().enumerate() {
                pairs.extend(held.iter().skip(place + 1).map(|b| (*a, *b)));
            }
        }
    }
    pairs
}

#[test]
fn duplicates_are_found_at_f1_985_among_500_and_965_among_10_000() {
    let Some(few) = people("RLdata500.csv") else { return };
    let all: BTreeSet<(usize, usize)> = (0..few.len()).flat_map(|a| (a + 1..few.len()).map(move |b| (a, b))).collect();
    let mut patterns: BTreeMap<Pattern, usize> = BTreeMap::new();
    all.iter().for_each(|(a, b)| *patterns.entry(pattern(&few[*a], &few[*b])).or_default() += 1);
    let u = by_chance(&few, 1);
    let (m, prior) = learned(&patterns, &u);
    let reached = f1(&few, &all, &m, &u, prior);
    assert!(reached >= 0.985, "RLdata500: {reached}");

    let many = people("RLdata10000.csv").unwrap();
    let n = many.len() as f64;
    let reached = f1(&many, &blocked(&many), &m, &by_chance(&many, 2), 0.1 * n / (n * (n - 1.0) / 2.0));
    assert!(reached >= 0.965, "RLdata10000: {reached}");
}
