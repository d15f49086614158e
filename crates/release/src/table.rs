//! Tables of counts: small counts are left out, and so many others that nobody can work them out.
//!
//! A table with its sums is a circulation: inner cells flow from their row to their column, sums
//! flow back. What a reader can work out of a left-out cell is then how far the flow through it can
//! fall or rise while the shown cells stay, and that is a maximum flow.

use crate::method::COUNT_SHOWN_MIN;
use std::collections::VecDeque;

/// Most rows or columns of a table, sums included.
pub const TABLE_EDGE_MAX: usize = 64;

/// Rows of counts that are no table.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NoTable {
    /// Rows of different lengths, or none.
    #[error("a table has at least one row and one column, and rows of one length")]
    Shape,
    /// Too large.
    #[error("a table has at most {TABLE_EDGE_MAX} rows and columns, sums included")]
    Size,
}

/// A table with its sums in the last row and column. `None` = left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Row by row.
    pub rows: Vec<Vec<Option<u64>>>,
}

/// Sums a table up and leaves out every count below 5 (sums and zeros too), and of the others so
/// many that each of those could still be anything from 0 to 4.
///
/// # Errors
/// If it is no table, or too large.
pub fn suppress(counts: &[Vec<u32>]) -> Result<Table, NoTable> {
    let mut flow = Flow::of(counts)?;
    let small: Vec<usize> = (0..flow.values.len()).filter(|cell| flow.is_small(*cell)).collect();
    for cell in &small {
        flow.set_hidden(*cell);
    }
    for cell in small {
        flow.secure(cell);
    }
    Ok(flow.table())
}

/// The circulation. Nodes: rows (the last is the row of sums), then columns.
struct Flow {
    rows_n: usize,
    columns_n: usize,
    values: Vec<u64>,
    hidden: Vec<bool>,
}

impl Flow {
    fn of(counts: &[Vec<u32>]) -> Result<Self, NoTable> {
        let width = counts.first().map_or(0, Vec::len);
        if width == 0 || counts.iter().any(|row| row.len() != width) {
            return Err(NoTable::Shape);
        }
        if counts.len() >= TABLE_EDGE_MAX || width >= TABLE_EDGE_MAX {
            return Err(NoTable::Size);
        }
        let with_sum = |row: Vec<u64>| -> Vec<u64> { row.iter().copied().chain([row.iter().sum()]).collect() };
        let mut values: Vec<u64> = counts.iter().flat_map(|row| with_sum(row.iter().map(|count| u64::from(*count)).collect())).collect();
        let sums = (0..width).map(|column| counts.iter().filter_map(|row| row.get(column)).map(|count| u64::from(*count)).sum());
        values.extend(with_sum(sums.collect()));
        Ok(Self { rows_n: counts.len() + 1, columns_n: width + 1, hidden: vec![false; values.len()], values })
    }

    fn value(&self, cell: usize) -> u64 {
        self.values.get(cell).copied().unwrap_or(0)
    }

    fn is_hidden(&self, cell: usize) -> bool {
        self.hidden.get(cell).copied().unwrap_or(false)
    }

    fn set_hidden(&mut self, cell: usize) {
        if let Some(hidden) = self.hidden.get_mut(cell) {
            *hidden = true;
        }
    }

    fn is_small(&self, cell: usize) -> bool {
        self.value(cell) < u64::from(COUNT_SHOWN_MIN)
    }

    /// From which node to which a cell flows: sums flow back.
    fn ends(&self, cell: usize) -> (usize, usize) {
        let (row, column) = (cell / self.columns_n, cell % self.columns_n);
        let is_back = (row + 1 == self.rows_n) != (column + 1 == self.columns_n);
        if is_back { (self.rows_n + column, row) } else { (row, self.rows_n + column) }
    }

    /// Leaves out what else is needed so that, for all that is shown, a cell could be 0 and could be 4.
    fn secure(&mut self, cell: usize) {
        let (from, to) = self.ends(cell);
        let value = self.value(cell);
        let rise = u64::from(COUNT_SHOWN_MIN - 1).saturating_sub(value);
        for (from, to, wanted) in [(to, from, rise), (from, to, value)] {
            while !self.carries(cell, from, to, wanted) {
                let way = self.cheapest(cell, from, to, wanted).or_else(|| self.smallest_shown().map(|cell| vec![cell]));
                let Some(way) = way else { break };
                way.into_iter().for_each(|cell| self.set_hidden(cell));
            }
        }
    }

    /// Whether so much more can flow from a node to another through hidden cells other than one.
    fn carries(&self, without: usize, from: usize, to: usize, wanted: u64) -> bool {
        let mut flows: Vec<u64> = self.values.clone();
        let mut carried = 0;
        while carried < wanted {
            let Some(path) = self.path(&flows, without, from, to) else { return false };
            let falling = path.iter().filter(|(_, rises)| !rises).filter_map(|(cell, _)| flows.get(*cell)).min().copied();
            let amount = falling.unwrap_or(wanted).min(wanted - carried);
            for (cell, rises) in path {
                if let Some(flow) = flows.get_mut(cell) {
                    *flow = if rises { *flow + amount } else { *flow - amount };
                }
            }
            carried += amount;
        }
        true
    }

    /// The shortest way: cells that rise along it, and cells that fall against it.
    fn path(&self, flows: &[u64], without: usize, from: usize, to: usize) -> Option<Vec<(usize, bool)>> {
        let mut came: Vec<Option<(usize, usize, bool)>> = vec![None; self.rows_n + self.columns_n];
        let mut open = VecDeque::from([from]);
        while let Some(node) = open.pop_front() {
            if node == to {
                break;
            }
            for (cell, next, rises) in self.steps(flows, node).filter(|(cell, _, _)| *cell != without) {
                if let Some(slot @ None) = came.get_mut(next).filter(|_| next != from) {
                    *slot = Some((node, cell, rises));
                    open.push_back(next);
                }
            }
        }
        let (mut path, mut node) = (Vec::new(), to);
        while node != from {
            let (before, cell, rises) = came.get(node).copied().flatten()?;
            path.push((cell, rises));
            node = before;
        }
        Some(path)
    }

    /// Where one can go from a node: along a hidden cell, or back along one that carries something.
    fn steps<'a>(&'a self, flows: &'a [u64], node: usize) -> impl Iterator<Item = (usize, usize, bool)> + 'a {
        let cells = self.line(node).filter(|cell| self.is_hidden(*cell));
        cells.filter_map(move |cell| {
            let (from, to) = self.ends(cell);
            if from == node {
                return Some((cell, to, true));
            }
            flows.get(cell).is_some_and(|flow| *flow > 0).then_some((cell, from, false))
        })
    }

    /// The cells of a node's row or column.
    fn line(&self, node: usize) -> Box<dyn Iterator<Item = usize>> {
        let (rows_n, columns_n) = (self.rows_n, self.columns_n);
        match node.checked_sub(rows_n) {
            None => Box::new((0..columns_n).map(move |column| node * columns_n + column)),
            Some(column) => Box::new((0..rows_n).map(move |row| row * columns_n + column)),
        }
    }

    /// The way through any cells, hidden or not, that leaves out the fewest more; a sum counts for ten.
    fn cheapest(&self, without: usize, from: usize, to: usize, wanted: u64) -> Option<Vec<usize>> {
        let mut cost: Vec<Option<u32>> = vec![None; self.rows_n + self.columns_n];
        let mut came: Vec<Option<(usize, usize)>> = vec![None; cost.len()];
        *cost.get_mut(from)? = Some(0);
        for _ in 0..cost.len() {
            let before = cost.clone();
            for (node, spent) in before.iter().enumerate().filter_map(|(node, cost)| cost.map(|cost| (node, cost))) {
                for cell in self.line(node).filter(|cell| *cell != without) {
                    let (start, end) = self.ends(cell);
                    let (next, carries) = if start == node { (end, true) } else { (start, self.value(cell) >= wanted) };
                    let total = spent + self.cost(cell);
                    if let Some(slot) = cost.get_mut(next).filter(|slot| carries && slot.is_none_or(|known| total < known)) {
                        *slot = Some(total);
                        *came.get_mut(next)? = Some((node, cell));
                    }
                }
            }
            if cost == before {
                break;
            }
        }
        let (mut way, mut node) = (Vec::new(), to);
        while node != from {
            let (before, cell) = came.get(node).copied().flatten()?;
            way.push(cell);
            node = before;
        }
        Some(way)
    }

    fn cost(&self, cell: usize) -> u32 {
        match (self.is_hidden(cell), self.is_sum(cell)) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => 10,
        }
    }

    fn is_sum(&self, cell: usize) -> bool {
        cell / self.columns_n + 1 == self.rows_n || cell % self.columns_n + 1 == self.columns_n
    }

    fn smallest_shown(&self) -> Option<usize> {
        (0..self.values.len()).filter(|cell| !self.is_hidden(*cell)).min_by_key(|cell| (self.is_sum(*cell), self.value(*cell), *cell))
    }

    fn table(&self) -> Table {
        let shown: Vec<Option<u64>> = self.values.iter().zip(&self.hidden).map(|(value, hidden)| (!hidden).then_some(*value)).collect();
        Table { rows: shown.chunks(self.columns_n).map(<[Option<u64>]>::to_vec).collect() }
    }
}
