//! Invented squares of control.

use crate::Unreadable;
use crate::testing::{read_named, read_with, refusals};
use model::{Digest, Geometry, LayerRole, PartyId};

fn square(properties: &str, west: f64) -> String {
    let east = west + 0.5;
    format!(
        r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"Polygon","coordinates":[[[{west},35.0],[{east},35.0],[{east},35.5],[{west},35.5],[{west},35.0]]]}}}}"#
    )
}

fn collection(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

#[test]
fn the_day_comes_from_the_files_name_and_the_map_is_known_three_hours_into_it() {
    let yielded = read_named("control_data_20260107.geojson", &collection(&[square("{}", 33.0)]));
    assert_eq!((yielded.reading.format.as_str(), yielded.reading.read_n), ("control", 1));
    let layer = &yielded.layers[0];
    assert_eq!(
        (layer.role, layer.layer.as_str(), layer.accuracy_m, layer.valid_to, layer.party.clone()),
        (LayerRole::Control, "control", 1000, None, None)
    );
    assert_eq!(
        (layer.valid_from.to_string(), layer.known_at.to_string()),
        ("2026-01-07T00:00:00.000Z".into(), "2026-01-07T03:00:00.000Z".into())
    );
    let (digest, bytes) = &yielded.geometries[0];
    assert_eq!((*digest, layer.geometry), (Digest::of(bytes), *digest));
    let geometry: Geometry = serde_json::from_slice(bytes).unwrap();
    assert_eq!(geometry.positions(), 4, "the first position is not repeated");
}

#[test]
fn an_unchanged_map_of_another_day_has_the_same_geometry_and_another_version() {
    let a = read_named("c_20260107.geojson", &collection(&[square("{}", 33.0), square("{}", 34.0)]));
    let b = read_named("c_20260108.geojson", &collection(&[square("{}", 34.0), square("{}", 33.0)]).replace("33.0", "33.000000001"));
    assert_eq!(a.geometries, b.geometries);
    assert_ne!(a.layers[0].id, b.layers[0].id);
}

#[test]
fn parties_have_layers_of_their_own_and_a_stated_date_beats_the_files_name() {
    let features =
        [square(r#"{"party":"p1","date":"2026-01-05"}"#, 33.0), square(r#"{"party":"p2"}"#, 34.0), square(r#"{"party":"p9"}"#, 35.0)];
    let yielded = read_named("c_20260107.geojson", &collection(&features));
    let layers: Vec<_> = yielded.layers.iter().map(|layer| (layer.layer.as_str(), layer.party.clone())).collect();
    assert_eq!(layers, [("control_p1", Some(PartyId("p1".into()))), ("control_p2", Some(PartyId("p2".into())))]);
    assert_eq!(yielded.layers[0].valid_from.to_string(), "2026-01-05T00:00:00.000Z");
    assert_eq!(refusals(&yielded), [(3, Some("party"), "`p9` is not a party of the mission; its parties are p1, p2")]);
}

#[test]
fn a_map_without_a_day_or_of_a_day_to_come_is_not_read() {
    let read = |name: &str| read_with(name, collection(&[square("{}", 33.0)]).as_bytes(), None, None);
    assert!(matches!(read("map.geojson"), Err(Unreadable::Misfit { why, .. }) if why.contains("its day is neither")));
    assert!(matches!(read("map_20310101.geojson"), Err(Unreadable::Misfit { why, .. }) if why.contains("lies in the future")));
    assert!(read("map_20260107123.geojson").is_err());
}
