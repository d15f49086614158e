//! Small counts stay unknown: every table that agrees with what is shown is counted out, and each
//! left-out small count is found with every value from 0 to 4.

#![expect(clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use release::table::{NoTable, Table, suppress};
use std::collections::BTreeSet;

/// All small counts of the true table must be able to be 0 and to be 4. Inner cells are tried up
/// to a bound that is above every value of the table.
fn worked_out(counts: &[Vec<u32>], table: &Table) -> Vec<(usize, usize)> {
    let (rows, columns) = (counts.len(), counts[0].len());
    let most = u64::from(counts.iter().flatten().max().copied().unwrap_or(0)) + 5;
    let mut seen = vec![vec![BTreeSet::<u64>::new(); columns + 1]; rows + 1];
    let mut open = vec![vec![0u64; columns]; rows];
    try_all(&mut open, 0, most, table, &mut seen);
    let value = |row: usize, column: usize| -> u32 {
        let line = |row: usize| if column == columns { counts[row].iter().sum() } else { counts[row][column] };
        if row == rows { (0..rows).map(line).sum() } else { line(row) }
    };
    let cells = (0..=rows).flat_map(|row| (0..=columns).map(move |column| (row, column)));
    cells
        .filter(|(row, column)| value(*row, *column) < 5 && !(seen[*row][*column].contains(&0) && seen[*row][*column].contains(&4)))
        .collect()
}

fn try_all(open: &mut Vec<Vec<u64>>, cell: usize, most: u64, table: &Table, seen: &mut [Vec<BTreeSet<u64>>]) {
    let (rows, columns) = (open.len(), open[0].len());
    if cell == rows * columns {
        let full = with_sums(open);
        let agrees = full
            .iter()
            .zip(&table.rows)
            .all(|(row, shown)| row.iter().zip(shown).all(|(value, shown)| shown.is_none_or(|shown| shown == *value)));
        if agrees {
            for (row, line) in full.iter().enumerate() {
                for (column, value) in line.iter().enumerate() {
                    seen[row][column].insert(*value);
                }
            }
        }
        return;
    }
    let (row, column) = (cell / columns, cell % columns);
    let is_wrong = |row: usize| table.rows[row][columns].is_some_and(|sum| sum != open[row].iter().sum::<u64>());
    if column == 0 && row > 0 && is_wrong(row - 1) {
        return;
    }
    let range = table.rows[row][column].map_or(0..=most, |shown| shown..=shown);
    for value in range {
        open[row][column] = value;
        try_all(open, cell + 1, most, table, seen);
    }
}

fn with_sums(inner: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let mut full: Vec<Vec<u64>> = inner.iter().map(|row| row.iter().copied().chain([row.iter().sum()]).collect()).collect();
    full.push((0..full[0].len()).map(|column| full.iter().map(|row| row[column]).sum()).collect());
    full
}

#[test]
fn a_single_small_count_takes_a_rectangle_with_it() {
    let table = suppress(&[vec![3, 20, 30], vec![40, 50, 60], vec![70, 80, 90]]).unwrap();
    let left_out: usize = table.rows.iter().flatten().filter(|cell| cell.is_none()).count();
    assert_eq!(table.rows[0][0], None);
    assert_eq!(table.rows[3][3], Some(443), "the sum of all is shown");
    assert_eq!(left_out, 4);
}

#[test]
fn two_zeros_in_a_row_are_not_worked_out_from_their_sum() {
    let counts = vec![vec![0, 0, 9], vec![7, 8, 9]];
    assert_eq!(worked_out(&counts, &suppress(&counts).unwrap()), []);
}

#[test]
fn a_table_without_small_counts_is_shown_whole_and_what_is_no_table_is_refused() {
    let table = suppress(&[vec![5, 6], vec![7, 8]]).unwrap();
    assert_eq!(table.rows, vec![vec![Some(5), Some(6), Some(11)], vec![Some(7), Some(8), Some(15)], vec![Some(12), Some(14), Some(26)]]);
    assert_eq!(suppress(&[]), Err(NoTable::Shape));
    assert_eq!(suppress(&[vec![1], vec![1, 2]]), Err(NoTable::Shape));
    assert_eq!(suppress(&[vec![1; 64]]), Err(NoTable::Size));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn no_small_count_is_worked_out_of_what_is_shown(counts in prop_oneof![
        prop::collection::vec(prop::collection::vec(0u32..9, 2), 2),
        prop::collection::vec(prop::collection::vec(0u32..9, 1), 3),
        prop::collection::vec(prop::collection::vec(0u32..5, 3), 2),
    ]) {
        let table = suppress(&counts).unwrap();
        prop_assert_eq!(worked_out(&counts, &table), [], "{:?} {:?}", counts, table);
    }
}
