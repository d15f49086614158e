//! GeoJSON coordinates to the one canonical form of a shape: equal shapes have equal bytes.
//!
//! Positions are rounded to 1e-7 degree, repeated ones left out, rings are open, begin at their smallest
//! position, run counter-clockwise (holes clockwise), and rings and areas are sorted.

use crate::fault::Fault;
use model::place::Ring;
use model::{Geometry, Position};
use serde_json::Value;

/// A shape, and how many rings of it had no area and were left out.
pub(crate) struct Shape {
    /// In canonical form.
    pub geometry: Geometry,
    /// Rings of fewer than three different positions, or without area.
    pub empty_rings_n: u32,
}

/// Reads the geometry of a feature.
///
/// # Errors
/// No geometry, one of a kind that is not read, or coordinates that are none.
pub(crate) fn read_geometry(feature: &Value) -> Result<Shape, Fault> {
    let geometry = feature.get("geometry").filter(|geometry| geometry.is_object()).ok_or_else(|| fault("the feature has no geometry"))?;
    let coordinates = geometry.get("coordinates").unwrap_or(&Value::Null);
    let plain = |geometry| Shape { geometry, empty_rings_n: 0 };
    match geometry.get("type").and_then(Value::as_str).unwrap_or("") {
        "Point" => Ok(plain(Geometry::Points(vec![position(coordinates)?]))),
        "MultiPoint" => Ok(plain(Geometry::Points(positions(coordinates)?))),
        "LineString" => Ok(plain(Geometry::Paths(vec![path(coordinates)?]))),
        "MultiLineString" => Ok(plain(Geometry::Paths(list(coordinates)?.iter().map(path).collect::<Result<_, _>>()?))),
        "Polygon" => areas(std::slice::from_ref(coordinates)),
        "MultiPolygon" => areas(list(coordinates)?),
        other => Err(fault(format!("the geometry `{other}` is not read: points, lines and polygons are"))),
    }
}

/// Joins shapes of one kind into one.
///
/// # Errors
/// Shapes of different kinds, or none.
pub(crate) fn join(shapes: Vec<Geometry>) -> Result<Geometry, Fault> {
    let mut shapes = shapes.into_iter();
    let first = shapes.next().ok_or_else(|| fault("there is no geometry"))?;
    let joined = shapes.try_fold(first, |sum, next| match (sum, next) {
        (Geometry::Points(mut a), Geometry::Points(b)) => {
            a.extend(b);
            Ok(Geometry::Points(a))
        }
        (Geometry::Paths(mut a), Geometry::Paths(b)) => {
            a.extend(b);
            Ok(Geometry::Paths(a))
        }
        (Geometry::Areas(mut a), Geometry::Areas(b)) => {
            a.extend(b);
            Ok(Geometry::Areas(a))
        }
        _ => Err(fault("features of one layer version mix points, lines and polygons: give them different `layer` names")),
    })?;
    Ok(sorted(joined))
}

fn sorted(geometry: Geometry) -> Geometry {
    match geometry {
        Geometry::Areas(mut areas) => {
            areas.sort();
            Geometry::Areas(areas)
        }
        Geometry::Points(mut points) => {
            points.sort();
            Geometry::Points(points)
        }
        Geometry::Paths(paths) => Geometry::Paths(paths),
    }
}

fn fault(reason: impl Into<String>) -> Fault {
    Fault::at("geometry", reason)
}

fn list(value: &Value) -> Result<&[Value], Fault> {
    value.as_array().map(Vec::as_slice).filter(|list| !list.is_empty()).ok_or_else(|| fault("the geometry has no coordinates"))
}

/// Reads `[longitude, latitude]`, with or without a height.
pub(crate) fn position(value: &Value) -> Result<Position, Fault> {
    let shown = |value: Option<&Value>| value.map_or_else(String::new, |value| value.to_string().chars().take(40).collect());
    let pair = value.as_array().map_or(&[] as &[Value], Vec::as_slice);
    let (lon, lat) = (pair.first(), pair.get(1));
    let number = |value: Option<&Value>| value.and_then(Value::as_f64).unwrap_or(f64::NAN);
    Position::from_degrees(number(lat), number(lon)).map_err(|cause| match cause {
        model::place::NoPosition::Latitude(_) => fault(format!("latitude `{}` is not a number between -90 and 90", shown(lat))),
        model::place::NoPosition::Longitude(_) => fault(format!("longitude `{}` is not a number between -180 and 180", shown(lon))),
    })
}

fn positions(value: &Value) -> Result<Vec<Position>, Fault> {
    list(value)?.iter().map(position).collect()
}

fn path(value: &Value) -> Result<Vec<Position>, Fault> {
    let mut path = positions(value)?;
    path.dedup();
    if path.len() < 2 { Err(fault("a line needs at least two different positions")) } else { Ok(path) }
}

fn areas(polygons: &[Value]) -> Result<Shape, Fault> {
    let mut areas = Vec::new();
    let mut empty_rings_n = 0;
    for polygon in polygons {
        let mut rings = Vec::new();
        for (index, ring) in list(polygon)?.iter().enumerate() {
            match canonical_ring(positions(ring)?, index == 0) {
                Some(ring) => rings.push(ring),
                None => empty_rings_n += 1,
            }
            if rings.is_empty() {
                break;
            }
        }
        if let Some(holes) = rings.get_mut(1..) {
            holes.sort();
        }
        if !rings.is_empty() {
            areas.push(rings);
        }
    }
    if areas.is_empty() {
        return Err(fault("no polygon has an area: a ring needs at least three different positions"));
    }
    areas.sort();
    Ok(Shape { geometry: Geometry::Areas(areas), empty_rings_n })
}

/// `None` for a ring without area.
fn canonical_ring(mut ring: Ring, is_outer: bool) -> Option<Ring> {
    ring.dedup();
    while ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    let twice_area = twice_area(&ring);
    if ring.len() < 3 || twice_area == 0 {
        return None;
    }
    if (twice_area > 0) != is_outer {
        ring.reverse();
    }
    let smallest = ring.iter().enumerate().min_by_key(|(_, position)| **position).map_or(0, |(index, _)| index);
    ring.rotate_left(smallest);
    Some(ring)
}

/// Twice the signed area in units of 1e-14 square degrees; positive if counter-clockwise.
fn twice_area(ring: &[Position]) -> i128 {
    let next = ring.iter().cycle().skip(1);
    let cross = |a: &Position, b: &Position| i128::from(a.lon_e7) * i128::from(b.lat_e7) - i128::from(b.lon_e7) * i128::from(a.lat_e7);
    ring.iter().zip(next).map(|(a, b)| cross(a, b)).sum()
}

#[cfg(test)]
mod tests {

    use super::*;
    use serde_json::json;

    fn read(coordinates: Value) -> Result<Geometry, Fault> {
        let feature = json!({"geometry": {"type": "MultiPolygon", "coordinates": coordinates}});
        read_geometry(&feature).map(|shape| shape.geometry)
    }

    #[test]
    fn start_direction_repeats_and_order_of_rings_do_not_change_the_shape() {
        let a = json!([[[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0], [0.0, 0.0]], [[0.5, 0.5], [0.5, 1.0], [1.0, 1.0], [0.5, 0.5]]]);
        let b = json!([[[5.0, 5.0], [6.0, 5.0], [6.0, 6.0], [5.0, 5.0]]]);
        let turned = json!([
            [[2.0, 2.0], [2.0, 0.0], [2.0, 0.0], [0.000_000_01, 0.0], [0.0, 2.0]],
            [[1.0, 1.0], [0.5, 1.0], [0.5, 0.5], [1.0, 1.0]]
        ]);
        assert_eq!(read(json!([a, b])).unwrap(), read(json!([b, turned])).unwrap());
    }

    #[test]
    fn a_ring_without_area_is_left_out_and_coordinates_are_checked() {
        let flat = json!([[[[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [0.0, 0.0]]]]);
        assert!(read(flat).is_err_and(|fault| fault.reason.starts_with("no polygon has an area")));
        let swapped = json!([[[[48.0, 95.0], [48.0, 96.0], [49.0, 96.0]]]]);
        assert!(read(swapped).is_err_and(|fault| fault.reason == "latitude `95.0` is not a number between -90 and 90"));
        assert!(read(json!([])).is_err());
    }
}
