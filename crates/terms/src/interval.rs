//! The interval in which a term, or a whole agreement, says of itself that it holds.

use crate::fault::Faults;
use crate::fields::{Fields, Local};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{ToSpan, civil::DateTime};
use model::Instant;
use std::ops::Range;

/// The zone of days and local times where the agreement names none.
const ZONE: &str = "UTC";

/// `since` and `until`, as written and as instants.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interval {
    since: Option<(Local, Range<usize>)>,
    until: Option<(Local, Range<usize>)>,
    /// Its beginning.
    pub(crate) from: Option<Instant>,
    /// Its end, not in it.
    pub(crate) to: Option<Instant>,
    /// The zone of both; absent where neither is written.
    pub(crate) zone: Option<String>,
}

impl Interval {
    /// Reads both fields; the zone is the agreement's and comes later, by [`Interval::place`].
    pub(crate) fn read(fields: &mut Fields<'_, '_>) -> Self {
        Self { since: fields.local("since"), until: fields.local("until"), ..Self::default() }
    }

    /// The day on which it begins, as written.
    pub(crate) fn since_day(&self) -> Option<Date> {
        self.since.as_ref().map(|(local, _)| match local {
            Local::Day(day) => *day,
            Local::Moment(moment) => moment.date(),
        })
    }

    /// Leaves the beginning to somebody else: rows of withdrawal have their own rule for a day without a zone.
    pub(crate) fn take_since(&mut self) {
        self.since = None;
    }

    /// Makes instants of local times. A day as an end means its last moment. An end that does not
    /// come after the beginning is a fault.
    pub(crate) fn place(&mut self, faults: &mut Faults<'_>, zone: Option<&str>) {
        if self.since.is_none() && self.until.is_none() {
            return;
        }
        let written = self.since.iter().chain(&self.until).map(|(_, span)| span.clone()).next();
        if let (None, Some(span)) = (zone, written) {
            let help = "give `time_zone` in `[agreement]`, such as \"Europe/Paris\"".to_owned();
            faults.warning(span, format!("the agreement has no `time_zone`: its days and times are taken as {ZONE}"), Some(help));
        }
        let name = zone.unwrap_or(ZONE);
        let Ok(tz) = model::time::zone_of(name) else { return };
        self.from = self.since.as_ref().and_then(|(local, _)| instant(*local, &tz, false));
        self.to = self.until.as_ref().and_then(|(local, _)| instant(*local, &tz, true));
        self.zone = Some(name.to_owned());
        if let (Some(from), Some(to), Some((_, span))) = (self.from, self.to, &self.until)
            && to <= from
        {
            faults.error(span.clone(), "it ends before it begins".into(), Some("`until` comes after `since`".into()));
        }
    }

    /// The part that two intervals have in common.
    pub(crate) fn within(&self, other: &Self) -> Self {
        let to = match (self.to, other.to) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let zone = self.zone.clone().or_else(|| other.zone.clone());
        Self { from: self.from.max(other.from), to, zone, since: self.since.clone(), until: self.until.clone() }
    }

    /// Whether it bounds nothing.
    pub(crate) const fn is_open(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// In words.
    pub(crate) fn words(&self) -> String {
        let from = self.from.map_or_else(|| "in force".to_owned(), |from| format!("in force from {from}"));
        let until = self.to.map(|to| format!(" until {to}")).unwrap_or_default();
        format!("{from}{until} (the dates of the clause itself)")
    }
}

/// A local time or day as an instant, in a zone or in UTC.
pub(crate) fn local_instant(local: Local, zone: Option<&str>, is_end: bool) -> Option<Instant> {
    instant(local, &model::time::zone_of(zone.unwrap_or(ZONE)).ok()?, is_end)
}

fn instant(local: Local, tz: &TimeZone, is_end: bool) -> Option<Instant> {
    let moment: DateTime = match local {
        Local::Day(day) if is_end => day.checked_add(1.day()).ok()?.at(0, 0, 0, 0),
        Local::Day(day) => day.at(0, 0, 0, 0),
        Local::Moment(moment) => moment,
    };
    Instant::from_local(moment, tz).ok()
}
