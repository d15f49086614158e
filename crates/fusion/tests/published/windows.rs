//! Event matching by windows and taxonomies (MELTT), on the car crashes of its package.

use super::assign::{NEVER, assign};
use super::{data, rows};
use std::collections::BTreeMap;

/// Kilometres, kilometres in a degree, and days of the published run.
const REACH_KM: f64 = 4.0;
const DEGREE_KM: f64 = 111.111;
const DAYS: i64 = 2;

const TAXONOMIES: [&str; 3] = ["model_tax", "color_tax", "damage_tax"];

struct Crash {
    set: usize,
    from_day: i64,
    to_day: i64,
    lat: f64,
    lon: f64,
    levels: Vec<Vec<String>>,
}

impl Crash {
    fn is_episode(&self) -> bool {
        self.from_day != self.to_day
    }
}

fn day(text: &str) -> i64 {
    model::Instant::start_of_day(text, "UTC").unwrap().ms() / 86_400_000
}

/// Central angle in degrees times 111.111 km.
fn far_km(a: &Crash, b: &Crash) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let cos = libm::sin(lat_a) * libm::sin(lat_b) + libm::cos(lat_a) * libm::cos(lat_b) * libm::cos((a.lon - b.lon).to_radians());
    libm::acos(cos.min(1.0)).to_degrees() * DEGREE_KM
}

/// Mean over the taxonomies of the first level at which both are equal, over the deepest; none = no match.
fn score(a: &Crash, b: &Crash) -> f64 {
    if (a.from_day - b.from_day).abs() > DAYS || (a.to_day - b.to_day).abs() > DAYS || far_km(a, b) > REACH_KM {
        return NEVER;
    }
    let level = |one: &Vec<String>, other: &Vec<String>| -> Option<f64> {
        let found = one.iter().zip(other).position(|(a, b)| a == b)?;
        Some(if one.len() > 1 { found as f64 / (one.len() - 1) as f64 } else { 0.0 })
    };
    let levels: Option<Vec<f64>> = a.levels.iter().zip(&b.levels).map(|(one, other)| level(one, other)).collect();
    levels.map_or(NEVER, |levels| levels.iter().sum::<f64>() / levels.len() as f64)
}

/// Set by set, the new ones against the first member of each group; events with events, episodes with episodes.
fn matched(crashes: &[Crash]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for set in 1..=3 {
        for episodes in [false, true] {
            let fits = |crash: &Crash| crash.is_episode() == episodes;
            let new: Vec<usize> = (0..crashes.len()).filter(|at| crashes[*at].set == set && fits(&crashes[*at])).collect();
            let old: Vec<usize> =
                (0..groups.len()).filter(|group| crashes[groups[*group][0]].set < set && fits(&crashes[groups[*group][0]])).collect();
            let cost: Vec<Vec<f64>> =
                new.iter().map(|at| old.iter().map(|group| score(&crashes[*at], &crashes[groups[*group][0]])).collect()).collect();
            for (at, column) in new.into_iter().zip(assign(&cost, old.len())) {
                match column {
                    Some(column) => groups[old[column]].push(at),
                    None => groups.push(vec![at]),
                }
            }
        }
    }
    groups
}

#[test]
fn the_crashes_of_maryland_match_as_published_140_34_26_8_55() {
    let Some(folder) = data() else { return };
    let mut levels: BTreeMap<(usize, String, String), Vec<String>> = BTreeMap::new();
    for (number, name) in TAXONOMIES.iter().enumerate() {
        for row in rows(folder.join(format!("meltt/taxonomy_{name}.csv"))) {
            levels.insert((number, row[0].to_owned(), row[1].to_owned()), row.iter().skip(2).map(str::to_owned).collect());
        }
    }
    let mut crashes = Vec::new();
    for set in 1..=3 {
        for row in rows(folder.join(format!("meltt/crash_data{set}.csv"))) {
            let own = (0..3).map(|number| levels[&(number, row[0].to_owned(), row[6 + number].to_owned())].clone()).collect();
            let number = |column: usize| row[column].parse::<f64>().unwrap();
            crashes.push(Crash { set, from_day: day(&row[2]), to_day: day(&row[3]), lat: number(4), lon: number(5), levels: own });
        }
    }
    assert_eq!(crashes.len(), 195);
    let groups = matched(&crashes);
    let joined = |episodes: bool| groups.iter().filter(|group| group.len() > 1 && crashes[group[0]].is_episode() == episodes).count();
    let duplicates: usize = groups.iter().map(|group| group.len() - 1).sum();
    assert_eq!((groups.len(), joined(false) + joined(true), joined(false), joined(true), duplicates), (140, 34, 26, 8, 55));
    let mut overlap: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    for group in &groups {
        let mut sets: Vec<usize> = group.iter().map(|at| crashes[*at].set).collect();
        sets.sort_unstable();
        *overlap.entry(sets).or_default() += 1;
    }
    let expected = [(vec![1], 41), (vec![2], 34), (vec![3], 31), (vec![1, 2], 5), (vec![1, 3], 4), (vec![2, 3], 4), (vec![1, 2, 3], 21)];
    assert_eq!(overlap, expected.into_iter().collect());
}
