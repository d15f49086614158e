//! The line of contact in its versions, and what follows from it: control, buffer zone, disengagement areas.

use crate::chance::Chance;
use crate::coast::{NORTH_END, SOUTH_END, main_island};
use crate::plane::{Spot, km_to_path};
use crate::rough::{roughen, soften};

/// The line is the same in every world, as the coast is.
const LINE_SEED: u64 = 4;
/// Half the width of the buffer zone, kilometres; the agreement's article 5 says the same.
pub(crate) const BUFFER_KM: f64 = 3.0;

/// The course of the line from north to south, set by hand; its ends are vertices of the coast.
const COURSE: [Spot; 15] = [
    NORTH_END,
    Spot::at(-7.0, 19.5),
    Spot::at(-4.0, 15.5),
    Spot::at(2.0, 14.5),
    Spot::at(7.0, 12.0),
    Spot::at(9.5, 6.5),
    Spot::at(6.5, 1.5),
    Spot::at(0.0, 0.5),
    Spot::at(-5.5, -3.0),
    Spot::at(-9.0, -8.0),
    Spot::at(-6.5, -13.0),
    Spot::at(-0.5, -14.5),
    Spot::at(4.0, -18.5),
    Spot::at(10.5, -22.5),
    SOUTH_END,
];

/// Where the line moved between two versions: how far along it (0 = north, 1 = south), how many
/// kilometres of it, and how far eastward off it (negative: westward).
struct Shift {
    along: f64,
    reach_km: f64,
    east_km: f64,
}

const BY_FEBRUARY: [Shift; 1] = [Shift { along: 0.52, reach_km: 4.0, east_km: -0.9 }];
const BY_MARCH: [Shift; 3] = [
    Shift { along: 0.52, reach_km: 4.0, east_km: -1.1 },
    Shift { along: 0.33, reach_km: 3.5, east_km: 1.3 },
    Shift { along: 0.74, reach_km: 3.0, east_km: 0.7 },
];

/// Who drew a line, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drawn {
    /// The mission's map section, valid from 10 January.
    January,
    /// The same, valid from 18 February.
    February,
    /// The same, valid from 27 March.
    March,
    /// The second observer's only version, valid from 18 February.
    SecondObserver,
}

/// The line of contact from its northern to its southern end.
pub(crate) fn contact_line(drawn: Drawn) -> Vec<Spot> {
    let line = roughen(&soften(&COURSE, 2), 0.8, 0.24, &mut Chance::stream(LINE_SEED, "line"));
    match drawn {
        Drawn::January => line,
        Drawn::February => shifted(&line, &BY_FEBRUARY),
        Drawn::March => shifted(&line, &BY_MARCH),
        Drawn::SecondObserver => waved(&shifted(&line, &BY_FEBRUARY)),
    }
}

fn shifted(line: &[Spot], shifts: &[Shift]) -> Vec<Spot> {
    let length = length_km(line);
    bent(line, |along_km| shifts.iter().map(|shift| shift.east_km * bell((along_km - shift.along * length) / shift.reach_km)).sum())
}

/// The second observer draws from imagery: coarser, and some hundred metres off in long waves.
fn waved(line: &[Spot]) -> Vec<Spot> {
    let waves = bent(line, |along_km| 0.5 * libm::sin(along_km / 3.1 + 0.8) + 0.24 * libm::sin(along_km / 1.3));
    let last = waves.len().saturating_sub(1);
    waves.into_iter().enumerate().filter(|(index, _)| index % 3 == 0 || *index == last).map(|(_, spot)| spot).collect()
}

/// Over how many points to each side the direction of a path is taken: enough to smooth its kinks.
const CHORD_POINTS: usize = 5;

/// Moves every point but the ends eastward off the path, by kilometres that depend on the
/// kilometres along it.
fn bent(line: &[Spot], eastward_km: impl Fn(f64) -> f64) -> Vec<Spot> {
    let (length, last) = (length_km(line), line.len().saturating_sub(1));
    let mut gone = 0.0;
    let mut out = Vec::with_capacity(line.len());
    for (index, here) in line.iter().enumerate() {
        gone += index.checked_sub(1).and_then(|before| line.get(before)).map_or(0.0, |before| before.km_to(*here));
        let from = line.get(index.saturating_sub(CHORD_POINTS)).unwrap_or(here);
        let to = line.get((index + CHORD_POINTS).min(last)).unwrap_or(here);
        let (chord, off) = (from.km_to(*to).max(0.01), eastward_km(gone));
        let ends = if index == 0 || index == last { 0.0 } else { (gone / 2.0).min((length - gone) / 2.0).clamp(0.0, 1.0) };
        out.push(here.moved(-(to.y - from.y) / chord * off * ends, (to.x - from.x) / chord * off * ends));
    }
    out
}

fn bell(z: f64) -> f64 {
    libm::exp(-0.5 * z * z)
}

/// Length of a path, kilometres.
pub(crate) fn length_km(path: &[Spot]) -> f64 {
    path.iter().zip(path.iter().skip(1)).map(|(from, to)| from.km_to(*to)).sum()
}

/// The spot at a part of a path, 0 = its beginning, 1 = its end, and the direction eastward off it.
pub(crate) fn along(path: &[Spot], part: f64) -> (Spot, Spot) {
    let mut left = length_km(path) * part.clamp(0.0, 1.0);
    let mut last = (NORTH_END, Spot::at(1.0, 0.0));
    for (from, to) in path.iter().zip(path.iter().skip(1)) {
        let step = from.km_to(*to);
        if step > 0.0 {
            let eastward = Spot::at(-(to.y - from.y) / step, (to.x - from.x) / step);
            if left <= step {
                return (from.toward(*to, left / step), eastward);
            }
            last = (*to, eastward);
        }
        left -= step;
    }
    last
}

/// The land west of a line and the land east of it: the coast cut at the line's ends.
pub(crate) fn sides(line: &[Spot]) -> (Vec<Spot>, Vec<Spot>) {
    let coast = main_island();
    let at = |end: Spot| coast.iter().position(|spot| *spot == end).unwrap_or(0);
    let (north, south) = (at(NORTH_END), at(SOUTH_END));
    let inner = || line.iter().skip(1).take(line.len().saturating_sub(2)).copied();
    let east_coast = coast.iter().skip(north).take((south + 1).saturating_sub(north)).copied();
    let west_coast = coast.iter().skip(south).chain(coast.iter().take(north + 1)).copied();
    (west_coast.chain(inner()).collect(), east_coast.chain(inner().rev()).collect())
}

/// The buffer zone: [`BUFFER_KM`] to each side of the smooth course, closed round its ends at sea.
pub(crate) fn buffer_zone() -> Vec<Spot> {
    let course = soften(&COURSE, 6);
    let end = |part: f64, beyond: f64| {
        let (spot, east) = along(&course, part);
        spot.moved(east.y * beyond, -east.x * beyond)
    };
    let extended: Vec<Spot> = [end(0.0, -2.5)].into_iter().chain(course.iter().copied()).chain([end(1.0, 2.5)]).collect();
    let side = |sign: f64| {
        let steps = 70;
        (0..=steps).map(move |step| f64::from(step) / f64::from(steps)).map(move |part| (part, sign * BUFFER_KM))
    };
    let spot = |(part, off): (f64, f64)| {
        let (spot, east) = along(&extended, part);
        spot.moved(east.x * off, east.y * off)
    };
    let back = side(-1.0).map(spot).collect::<Vec<_>>().into_iter().rev();
    side(1.0).map(spot).chain(back).filter(|spot| km_to_path(*spot, &extended) > 0.985 * BUFFER_KM).collect()
}

/// The two disengagement areas: by how far along the line each lies, with a name.
pub(crate) const DISENGAGEMENT: [(f64, &str); 2] =
    [(0.21, "Disengagement area 1, Quorrel Bridge"), (0.60, "Disengagement area 2, Sivarra Ridge")];

/// A disengagement area: about 4 by 3 kilometres across the line of January.
pub(crate) fn disengagement_area(along_part: f64) -> Vec<Spot> {
    let (middle, east) = along(&contact_line(Drawn::January), along_part);
    let corner = |across: f64, down: f64| middle.moved(east.x * across + east.y * down, east.y * across - east.x * down);
    vec![corner(-1.6, -2.1), corner(1.5, -1.9), corner(1.9, 0.2), corner(1.4, 2.0), corner(-1.7, 2.2), corner(-2.0, -0.3)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::{SETTLEMENTS, STORAGE};
    use crate::plane::is_inside;
    use crate::rough::crossings;

    const ALL: [Drawn; 4] = [Drawn::January, Drawn::February, Drawn::March, Drawn::SecondObserver];

    #[test]
    fn no_version_of_the_line_and_no_zone_crosses_itself() {
        for drawn in ALL {
            let line = contact_line(drawn);
            assert_eq!(crossings(&line, false), Vec::new(), "{drawn:?}");
            let (west, east) = sides(&line);
            assert_eq!((crossings(&west, true), crossings(&east, true)), (Vec::new(), Vec::new()), "{drawn:?}");
        }
        assert_eq!(crossings(&buffer_zone(), true), Vec::new());
    }

    #[test]
    fn the_line_moves_a_little_and_the_observers_differ_by_some_hundred_metres() {
        let apart = |from: Drawn, to: Drawn| -> Vec<f64> {
            let path = contact_line(to);
            contact_line(from).iter().map(|spot| km_to_path(*spot, &path)).collect()
        };
        let most = |far: &[f64]| far.iter().copied().fold(0.0, f64::max);
        let moved = apart(Drawn::January, Drawn::March);
        assert!((0.5..1.6).contains(&most(&moved)), "{}", most(&moved));
        let seen = apart(Drawn::SecondObserver, Drawn::February);
        let mean = seen.iter().sum::<f64>() / seen.len() as f64;
        assert!((0.15..0.6).contains(&mean) && most(&seen) < 1.2, "{mean} {}", most(&seen));
    }

    #[test]
    fn settlements_and_storage_sites_lie_on_land_and_on_their_own_side() {
        let (west, east) = sides(&contact_line(Drawn::January));
        for place in &SETTLEMENTS {
            assert!(is_inside(place.spot, &west) || is_inside(place.spot, &east), "{}", place.name);
        }
        for site in &STORAGE {
            let ground = if site.side == crate::world::Side::West { &west } else { &east };
            assert!(is_inside(site.spot, ground), "{}", site.name);
            assert!(km_to_path(site.spot, &contact_line(Drawn::March)) > 25.0, "{}", site.name);
        }
    }
}
