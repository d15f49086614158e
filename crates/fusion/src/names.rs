//! Named places divide the ground: a report that names one town says "not the next one".
//!
//! A place name is less than a circle round its point and more: of all names that reports use, it was the
//! nearest. So each name gets the ground that is nearer to it than to any other name (its cell), and the
//! circle of a report that names it is cut to that cell. Two reports that name different towns then hardly
//! agree, and two that name the same one agree more, the smaller the town's ground. Not everybody names the
//! nearest town: a share of the reports is taken by its circle alone ([`crate::Parameters::names_leak_ppm`]),
//! and the wide tail stays as it is.
//!
//! The names are those of the evidence itself: all centres with a wide tail. Where few are named, cells are
//! larger than the circles, and nothing changes.

use crate::item::Item;
use crate::method::Parameters;
use crate::tiling::{Bounds, Cell, Tiling};
use model::Position;
use model::geodesy::Plane;
use std::collections::BTreeMap;
use std::f64::consts::{PI, SQRT_2};

/// Directions in which a cell's border is looked for.
const RAYS_N: usize = 32;

/// Side of the cells in which names are looked up, and the greatest radius of a name's own cell, km.
const CELL_KM_MAX: f64 = 15.0;

/// So many of the nearest names bound a cell.
const NEIGHBOURS_N_MAX: usize = 40;

/// A border further away than so many standard deviations takes nothing away.
const FAR_SD: f64 = 4.0;

/// What an item without a name carries.
pub(crate) const NO_NAME: u32 = u32::MAX;

/// All names, and the ground of each.
#[derive(Default)]
pub(crate) struct Names {
    grounds: Vec<Ground>,
}

/// The ground nearest to one name.
struct Ground {
    plane: Plane,
    /// How far it reaches in each direction, km.
    rays_km: Vec<f64>,
    borders: Vec<Border>,
}

/// A straight border half-way to another name.
#[derive(Clone, Copy)]
struct Border {
    /// Unit vector to the other name.
    east: f64,
    north: f64,
    /// Distance of the border, km.
    far_km: f64,
}

impl Names {
    /// Gathers the names that items use, beside `others` that are used elsewhere, and tells each item its own.
    pub fn of(items: &mut [Item<'_>], others: &[Position], method: &Parameters) -> Self {
        let mut centres: Vec<Position> = items.iter().filter(|item| item.wide > 0.0).map(|item| item.centre).collect();
        centres.extend(others);
        centres.sort_unstable();
        centres.dedup();
        if centres.is_empty() {
            return Self::default();
        }
        let widen = f64::from(method.names_widen_e3.max(1)) / 1_000.0;
        let merge_m = f64::from(method.names_merge_m);
        let tiling = Tiling::over(centres.iter().copied(), CELL_KM_MAX * 1_000.0);
        let (kept, name_of) = merged(&centres, &tiling, merge_m);
        let map = Map::of(&kept, &tiling);
        let names = Self { grounds: kept.iter().map(|centre| Ground::of(*centre, &map.near(*centre))).collect() };
        for item in items.iter_mut().filter(|item| item.wide > 0.0) {
            item.name = name_of.get(&item.centre).copied().unwrap_or(NO_NAME);
            item.var_km2 *= widen * widen;
            if let Some(ground) = names.grounds.get(item.name as usize) {
                item.boost = 1.0 / ground.share_within(item.var_km2).max(1.0 / BOOST_MAX);
                item.paired = ground.share_within(item.var_km2 / 2.0);
            }
        }
        names
    }

    /// By how much the core density of a pair, taken as two circles, is multiplied since names divide
    /// the ground; 1 if neither has a name.
    pub fn factor(&self, a: &Item<'_>, b: &Item<'_>) -> f64 {
        match (a.name, b.name) {
            (NO_NAME, NO_NAME) => 1.0,
            (NO_NAME, _) => self.inside(b, a),
            (_, NO_NAME) => self.inside(a, b),
            (one, other) if one == other => a.boost * b.boost * libm::sqrt(a.paired * b.paired),
            _ => 0.0,
        }
    }

    /// The share of "where both would be" that lies on the named one's ground, over the share of its own circle.
    fn inside(&self, named: &Item<'_>, fix: &Item<'_>) -> f64 {
        let Some(ground) = self.grounds.get(named.name as usize) else { return 1.0 };
        let (x, y) = ground.plane.xy(fix.centre);
        let toward = named.var_km2 / (named.var_km2 + fix.var_km2) / 1_000.0;
        let sd = libm::sqrt(named.var_km2 * fix.var_km2 / (named.var_km2 + fix.var_km2));
        let mut share = named.boost;
        for border in &ground.borders {
            let left = (border.far_km - (x * border.east + y * border.north) * toward) / sd;
            if left < FAR_SD {
                share *= libm::erfc(-left / SQRT_2) / 2.0;
            }
        }
        share
    }
}

/// The most that a small ground may multiply a density.
const BOOST_MAX: f64 = 20.0;

/// Names closer together than `merge_m` are one: the smaller position stands. Gives the names that stand,
/// in order, and the number of each centre's name.
fn merged(centres: &[Position], tiling: &Tiling, merge_m: f64) -> (Vec<Position>, BTreeMap<Position, u32>) {
    let mut kept: Vec<Position> = Vec::new();
    let mut name_of = BTreeMap::new();
    let mut map = Map { cells: BTreeMap::new(), tiling };
    let mut stretches = Vec::new();
    for centre in centres {
        let plane = Plane::at(*centre);
        tiling.within(&Bounds::at(*centre), merge_m, &mut stretches);
        let close = map.held(&stretches).filter(|(_, other)| far_km(&plane, *other) * 1_000.0 <= merge_m).min();
        let name = close.map_or(kept.len() as u32, |(name, _)| name);
        name_of.insert(*centre, name);
        if close.is_none() {
            map.add(name, *centre);
            kept.push(*centre);
        }
    }
    (kept, name_of)
}

/// Names by the cell of a tiling.
struct Map<'a> {
    tiling: &'a Tiling,
    cells: BTreeMap<u64, Vec<(u32, Position)>>,
}

impl<'a> Map<'a> {
    fn of(kept: &[Position], tiling: &'a Tiling) -> Self {
        let mut map = Self { tiling, cells: BTreeMap::new() };
        kept.iter().zip(0..).for_each(|(centre, name)| map.add(name, *centre));
        map
    }

    fn add(&mut self, name: u32, centre: Position) {
        let key = self.tiling.cell(centre).map_or(0, Cell::key);
        self.cells.entry(key).or_default().push((name, centre));
    }

    fn held<'s>(&'s self, stretches: &'s [crate::tiling::Stretch]) -> impl Iterator<Item = (u32, Position)> + 's {
        stretches
            .iter()
            .flat_map(|(row, west, east)| self.cells.range(row << 32 | west..=row << 32 | east))
            .flat_map(|(_, held)| held.iter().copied())
    }

    /// The nearest other names, those that can bound the cell.
    fn near(&self, centre: Position) -> Vec<(f64, f64)> {
        let plane = Plane::at(centre);
        let mut stretches = Vec::new();
        self.tiling.within(&Bounds::at(centre), 2.0 * CELL_KM_MAX * 1_000.0, &mut stretches);
        let mut near: Vec<(f64, Position)> =
            self.held(&stretches).filter(|(_, other)| *other != centre).map(|(_, other)| (far_km(&plane, other), other)).collect();
        let order = |a: &(f64, Position), b: &(f64, Position)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        if near.len() > NEIGHBOURS_N_MAX {
            near.select_nth_unstable_by(NEIGHBOURS_N_MAX, order);
            near.truncate(NEIGHBOURS_N_MAX);
        }
        near.sort_unstable_by(order);
        near.into_iter().map(|(_, other)| plane.xy(other)).map(|(x, y)| (x / 1_000.0, y / 1_000.0)).collect()
    }
}

fn far_km(plane: &Plane, other: Position) -> f64 {
    let (x, y) = plane.xy(other);
    libm::sqrt(x * x + y * y) / 1_000.0
}

impl Ground {
    /// The ground of a name, given where the others lie (km east and north of it).
    fn of(centre: Position, others: &[(f64, f64)]) -> Self {
        let border = |(x, y): &(f64, f64)| {
            let far = libm::sqrt(x * x + y * y);
            Border { east: x / far, north: y / far, far_km: far / 2.0 }
        };
        let all: Vec<Border> = others.iter().map(border).collect();
        let mut touched = vec![false; all.len()];
        let mut rays_km = Vec::with_capacity(RAYS_N);
        for ray in 0..RAYS_N {
            let (north, east) = libm::sincos(2.0 * PI * ray as f64 / RAYS_N as f64);
            let mut reach = (CELL_KM_MAX, None);
            for (place, border) in all.iter().enumerate() {
                let along = border.east * east + border.north * north;
                if along > 0.0 && border.far_km / along < reach.0 {
                    reach = (border.far_km / along, Some(place));
                }
            }
            rays_km.push(reach.0);
            if let Some(mark) = reach.1.and_then(|place| touched.get_mut(place)) {
                *mark = true;
            }
        }
        let borders = all.iter().zip(&touched).filter(|(_, touched)| **touched).map(|(border, _)| *border).collect();
        Self { plane: Plane::at(centre), rays_km, borders }
    }

    /// The share of a circle about the name that lies on its ground.
    fn share_within(&self, var_km2: f64) -> f64 {
        self.rays_km.iter().map(|reach| 1.0 - libm::exp(-reach * reach / (2.0 * var_km2))).sum::<f64>() / RAYS_N as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names on a square lattice, `side` km apart, about the origin.
    fn lattice(side: f64) -> Vec<(f64, f64)> {
        let steps = || -2i32..=2;
        steps().flat_map(|x| steps().map(move |y| (f64::from(x) * side, f64::from(y) * side))).filter(|at| *at != (0.0, 0.0)).collect()
    }

    #[test]
    fn the_ground_of_a_name_on_a_lattice_is_a_square_with_four_borders_that_count() {
        let ground = Ground::of(Position { lat_e7: 480_000_000, lon_e7: 370_000_000 }, &lattice(4.0));
        assert!(ground.rays_km.iter().all(|reach| (1.999..2.83).contains(reach)), "{:?}", ground.rays_km);
        // A square of half side 2 holds (erf(2 / sqrt 2))^2 = .9111 of a circle of 1 km.
        assert!((ground.share_within(1.0) - 0.9111).abs() < 0.005, "{}", ground.share_within(1.0));
        // A wide circle is as good as even over the square: 16 km^2 of 2 pi 100.
        assert!((ground.share_within(100.0) / (16.0 / (200.0 * PI)) - 1.0).abs() < 0.03);
        assert!(ground.borders.len() >= 4 && ground.borders.len() <= 8);
    }

    #[test]
    fn a_lonely_name_keeps_its_circle() {
        let ground = Ground::of(Position { lat_e7: 0, lon_e7: 0 }, &[]);
        assert!(ground.borders.is_empty());
        assert!(ground.share_within(6.25) > 0.999_99);
    }
}
