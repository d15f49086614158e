//! The assignment of least cost (Hungarian method with potentials).

/// What is not allowed costs this.
pub const NEVER: f64 = 1e6;

/// For each row its column, or none; `cost[row][column]`.
pub fn assign(cost: &[Vec<f64>], columns_n: usize) -> Vec<Option<usize>> {
    let n = cost.len().max(columns_n);
    let at = |row: usize, column: usize| cost.get(row).and_then(|row| row.get(column)).copied().unwrap_or(NEVER);
    let (mut of_row, mut of_column) = (vec![0.0; n + 1], vec![0.0; n + 1]);
    let mut row_of = vec![0usize; n + 1];
    for row in 1..=n {
        row_of[0] = row;
        let (mut least, mut from, mut done) = (vec![f64::INFINITY; n + 1], vec![0usize; n + 1], vec![false; n + 1]);
        let mut column = 0;
        loop {
            done[column] = true;
            let (here, mut step, mut next) = (row_of[column], f64::INFINITY, 0);
            for other in 1..=n {
                if done[other] {
                    continue;
                }
                let reduced = at(here - 1, other - 1) - of_row[here] - of_column[other];
                if reduced < least[other] {
                    least[other] = reduced;
                    from[other] = column;
                }
                if least[other] < step {
                    step = least[other];
                    next = other;
                }
            }
            for other in 0..=n {
                if done[other] {
                    of_row[row_of[other]] += step;
                    of_column[other] -= step;
                } else {
                    least[other] -= step;
                }
            }
            column = next;
            if row_of[column] == 0 {
                break;
            }
        }
        while column != 0 {
            row_of[column] = row_of[from[column]];
            column = from[column];
        }
    }
    let mut found = vec![None; cost.len()];
    for (column, row) in row_of.into_iter().enumerate().take(columns_n + 1).skip(1) {
        if row >= 1 && row <= cost.len() && at(row - 1, column - 1) < NEVER {
            found[row - 1] = Some(column - 1);
        }
    }
    found
}

#[test]
fn the_assignment_is_the_cheapest_of_all() {
    let cost = vec![vec![4.0, 1.0, 3.0], vec![2.0, 0.0, 5.0], vec![3.0, 2.0, 2.0]];
    assert_eq!(assign(&cost, 3), [Some(1), Some(0), Some(2)]);
    assert_eq!(assign(&[vec![NEVER, 1.0], vec![NEVER, 2.0]], 2), [Some(1), None]);
}
