//! Roughening of drawn outlines: a few points set by hand become a coast, a line or a winding track.

use crate::chance::Chance;
use crate::plane::Spot;

/// Roughens a path by midpoint displacement until no step is longer than `step_km`; its given
/// points stay. `rough` is the greatest displacement as a part of the step.
pub(crate) fn roughen(path: &[Spot], step_km: f64, rough: f64, chance: &mut Chance) -> Vec<Spot> {
    let mut out = Vec::new();
    for (from, to) in path.iter().zip(path.iter().skip(1)) {
        out.push(*from);
        between(*from, *to, (step_km, rough), chance, &mut out);
    }
    out.extend(path.last());
    out
}

fn between(from: Spot, to: Spot, (step_km, rough): (f64, f64), chance: &mut Chance, out: &mut Vec<Spot>) {
    let length = from.km_to(to);
    if length <= step_km {
        return;
    }
    let (aside, along) = (chance.between(-rough, rough), chance.between(0.42, 0.58));
    let middle = from.toward(to, along).moved(-(to.y - from.y) * aside, (to.x - from.x) * aside);
    between(from, middle, (step_km, rough), chance, out);
    out.push(middle);
    between(middle, to, (step_km, rough), chance, out);
}

/// Roughens a closed ring; the first point is not repeated at the end.
pub(crate) fn roughen_ring(ring: &[Spot], step_km: f64, rough: f64, chance: &mut Chance) -> Vec<Spot> {
    let closed: Vec<Spot> = ring.iter().chain(ring.first()).copied().collect();
    let mut out = roughen(&closed, step_km, rough, chance);
    out.pop();
    out
}

/// A soft curve through points set by hand (Catmull-Rom), `parts` steps between two of them.
pub(crate) fn soften(path: &[Spot], parts: u32) -> Vec<Spot> {
    let end = path.len().saturating_sub(1);
    let point = |index: usize| path.get(index.min(end)).copied().unwrap_or(Spot::at(0.0, 0.0));
    let mut out = Vec::new();
    for index in 0..end {
        let (a, b, c, d) = (point(index.saturating_sub(1)), point(index), point(index + 1), point(index + 2));
        for step in 0..parts {
            let t = f64::from(step) / f64::from(parts);
            let mix = |p: f64, q: f64, r: f64, s: f64| {
                0.5 * (2.0 * q + (r - p) * t + (2.0 * p - 5.0 * q + 4.0 * r - s) * t * t + (3.0 * q - p - 3.0 * r + s) * t * t * t)
            };
            out.push(Spot::at(mix(a.x, b.x, c.x, d.x), mix(a.y, b.y, c.y, d.y)));
        }
    }
    out.extend(path.last());
    out
}

/// Where a path, or a ring, crosses itself: the beginnings of both steps.
#[cfg(test)]
pub(crate) fn crossings(path: &[Spot], is_ring: bool) -> Vec<(Spot, Spot)> {
    let ends = path.iter().chain(path.first().filter(|_| is_ring)).skip(1).copied();
    let steps: Vec<(Spot, Spot)> = path.iter().copied().zip(ends).collect();
    let side = |(a, b): (Spot, Spot), p: Spot| (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 0.0;
    let crosses = |e: (Spot, Spot), f: (Spot, Spot)| side(e, f.0) != side(e, f.1) && side(f, e.0) != side(f, e.1);
    let pairs = steps.iter().enumerate().flat_map(|(index, e)| steps.iter().skip(index + 2).map(move |f| (*e, *f)));
    pairs.filter(|(e, f)| e.0 != f.1 && crosses(*e, *f)).map(|(e, f)| (e.0, f.0)).collect()
}
