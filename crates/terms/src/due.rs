//! Deadlines: from an anchor and a length to the moment by which something is due.

use crate::agreement::{Agreement, Start, Term};
use crate::fields::{Fields, Local, Worded};
use crate::moment::Force;
use crate::verdict::Verdict;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use model::{Instant, Missing, When};

/// Greatest length of a deadline, days; a longer one is a slip of the pen.
const DAYS_MAX: u32 = 36_600;
/// Greatest length of a deadline, hours.
const HOURS_MAX: u32 = 24 * DAYS_MAX;
/// Deadlines that hang on each other, at most.
const CHAIN_MAX: usize = 32;
const HOUR_MS: i64 = 3_600_000;

/// How a term says by when something is due.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deadline {
    /// The term from whose beginning or due moment it counts; absent = the beginning of the term itself.
    pub(crate) after: Option<Worded>,
    /// A fixed moment.
    due: Option<Local>,
    pub(crate) length: Option<Length>,
    /// The zone of its days; absent = that of the moments.
    zone: Option<String>,
    /// When a day begins, local time; absent = at midnight.
    day_begins: Option<Time>,
}

/// How long after, or before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    /// Hours that pass, whatever the clocks do.
    Hours(u32),
    /// Calendar days; whether the day of the anchor is the first may be left open.
    Days { n: u32, is_inclusive: Option<bool> },
    /// Calendar days before the day of the anchor.
    DaysBefore(u32),
}

/// One moment by which something is due, with how it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) at: Instant,
    pub(crate) told: String,
}

/// What a deadline counts from, with how that was found.
#[derive(Clone, Debug)]
pub(crate) struct Anchor {
    pub(crate) time: When,
    pub(crate) told: String,
}

/// Reads the fields of a deadline; `is_needed` = one of them must be there.
pub(crate) fn read_deadline(fields: &mut Fields<'_, '_>, is_needed: bool) -> Deadline {
    let after = fields.text("after");
    let due = fields.local("due");
    let hours = fields.whole("within_hours", HOURS_MAX);
    let days = fields.whole("within_days", DAYS_MAX);
    let before = fields.whole("days_before", DAYS_MAX);
    let is_inclusive = fields.flag("inclusive");
    let zone = fields.text("zone");
    let day_begins = fields.text("day_begins");
    let lengths = [hours.map(Length::Hours), days.map(|n| Length::Days { n, is_inclusive }), before.map(Length::DaysBefore)];
    let given = lengths.into_iter().flatten().count() + usize::from(due.is_some());
    let header = fields.header.clone();
    if given > 1 {
        let help = "leave one: `due`, `within_hours`, `within_days` or `days_before`".to_owned();
        fields.faults.error(header.clone(), "the term has more than one deadline".into(), Some(help));
    } else if given == 0 && is_needed {
        fields.missing_here("within_days", "within_days = 14, within_hours = 72, days_before = 56 or due = \"2026-03-01\"");
    }
    if is_inclusive.is_some() && days.is_none() {
        let help = "it says whether the day of the beginning counts: give `within_days`".to_owned();
        fields.faults.error(header, "`inclusive` stands without `within_days`".into(), Some(help));
    }
    if let Some(zone) = zone.as_ref().filter(|zone| model::time::zone_of(&zone.word).is_err()) {
        let help = "such as `Europe/Paris` or `UTC`".to_owned();
        fields.faults.error(zone.span.clone(), format!("`{}` is not a time zone", crate::words::clean(&zone.word, 60)), Some(help));
    }
    let begins = day_begins.as_ref().and_then(|at| at.word.parse::<Time>().ok());
    if let (Some(at), None) = (&day_begins, begins) {
        let help = "such as \"18:00\": a day then lasts from evening to evening".to_owned();
        fields.faults.error(at.span.clone(), format!("`{}` is not a time of day", crate::words::clean(&at.word, 60)), Some(help));
    }
    Deadline {
        after,
        due: due.map(|(due, _)| due),
        length: lengths.into_iter().flatten().next(),
        zone: zone.map(|zone| zone.word),
        day_begins: begins,
    }
}

impl Deadline {
    /// Whether it sets any moment at all.
    pub(crate) const fn is_set(&self) -> bool {
        self.due.is_some() || self.length.is_some()
    }

    /// What is missing if the ways of counting that the text leaves open lead to different results.
    pub(crate) fn open_by_text(&self) -> Vec<Missing> {
        let is_open = matches!(self.length, Some(Length::Days { is_inclusive: None, .. }));
        if is_open || self.after.is_some() { vec![Missing::Definition] } else { Vec::new() }
    }

    /// The name of the zone in which its days are counted.
    pub(crate) fn zone_name<'a>(&'a self, force: &'a Force<'_>) -> &'a str {
        self.zone.as_deref().or_else(|| force.zone()).unwrap_or("UTC")
    }

    /// The moments by which something is due in one reading of the term: one, or one for each way in
    /// which the text leaves it open.
    pub(crate) fn dues(&self, agreement: &Agreement, force: &Force<'_>) -> Result<Vec<Due>, Verdict> {
        self.dues_deep(agreement, force, CHAIN_MAX)
    }

    fn dues_deep(&self, agreement: &Agreement, force: &Force<'_>, depth: usize) -> Result<Vec<Due>, Verdict> {
        if let Some(due) = self.fixed(force) {
            return due.map(|due| vec![due]);
        }
        let anchors = self.anchors(agreement, force, depth)?;
        let mut dues = Vec::new();
        for anchor in &anchors {
            dues.extend(self.after(anchor, force)?);
        }
        dues.dedup();
        Ok(dues)
    }

    /// A moment that the text names itself.
    fn fixed(&self, force: &Force<'_>) -> Option<Result<Due, Verdict>> {
        let (due, tz) = (self.due?, self.tz(force));
        let at = match due {
            Local::Day(day) => self.end_of(day, &tz),
            Local::Moment(moment) => Instant::from_local(moment, &tz).ok(),
        };
        let told = format!("due by {} ({})", due.words(), self.zone_name(force));
        Some(at.map(|at| Due { at, told }).ok_or_else(out_of_years))
    }

    /// What it counts from: the beginning of the term, of a moment, or what another term makes due.
    fn anchors(&self, agreement: &Agreement, force: &Force<'_>, depth: usize) -> Result<Vec<Anchor>, Verdict> {
        let Some(after) = &self.after else { return force.anchor().map(|anchor| vec![anchor]) };
        let absent = || Verdict::undetermined(Missing::Definition, format!("no term has the id `{}`", after.word));
        let term = agreement.term(&after.word).ok_or_else(absent)?;
        if let Some(moment) = term.moment() {
            return match moment.start {
                Start::At(at) if !term.is_faulty() => {
                    Ok(vec![Anchor { time: instant(at, moment.zone.as_deref()), told: moment.told.clone() }])
                }
                Start::At(_) | Start::Unknown(_) => Err(Verdict::undetermined(Missing::EffectiveMoment, moment.told.clone())),
            };
        }
        let deadline = term.deadline().filter(|_| !term.is_faulty()).filter(|deadline| deadline.is_set());
        let Some(deadline) = deadline.filter(|_| depth > 0) else {
            let why = if depth == 0 { "hangs on itself" } else { "sets no moment" };
            return Err(Verdict::undetermined(Missing::Definition, format!("clause {} {why}: nothing can be counted from it", term.id)));
        };
        let zone = deadline.zone_name(force).to_owned();
        let of = |due: Due| Anchor {
            time: self.after_end(due.at, deadline.is_by_day(), &zone),
            told: format!("{} (clause {})", due.told, term.id),
        };
        Ok(deadline.dues_deep(agreement, force, depth - 1)?.into_iter().map(of).collect())
    }

    /// A moment that it sets, as an anchor: what is due at the end of a day is due on that day, so that days
    /// count from it and not from the one that then begins.
    pub(crate) fn after_end(&self, end: Instant, is_end_of_day: bool, zone: &str) -> When {
        let counts_hours = matches!(self.length, Some(Length::Hours(_)));
        instant(if counts_hours || !is_end_of_day { end } else { end.plus_ms(-1) }, Some(zone))
    }

    /// Whether what it sets is the end of a day.
    const fn is_by_day(&self) -> bool {
        matches!((&self.due, &self.length), (Some(Local::Day(_)), _) | (None, Some(Length::Days { .. } | Length::DaysBefore(_))))
    }

    /// The due moments after one anchor: its own doubt and an open way of counting give several.
    pub(crate) fn after(&self, anchor: &Anchor, force: &Force<'_>) -> Result<Vec<Due>, Verdict> {
        if let Some(due) = self.fixed(force) {
            return due.map(|due| vec![due]);
        }
        let tz = self.tz(force);
        let last = if anchor.time.to > anchor.time.from { anchor.time.to.plus_ms(-1) } else { anchor.time.to };
        let mut dues: Vec<Due> = Vec::new();
        for from in [anchor.time.from, last] {
            for (at, way) in self.counted(from, &tz).ok_or_else(out_of_years)? {
                if !dues.iter().any(|due| due.at == at) {
                    dues.push(Due { at, told: format!("due by {at}: {way} {}", anchor.told) });
                }
            }
        }
        Ok(dues)
    }

    fn counted(&self, from: Instant, tz: &TimeZone) -> Option<Vec<(Instant, String)>> {
        let day = self.day_of(from, tz)?;
        let end = |offset: i64| self.end_of(day.checked_add(offset.days()).ok()?, tz);
        match self.length? {
            Length::Hours(n) => Some(vec![(from.plus_ms(i64::from(n) * HOUR_MS), format!("{n} hours after"))]),
            Length::DaysBefore(n) => Some(vec![(end(-i64::from(n))?, format!("the end of the {n}th day before"))]),
            Length::Days { n, is_inclusive } => {
                let mut ways = Vec::new();
                if is_inclusive != Some(false) {
                    ways.push((end(i64::from(n) - 1)?, format!("the end of day {n}, with the day of it as the first, of")));
                }
                if is_inclusive != Some(true) {
                    ways.push((end(i64::from(n))?, format!("the end of day {n} after the day of")));
                }
                Some(ways)
            }
        }
    }

    pub(crate) fn tz(&self, force: &Force<'_>) -> TimeZone {
        model::time::zone_of(self.zone_name(force)).unwrap_or(TimeZone::UTC)
    }

    /// The day in which a moment lies; a day that begins in the evening has the name of that evening.
    pub(crate) fn day_of(&self, at: Instant, tz: &TimeZone) -> Option<Date> {
        let local = at.in_zone(tz);
        if local.time() >= self.begins() { Some(local.date()) } else { local.date().yesterday().ok() }
    }

    /// The first moment of a day.
    pub(crate) fn start_of(&self, day: Date, tz: &TimeZone) -> Option<Instant> {
        Instant::from_local(DateTime::from_parts(day, self.begins()), tz).ok()
    }

    /// The moment at which a day ends and the next begins.
    pub(crate) fn end_of(&self, day: Date, tz: &TimeZone) -> Option<Instant> {
        self.start_of(day.tomorrow().ok()?, tz)
    }

    fn begins(&self) -> Time {
        self.day_begins.unwrap_or(Time::midnight())
    }
}

fn out_of_years() -> Verdict {
    Verdict::undetermined(Missing::Time, "the moment lies outside of the years 1 to 9999".into())
}

fn instant(at: Instant, zone: Option<&str>) -> When {
    When { from: at, precision: model::TimePrecision::Instant, to: at, zone: zone.unwrap_or("UTC").to_owned() }
}

impl Force<'_> {
    /// The beginning of the time in force as an anchor.
    fn anchor(&self) -> Result<Anchor, Verdict> {
        let told = || self.beginnings().join("; ");
        match self.sure_beginning() {
            Some(at) => Ok(Anchor { time: instant(at, self.zone()), told: told() }),
            None if self.beginnings().is_empty() => {
                Err(Verdict::undetermined(Missing::EffectiveMoment, "nothing says from when the time counts".into()))
            }
            None => Err(Verdict::undetermined(Missing::EffectiveMoment, told())),
        }
    }
}

/// The findings' `deadline` of a term that has one.
impl Term {
    pub(crate) fn deadline(&self) -> Option<&Deadline> {
        if let crate::agreement::Rule::Duty(duty) = &self.rule { duty.deadline() } else { None }
    }
}
