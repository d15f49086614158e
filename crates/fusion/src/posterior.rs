//! Where and when an incident was, and what, from all its members together.

use crate::footprint::moved;
use crate::item::Item;
use crate::{Evidence, Footprint};
use model::geodesy::Plane;
use model::{Instant, Kind, Place, TimePrecision, When};
use std::collections::{BTreeMap, BTreeSet};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The commonest kind; ties go to the smaller word.
pub(crate) fn kind_of(members: &[&Evidence]) -> Option<Kind> {
    let mut counts: BTreeMap<&str, (usize, Kind)> = BTreeMap::new();
    for member in members {
        counts.entry(member.kind.word()).or_insert((0, member.kind)).0 += 1;
    }
    let most = counts.values().map(|(n, _)| *n).max()?;
    counts.into_values().find(|(n, _)| *n == most).map(|(_, kind)| kind)
}

/// When. A stated time that holds another one whole adds nothing to it (a day and a minute of it).
/// Of the rest: what all of them allow, or, where nothing is allowed by all, what they span.
pub(crate) fn time_of(members: &[&Evidence], zone: &str) -> Option<When> {
    let stated: BTreeSet<(Instant, Instant)> = members.iter().map(|member| (member.from, member.to.max(member.from))).collect();
    let holds_another = |one: &(Instant, Instant)| stated.iter().any(|other| other != one && one.0 <= other.0 && other.1 <= one.1);
    let kept: Vec<(Instant, Instant)> = stated.iter().filter(|one| !holds_another(one)).copied().collect();
    let (latest_from, earliest_to) = (kept.iter().map(|one| one.0).max()?, kept.iter().map(|one| one.1).min()?);
    let (from, to) = if latest_from < earliest_to || kept.len() == 1 {
        (latest_from, earliest_to)
    } else {
        (kept.iter().map(|one| one.0).min()?, kept.iter().map(|one| one.1).max()?)
    };
    let precision = members.iter().filter(|member| member.from == from && member.to == to).map(|member| member.precision).min();
    Some(When { from, precision: precision.unwrap_or_else(|| precision_of(to.ms() - from.ms())), to, zone: zone.to_owned() })
}

/// The precision of an interval that nobody stated, from its length.
fn precision_of(length_ms: i64) -> TimePrecision {
    const LONGEST: [(i64, TimePrecision); 9] = [
        (0, TimePrecision::Instant),
        (MINUTE_MS, TimePrecision::Minute),
        (HOUR_MS, TimePrecision::Hour),
        (12 * HOUR_MS, TimePrecision::PartOfDay),
        (DAY_MS + HOUR_MS, TimePrecision::Day),
        (6 * DAY_MS + HOUR_MS, TimePrecision::Days),
        (7 * DAY_MS + HOUR_MS, TimePrecision::Week),
        (31 * DAY_MS + HOUR_MS, TimePrecision::Month),
        (366 * DAY_MS, TimePrecision::Year),
    ];
    LONGEST.into_iter().find(|(longest, _)| length_ms <= *longest).map_or(TimePrecision::Unknown, |(_, precision)| precision)
}

/// Where, by weights of inverse variance. The members of one source weigh as one of them, so that
/// repeating does not sharpen; a wide tail weighs by its chance to be at the core, given the places
/// without one; the spread of the members is added, so that disagreement widens.
pub(crate) fn place_of(members: &[&Item<'_>]) -> Option<Place> {
    if let [alone] = members {
        return alone.evidence.place.as_ref().map(Footprint::place);
    }
    let base = members.first()?.centre;
    let plane = Plane::at(base);
    let points: Vec<Point> = points(members, &plane);
    let sharp = fit(points.iter().filter(|point| point.wide == 0.0).map(|point| (point.weight(), *point)));
    let fitted = match sharp {
        Some(anchor) => fit(points.iter().map(|point| (point.weight() * point.core_chance(&anchor), *point)))?,
        None => fit(points.iter().map(|point| (point.weight(), *point)))?,
    };
    let centre = moved(base, fitted.x * 1_000.0, fitted.y * 1_000.0);
    let sd_m = (libm::rint(libm::sqrt(fitted.var) * 1_000.0) as u32).max(1);
    Some(match sharp {
        Some(_) => Place::Normal { centre, sd_m },
        None => {
            let footprints = || members.iter().filter_map(|member| member.evidence.place);
            let wide_ppm = footprints().map(|place| place.wide_ppm).min().unwrap_or(0);
            let wide_sd_m = footprints().map(|place| place.wide_sd_m).max().unwrap_or(0);
            Place::WideTail { centre, sd_m, wide_ppm, wide_sd_m }
        }
    })
}

/// A member's place on the plane, km.
#[derive(Clone, Copy)]
struct Point {
    x: f64,
    y: f64,
    var: f64,
    wide: f64,
    wide_var: f64,
    /// Share of its source's single vote.
    share: f64,
}

fn points(members: &[&Item<'_>], plane: &Plane) -> Vec<Point> {
    let mut voices: BTreeMap<u32, u32> = BTreeMap::new();
    for member in members {
        *voices.entry(member.evidence.source).or_default() += 1;
    }
    let point = |member: &&Item<'_>| {
        let (x, y) = plane.xy(member.centre);
        let share = 1.0 / f64::from(voices.get(&member.evidence.source).copied().unwrap_or(1));
        Point { x: x / 1_000.0, y: y / 1_000.0, var: member.stated_km2, wide: member.wide, wide_var: member.wide_km2, share }
    };
    members.iter().map(point).collect()
}

impl Point {
    fn weight(&self) -> f64 {
        self.share / self.var
    }

    /// Chance that it is at its core and not in its tail, if the truth is at `anchor`.
    fn core_chance(&self, anchor: &Fit) -> f64 {
        let (dx, dy) = (self.x - anchor.x, self.y - anchor.y);
        let density = |var: f64| libm::exp(-(dx * dx + dy * dy) / (2.0 * var)) / var;
        let core = (1.0 - self.wide) * density(self.var + anchor.var);
        let tail = self.wide * density(self.var + self.wide_var + anchor.var);
        if core + tail > 0.0 { core / (core + tail) } else { 0.0 }
    }
}

/// A weighted mean with its variance per axis, km and km^2.
#[derive(Clone, Copy)]
struct Fit {
    x: f64,
    y: f64,
    var: f64,
}

fn fit(points: impl Iterator<Item = (f64, Point)> + Clone) -> Option<Fit> {
    let whole: f64 = points.clone().map(|(weight, _)| weight).sum();
    if whole <= 0.0 {
        return None;
    }
    let x = points.clone().map(|(weight, point)| weight * point.x).sum::<f64>() / whole;
    let y = points.clone().map(|(weight, point)| weight * point.y).sum::<f64>() / whole;
    let off = |point: &Point| (point.x - x) * (point.x - x) + (point.y - y) * (point.y - y);
    let scatter = points.map(|(weight, point)| weight * off(&point)).sum::<f64>() / (2.0 * whole);
    Some(Fit { x, y, var: 1.0 / whole + scatter })
}
