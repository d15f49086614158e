//! T10: seeded canaries are hunted in every byte that leaves, and every export is combined with every other.

use crate::program::Mission;
use crate::serving::Serving;
use crate::world::{CANARIES, Report, add, done, incidents, mission, release};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

const HERE: Report<'_> =
    Report { kind: "explosion", determination: None, lat: 48.0123457, lon: 37.0765431, hour: "21:17", key: "ROWKEY-5501" };

fn reports() -> [Report<'static>; 4] {
    [
        HERE,
        Report { kind: "casualty", lat: 48.5123457, key: "ROWKEY-5501-2", ..HERE },
        Report { kind: "explosion", determination: Some("outgoing"), lat: 49.0123457, key: "ROWKEY-5501-3", ..HERE },
        Report { kind: "muzzle flash", lat: 49.5123457, key: "ROWKEY-5501-4", ..HERE },
    ]
}

/// Everything that leaves a mission for the public, by where it was found.
fn outputs(mission: &Mission, round: usize) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let folder = format!("out{round}");
    let export = done(mission.run(&["export", "public", &folder]));
    found.insert("export: what it says".into(), [export.out, export.err].concat().into_bytes());
    collect(&mission.path(&folder), &mut found);
    for form in ["csv", "json", "geojson"] {
        let report = mission.run(&["report", "daily", "--for", "2026-01-07", "--audience", "public", "--format", form]);
        found.insert(format!("report as {form}"), [done(report).out].concat().into_bytes());
    }
    let refused = mission.run(&["report", "daily", "--for", "2026-01-07", "--audience", "public"]);
    found.insert("report as page, refused".into(), [refused.out, refused.err].concat().into_bytes());
    let server = Serving::start(mission.command(&["serve", "--port", "0"]));
    for path in ["/api/v1/public/incidents", "/api/v1/public/incidents?as_of=1", "/api/v1/public/nothing", "/api/v1/openapi.json"] {
        found.insert(format!("answer to {path}"), get(&server.url, path));
    }
    found
}

fn collect(folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            collect(&entry, found);
        } else {
            found.insert(entry.display().to_string(), fs::read(&entry).unwrap());
        }
    }
}

fn get(url: &str, path: &str) -> Vec<u8> {
    let host = url.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

/// Ids and digests that only the mission may know.
fn inner_names(mission: &Mission) -> BTreeSet<String> {
    let report = done(mission.run(&["report", "daily", "--for", "2026-01-07", "--format", "json"])).out;
    let words = report.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-'));
    words.filter(|word| ["INC-", "OBS-"].iter().any(|prefix| word.starts_with(prefix)) && word.len() == 20).map(Into::into).collect()
}

#[test]
fn no_byte_that_leaves_for_the_public_holds_a_canary_of_a_red_source() {
    let mission = mission();
    let empty = outputs(&mission, 0);
    add(&mission, "nightjar_upload.geojson", &reports());
    let before = outputs(&mission, 1);
    let shown = |outputs: &BTreeMap<String, Vec<u8>>| {
        outputs.iter().filter(|(at, _)| at.contains("incidents.")).map(|(_, bytes)| bytes.clone()).collect::<Vec<_>>()
    };
    assert_eq!(shown(&empty), shown(&before), "what is not released changes nothing");
    for (id, _) in incidents(&mission) {
        done(release(&mission, &id, "public", &[]));
        done(release(&mission, &id, "party:p1", &[]));
    }
    let names = inner_names(&mission);
    assert!(names.len() >= 8, "{names:?}");
    for (at, bytes) in empty.iter().chain(&before).chain(&outputs(&mission, 2)) {
        for canary in CANARIES.iter().copied().chain(names.iter().map(String::as_str)) {
            assert!(!holds(bytes, canary), "{at} holds `{canary}`: {}", String::from_utf8_lossy(bytes));
        }
    }
}

#[test]
fn the_canaries_are_where_the_mission_itself_works_so_that_the_hunt_can_find_them() {
    let mission = mission();
    add(&mission, "nightjar_upload.geojson", &reports());
    let (id, _) = incidents(&mission).remove(0);
    let inner =
        [done(mission.run(&["explain", &id])).out, done(mission.run(&["report", "daily", "--for", "2026-01-07", "--format", "json"])).out]
            .concat();
    let found: Vec<&str> = CANARIES.into_iter().filter(|canary| holds(inner.as_bytes(), canary)).collect();
    assert!(found.len() >= 8, "{found:?}");
}

/// Edges of a public place, 1e-7 degree.
type Edges = [i64; 4];

/// Of every export ever made, the places shown under each public name.
fn places(mission: &Mission, round: usize, seen: &mut BTreeMap<String, BTreeSet<Edges>>) {
    let folder = format!("round{round}");
    done(mission.run(&["export", "public", &folder]));
    let all: Value = serde_json::from_slice(&fs::read(mission.path(&folder).join("incidents.json")).unwrap()).unwrap();
    for release in all["releases"].as_array().unwrap() {
        let cell = &release["shown"]["place"]["cell"];
        if cell.is_object() {
            let edges = ["south_e7", "north_e7", "west_e7", "east_e7"].map(|edge| cell[edge].as_i64().unwrap());
            seen.entry(release["shown"]["id"].as_str().unwrap().to_owned()).or_default().insert(edges);
        }
    }
}

#[test]
fn asking_again_and_again_while_an_incident_moves_narrows_nothing() {
    let mission = mission();
    let mut seen: BTreeMap<String, BTreeSet<Edges>> = BTreeMap::new();
    for (round, step) in [0.0, 0.012, 0.024, 0.036, 0.045, 0.051].into_iter().enumerate() {
        add(&mission, &format!("round{round}.geojson"), &[Report { lat: 48.0123457 + step, ..HERE }]);
        let (id, _) = incidents(&mission).remove(0);
        let run = release(&mission, &id, "public", &[]);
        assert!(run.is(0) || run.err.contains("release it without its place"), "{run:?}");
        places(&mission, round, &mut seen);
    }
    for (name, places) in &seen {
        let [south, north, west, east] = places.iter().fold([i64::MIN, i64::MAX, i64::MIN, i64::MAX], |known, edges| {
            [known[0].max(edges[0]), known[1].min(edges[1]), known[2].max(edges[2]), known[3].min(edges[3])]
        });
        let (height_km, width_km) = ((north - south) as f64 / 1e7 * 110.574, (east - west) as f64 / 1e7 * 74.0);
        assert!(height_km >= 5.0 && width_km >= 5.0, "{name}: {height_km} by {width_km} km of {places:?}");
    }
    assert!(seen.values().any(|places| places.len() > 1), "at least one incident was shown in two cells: {seen:?}");
}
