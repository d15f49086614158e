//! The map: land, settlements, zones, storage sites, and the line of contact as two observers drew it.

use super::Scene;
use crate::calendar::{Second, day_start, instant, iso_day};
use crate::cast::source;
use crate::coast::{islets, main_island};
use crate::delivery::{Behind, Delivery, Place};
use crate::line::{DISENGAGEMENT, Drawn, buffer_zone, contact_line, disengagement_area, sides};
use crate::places::{ISLAND, SETTLEMENTS, STORAGE, storage_area};
use crate::plane::Spot;
use crate::story::{FEBRUARY_LINE_DAY, MARCH_LINE_DAY};
use crate::world::Side;
use std::fmt::Write as _;

/// When the base map was published: before anything else arrived.
const BASE_DAY: i64 = -3;

/// The base map, then each version of the line on the day on which it became known.
pub(crate) fn deliver(scene: &Scene<'_>) -> Vec<Delivery> {
    let mut files = vec![
        base_map(),
        zones(scene),
        drawn(scene, Drawn::January, "mission-map-2026-01-10.geojson", 0),
        drawn(scene, Drawn::February, "mission-map-2026-02-18.geojson", FEBRUARY_LINE_DAY),
        drawn(scene, Drawn::March, "mission-map-2026-03-27.geojson", MARCH_LINE_DAY),
        drawn(scene, Drawn::SecondObserver, "chart-office-2026-02-18.geojson", FEBRUARY_LINE_DAY),
    ];
    files.retain(|file| file.arrived <= scene.teller.end());
    files
}

/// What the properties of a feature say.
struct Feature<'a> {
    layer: &'a str,
    role: &'a str,
    name: Option<&'a str>,
    party: Option<&'a str>,
    valid_from: Second,
    known_at: Second,
    accuracy_m: u32,
    geometry: String,
}

impl Feature<'_> {
    fn show(&self) -> String {
        let mut out = format!("{{\"type\":\"Feature\",\"properties\":{{\"layer\":\"{}\",\"role\":\"{}\"", self.layer, self.role);
        for (key, value) in [("name", self.name), ("party", self.party)] {
            if let Some(value) = value {
                let _ = write!(out, ",\"{key}\":\"{value}\"");
            }
        }
        let (from, known) = (iso_day(self.valid_from), instant(self.known_at));
        let _ = write!(out, ",\"valid_from\":\"{from}\",\"known_at\":\"{known}\",\"accuracy_m\":{}}}", self.accuracy_m);
        let _ = write!(out, ",\"geometry\":{}}}", self.geometry);
        out
    }
}

fn collection(name: &str, source: &str, arrived: Second, features: &[Feature<'_>]) -> Delivery {
    let shown: Vec<String> = features.iter().map(Feature::show).collect();
    let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", shown.join(",\n"));
    let places = (1..).zip(features).map(|(line, _)| Place { entry: String::new(), line, behind: Behind::Nothing }).collect();
    Delivery { arrived, source: source.to_owned(), name: name.to_owned(), map: None, bytes: text.into_bytes(), places }
}

fn base_map() -> Delivery {
    let known_at = day_start(BASE_DAY) + 32_400;
    let land: Vec<String> = [main_island()].into_iter().chain(islets()).map(|ring| format!("[{}]", ring_of(&ring))).collect();
    let land = format!("{{\"type\":\"MultiPolygon\",\"coordinates\":[{}]}}", land.join(","));
    let ids: Vec<String> = SETTLEMENTS.iter().map(|place| format!("settlement_{}", place.name.to_lowercase().replace(' ', "_"))).collect();
    let valid_from = day_start(-1);
    let plain = |layer, role, name, geometry, accuracy_m| Feature {
        layer,
        role,
        name: Some(name),
        party: None,
        valid_from,
        known_at,
        accuracy_m,
        geometry,
    };
    let mut features = vec![plain("land", "land", ISLAND, land, 100)];
    for (place, id) in SETTLEMENTS.iter().zip(&ids) {
        features.push(plain(id, "settlement", place.name, format!("{{\"type\":\"Point\",\"coordinates\":{}}}", pair(place.spot)), 300));
    }
    collection("base-map.geojson", source::MAP, known_at + 600, &features)
}

fn zones(scene: &Scene<'_>) -> Delivery {
    let (valid_from, known_at) = (day_start(0), day_start(-1) + 36_000);
    let zone = |layer, name, party, ring: &[Spot]| Feature {
        layer,
        role: "zone",
        name: Some(name),
        party,
        valid_from,
        known_at,
        accuracy_m: 50,
        geometry: polygon(ring),
    };
    let mut features = vec![zone("buffer_zone", "Buffer zone", None, &buffer_zone())];
    for ((part, name), id) in DISENGAGEMENT.iter().zip(["disengagement_1", "disengagement_2"]) {
        features.push(zone(id, name, None, &disengagement_area(*part)));
    }
    for site in &STORAGE {
        features.push(zone(site.id, site.name, Some(scene.cast.party(site.side).id), &storage_area(site.spot)));
    }
    collection("zones.geojson", source::MAP, known_at + 600, &features)
}

/// One version of the line with the ground held on either side of it.
fn drawn(scene: &Scene<'_>, drawn: Drawn, file: &str, day: i64) -> Delivery {
    let line = contact_line(drawn);
    let second_observer = drawn == Drawn::SecondObserver;
    let (from, accuracy_m) = if second_observer { (source::CHART, 500) } else { (source::MAP, 150) };
    let (valid_from, hours) = (day_start(day), if second_observer { 62 } else { 9 });
    let known_at = valid_from + hours * 3600;
    let feature = |layer, role, name, party, geometry| Feature { layer, role, name, party, valid_from, known_at, accuracy_m, geometry };
    let path =
        format!("{{\"type\":\"LineString\",\"coordinates\":[{}]}}", line.iter().map(|spot| pair(*spot)).collect::<Vec<_>>().join(","));
    let mut features = vec![feature("contact_line", "line", Some("Line of contact"), None, path)];
    let (west, east) = sides(&line);
    let held = [(Side::West, west), (Side::East, east)].map(|(side, ring)| (scene.cast.party(side), polygon(&ring)));
    let ids = held.each_ref().map(|(party, _)| format!("control_{}", party.id));
    if !second_observer {
        for ((party, ring), id) in held.into_iter().zip(&ids) {
            features.push(feature(id, "control", None, Some(party.id), ring));
        }
    }
    collection(file, from, known_at + 600, &features)
}

fn polygon(ring: &[Spot]) -> String {
    format!("{{\"type\":\"Polygon\",\"coordinates\":[{}]}}", ring_of(ring))
}

/// A ring that closes on its first point, counter-clockwise as RFC 7946 wants an outer ring.
fn ring_of(ring: &[Spot]) -> String {
    let doubled: f64 = ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| a.x * b.y - b.x * a.y).sum();
    let closed = ring.iter().chain(ring.first()).map(|spot| pair(*spot));
    let mut pairs: Vec<String> = closed.collect();
    if doubled < 0.0 {
        pairs.reverse();
    }
    format!("[{}]", pairs.join(","))
}

fn pair(spot: Spot) -> String {
    let (lat, lon) = spot.degrees();
    format!("[{lon},{lat}]")
}
