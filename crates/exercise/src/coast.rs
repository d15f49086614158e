//! The outline of the island and its islets: set by hand, roughened as coasts are.

use crate::chance::Chance;
use crate::plane::Spot;
use crate::rough::{roughen, roughen_ring};

/// The coast is the same in every world, whatever its seed: an agreement speaks of fixed places.
const COAST_SEED: u64 = 1;
/// Longest straight stretch of coast, kilometres.
const STEP_KM: f64 = 1.5;

/// Where the line of contact leaves the land in the north and in the south.
pub(crate) const NORTH_END: Spot = Spot::at(-4.0, 24.0);
/// See [`NORTH_END`].
pub(crate) const SOUTH_END: Spot = Spot::at(13.0, -30.0);

/// The main island clockwise from its western cape: kilometres east and north of the middle, and how
/// rough the coast is from there to the next point (rocks .3, beaches .07).
const MAIN: [(f64, f64, f64); 97] = [
    (-110.0, -15.0, 0.2),
    (-105.0, -7.0, 0.25),
    (-109.0, 1.0, 0.2),
    (-104.0, 9.0, 0.3),
    (-95.0, 7.0, 0.3),
    (-89.0, 12.0, 0.3),
    (-93.0, 19.0, 0.3),
    (-100.0, 23.0, 0.3),
    (-97.0, 31.0, 0.3),
    (-89.0, 34.0, 0.35),
    (-83.0, 28.0, 0.35),
    (-78.0, 33.0, 0.35),
    (-81.0, 42.0, 0.28),
    (-74.0, 47.0, 0.35),
    (-69.0, 41.0, 0.35),
    (-62.0, 43.0, 0.35),
    (-61.0, 51.0, 0.35),
    (-52.0, 52.0, 0.35),
    (-51.0, 60.0, 0.3),
    (-42.0, 60.0, 0.3),
    (-35.0, 65.0, 0.25),
    (-30.0, 58.0, 0.25),
    (-32.0, 50.0, 0.28),
    (-23.0, 46.0, 0.28),
    (-20.0, 38.0, 0.28),
    (-13.0, 35.0, 0.28),
    (-9.0, 27.0, 0.28),
    (NORTH_END.x, NORTH_END.y, 0.28),
    (1.0, 30.0, 0.28),
    (-1.0, 38.0, 0.28),
    (6.0, 42.0, 0.28),
    (4.0, 50.0, 0.3),
    (13.0, 52.0, 0.3),
    (15.0, 59.0, 0.25),
    (25.0, 57.0, 0.25),
    (31.0, 62.0, 0.2),
    (40.0, 59.0, 0.2),
    (47.0, 63.0, 0.2),
    (55.0, 58.0, 0.25),
    (52.0, 50.0, 0.25),
    (60.0, 46.0, 0.25),
    (68.0, 50.0, 0.2),
    (74.0, 44.0, 0.15),
    (73.0, 36.0, 0.08),
    (79.0, 30.0, 0.07),
    (88.0, 29.0, 0.07),
    (96.0, 32.0, 0.2),
    (103.0, 37.0, 0.25),
    (110.0, 33.0, 0.25),
    (108.0, 26.0, 0.2),
    (101.0, 21.0, 0.12),
    (96.0, 14.0, 0.07),
    (96.0, 5.0, 0.07),
    (91.0, -4.0, 0.07),
    (83.0, -9.0, 0.25),
    (86.0, -17.0, 0.25),
    (79.0, -22.0, 0.2),
    (70.0, -23.0, 0.15),
    (65.0, -30.0, 0.25),
    (69.0, -38.0, 0.25),
    (62.0, -44.0, 0.25),
    (53.0, -41.0, 0.2),
    (46.0, -47.0, 0.25),
    (48.0, -55.0, 0.25),
    (40.0, -60.0, 0.2),
    (33.0, -56.0, 0.2),
    (26.0, -61.0, 0.2),
    (20.0, -57.0, 0.22),
    (19.0, -49.0, 0.22),
    (23.0, -42.0, 0.22),
    (18.0, -36.0, 0.22),
    (SOUTH_END.x, SOUTH_END.y, 0.22),
    (9.0, -36.0, 0.22),
    (11.0, -44.0, 0.22),
    (6.0, -51.0, 0.2),
    (-3.0, -51.0, 0.12),
    (-10.0, -57.0, 0.12),
    (-19.0, -57.0, 0.2),
    (-25.0, -51.0, 0.25),
    (-34.0, -54.0, 0.25),
    (-37.0, -46.0, 0.25),
    (-46.0, -45.0, 0.3),
    (-52.0, -51.0, 0.3),
    (-60.0, -48.0, 0.3),
    (-61.0, -39.0, 0.3),
    (-53.0, -36.0, 0.2),
    (-47.0, -29.0, 0.2),
    (-50.0, -22.0, 0.2),
    (-57.0, -27.0, 0.25),
    (-64.0, -34.0, 0.3),
    (-73.0, -31.0, 0.3),
    (-78.0, -38.0, 0.3),
    (-87.0, -36.0, 0.3),
    (-87.0, -27.0, 0.25),
    (-93.0, -22.0, 0.25),
    (-100.0, -26.0, 0.2),
    (-106.0, -23.0, 0.2),
];

/// The islets: middle and mean radius, kilometres.
const ISLETS: [(f64, f64, f64); 14] = [
    (-90.0, 44.0, 3.4),
    (-86.0, 50.0, 1.5),
    (-70.0, 54.0, 2.1),
    (-14.0, 48.0, 1.9),
    (-9.0, 54.0, 2.6),
    (-13.0, 60.0, 1.1),
    (64.0, 58.0, 2.3),
    (70.0, 56.0, 1.0),
    (-71.0, -45.0, 2.4),
    (-76.0, -48.0, 1.1),
    (-67.0, -52.0, 1.5),
    (56.0, -52.0, 1.6),
    (97.0, -15.0, 3.0),
    (102.0, -20.0, 1.3),
];

/// The main island's coast, clockwise; the ends of the line of contact are vertices of it.
pub(crate) fn main_island() -> Vec<Spot> {
    let mut chance = Chance::stream(COAST_SEED, "coast");
    let mut coast = Vec::new();
    for ((x, y, rough), (next_x, next_y, _)) in MAIN.iter().zip(MAIN.iter().cycle().skip(1)) {
        coast.extend(roughen(&[Spot::at(*x, *y), Spot::at(*next_x, *next_y)], STEP_KM, *rough, &mut chance));
        coast.pop();
    }
    coast
}

/// The islets' coasts.
pub(crate) fn islets() -> Vec<Vec<Spot>> {
    let mut chance = Chance::stream(COAST_SEED, "islets");
    ISLETS.iter().map(|(x, y, radius)| islet(Spot::at(*x, *y), *radius, &mut chance)).collect()
}

fn islet(middle: Spot, radius_km: f64, chance: &mut Chance) -> Vec<Spot> {
    let corners: Vec<Spot> = (0..7)
        .map(|corner| {
            let (sin, cos) = libm::sincos(f64::from(corner) / 7.0 * std::f64::consts::TAU);
            let reach = radius_km * chance.between(0.65, 1.35);
            middle.moved(sin * reach * 1.25, cos * reach)
        })
        .collect();
    roughen_ring(&corners, 0.6, 0.2, chance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rough::crossings;

    #[test]
    fn the_coast_never_crosses_itself_and_has_some_hundred_points() {
        let coast = main_island();
        assert!((300..900).contains(&coast.len()), "{}", coast.len());
        for ring in islets().into_iter().chain([coast]) {
            assert_eq!(crossings(&ring, true), Vec::new());
        }
    }

    #[test]
    fn the_ends_of_the_line_lie_on_the_coast() {
        let coast = main_island();
        assert!(coast.contains(&NORTH_END) && coast.contains(&SOUTH_END));
    }
}
