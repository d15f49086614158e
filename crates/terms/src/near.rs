//! Near something or not: the chance that places come within a distance of zones, lines or points of some layers.

use crate::agreement::LayerRef;
use crate::chance::{inside, nearer, over, phi, ppm};
use crate::distance::show_limit;
use crate::ground::LayerAt;
use crate::method::{NEEDED, REACH_SD};
use crate::scene::Scene;
use crate::shape::{Here, Shape};
use crate::spread::{Node, hypot};
use crate::verdict::{Verdict, agree, either, settle, show_chance};
use crate::zone::{Spot, no_position, show_layer};
use model::{LayerVersionId, Missing, SourceId};
use std::collections::{BTreeMap, BTreeSet};

/// Some layers and how far around them a clause reaches.
#[derive(Clone, Debug)]
pub(crate) struct Near {
    pub(crate) layers: Vec<LayerRef>,
    /// Metres; 0 = inside only.
    pub(crate) within_m: u32,
}

/// Judges whether places come nearer to anything of these layers than the distance: breach = yes.
///
/// `None` if all of them surely do not. A layer without a version at the time lacks `absent`.
pub(crate) fn near(scene: &Scene<'_>, near: &Near, spots: &[Spot<'_>], absent: Missing) -> Option<Verdict> {
    let case = |spot: &Spot<'_>| {
        let verdict = match spot.nodes {
            Some(nodes) => either(near.layers.iter().map(|layer| one_layer(scene, layer, near.within_m, nodes, absent)).collect()),
            None => Verdict::undetermined(Missing::Position, no_position(&spot.label)),
        };
        (spot.label.to_string(), verdict)
    };
    let cases: Vec<(String, Verdict)> = spots.iter().map(case).collect();
    let is_nothing = |verdict: &Verdict| !verdict.is_open() && verdict.chance_ppm == Some(0);
    (!cases.iter().all(|(_, verdict)| is_nothing(verdict))).then(|| settle(cases))
}

/// One layer at the beginning, middle and end of the event; each source's versions by themselves.
fn one_layer(scene: &Scene<'_>, layer: &LayerRef, within_m: u32, nodes: &[Node], absent: Missing) -> Verdict {
    let mut by_source: BTreeMap<&SourceId, Vec<(String, Verdict)>> = BTreeMap::new();
    let mut seen: BTreeSet<Vec<LayerVersionId>> = BTreeSet::new();
    for at in scene.instants.iter().copied() {
        let valid = scene.ground.versions(&layer.layer, layer.source.as_ref(), at);
        if valid.is_empty() {
            let is_there = scene.ground.has(&layer.layer, layer.source.as_ref());
            let what = show_layer("layer", layer);
            return Verdict::undetermined(
                absent,
                if is_there {
                    format!("no version of {what} is valid at {at}")
                } else {
                    format!("{what} is not among the mission's layers")
                },
            );
        }
        for parts in valid.chunk_by(|a, b| a.version.source == b.version.source) {
            if let Some(first) = parts.first()
                && seen.insert(parts.iter().map(|part| part.version.id).collect())
            {
                by_source.entry(&first.version.source).or_default().push((format!("at {at}"), judge(layer, parts, within_m, nodes)));
            }
        }
    }
    let cases = by_source.into_iter().map(|(source, cases)| (format!("by source {source}"), agree(cases, &[Missing::Time])));
    agree(cases.collect(), &[absent])
}

/// Of several things the one that is most likely near enough counts.
fn judge(layer: &LayerRef, parts: &[LayerAt<'_>], within_m: u32, nodes: &[Node]) -> Verdict {
    let of_part =
        |part: &LayerAt<'_>| ppm(over(nodes, |_, node| chance_near(part.shape, node, within_m, f64::from(part.version.accuracy_m))));
    let Some((chance, part)) = parts.iter().map(|part| (of_part(part), part)).max_by_key(|(chance, part)| (*chance, part.version.id))
    else {
        return Verdict::judged(0);
    };
    let version = part.version;
    let name = version.name.as_ref().map(|name| format!(" \"{name}\"")).unwrap_or_default();
    let what = show_layer("layer", &LayerRef { layer: layer.layer.clone(), source: Some(version.source.clone()) });
    let reach = if within_m == 0 { "inside".to_owned() } else { format!("nearer than {} to", show_limit(within_m)) };
    let mut verdict = Verdict::judged(chance);
    verdict.used.insert(version.id);
    verdict.because(format!(
        "P({reach} {what}{name}) = {}, {NEEDED}; {} valid from {}, error {} m",
        show_chance(chance),
        version.id,
        version.valid_from,
        version.accuracy_m
    ))
}

/// Chance that a normal position is nearer to a shape than a limit: areas and lines are taken as straight over the
/// width of the error, points as what they are.
pub(crate) fn chance_near(shape: &Shape, node: &Node, limit_m: u32, shape_sd_m: f64) -> f64 {
    let (limit, sd_m) = (f64::from(limit_m), hypot(node.sd_m, shape_sd_m));
    if !shape.points().is_empty() {
        return near_points(shape, node, limit, sd_m);
    }
    if shape.is_area() && limit_m == 0 {
        return inside(shape, node, shape_sd_m);
    }
    let Some((distance_m, _)) = shape.distance_m(node.at) else { return 0.0 };
    if !shape.is_area() {
        return nearer(distance_m, limit, sd_m);
    }
    let outside_m = if shape.is_inside(node.at) { -distance_m } else { distance_m };
    if sd_m > 0.0 { phi((limit - outside_m) / sd_m) } else { f64::from(u8::from(outside_m < limit)) }
}

fn near_points(shape: &Shape, node: &Node, limit_m: f64, sd_m: f64) -> f64 {
    let here = Here::flat(node.at);
    let reach = (limit_m + REACH_SD * sd_m) * 1.01;
    let is_in_reach = |at: &&model::Position| {
        let (x, y) = here.xy(**at);
        x.abs() <= reach && y.abs() <= reach
    };
    let chance = |at: &model::Position| in_disc(model::geodesy::distance_m(node.at, *at), limit_m, sd_m);
    shape.points().iter().filter(is_in_reach).map(chance).fold(0.0, f64::max)
}

/// Chance that two places, each with its own doubt, are nearer to each other than a limit. The second one is taken as
/// one normal distribution.
pub(crate) fn chance_together(here: &[Node], there: &[Node], limit_m: u32) -> f64 {
    let Some(there) = collapsed(there) else { return 0.0 };
    let apart_m = |node: &Node| model::geodesy::distance_m(node.at, there.at);
    over(here, |_, node| in_disc(apart_m(node), f64::from(limit_m), hypot(node.sd_m, there.sd_m)))
}

/// The mean of a place and its spread per axis.
pub(crate) fn collapsed(nodes: &[Node]) -> Option<Node> {
    let first = nodes.first()?;
    if nodes.len() == 1 {
        return Some(*first);
    }
    let here = Here::flat(first.at);
    let mean = |axis: fn((f64, f64)) -> f64| over(nodes, |_, node| axis(here.xy(node.at)));
    let (east, north) = (mean(|at| at.0), mean(|at| at.1));
    let variance = over(nodes, |_, node| {
        let (x, y) = here.xy(node.at);
        node.sd_m * node.sd_m + ((x - east) * (x - east) + (y - north) * (y - north)) / 2.0
    });
    Some(Node { at: here.moved(east, north), sd_m: libm::sqrt(variance), weight: 1.0 })
}

/// Chance that a normal position whose mean lies at a distance from a point is nearer to it than a limit.
///
/// The integral over the disc in strips, with the substitution x = r sin t that makes its ends smooth.
fn in_disc(distance_m: f64, limit_m: f64, sd_m: f64) -> f64 {
    if sd_m <= 0.0 {
        return f64::from(u8::from(distance_m < limit_m));
    }
    let (d, r) = (distance_m / sd_m, limit_m / sd_m);
    let (from, to) = ((d - REACH_SD).max(-r), (d + REACH_SD).min(r));
    if from >= to {
        return 0.0;
    }
    let angle = |x: f64| libm::asin((x / r).clamp(-1.0, 1.0));
    let (low, high) = (angle(from), angle(to));
    let pieces = libm::ceil((to - from) / 0.5).max(8.0);
    let half = (high - low) / pieces / 2.0;
    let density = |x: f64| libm::exp(-x * x / 2.0) / libm::sqrt(2.0 * std::f64::consts::PI);
    let strip = |t: f64| {
        let (sin, cos) = libm::sincos(t);
        density(r * sin - d) * (2.0 * phi(r * cos) - 1.0) * r * cos
    };
    let mut sum = 0.0;
    let mut piece = 0.0;
    while piece < pieces {
        let middle = low + half * (2.0 * piece + 1.0);
        sum += crate::chance::NODES.iter().map(|(place, weight)| weight * strip(middle + half * place)).sum::<f64>();
        piece += 1.0;
    }
    (sum * half).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Geometry, Position, geodesy};

    fn at(lat: f64, lon: f64) -> Position {
        Position::from_degrees(lat, lon).unwrap()
    }

    fn node(at: Position, sd_m: f64) -> Node {
        Node { at, sd_m, weight: 1.0 }
    }

    #[test]
    fn round_a_point_the_chance_is_rayleigh_s_and_far_out_it_is_that_of_a_line() {
        for r in [100.0, 1000.0, 2500.0, 9000.0] {
            assert!((in_disc(0.0, r, 1000.0) - (1.0 - libm::exp(-r * r / 2e6))).abs() < 1e-9, "{r}");
        }
        assert!((in_disc(99_000.0, 100_000.0, 1000.0) - 0.841_345).abs() < 2e-3);
        assert_eq!([in_disc(10.0, 11.0, 0.0), in_disc(11.0, 11.0, 0.0), in_disc(1e5, 3000.0, 10.0)], [1.0, 0.0, 0.0]);
    }

    #[test]
    fn counting_points_of_a_fine_grid_agrees_with_the_disc() {
        for (d, r) in [(0.5, 1.0), (2.0, 1.5), (3.0, 4.0)] {
            let (mut sum, mut all) = (0.0, 0.0);
            for i in -240..=240 {
                for j in -240..=240 {
                    let (x, y) = (f64::from(i) / 40.0, f64::from(j) / 40.0);
                    let weight = libm::exp(-(x * x + y * y) / 2.0);
                    all += weight;
                    sum += if (x + d) * (x + d) + y * y < r * r { weight } else { 0.0 };
                }
            }
            assert!((in_disc(d * 700.0, r * 700.0, 700.0) - sum / all).abs() < 2e-3, "{d} {r}");
        }
    }

    #[test]
    fn points_lines_and_areas_are_near_by_their_own_shape() {
        let (point, line) =
            (Geometry::Points(vec![at(48.0, 37.0), at(10.0, 10.0)]), Geometry::Paths(vec![vec![at(47.0, 37.0), at(49.0, 37.0)]]));
        let east = |m: f64| geodesy::direct(at(48.0, 37.0), 90.0, m);
        let area = Geometry::Areas(vec![vec![vec![at(47.9, 36.9), at(47.9, 37.0), at(48.1, 37.0), at(48.1, 36.9)]]]);
        let chance = |geometry: &Geometry, m: f64, sd: f64, limit| chance_near(&Shape::of(geometry), &node(east(m), sd), limit, 0.0);
        assert_eq!([2999.0, 3001.0].map(|m| chance(&point, m, 0.0, 3000)), [1.0, 0.0]);
        assert_eq!([2999.0, 3001.0].map(|m| chance(&line, m, 0.0, 3000)), [1.0, 0.0]);
        assert_eq!([2999.0, 3001.0, -500.0].map(|m| chance(&area, m, 0.0, 3000)), [1.0, 0.0, 1.0]);
        assert!((chance(&area, 500.0, 500.0, 0) - 0.158_655).abs() < 1e-3 && (chance(&area, 500.0, 500.0, 1000) - 0.841_345).abs() < 1e-3);
        assert!(chance(&point, 0.0, 1000.0, 1000) < chance(&line, 0.0, 1000.0, 1000));
    }
}
