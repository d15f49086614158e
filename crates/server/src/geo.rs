//! Places and layers as GeoJSON: doubt keeps its shape, a point never stands for a district.

use model::{Geometry, Place, Position, geodesy};
use serde_json::{Value, json};

/// Radius that holds 90 % of a circular normal distribution, in standard deviations: sqrt(-2 ln 0.1).
const RADIUS_90: f64 = 2.145_966;

/// The 90 % radius of a standard deviation per axis, metres.
pub fn radius_90_m(sd_m: u32) -> u32 {
    (f64::from(sd_m) * RADIUS_90).round() as u32
}

fn coordinates(at: Position) -> Value {
    json!([at.lon(), at.lat()])
}

fn ring(positions: &[Position]) -> Value {
    Value::Array(positions.iter().chain(positions.first()).map(|at| coordinates(*at)).collect())
}

/// The shape of a place that is more than a point with its error.
pub fn shape(place: &Place) -> Option<Value> {
    match place {
        Place::Normal { .. } | Place::WideTail { .. } => None,
        Place::Polygon(rings) => Some(json!({"type": "Polygon", "coordinates": rings.iter().map(|one| ring(one)).collect::<Vec<_>>()})),
        Place::Sector(sector) => {
            let rings = geodesy::sector_ring(sector);
            Some(json!({"type": "Polygon", "coordinates": rings.iter().map(|one| ring(one)).collect::<Vec<_>>()}))
        }
        Place::Mixture(shares) => {
            let parts: Vec<Value> =
                shares.iter().filter_map(|share| shape(&share.place)).filter_map(|part| part.get("coordinates").cloned()).collect();
            (!parts.is_empty()).then(|| json!({"type": "MultiPolygon", "coordinates": parts}))
        }
    }
}

/// A place as a feature: its shape, or a point with its 90 % radius.
pub fn feature(place: &Place, role: &str) -> Option<Value> {
    if let Some(geometry) = shape(place) {
        return Some(json!({"type": "Feature", "properties": {"role": role}, "geometry": geometry}));
    }
    let (centre, sd_m) = geodesy::summary(place)?;
    let geometry = json!({"type": "Point", "coordinates": coordinates(centre)});
    Some(json!({"type": "Feature", "properties": {"role": role, "radius_m": radius_90_m(sd_m)}, "geometry": geometry}))
}

/// A layer's geometry.
pub fn geometry(geometry: &Geometry) -> Value {
    match geometry {
        Geometry::Areas(areas) => {
            let polygons: Vec<Value> = areas.iter().map(|rings| rings.iter().map(|one| ring(one)).collect::<Vec<_>>().into()).collect();
            json!({"type": "MultiPolygon", "coordinates": polygons})
        }
        Geometry::Paths(paths) => {
            let lines: Vec<Value> = paths.iter().map(|path| path.iter().map(|at| coordinates(*at)).collect::<Vec<_>>().into()).collect();
            json!({"type": "MultiLineString", "coordinates": lines})
        }
        Geometry::Points(points) => {
            json!({"type": "MultiPoint", "coordinates": points.iter().map(|at| coordinates(*at)).collect::<Vec<_>>()})
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ninety_percent_of_a_circular_normal_lie_within_2_146_standard_deviations() {
        assert_eq!(radius_90_m(1_000), 2_146);
    }
}
