//! The stream's own time: a median of what the last reports say, never going back.

/// Reports whose times make the clock.
const LAST_N: usize = 32;

/// The clock is set again after so many reports.
const EVERY_N: usize = 8;

/// The clock; unset before the first report.
#[derive(Default)]
pub(super) struct Clock {
    last: Vec<i64>,
    next: usize,
    now_ms: Option<i64>,
}

impl Clock {
    /// Takes a report's time and tells the clock's, ms. Half of the last reports are needed to move it, so a few wrong
    /// ones cannot close what is open.
    pub fn see(&mut self, at_ms: i64) -> i64 {
        if self.last.len() < LAST_N {
            self.last.push(at_ms);
        } else if let Some(slot) = self.last.get_mut(self.next % LAST_N) {
            *slot = at_ms;
        }
        self.next += 1;
        let before = self.now_ms.unwrap_or(i64::MIN);
        if self.next.is_multiple_of(EVERY_N) || self.next < EVERY_N {
            let mut times = self.last.clone();
            let middle = (times.len() - 1) / 2;
            let (_, median, _) = times.select_nth_unstable(middle);
            self.now_ms = Some(before.max(*median));
        }
        self.now_ms.unwrap_or(at_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_follows_the_reports_and_a_few_wrong_ones_do_not_move_it() {
        let mut clock = Clock::default();
        for at in 0..1_000 {
            let wrong = at % 5 == 0 && at > 10;
            let now = clock.see(if wrong { 10_000_000_000 } else { at });
            assert!(now <= at && now >= at - 64, "{at}: {now}");
        }
        let before = clock.see(1_000);
        assert!((0..40).all(|late| clock.see(late) >= before), "it never goes back");
    }
}
