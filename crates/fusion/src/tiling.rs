//! The globe cut into cells of about equal size: rows of latitude, each with its own columns.

use model::Position;

const LAT_M_MIN: f64 = 110_574.0;
const LON_M_EQUATOR: f64 = 111_319.490_793;
const ROUND_E7: i64 = 3_600_000_000;

/// Cells at least `size` metres high and wide.
pub(crate) struct Tiling {
    height_e7: i64,
    first_row: i64,
    widths_e7: Vec<i64>,
}

/// A cell: its row, its column and the width of the row's columns (1e-7 degree).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub row: u32,
    pub column: u32,
    pub width_e7: u32,
}

/// A row's number and the columns to look at, both ends included.
pub(crate) type Stretch = (u64, u64, u64);

impl Tiling {
    /// Lays cells over the rows that hold these positions.
    pub fn over(positions: impl Iterator<Item = Position>, size_m: f64) -> Self {
        let size_m = size_m.max(1.0);
        let height_e7 = (libm::ceil(size_m / LAT_M_MIN * 1e7) as i64).clamp(1, 1_800_000_000);
        let (mut first, mut last) = (i64::MAX, i64::MIN);
        for at in positions {
            let row = north_e7(at) / height_e7;
            first = first.min(row);
            last = last.max(row);
        }
        let widths_e7 = (first..=last).map(|row| width_of(row, height_e7, size_m)).collect();
        Self { height_e7, first_row: first, widths_e7 }
    }

    /// The cell of a position, if its row is covered.
    pub fn cell(&self, at: Position) -> Option<Cell> {
        let row = north_e7(at) / self.height_e7;
        let width_e7 = self.width(row)?;
        Some(Cell { row: row as u32, column: (east_e7(at) / width_e7) as u32, width_e7: width_e7 as u32 })
    }

    fn width(&self, row: i64) -> Option<i64> {
        self.widths_e7.get(usize::try_from(row - self.first_row).ok()?).copied()
    }

    /// Width of the columns of a covered row, 1e-7 degree.
    pub fn width_of_row(&self, row: u32) -> Option<u32> {
        self.width(i64::from(row)).map(|width| width as u32)
    }

    /// All cells within `reach` metres of some ground, row by row; some beyond it as well.
    pub fn within(&self, ground: &Bounds, reach_m: f64, into: &mut Vec<Stretch>) {
        into.clear();
        let (south, north) = ground.reached(reach_m);
        let aside_e7 = aside_e7(south, north, reach_m);
        let from_row = south.div_euclid(self.height_e7).max(self.first_row);
        let to_row = north.div_euclid(self.height_e7).min(self.first_row + self.widths_e7.len() as i64 - 1);
        for row in from_row..=to_row {
            if let Some(width) = self.width(row) {
                columns(row as u64, width, (ground.west, ground.east), aside_e7, into);
            }
        }
    }
}

/// The least box that holds some positions, none of it across the date line; from the south pole and the date line, 1e-7 degree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    south: i64,
    north: i64,
    west: i64,
    east: i64,
}

impl Bounds {
    /// The box of one position.
    pub fn at(at: Position) -> Self {
        Self { south: north_e7(at), north: north_e7(at), west: east_e7(at), east: east_e7(at) }
    }

    /// The box of some positions (latitude and longitude, 1e-7 degree).
    pub fn of(positions: impl Iterator<Item = (i32, i32)>) -> Option<Self> {
        positions.map(|(lat_e7, lon_e7)| Self::at(Position { lat_e7, lon_e7 })).reduce(|a, b| Self {
            south: a.south.min(b.south),
            north: a.north.max(b.north),
            west: a.west.min(b.west),
            east: a.east.max(b.east),
        })
    }

    /// Latitudes that surely hold all within `reach` metres.
    fn reached(&self, reach_m: f64) -> (i64, i64) {
        let up_e7 = libm::ceil(reach_m / LAT_M_MIN * 1e7) as i64 + 1;
        (self.south - up_e7, self.north + up_e7)
    }

    /// Fewest kilometres in 1e-7 degree of longitude, and of latitude, anywhere within `reach` metres.
    pub fn least_km(&self, reach_m: f64) -> (f64, f64) {
        let (south, north) = self.reached(reach_m);
        let cos = cos_farthest(south, north).unwrap_or(0.0);
        (LON_M_EQUATOR * cos / 1e10 * (1.0 - 1e-9), LAT_M_MIN / 1e10)
    }
}

/// Cosine of the latitude farthest from the equator; `None` close to a pole.
fn cos_farthest(south: i64, north: i64) -> Option<f64> {
    let farthest = (south - 900_000_000).abs().max((north - 900_000_000).abs());
    (farthest < 899_000_000).then(|| libm::cos((farthest as f64 / 1e7).to_radians()))
}

/// Degrees of longitude that surely hold `reach` metres anywhere between two latitudes.
fn aside_e7(south: i64, north: i64, reach_m: f64) -> i64 {
    let Some(cos) = cos_farthest(south, north) else { return ROUND_E7 };
    (libm::ceil(reach_m / (LON_M_EQUATOR * cos) * 1e7) as i64 + 1).min(ROUND_E7)
}

/// The columns from `aside` west to `aside` east of a stretch of longitudes, round the globe.
fn columns(row: u64, width: i64, (west, east): (i64, i64), aside: i64, into: &mut Vec<Stretch>) {
    let last = (ROUND_E7 - 1) / width;
    let (from, to) = (west - aside, east + aside);
    if to - from >= ROUND_E7 - 2 * width {
        into.push((row, 0, last as u64));
    } else if from < 0 {
        into.push((row, 0, (to / width) as u64));
        into.push((row, ((from + ROUND_E7) / width) as u64, last as u64));
    } else if to >= ROUND_E7 {
        into.push((row, 0, ((to - ROUND_E7) / width) as u64));
        into.push((row, (from / width) as u64, last as u64));
    } else {
        into.push((row, (from / width) as u64, (to / width) as u64));
    }
}

impl Cell {
    /// The cell of what was not laid out yet.
    pub const NOWHERE: Self = Self { row: 0, column: 0, width_e7: 1 };

    /// Row and column as one number that sorts by row, then column.
    pub const fn key(self) -> u64 {
        (self.row as u64) << 32 | self.column as u64
    }

    /// Whether another cell is one of the 3 x 3 round this one: its row and the two beside it, and
    /// in each row the column under this cell's middle and the two beside that.
    pub fn is_beside(self, other: Self) -> bool {
        self.row.abs_diff(other.row) <= 1 && {
            let n = columns_n(other.width_e7);
            let apart = self.column_under(other.width_e7).abs_diff(other.column);
            apart <= 1 || apart + 1 >= n
        }
    }

    /// The column under this cell's middle in a row of other width.
    pub fn column_under(self, width_e7: u32) -> u32 {
        let middle = u64::from(self.column) * u64::from(self.width_e7) + u64::from(self.width_e7 / 2);
        (middle / u64::from(width_e7)).min(u64::from(columns_n(width_e7)) - 1) as u32
    }
}

/// Columns in a row of such a width.
pub(crate) const fn columns_n(width_e7: u32) -> u32 {
    ((ROUND_E7 - 1) / width_e7 as i64) as u32 + 1
}

fn width_of(row: i64, height_e7: i64, size_m: f64) -> i64 {
    let edges = [row * height_e7 - 900_000_000, (row + 1) * height_e7 - 900_000_000];
    let farthest = edges.iter().map(|edge| edge.abs()).max().unwrap_or(0).min(899_999_999);
    let cos = libm::cos((farthest as f64 / 1e7).to_radians());
    (libm::ceil(size_m / (LON_M_EQUATOR * cos) * 1e7) as i64).clamp(1, ROUND_E7)
}

fn north_e7(at: Position) -> i64 {
    i64::from(at.lat_e7) + 900_000_000
}

/// Longitude from the date line eastwards, 0 to 3,599,999,999.
fn east_e7(at: Position) -> i64 {
    (i64::from(at.lon_e7) + 1_800_000_000) % ROUND_E7
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::geodesy::{direct, distance_m};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_lies_within_reach_is_in_the_cells_looked_at(
            lat in -89.9..89.9, lon in -180.0..180.0, azimuth in 0.0..360.0, far in 0.0..1.0, reach in 10.0..25_000.0, size in 200.0..30_000.0
        ) {
            let from = Position::from_degrees(lat, lon).unwrap();
            let to = direct(from, azimuth, far * reach * 0.999);
            prop_assume!(distance_m(from, to) <= reach);
            let tiling = Tiling::over([from, to].into_iter(), size);
            let cell = tiling.cell(to).unwrap();
            let mut stretches = Vec::new();
            tiling.within(&Bounds::at(from), reach, &mut stretches);
            let seen = stretches.iter().any(|(row, west, east)| *row == u64::from(cell.row) && (*west..=*east).contains(&u64::from(cell.column)));
            prop_assert!(seen, "{from:?} {to:?} {cell:?} {stretches:?}");
        }

        #[test]
        fn no_cell_is_looked_at_twice(lat in -89.9..89.9, lon in -180.0..180.0, reach in 10.0..25_000.0, size in 200.0..30_000.0) {
            let from = Position::from_degrees(lat, lon).unwrap();
            let mut stretches = Vec::new();
            Tiling::over([from].into_iter(), size).within(&Bounds::at(from), reach, &mut stretches);
            stretches.sort_unstable();
            for (one, next) in stretches.iter().zip(stretches.iter().skip(1)) {
                prop_assert!(one.0 != next.0 || one.2 < next.1, "{stretches:?}");
            }
        }
    }
}
