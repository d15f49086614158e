//! The incidents of the period for maps, RFC 7946: their doubt is their shape, an unknown place is null.

use crate::Daily;
use crate::document::Line;
use crate::shape::{Outline, outline};
use model::{Place, Position};
use serde_json::{Map, Value, json};

/// The report's incidents as a feature collection.
pub fn show_geojson(daily: &Daily) -> String {
    let collection = json!({
        "type": "FeatureCollection",
        "features": daily.incidents.iter().map(feature).collect::<Vec<_>>(),
        "tregua": {
            "day": daily.day,
            "fictional": daily.fictional,
            "known_at_log_position": daily.as_of.position,
            "log": daily.as_of.log_name,
            "marking": format!("TLP:{}", daily.marking.to_uppercase()),
            "mission": daily.mission,
            "numbers": daily.numbers,
            "period": [daily.period.from.to_string(), daily.period.to.to_string()],
            "root": daily.as_of.root.to_string(),
            "zone": daily.zone,
        },
    });
    collection.to_string()
}

fn feature(line: &Line) -> Value {
    let geometry = line.place.as_ref().map_or(Value::Null, geometry);
    json!({"type": "Feature", "id": line.id, "geometry": geometry, "properties": properties(line)})
}

fn properties(line: &Line) -> Value {
    let mut counts = Map::new();
    for count in &line.counts {
        let mut bounds = Map::new();
        let mut put = |key: &str, n: Option<u64>| n.map(|n| bounds.insert(key.into(), n.into()));
        put("lo", count.items.lo);
        put("hi", count.items.hi);
        bounds.insert("qualifier".into(), count.items.qualifier.word().into());
        counts.insert(count.kind.clone(), bounds.into());
    }
    // The findings stand in order: breach, undetermined, exempt, no breach.
    let outcome = line.findings.first().map(|finding| finding.outcome.word());
    let findings: Vec<Value> = line
        .findings
        .iter()
        .map(|finding| json!({"agreement": finding.agreement, "clause": finding.clause, "id": finding.id, "outcome": finding.outcome.word()}))
        .collect();
    json!({
        "id": line.id,
        "kind": line.kind,
        "from": line.time.from.to_string(),
        "to": line.time.to.to_string(),
        "time_precision": line.time.precision,
        "place_name": line.place_name,
        "shape": line.place.as_ref().map(shape_words),
        "counts": counts,
        "outcome": outcome,
        "findings": findings,
        "members": line.members,
        "origins_n_max": line.origins_n_max,
    })
}

fn shape_words(place: &Place) -> &'static str {
    match place {
        Place::Normal { sd_m: 0, .. } => "exact point",
        Place::Normal { .. } | Place::WideTail { .. } => "circle that holds 90 %",
        Place::Polygon(_) => "anywhere in the polygon",
        Place::Sector(_) => "sector seen from the observer",
        Place::Mixture(_) => "the likeliest places that together hold 90 %",
    }
}

fn geometry(place: &Place) -> Value {
    match outline(place) {
        Outline::Point(at) => json!({"type": "Point", "coordinates": coordinates(lon(at), lat(at))}),
        Outline::Areas(areas) => {
            let mut polygons: Vec<Value> = areas.iter().flat_map(|rings| cut_at_date_line(rings)).collect();
            if polygons.len() == 1 {
                json!({"type": "Polygon", "coordinates": polygons.remove(0)})
            } else {
                json!({"type": "MultiPolygon", "coordinates": polygons})
            }
        }
    }
}

type Corner = (f64, f64);

fn lon(at: Position) -> f64 {
    at.lon()
}

fn lat(at: Position) -> f64 {
    at.lat()
}

/// Longitude and latitude rounded to 1e-7 degree.
fn coordinates(lon: f64, lat: f64) -> Value {
    let round = |degrees: f64| libm::rint(degrees * 1e7) / 1e7;
    json!([round(lon), round(lat)])
}

/// RFC 7946, 3.1.9: a shape that crosses the date line is cut in two.
fn cut_at_date_line(rings: &[Vec<Position>]) -> Vec<Value> {
    let unrolled: Vec<Vec<Corner>> = rings.iter().map(|ring| unroll(ring)).collect();
    let lons = || unrolled.iter().flatten().map(|(lon, _)| *lon);
    let (east, west) = (lons().any(|lon| lon > 180.0), lons().any(|lon| lon < -180.0));
    if !east && !west {
        return vec![polygon(&unrolled, 0.0)];
    }
    let line = if east { 180.0 } else { -180.0 };
    let near: Vec<Vec<Corner>> = unrolled.iter().map(|ring| keep(ring, |lon| if east { line - lon } else { lon - line })).collect();
    let far: Vec<Vec<Corner>> = unrolled.iter().map(|ring| keep(ring, |lon| if east { lon - line } else { line - lon })).collect();
    [(near, 0.0), (far, if east { -360.0 } else { 360.0 })]
        .into_iter()
        .filter(|(rings, _)| rings.first().is_some_and(|outer| outer.len() >= 3))
        .map(|(rings, shift)| polygon(&rings, shift))
        .collect()
}

/// Longitudes that go on past 180 degrees instead of jumping.
fn unroll(ring: &[Position]) -> Vec<Corner> {
    let first = ring.first().map_or(0.0, |at| lon(*at));
    let near = |degrees: f64| match degrees - first {
        apart if apart > 180.0 => degrees - 360.0,
        apart if apart < -180.0 => degrees + 360.0,
        _ => degrees,
    };
    ring.iter().map(|at| (near(lon(*at)), lat(*at))).collect()
}

/// The part of a ring where `side` is not negative (Sutherland and Hodgman).
fn keep(ring: &[Corner], side: impl Fn(f64) -> f64) -> Vec<Corner> {
    let mut kept = Vec::new();
    for (from, to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let (a, b) = (side(from.0), side(to.0));
        if a >= 0.0 {
            kept.push(*from);
        }
        if (a >= 0.0) != (b >= 0.0) {
            let part = a / (a - b);
            kept.push((from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1)));
        }
    }
    kept
}

/// RFC 7946, 3.1.6: closed rings, the outer one counter-clockwise, holes clockwise.
fn polygon(rings: &[Vec<Corner>], shift: f64) -> Value {
    let ring = |(place, ring): (usize, &Vec<Corner>)| -> Value {
        let mut ring: Vec<Corner> = ring.iter().map(|(lon, lat)| (lon + shift, *lat)).collect();
        if (twice_area(&ring) > 0.0) != (place == 0) {
            ring.reverse();
        }
        ring.iter().chain(ring.first()).map(|(lon, lat)| coordinates(*lon, *lat)).collect()
    };
    rings.iter().enumerate().filter(|(_, ring)| ring.len() >= 3).map(ring).collect()
}

fn twice_area(ring: &[Corner]) -> f64 {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|((x1, y1), (x2, y2))| x1 * y2 - x2 * y1).sum()
}
