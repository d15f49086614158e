//! Invented zones and lines of the island.

use crate::testing::{read_text, refusals};
use model::{LayerRole, PartyId};

const LAYERS: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"layer":"buffer","role":"zone","name":"Buffer zone","valid_from":"2026-01-01","accuracy_m":50},"geometry":{"type":"Polygon","coordinates":[[[33,35],[33.5,35],[33.5,35.5],[33,35]]]}},
{"type":"Feature","properties":{"layer":"buffer","role":"zone","name":"Buffer zone","valid_from":"2026-01-01","accuracy_m":50},"geometry":{"type":"Polygon","coordinates":[[[34,35],[34.5,35],[34.5,35.5],[34,35]]]}},
{"type":"Feature","properties":{"layer":"contact_line","role":"line","party":"p1","valid_from":"2026-01-01T06:00","valid_to":"2026-03-01","known_at":"2026-01-03"},"geometry":{"type":"LineString","coordinates":[[33,35],[33.5,35.2],[34,35.1]]}},
{"type":"Feature","properties":{"layer":"buffer","role":"zone","valid_from":"2026-06-01"},"geometry":{"type":"Polygon","coordinates":[[[33,35],[33.5,35],[33.5,35.5],[33,35]]]}},
{"type":"Feature","properties":{"layer":"x","role":"wall","valid_from":"2026-01-01"},"geometry":{"type":"Point","coordinates":[33,35]}},
{"type":"Feature","properties":{"layer":"x","role":"zone","valid_from":"2026-01-01"},"geometry":{"type":"Point","coordinates":[33,35]}},
{"type":"Feature","properties":{"layer":"x","role":"line","valid_from":"soon"},"geometry":{"type":"Point","coordinates":[33,35]}},
{"type":"Feature","properties":{"layer":"x","role":"line","valid_from":"2026-01-02","valid_to":"2026-01-01"},"geometry":{"type":"Point","coordinates":[33,35]}}
]}"#;

#[test]
fn features_of_one_layer_and_validity_are_one_version() {
    let yielded = read_text(LAYERS);
    assert_eq!((yielded.reading.format.as_str(), yielded.reading.read_n, yielded.layers.len()), ("layers", 4, 3));
    let names: Vec<_> = yielded.layers.iter().map(|layer| (layer.layer.as_str(), layer.role, layer.accuracy_m)).collect();
    assert_eq!(names, [("buffer", LayerRole::Zone, 50), ("buffer", LayerRole::Zone, 500), ("contact_line", LayerRole::Line, 500)]);
    let line = &yielded.layers[2];
    assert_eq!(
        (line.party.clone(), line.valid_from.to_string(), line.known_at.to_string()),
        (Some(PartyId("p1".into())), "2026-01-01T04:00:00.000Z".into(), "2026-01-02T22:00:00.000Z".into())
    );
    assert!(line.valid_to.is_some());
}

#[test]
fn a_version_for_a_day_to_come_is_known_when_its_file_came_in() {
    let future = &read_text(LAYERS).layers[1];
    assert_eq!(
        (future.valid_from.to_string(), future.known_at.to_string()),
        ("2026-05-31T21:00:00.000Z".into(), "2026-02-10T12:00:00.000Z".into())
    );
}

#[test]
fn wrong_roles_shapes_and_times_are_refused() {
    assert_eq!(
        refusals(&read_text(LAYERS)),
        [
            (5, Some("role"), "`wall` is not a role: zone, line, control, land or settlement is expected"),
            (6, Some("geometry"), "a layer of role `zone` or `control` is drawn as polygons"),
            (7, Some("valid_from"), "`soon` is not a time such as 2026-01-07 or 2026-01-07T18:30"),
            (8, Some("valid_to"), "`valid_to` does not lie after `valid_from`"),
        ]
    );
}
