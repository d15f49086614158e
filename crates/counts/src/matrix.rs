//! Small symmetric systems: Cholesky, no pivoting, sums in fixed order.

/// A square matrix, row by row.
#[derive(Clone, Debug)]
pub struct Square {
    size: usize,
    cells: Vec<f64>,
}

impl Square {
    /// All zero.
    pub fn zero(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    /// One cell; 0 beyond the matrix.
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.cells.get(row * self.size + column).copied().unwrap_or(0.0)
    }

    /// Adds to one cell.
    pub fn add(&mut self, row: usize, column: usize, value: f64) {
        if let Some(cell) = self.cells.get_mut(row * self.size + column) {
            *cell += value;
        }
    }

    /// Its lower triangular root; absent if it is not positive definite.
    pub fn root(&self) -> Option<Self> {
        let mut root = Self::zero(self.size);
        for row in 0..self.size {
            for column in 0..=row {
                let sum: f64 = (0..column).map(|k| root.at(row, k) * root.at(column, k)).sum();
                let left = self.at(row, column) - sum;
                if row == column {
                    if left <= 1e-12 * self.at(row, row).abs() || left.is_nan() {
                        return None;
                    }
                    root.add(row, row, left.sqrt());
                } else {
                    root.add(row, column, left / root.at(column, column));
                }
            }
        }
        Some(root)
    }

    /// Solves with this lower triangular root.
    pub fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut half = vec![0.0; self.size];
        for row in 0..self.size {
            let sum: f64 = (0..row).map(|k| self.at(row, k) * half.get(k).copied().unwrap_or(0.0)).sum();
            if let Some(cell) = half.get_mut(row) {
                *cell = (right.get(row).copied().unwrap_or(0.0) - sum) / self.at(row, row);
            }
        }
        for row in (0..self.size).rev() {
            let sum: f64 = (row + 1..self.size).map(|k| self.at(k, row) * half.get(k).copied().unwrap_or(0.0)).sum();
            if let Some(cell) = half.get_mut(row) {
                *cell = (*cell - sum) / self.at(row, row);
            }
        }
        half
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved_and_a_singular_one_refused() {
        let mut square = Square::zero(2);
        for (row, column, value) in [(0, 0, 4.0), (0, 1, 2.0), (1, 0, 2.0), (1, 1, 3.0)] {
            square.add(row, column, value);
        }
        let solved = square.root().unwrap().solve(&[10.0, 8.0]);
        assert!((solved[0] - 1.75).abs() < 1e-12 && (solved[1] - 1.5).abs() < 1e-12, "{solved:?}");
        square.add(1, 1, -2.0);
        assert!(square.root().is_none());
    }
}
