//! Invented dated points.

use crate::testing::{read_text, refusals};
use model::{Kind, Place, PlacePrecision, Sense};

const POINTS: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","id":"a1","geometry":{"type":"Point","coordinates":[33.4,35.2,120]},"properties":{"kind":"explosion","date":"2026-01-07","time":"18:30","sense":"camera","sd_m":80,"count":"about 5","place":"Hilltown","text":"smoke\u0000 seen","actor":"p1","weapon":"mortar (120mm)"}},
{"type":"Feature","geometry":{"type":"Point","coordinates":[33.4,35.2]},"properties":{"kind":"damage","date":"2026-01-07T18:30:00+02:00"}},
{"type":"Feature","geometry":{"type":"Point","coordinates":[33.4,95.2]},"properties":{"kind":"damage","date":"2026-01-07"}},
{"type":"Feature","geometry":{"type":"Point","coordinates":[33.4,35.2]},"properties":{"kind":"noise","date":"2026-01-07"}},
{"type":"Feature","geometry":{"type":"Point","coordinates":[33.4,35.2]},"properties":{"date":"2026-01-07"}},
{"type":"Feature","geometry":{"type":"LineString","coordinates":[[33.4,35.2],[33,35]]},"properties":{"kind":"damage","date":"2026-01-07"}}
]}"#;

#[test]
fn a_point_says_what_its_properties_say() {
    let yielded = read_text(POINTS);
    assert_eq!((yielded.reading.format.as_str(), yielded.reading.read_n, yielded.reading.refused_n), ("geojson", 2, 4));
    let first = &yielded.observations[0];
    assert_eq!((first.kind, first.sense, first.key.as_deref(), first.from.line), (Kind::Explosion, Sense::Camera, Some("a1"), 1));
    assert!(matches!(first.place, Some(Place::Normal { sd_m: 80, .. })));
    assert_eq!((first.place_precision, first.text.as_deref()), (Some(PlacePrecision::Fix), Some("smoke seen")));
    assert_eq!(first.time.from.to_string(), "2026-01-07T16:30:00.000Z");
    assert!(matches!(yielded.observations[1].place, Some(Place::WideTail { .. })));
    assert_eq!(yielded.reading.notes, ["no `precision` and no `sd_m`: a settlement geocode is assumed: 1 row, at line 2"]);
}

#[test]
fn refused_features_name_their_number_and_property() {
    let yielded = read_text(POINTS);
    let found = refusals(&yielded);
    assert_eq!(found[0], (3, Some("geometry"), "latitude `95.2` is not a number between -90 and 90"));
    assert!(found[1].2.starts_with("`noise` is not a kind; the kinds are explosion,"));
    assert_eq!(found[2], (5, Some("kind"), "the feature has no property `kind`: a value is needed here"));
    assert_eq!((found[3].0, found[3].1), (6, Some("geometry")));
}
