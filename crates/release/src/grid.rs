//! The public grid: fixed cells that halve into each other, so that two of them nest or do not meet.
//!
//! Level 0 is 0.05 by 0.1 degree, counted from the south pole and the antimeridian; each level
//! doubles both edges; level 12 is the whole earth. Because cells nest, what any set of them has in
//! common is one of them or nothing, and what one has beyond others is made of whole cells: neither
//! combining releases nor subtracting them gives less than a cell. Cells do not reach across the
//! antimeridian; the row at the north pole and the column at the antimeridian are cut there.

use crate::method::{CELL_LAT_E7, CELL_LON_E7, DEGREE_M_MAX, DEGREE_M_MIN, LEVEL_MAX, PEOPLE_LEVEL_MAX};
use model::geodesy::rectangle_m2;
use model::release::{ClassRule, Settlement};
use model::{Cell, Position};

const LAT_SPAN_E7: i64 = 1_800_000_000;
const LON_SPAN_E7: i64 = 3_600_000_000;

/// The cell of a level (0 to 12; more counts as 12) in which a position lies. The pole belongs to
/// the last row, and 180 degrees east is 180 degrees west.
pub fn cell_at(position: Position, level: u32) -> Cell {
    let level = level.min(LEVEL_MAX);
    let north = (i64::from(position.lat_e7) + LAT_SPAN_E7 / 2).clamp(0, LAT_SPAN_E7 - 1);
    let east = (i64::from(position.lon_e7) + LON_SPAN_E7 / 2).rem_euclid(LON_SPAN_E7);
    let (south, top) = step(north, CELL_LAT_E7 << level, LAT_SPAN_E7);
    let (west, right) = step(east, CELL_LON_E7 << level, LON_SPAN_E7);
    Cell { east_e7: right, level, north_e7: top, south_e7: south, west_e7: west }
}

/// The edges of the step in which an offset lies, as coordinates.
fn step(offset: i64, size: i64, span: i64) -> (i32, i32) {
    let from = offset / size * size;
    let coordinate = |offset: i64| i32::try_from(offset - span / 2).unwrap_or(i32::MAX);
    (coordinate(from), coordinate((from + size).min(span)))
}

/// Whether edges and level are those of a cell of the grid.
pub fn is_cell(cell: &Cell) -> bool {
    *cell == cell_at(corner(cell), cell.level)
}

/// The cell of a level that holds a cell.
pub fn widened(cell: &Cell, level: u32) -> Cell {
    cell_at(corner(cell), level.max(cell.level))
}

/// The smallest cell that holds both.
pub fn common(one: &Cell, other: &Cell) -> Cell {
    let from = one.level.max(other.level);
    let level = (from..=LEVEL_MAX).find(|level| widened(one, *level) == widened(other, *level));
    widened(one, level.unwrap_or(LEVEL_MAX))
}

/// Whether a position lies in a cell.
pub fn holds(cell: &Cell, position: Position) -> bool {
    cell_at(position, cell.level) == *cell
}

fn corner(cell: &Cell) -> Position {
    Position { lat_e7: cell.south_e7, lon_e7: cell.west_e7 }
}

/// Area of a cell, square metres, rounded down.
pub fn area_m2(cell: &Cell) -> u64 {
    libm::floor(rectangle_m2(cell.south_e7, cell.north_e7, cell.west_e7, cell.east_e7)).max(0.0) as u64
}

/// What two rectangles have in common, if they meet.
pub fn intersection(one: &Cell, other: &Cell) -> Option<Cell> {
    let both = Cell {
        east_e7: one.east_e7.min(other.east_e7),
        level: one.level.min(other.level),
        north_e7: one.north_e7.min(other.north_e7),
        south_e7: one.south_e7.max(other.south_e7),
        west_e7: one.west_e7.max(other.west_e7),
    };
    (both.south_e7 < both.north_e7 && both.west_e7 < both.east_e7).then_some(both)
}

/// The cell round a position in which a class is shown. From the whole earth down, a cell is
/// quartered as long as all four quarters fit; so the earth falls into fixed cells, and which one is
/// shown says nothing of where in it the position lies.
pub fn cell_for(position: Position, edge_m_min: u32, rule: &ClassRule, settlements: &[Settlement]) -> Cell {
    let mut cell = cell_at(position, LEVEL_MAX);
    while cell.level > 0 && quarters(&cell).all(|quarter| fits(&quarter, edge_m_min, rule, settlements)) {
        cell = cell_at(position, cell.level - 1);
    }
    cell
}

/// The quarters of a cell; fewer where the grid is cut.
fn quarters(cell: &Cell) -> impl Iterator<Item = Cell> + use<> {
    let cell = *cell;
    let level = cell.level.saturating_sub(1);
    let up = i64::from(cell.south_e7) + (CELL_LAT_E7 << level);
    let right = i64::from(cell.west_e7) + (CELL_LON_E7 << level);
    let inside = |at: i64, end: i32| i32::try_from(at).ok().filter(|at| *at < end);
    let souths = [Some(cell.south_e7), inside(up, cell.north_e7)];
    let wests = [Some(cell.west_e7), inside(right, cell.east_e7)];
    souths
        .into_iter()
        .flatten()
        .flat_map(move |lat_e7| wests.into_iter().flatten().map(move |lon_e7| cell_at(Position { lat_e7, lon_e7 }, level)))
}

/// Whether a cell is large enough and enough people live in it. The whole earth always is.
pub fn fits(cell: &Cell, edge_m_min: u32, rule: &ClassRule, settlements: &[Settlement]) -> bool {
    cell.level == LEVEL_MAX || (is_large(cell, edge_m_min.max(rule.edge_m_min), rule) && has_people(cell, rule.people_n_min, settlements))
}

/// Edges and area.
fn is_large(cell: &Cell, edge_m_min: u32, rule: &ClassRule) -> bool {
    let height_e7 = i64::from(cell.north_e7) - i64::from(cell.south_e7);
    let (edge, area) = (i64::from(edge_m_min), area_m2(cell));
    let height_m_max = (height_e7 * DEGREE_M_MAX / 10_000_000).max(1);
    let width_m = i64::try_from(area).unwrap_or(i64::MAX) / height_m_max;
    height_e7 * DEGREE_M_MIN / 10_000_000 >= edge && width_m >= edge && area >= u64::from(rule.area_km2_min) * 1_000_000
}

fn has_people(cell: &Cell, people_n_min: u32, settlements: &[Settlement]) -> bool {
    if people_n_min == 0 || cell.level > PEOPLE_LEVEL_MAX {
        return true;
    }
    let inside = settlements.iter().filter(|place| holds(cell, Position { lat_e7: place.lat_e7, lon_e7: place.lon_e7 }));
    inside.map(|place| u64::from(place.people_n)).sum::<u64>() >= u64::from(people_n_min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::default_rule;
    use model::Class;
    use proptest::prelude::*;

    fn position() -> impl Strategy<Value = Position> {
        let edge =
            prop::sample::select(vec![(900_000_000, 0), (-900_000_000, 1_800_000_000), (0, -1_800_000_000), (899_999_999, 1_799_999_999)]);
        prop_oneof![4 => (-900_000_000..=900_000_000, -1_800_000_000..=1_800_000_000), 1 => edge]
            .prop_map(|(lat_e7, lon_e7)| Position { lat_e7, lon_e7 })
    }

    fn at(lat: f64, lon: f64) -> Position {
        Position::from_degrees(lat, lon).unwrap()
    }

    #[test]
    fn the_whole_earth_is_one_cell_of_the_last_level() {
        let earth = cell_at(at(-90.0, -180.0), LEVEL_MAX);
        assert_eq!(earth, cell_at(at(90.0, 180.0), LEVEL_MAX));
        assert_eq!(
            (earth.south_e7, earth.north_e7, earth.west_e7, earth.east_e7),
            (-900_000_000, 900_000_000, -1_800_000_000, 1_800_000_000)
        );
    }

    #[test]
    fn a_class_of_five_kilometres_gets_six_by_seven_at_48_degrees_and_larger_cells_near_the_pole() {
        let rule = default_rule(Class::Casualty);
        assert_eq!(cell_for(at(48.01, 37.02), 0, &rule, &[]).level, 0);
        assert_eq!(cell_for(at(75.0, 37.02), 0, &rule, &[]).level, 1);
        let polar = cell_for(at(90.0, 37.02), 0, &rule, &[]);
        assert!(polar.level > 1 && area_m2(&polar) >= 25_000_000, "{polar:?}");
        assert_eq!(polar.north_e7, 900_000_000);
    }

    #[test]
    fn a_cell_is_quartered_only_where_enough_people_live_in_every_quarter() {
        let rule = ClassRule { people_n_min: 500, ..default_rule(Class::Casualty) };
        let here = at(48.01, 37.02);
        let parent = cell_at(here, 1);
        let full: Vec<Settlement> =
            quarters_of_all_levels(here).map(|at| Settlement { lat_e7: at.lat_e7, lon_e7: at.lon_e7, people_n: 600 }).collect();
        assert_eq!(cell_for(here, 0, &rule, &full).level, 0);
        let empty_corner = cell_at(at(48.06, 37.12), 0);
        let without: Vec<Settlement> =
            full.iter().filter(|place| !holds(&empty_corner, Position { lat_e7: place.lat_e7, lon_e7: place.lon_e7 })).copied().collect();
        assert_eq!(without.len() + 1, full.len());
        assert_eq!(
            cell_for(here, 0, &rule, &without),
            parent,
            "else its neighbour, shown coarser, would be known to lie in the empty quarter"
        );
        assert_eq!(cell_for(at(48.06, 37.12), 0, &rule, &without), parent);
        assert!(cell_for(here, 0, &rule, &full[..1]).level > PEOPLE_LEVEL_MAX - 1);
    }

    fn quarters_of_all_levels(here: Position) -> impl Iterator<Item = Position> {
        (0..=PEOPLE_LEVEL_MAX)
            .flat_map(move |level| quarters(&cell_at(here, level + 1)).map(|cell| corner(&cell)))
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
    }

    proptest! {
        #[test]
        fn two_cells_nest_or_do_not_meet(a in position(), b in position(), near in any::<bool>(), i in 0u32..=12, j in 0u32..=12) {
            let b = if near { Position { lat_e7: a.lat_e7.saturating_sub(b.lat_e7 / 900).max(-900_000_000), lon_e7: a.lon_e7 / 2 + a.lon_e7 / 2 + b.lon_e7 / 1_900_000 } } else { b };
            let (one, other) = (cell_at(a, i), cell_at(b, j));
            prop_assert!(is_cell(&one) && holds(&one, a));
            match intersection(&one, &other) {
                None => prop_assert!(i < LEVEL_MAX && j < LEVEL_MAX),
                Some(both) => prop_assert_eq!(both, if i <= j { one } else { other }),
            }
        }

        #[test]
        fn the_common_cell_holds_both_and_halving_it_does_not(a in position(), b in position(), i in 0u32..=4, j in 0u32..=4) {
            let (one, other) = (cell_at(a, i), cell_at(b, j));
            let both = common(&one, &other);
            prop_assert!(holds(&both, a) && holds(&both, b) && is_cell(&both));
            if both.level > i.max(j) {
                prop_assert_ne!(widened(&one, both.level - 1), widened(&other, both.level - 1));
            }
        }

        #[test]
        fn a_cell_is_never_smaller_than_its_class_asks_and_the_same_for_every_position_in_it(
            a in position(), class in prop::sample::select(Class::ALL.to_vec()), up in 0i64..1_000_000, right in 0i64..1_000_000,
            people_n_min in prop::sample::select(vec![0u32, 500]), near in prop::collection::vec((-40_000_000i32..40_000_000, -40_000_000i32..40_000_000), 0..60)
        ) {
            let rule = ClassRule { people_n_min, ..default_rule(class) };
            let place = |(lat, lon): (i32, i32)| Settlement {
                lat_e7: a.lat_e7.saturating_add(lat).clamp(-900_000_000, 900_000_000), lon_e7: a.lon_e7.saturating_add(lon).clamp(-1_800_000_000, 1_800_000_000), people_n: 400,
            };
            let settlements: Vec<Settlement> = near.into_iter().map(place).collect();
            let cell = cell_for(a, 0, &rule, &settlements);
            let edge = u64::from(rule.edge_m_min);
            prop_assert!(area_m2(&cell) >= edge * edge);
            let between = |from: i32, to: i32, share: i64| i32::try_from(i64::from(from) + (i64::from(to) - i64::from(from) - 1) * share / 1_000_000).unwrap();
            let inside = Position { lat_e7: between(cell.south_e7, cell.north_e7, up), lon_e7: between(cell.west_e7, cell.east_e7, right) };
            prop_assert_eq!(cell_for(inside, 0, &rule, &settlements), cell);
        }
    }
}
