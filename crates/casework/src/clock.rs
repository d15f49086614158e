//! The settled time: what ticks of the node say, and periods that they begin and end. No act's own claim of a time counts.
//!
//! A tick that stands still or goes on a little settles the time. One that goes back, or that jumps farther than
//! `[deadlines] jump_h_max`, settles nothing unless an officer with the role operations signs it together with the
//! node: a clock that is wrong lapses nothing by itself. The settled time never goes back.

use crate::Standing;
use model::{Instant, KeyKind, Role};
use serde::Serialize;

/// Milliseconds of an hour.
pub(crate) const HOUR_MS: i64 = 3_600_000;

/// Why a tick changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockFault {
    /// Time does not run back.
    #[error("the tick says {now}, and {settled} was settled already: set the node's clock right; time does not run back")]
    Back {
        /// What it says.
        now: Instant,
        /// What was settled.
        settled: Instant,
    },
    /// It jumps.
    #[error(
        "the tick says {now}, {hours} hours after {settled}, more than the {max} that pass without a word: nothing lapses until an officer with the role operations confirms it (`tregua tick --confirm`)"
    )]
    Jump {
        /// What it says.
        now: Instant,
        /// What was settled before.
        settled: Instant,
        /// How far it jumps.
        hours: i64,
        /// How far it may.
        max: u32,
    },
    /// There is nothing to measure the first tick by.
    #[error(
        "the tick says {0}, and no time was settled in this log yet: an officer with the role operations confirms the first one (`tregua tick --confirm`)"
    )]
    First(Instant),
}

/// The settled time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    settled: Option<Instant>,
}

impl Clock {
    /// The settled time; before the first tick, when the key register was founded as its founder says.
    pub const fn now(&self) -> Option<Instant> {
        self.settled
    }

    /// The founding of the register: what the first tick is measured by.
    pub(crate) fn begin(&mut self, at: Instant) {
        self.settled.get_or_insert(at);
    }

    /// Takes a tick, and gives the time that is settled from now on.
    pub(crate) fn tick(&mut self, now: Instant, jump_h_max: u32, standing: &Standing<'_>) -> Result<Instant, ClockFault> {
        let is_confirmed = standing.by.iter().any(|one| one.kind == KeyKind::Officer && one.roles.contains(&Role::Operations));
        match self.settled {
            Some(settled) if now < settled => return Err(ClockFault::Back { now, settled }),
            Some(settled) if !is_confirmed && now.ms() - settled.ms() > i64::from(jump_h_max) * HOUR_MS => {
                return Err(ClockFault::Jump { now, settled, hours: (now.ms() - settled.ms()) / HOUR_MS, max: jump_h_max });
            }
            None if !is_confirmed => return Err(ClockFault::First(now)),
            Some(_) | None => {}
        }
        self.settled = Some(now);
        Ok(now)
    }
}

/// A period in which something is due. It begins to run with the first tick after what triggered it, and lapses by a
/// tick: never sooner than the people whom it binds could know, and never by a time that somebody claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deadline {
    period_ms: i64,
    state: Running,
}

/// Where a period stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Running {
    Waiting,
    Until(Instant),
    Stopped {
        left_ms: i64,
    },
    Lapsed {
        due: Instant,
        leaf: u64,
    },
    Over {
        #[serde(skip_serializing_if = "Option::is_none")]
        due: Option<Instant>,
    },
}

impl Deadline {
    /// A period that waits for the next tick.
    pub fn of_hours(hours: u32) -> Self {
        Self { period_ms: i64::from(hours) * HOUR_MS, state: Running::Waiting }
    }

    /// When it ends, or ended; `None` while it waits for a tick or is stopped.
    pub const fn due(&self) -> Option<Instant> {
        match self.state {
            Running::Until(due) | Running::Lapsed { due, .. } => Some(due),
            Running::Over { due } => due,
            Running::Waiting | Running::Stopped { .. } => None,
        }
    }

    /// Whether something is still due by it.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, Running::Waiting | Running::Until(_) | Running::Stopped { .. })
    }

    /// Whether it waits for a tick to begin.
    pub const fn is_waiting(&self) -> bool {
        matches!(self.state, Running::Waiting)
    }

    /// The entry of the tick that ended it, if one did.
    pub const fn lapsed(&self) -> Option<u64> {
        match self.state {
            Running::Lapsed { leaf, .. } => Some(leaf),
            Running::Waiting | Running::Until(_) | Running::Stopped { .. } | Running::Over { .. } => None,
        }
    }

    /// Goes on with the settled time; gives whether it lapsed by this tick.
    pub fn tick(&mut self, now: Instant, leaf: u64) -> bool {
        match self.state {
            Running::Waiting => self.state = Running::Until(now.plus_ms(self.period_ms)),
            Running::Until(due) if now >= due => {
                self.state = Running::Lapsed { due, leaf };
                return true;
            }
            Running::Until(_) | Running::Stopped { .. } | Running::Lapsed { .. } | Running::Over { .. } => {}
        }
        false
    }

    /// Gives more time; one that is over stays over.
    pub fn extend(&mut self, hours: u32) {
        let more_ms = i64::from(hours) * HOUR_MS;
        match &mut self.state {
            Running::Waiting => self.period_ms += more_ms,
            Running::Until(due) => *due = due.plus_ms(more_ms),
            Running::Stopped { left_ms } => *left_ms += more_ms,
            Running::Lapsed { .. } | Running::Over { .. } => {}
        }
    }

    /// What was due is there, or no longer asked for.
    pub const fn end(&mut self) {
        if self.is_open() {
            self.state = Running::Over { due: self.due() };
        }
    }

    /// Stops it: what is left of it is kept.
    pub fn stop(&mut self, now: Option<Instant>) {
        match (&self.state, now) {
            (Running::Waiting, _) => self.state = Running::Stopped { left_ms: self.period_ms },
            (Running::Until(due), Some(now)) => self.state = Running::Stopped { left_ms: due.ms().saturating_sub(now.ms()).max(0) },
            (Running::Until(_) | Running::Stopped { .. } | Running::Lapsed { .. } | Running::Over { .. }, _) => {}
        }
    }

    /// Lets what is left of it run again, from the next tick on.
    pub const fn go_on(&mut self) {
        if let Running::Stopped { left_ms } = self.state {
            *self = Self { period_ms: left_ms, state: Running::Waiting };
        }
    }
}

/// One thing that is due.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Due {
    /// When; `None` while the next tick is awaited, or the case is suspended.
    pub at: Option<Instant>,
    /// Whether the next tick is awaited.
    pub is_waiting: bool,
    /// What is due, in words of the house: `reply`, `decision`, `vote`, `remedy`, ...
    pub what: &'static str,
    /// The case, incident or commitment.
    pub subject: String,
    /// By whom: a party, a person or a role.
    pub whose: String,
}

impl Due {
    /// What is due by a period.
    pub fn of(deadline: &Deadline, what: &'static str, subject: String, whose: String) -> Self {
        Self { at: deadline.due(), is_waiting: deadline.is_waiting(), what, subject, whose }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Signer;

    fn at(hours: i64) -> Instant {
        Instant::from_ms(1_800_000_000_000 + hours * HOUR_MS).unwrap()
    }

    fn tick(clock: &mut Clock, hours: i64, by: &[Signer]) -> Result<Instant, ClockFault> {
        clock.tick(at(hours), 36, &Standing { leaf: 9, at: at(hours), author: "node", by })
    }

    #[test]
    fn a_clock_that_jumps_or_goes_back_settles_nothing_until_an_officer_confirms_it() {
        let operations = [Signer { kind: KeyKind::Officer, person: "Ana".into(), body: None, party: None, roles: vec![Role::Operations] }];
        let mut clock = Clock::default();
        assert_eq!(tick(&mut clock, 0, &[]), Err(ClockFault::First(at(0))));
        clock.begin(at(0));
        assert_eq!(tick(&mut clock, 36, &[]), Ok(at(36)));
        let jump = tick(&mut clock, 73, &[]).unwrap_err();
        assert!(matches!(jump, ClockFault::Jump { hours: 37, .. }), "{jump}");
        assert_eq!(clock.now(), Some(at(36)));
        assert_eq!(tick(&mut clock, 73, &operations), Ok(at(73)));
        assert!(matches!(tick(&mut clock, 72, &operations), Err(ClockFault::Back { .. })));
        assert_eq!(tick(&mut clock, 73, &[]), Ok(at(73)), "the same moment again begins what waits");
    }

    #[test]
    fn a_period_runs_from_the_next_tick_and_ends_by_one() {
        let mut period = Deadline::of_hours(72);
        assert_eq!(period.due(), None);
        assert!(!period.tick(at(10), 1));
        assert_eq!(period.due(), Some(at(82)));
        assert!(!period.tick(at(81), 2));
        period.extend(24);
        assert!(!period.tick(at(105), 3));
        assert!(period.tick(at(106), 4));
        assert_eq!((period.lapsed(), period.is_open()), (Some(4), false));
        period.extend(24);
        assert!(!period.tick(at(500), 5), "what lapsed does not lapse again, and no one extends it");
    }

    #[test]
    fn a_stopped_period_keeps_what_is_left_of_it() {
        let mut period = Deadline::of_hours(10);
        period.tick(at(0), 1);
        period.stop(Some(at(4)));
        assert!(!period.tick(at(900), 2));
        period.go_on();
        period.tick(at(1_000), 3);
        assert_eq!(period.due(), Some(at(1_006)));
    }
}
