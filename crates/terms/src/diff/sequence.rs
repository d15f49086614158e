//! The longest common part of two sequences, and what differs between.

use std::ops::Range;

/// Cells of the table of one comparison, at most; longer sequences that share neither beginning nor
/// end are told as replaced as a whole. Source: assumed, a bound on work and memory.
const CELLS_MAX: usize = 4_000_000;

/// The parts in which two sequences differ, in order: what stands in the first and what in its place in the second.
pub(super) fn differences<T: PartialEq>(a: &[T], b: &[T]) -> Vec<(Range<usize>, Range<usize>)> {
    let before = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (rest_a, rest_b) = (a.get(before..).unwrap_or(&[]), b.get(before..).unwrap_or(&[]));
    let after = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (n, m) = (rest_a.len() - after, rest_b.len() - after);
    let (mid_a, mid_b) = (rest_a.get(..n).unwrap_or(&[]), rest_b.get(..m).unwrap_or(&[]));
    if n == 0 && m == 0 {
        return Vec::new();
    }
    if n == 0 || m == 0 || n.saturating_mul(m) > CELLS_MAX {
        return vec![(before..before + n, before..before + m)];
    }
    let mut found: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let (mut at_a, mut at_b) = (before, before);
    for (i, j) in common(mid_a, mid_b).into_iter().map(|(i, j)| (i + before, j + before)).chain([(before + n, before + m)]) {
        if at_a < i || at_b < j {
            found.push((at_a..i, at_b..j));
        }
        (at_a, at_b) = (i + 1, j + 1);
    }
    found
}

/// The pairs of places of a longest common subsequence.
fn common<T: PartialEq>(a: &[T], b: &[T]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    let mut table = vec![0_u32; (a.len() + 1) * width];
    let cell = |table: &[u32], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, of_a) in a.iter().enumerate().rev() {
        for (j, of_b) in b.iter().enumerate().rev() {
            let longest = if of_a == of_b { cell(&table, i + 1, j + 1) + 1 } else { cell(&table, i + 1, j).max(cell(&table, i, j + 1)) };
            if let Some(slot) = table.get_mut(i * width + j) {
                *slot = longest;
            }
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while let (Some(of_a), Some(of_b)) = (a.get(i), b.get(j)) {
        if of_a == of_b {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if cell(&table, i + 1, j) >= cell(&table, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rebuilt(a: &[u8], b: &[u8]) -> Vec<u8> {
        let (mut built, mut at) = (Vec::new(), 0);
        for (of_a, of_b) in differences(a, b) {
            built.extend(&a[at..of_a.start]);
            built.extend(&b[of_b]);
            at = of_a.end;
        }
        built.extend(&a[at..]);
        built
    }

    #[test]
    fn what_differs_is_as_short_as_it_can_be() {
        assert_eq!(differences(b"abcdef", b"abXdYf"), [(2..3, 2..3), (4..5, 4..5)]);
        assert_eq!(differences(b"abc", b"abc"), []);
        assert_eq!(differences(b"", b"ab"), [(0..0, 0..2)]);
        assert_eq!(differences(&vec![1; 3_000], &vec![2; 3_000]), [(0..3_000, 0..3_000)]);
    }

    proptest! {
        #[test]
        fn the_differences_make_one_sequence_of_the_other(a in prop::collection::vec(0_u8..4, 0..40), b in prop::collection::vec(0_u8..4, 0..40)) {
            prop_assert_eq!(rebuilt(&a, &b), b);
        }
    }
}
