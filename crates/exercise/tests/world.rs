//! What every demonstration mission promises to those who show, read and score it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use exercise::{File, Options, World, demonstration, demonstration_with};
use model::{Digest, Mission, Position, geodesy};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Digest of all bytes of the world of seed 1; a change of it is a change of the demonstration.
const GOLDEN: &str = "4cc7426831ceaeef0837bd4d740c1d507275632dea811cf0bdfc466f81a74dc1";

static WORLD: LazyLock<World> = LazyLock::new(|| demonstration(1));

fn small(seed: u64, swap_parties: bool) -> World {
    demonstration_with(&Options { seed, days: 50, scale_ppm: 60_000, swap_parties })
}

fn digest(world: &World) -> Digest {
    let mut parts = vec![world.mission_toml.as_bytes(), world.truth_csv.as_bytes()];
    parts.extend(world.agreements.iter().flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]));
    let arrivals: Vec<[u8; 8]> = world.files.iter().map(|file| file.arrived_ms.to_be_bytes()).collect();
    for (file, arrived) in world.files.iter().zip(&arrivals) {
        let map = file.map.as_deref().unwrap_or("");
        parts.extend([file.name.as_bytes(), file.source.as_bytes(), map.as_bytes(), arrived, &file.bytes]);
    }
    Digest::tagged("exercise", &parts)
}

fn text(file: &File) -> &str {
    std::str::from_utf8(&file.bytes).unwrap()
}

fn files<'w>(world: &'w World, begins: &str, ends: &str) -> Vec<&'w File> {
    world.files.iter().filter(|file| file.name.starts_with(begins) && file.name.ends_with(ends)).collect()
}

/// The truth's lines of one record kind, split at commas.
fn truth<'w>(world: &'w World, record: &str) -> Vec<Vec<&'w str>> {
    world.truth_csv.lines().map(|line| line.split(',').collect::<Vec<_>>()).filter(|cells| cells[0] == record).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_as_ever() {
    assert_eq!(digest(&WORLD).to_string(), GOLDEN);
    assert_eq!(digest(&small(3, false)), digest(&small(3, false)));
}

#[test]
fn another_seed_tells_another_story_on_the_same_island() {
    let (one, two) = (small(1, false), small(2, false));
    assert_ne!(one.truth_csv, two.truth_csv);
    assert_eq!(files(&one, "base-map", ".geojson"), files(&two, "base-map", ".geojson"));
    assert_eq!(one.agreements, two.agreements);
}

#[test]
fn the_world_is_as_large_as_a_demonstration_needs_and_no_larger() {
    let bytes: usize = WORLD.files.iter().map(|file| file.bytes.len()).sum();
    assert!((2_000_000..8_000_000).contains(&bytes), "{bytes} bytes");
    let events = truth(&WORLD, "event").len();
    assert!((12_500..15_000).contains(&events), "{events} events");
    let rows = truth(&WORLD, "row");
    let of_events: Vec<&Vec<&str>> = rows.iter().filter(|row| row[12] == "event").collect();
    assert!((20_000..25_000).contains(&of_events.len()), "{} rows", of_events.len());
    let noticed: BTreeSet<&str> = of_events.iter().map(|row| row[1]).collect();
    assert!(noticed.len() > 11_000, "{} events noticed", noticed.len());
    let refused = rows.iter().filter(|row| row[12] == "refused").count();
    assert!((12..=16).contains(&refused), "{refused} rows that nobody can read");
}

#[test]
fn a_small_world_is_small() {
    let world = demonstration_with(&Options { seed: 1, days: 3, scale_ppm: 100_000, swap_parties: false });
    assert!(truth(&world, "event").len() < 150, "{} events", truth(&world, "event").len());
    let least = demonstration_with(&Options { seed: 1, days: 0, scale_ppm: 0, swap_parties: false });
    assert!(!least.files.is_empty());
}

#[test]
fn exchanging_the_parties_exchanges_their_ids_and_names_and_nothing_else() {
    let (plain, swapped) = (small(5, false), small(5, true));
    assert_ne!(plain, swapped);
    assert_eq!(mirrored(&plain.mission_toml), swapped.mission_toml);
    assert_eq!(mirrored(&plain.truth_csv), swapped.truth_csv);
    for ((name, text), (other_name, other)) in plain.agreements.iter().zip(&swapped.agreements) {
        assert_eq!((name, &mirrored(text)), (other_name, other));
    }
    assert_eq!(plain.files.len(), swapped.files.len());
    for (file, other) in plain.files.iter().zip(&swapped.files) {
        assert_eq!((mirrored(&file.name), mirrored(&file.source)), (other.name.clone(), other.source.clone()));
        assert_eq!((file.map.as_deref().map(mirrored), file.arrived_ms), (other.map.clone(), other.arrived_ms), "{}", file.name);
        if !file.name.ends_with(".zip") {
            assert_eq!(mirrored(text(file)), text(other), "{}", file.name);
        }
    }
}

fn mirrored(text: &str) -> String {
    let pairs = [("p1", "p2"), ("Western Administration", "Eastern Council")];
    pairs.iter().fold(text.to_owned(), |text, (a, b)| text.replace(a, "\u{1}").replace(b, a).replace('\u{1}', b))
}

#[test]
fn the_mission_is_sound_and_every_file_comes_from_one_of_its_sources() {
    let mission: Mission = toml::from_str(&WORLD.mission_toml).unwrap();
    assert_eq!(mission.check(), Ok(()));
    assert!(mission.fictional);
    for file in &WORLD.files {
        assert!(mission.sources.iter().any(|source| source.id.0 == file.source), "{}", file.source);
    }
    let names: BTreeSet<&str> = WORLD.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names.len(), WORLD.files.len(), "no two files have one name");
}

#[test]
fn files_stand_in_order_of_arrival_and_one_of_them_is_late() {
    assert!(WORLD.files.is_sorted_by_key(|file| file.arrived_ms));
    let arrived = |name: &str| WORLD.files.iter().find(|file| file.name.starts_with(name)).unwrap().arrived_ms;
    let days = (arrived("patrols-late-2026-02-02") - arrived("patrols-2026-02")) / 86_400_000;
    assert!(days > 40, "{days} days late");
}

#[test]
fn an_overlapping_export_repeats_rows_byte_for_byte() {
    let rows = |name: &str| text(files(&WORLD, name, ".csv")[0]).lines().map(str::to_owned).collect::<BTreeSet<_>>();
    let again = rows("cameras-2026-02-20");
    let before: BTreeSet<String> = &rows("cameras-2026-02.csv") | &rows("cameras-2026-03.csv");
    assert!(again.len() > 100 && again.is_subset(&before), "{} rows", again.len());
    let (march, corrected) = (rows("p2-incidents-2026-03.csv"), rows("p2-incidents-2026-03-corrected"));
    let changed = corrected.difference(&march).count();
    assert!((2..20).contains(&changed), "{changed} rows were corrected");
}

#[test]
fn each_party_counts_mainly_the_other() {
    for (list, by, other, own) in [("p1-incidents", ';', "p2", "p1"), ("p2-incidents", ',', "p1", "p2")] {
        let rows: Vec<&str> = files(&WORLD, list, ".csv").into_iter().flat_map(|file| text(file).lines()).collect();
        let naming = |party: &str| rows.iter().filter(|row| row.split(by).any(|cell| cell == party)).count();
        assert!(naming(other) > 2_000 && naming(own) > 10 && naming(own) * 20 < naming(other), "{list}");
    }
}

#[test]
fn there_is_fire_until_the_ceasefire_and_it_does_not_end_then() {
    let on = |day: &str| truth(&WORLD, "event").iter().filter(|event| event[2].starts_with(day)).count();
    assert!(on("2026-01-09") > 30 && on("2026-01-10") > 20, "{} {}", on("2026-01-09"), on("2026-01-10"));
    assert!(on("2026-03-18") > 2 * on("2026-04-05"), "the flare-up is hotter than the calm");
}

#[test]
fn tables_have_the_columns_that_the_formats_ask_for() {
    for (begins, columns) in [
        (
            "patrols-2",
            "Station,Station lat,Station lon,Event location,Means,No.,Observation,Description,Weapon,Date,Time,Region,Block,Order,Cause,Actor",
        ),
        (
            "camera-nights-",
            "Station,Station lat,Station lon,Event location,Means,No.,Observation,Description,Weapon,Date,Time,Region,Block,Order",
        ),
        ("weapons-", "Date,No.,Type,Location,Control,Lat,Lon,Error m,Source of observation,Status,Actor"),
        ("restrictions-", "Date,Time,Place,Lat,Lon,By whom,Type,Reason,Duration min,Actor"),
        ("coverage-", "Station,Sense,From,To,Planned min,Observed min,State,Region,Cause"),
        (
            "heat-",
            "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_ti5,frp,daynight",
        ),
    ] {
        let found = files(&WORLD, begins, ".csv");
        assert!(!found.is_empty(), "{begins}");
        for file in found {
            assert_eq!(text(file).lines().next(), Some(columns), "{}", file.name);
            assert_eq!(file.map, None, "{}", file.name);
        }
    }
}

#[test]
fn the_truth_knows_every_row_of_every_table() {
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for row in truth(&WORLD, "row") {
        let line = last.entry(row[9]).or_default();
        *line = row[11].parse::<usize>().unwrap().max(*line);
    }
    for file in WORLD.files.iter().filter(|file| file.name.ends_with(".csv")) {
        assert_eq!(last[file.name.as_str()], text(file).lines().count(), "{}", file.name);
    }
    let events = truth(&WORLD, "event");
    assert!(events.iter().zip(1..).all(|(event, number)| event[1] == number.to_string()), "events are numbered from 1");
    assert!(events.is_sorted_by_key(|event| event[2]));
}

#[test]
fn every_term_quotes_its_own_article() {
    for (name, text) in &WORLD.agreements {
        let (mut prose, mut quotes, mut in_block) = (String::new(), 0, false);
        for line in text.lines() {
            match line {
                "```toml" => in_block = true,
                "```" => in_block = false,
                line if !in_block && line.starts_with('#') => prose.clear(),
                line if !in_block => prose.push_str(line),
                line => {
                    if let Some(quote) = line.strip_prefix("quote = \"").and_then(|rest| rest.strip_suffix('"')) {
                        quotes += 1;
                        assert!(prose.contains(&quote.replace("\\\"", "\"")), "{name}: {quote}");
                    }
                }
            }
        }
        assert!(quotes >= 2, "{name}");
        assert!(!text.contains("{west") && !text.contains("{east"), "{name}: a placeholder was left");
    }
}

#[test]
fn every_layer_that_a_term_names_is_on_the_map() {
    let maps: String = files(&WORLD, "", ".geojson").iter().map(|file| text(file)).collect();
    for (_, agreement) in &WORLD.agreements {
        let named =
            agreement.lines().filter_map(|line| line.strip_prefix("zone = \"").or(line.split_once("line = \"").map(|(_, rest)| rest)));
        for layer in named.filter_map(|rest| rest.split('"').next()).filter(|layer| !layer.contains('/')) {
            assert!(maps.contains(&format!("\"layer\":\"{layer}\"")), "{layer}");
        }
    }
}

/// Parts of names of states and of peoples that no invented name may hold.
const REAL: [&str; 60] = [
    "afghan", "alban", "alger", "angol", "arab", "argent", "armen", "austral", "austria", "azer", "bangla", "belarus", "belg", "bolivia",
    "bosnia", "brazil", "britain", "bulgar", "cambod", "canad", "chile", "china", "colomb", "congo", "croat", "cuba", "cypr", "denmark",
    "ecuador", "egypt", "england", "eritre", "ethiop", "france", "georgia", "german", "ghana", "greece", "guatemal", "guinea", "hait",
    "india", "iran", "iraq", "ireland", "israel", "japan", "kenya", "korea", "kosov", "liban", "libya", "mali", "mexic", "palestin",
    "russia", "serbia", "sudan", "syria", "ukrain",
];

#[test]
fn no_invented_name_is_a_real_states_or_peoples() {
    let names = WORLD.mission_toml.lines().chain(text(&WORLD.files[0]).lines()).filter_map(|line| {
        let (_, rest) = line.split_once("name = \"").or(line.split_once("\"name\":\""))?;
        rest.split('"').next()
    });
    let names: Vec<String> = names.map(str::to_lowercase).collect();
    assert!(names.len() > 70, "{} names", names.len());
    for name in names {
        let real = REAL.iter().find(|real| name.contains(**real));
        assert_eq!(real, None, "{name}");
    }
}

#[test]
fn no_real_land_lies_within_a_thousand_kilometres() {
    // The nearest real islands, after public charts: Tristan da Cunha, Gough, Trindade, Saint Helena, Ascension.
    let real = [(-37.10, -12.28), (-40.32, -9.94), (-20.52, -29.32), (-15.96, -5.70), (-7.94, -14.36)];
    let corners = [(-32.4, -25.4), (-32.4, -23.0), (-33.6, -25.4), (-33.6, -23.0)];
    for (lat, lon) in real {
        for (corner_lat, corner_lon) in corners {
            let (from, to) = (Position::from_degrees(lat, lon).unwrap(), Position::from_degrees(corner_lat, corner_lon).unwrap());
            assert!(geodesy::distance_m(from, to) > 1_000_000.0, "{lat} {lon}");
        }
    }
    let base = text(&WORLD.files[0]);
    assert!(base.contains("\"role\":\"land\"") && base.matches("\"role\":\"settlement\"").count() >= 60);
}
