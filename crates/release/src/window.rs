//! Time as everybody may know it: whole hours, quarters of a day or days, UTC.

use crate::method::BUCKETS_H;
use model::{Instant, Window};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The step in which an interval begins. How large a step is depends on the interval's length alone:
/// the smallest one, from `bucket_h` on, that is as long; or one day more than it has whole days.
/// (A larger step for what crosses a border of steps would say that it lies at the border.)
pub fn window_for(from: Instant, to: Instant, bucket_h: u32) -> Window {
    let length_ms = (to.ms() - from.ms()).max(0);
    let sizes_ms = BUCKETS_H.into_iter().filter(|hours| *hours >= bucket_h).map(|hours| i64::from(hours) * HOUR_MS);
    let single = sizes_ms.into_iter().find(|size| length_ms <= *size);
    let (step_ms, size_ms) = single.map_or((DAY_MS, (length_ms / DAY_MS + 2) * DAY_MS), |size| (size, size));
    let begins_ms = from.ms().div_euclid(step_ms) * step_ms;
    Window { from: from.plus_ms(begins_ms - from.ms()), to: from.plus_ms(begins_ms + size_ms - from.ms()) }
}

/// The whole days that hold two windows.
pub fn common(one: &Window, other: &Window) -> Window {
    let (from, to) = (one.from.min(other.from), one.to.max(other.to));
    let (begins_ms, ends_ms) = (from.ms().div_euclid(DAY_MS) * DAY_MS, (to.ms() + DAY_MS - 1).div_euclid(DAY_MS) * DAY_MS);
    Window { from: from.plus_ms(begins_ms - from.ms()), to: to.plus_ms(ends_ms - to.ms()) }
}

/// What two windows have in common, milliseconds; 0 if they do not meet.
pub fn shared_ms(one: &Window, other: &Window) -> i64 {
    (one.to.min(other.to).ms() - one.from.max(other.from).ms()).max(0)
}

/// Whether a window begins and ends at whole steps of a size in hours.
pub fn is_whole(window: &Window, bucket_h: u32) -> bool {
    let step = i64::from(bucket_h.max(1)) * HOUR_MS;
    window.from < window.to && window.from.ms().rem_euclid(step) == 0 && window.to.ms().rem_euclid(step) == 0
}

/// The moment from which on a window may be released.
pub fn not_before(window: &Window, delay_h: u32) -> Instant {
    window.to.plus_ms(i64::from(delay_h) * HOUR_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn window(from: &str, to: &str, bucket_h: u32) -> String {
        let window = window_for(from.parse().unwrap(), to.parse().unwrap(), bucket_h);
        format!("{} {}", window.from, window.to)
    }

    #[test]
    fn what_crosses_a_border_of_steps_is_shown_in_a_step_of_the_same_size() {
        assert_eq!(window("2026-01-07T04:31:00Z", "2026-01-07T04:32:00Z", 6), "2026-01-07T00:00:00.000Z 2026-01-07T06:00:00.000Z");
        assert_eq!(window("2026-01-07T05:59:00Z", "2026-01-07T06:01:00Z", 6), "2026-01-07T00:00:00.000Z 2026-01-07T06:00:00.000Z");
        assert_eq!(window("2026-01-07T05:59:00Z", "2026-01-07T13:01:00Z", 6), "2026-01-07T00:00:00.000Z 2026-01-08T00:00:00.000Z");
        assert_eq!(window("2026-01-07T00:00:00Z", "2026-01-09T00:00:00Z", 1), "2026-01-07T00:00:00.000Z 2026-01-11T00:00:00.000Z");
        assert_eq!(window("1969-12-31T23:10:00Z", "1969-12-31T23:20:00Z", 1), "1969-12-31T23:00:00.000Z 1970-01-01T00:00:00.000Z");
    }

    proptest! {
        #[test]
        fn a_window_holds_the_beginning_is_whole_and_its_size_says_nothing_of_when(from in -4_000_000_000_000i64..4_000_000_000_000, length in 0i64..400_000_000, size in 0usize..3) {
            let hours = BUCKETS_H[size];
            let (from, to) = (Instant::from_ms(from).unwrap(), Instant::from_ms(from + length).unwrap());
            let window = window_for(from, to, hours);
            prop_assert!(window.from <= from && from < window.to && is_whole(&window, hours));
            let moved = window_for(Instant::from_ms(0).unwrap(), Instant::from_ms(length).unwrap(), hours);
            prop_assert_eq!(window.to.ms() - window.from.ms(), moved.to.ms() - moved.from.ms());
            prop_assert!(shared_ms(&window, &window) >= i64::from(hours) * HOUR_MS);
        }
    }
}
