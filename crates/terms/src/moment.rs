//! Effective moments: whether an event lies inside the time in which a term is in force.

use crate::agreement::{Agreement, Moment, Start, Term};
use crate::interval::Interval;
use jiff::civil::Date;
use model::{Instant, When};
use std::collections::BTreeSet;

/// Where an event stands with regard to the time in force; of two conditions the lesser counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Wholly outside.
    Apart,
    /// Neither can be said: it straddles a beginning or end, or a beginning is not known.
    Open,
    /// Wholly inside.
    Inside,
}

/// A term's time in force in one reading.
pub(crate) struct Force<'a> {
    moments: Vec<(&'a Term, &'a Moment)>,
    /// The dates of the term itself.
    own: &'a Interval,
    /// The terms that end it, with their own time in force.
    replaced: Vec<(&'a Term, Force<'a>)>,
}

/// The readings of the moments that start or end a term; one without a name if they have none. A
/// term's own reading goes with the moments of the same name, if there are any.
pub(crate) fn readings<'a>(agreement: &'a Agreement, term: &'a Term) -> Vec<Option<&'a str>> {
    let enders = || replacers(agreement, term);
    let starts = moments(agreement, term).chain(enders().flat_map(|(_, ender)| moments(agreement, ender)));
    let labels: BTreeSet<&str> = starts.filter_map(|(moment, _)| moment.reading.as_deref()).collect();
    if let Some(own) = term.reading.as_deref() {
        if labels.contains(own) {
            return vec![Some(own)];
        }
    } else if let Some((_, disputed)) = enders().find(|(_, ender)| ender.reading.is_some())
        && labels.is_empty()
    {
        // Whether it was ended at all is disputed: under one reading it was, otherwise it was not.
        return vec![None, disputed.reading.as_deref()];
    }
    if labels.is_empty() {
        return vec![None];
    }
    labels.into_iter().map(Some).collect()
}

/// A term's time in force under a reading of its moments: those of that reading and those without.
pub(crate) fn force<'a>(agreement: &'a Agreement, term: &'a Term, reading: Option<&str>) -> Force<'a> {
    let of_reading = |ender: &Term| ender.reading.is_none() || ender.reading.as_deref() == reading || ender.reading == term.reading;
    let enders = replacers(agreement, term).filter(|(_, ender)| of_reading(ender));
    let replaced = enders.map(|(_, ender)| (ender, alone(agreement, ender, reading))).collect();
    Force { replaced, ..alone(agreement, term, reading) }
}

/// The time in force without regard to what ends it.
fn alone<'a>(agreement: &'a Agreement, term: &'a Term, reading: Option<&str>) -> Force<'a> {
    let is_of = |moment: &Term| moment.reading.is_none() || moment.reading.as_deref() == reading;
    let moments = moments(agreement, term).filter(|(moment, _)| is_of(moment)).collect();
    Force { moments, own: &term.interval, replaced: Vec::new() }
}

fn moments<'a>(agreement: &'a Agreement, term: &Term) -> impl Iterator<Item = (&'a Term, &'a Moment)> {
    let named = term.moments.iter().filter_map(|index| agreement.terms.get(*index));
    named.filter_map(|term| Some((term, term.moment()?)))
}

fn replacers<'a>(agreement: &'a Agreement, term: &'a Term) -> impl Iterator<Item = (usize, &'a Term)> {
    term.replaced_by.iter().filter_map(|index| Some((*index, agreement.terms.get(*index)?)))
}

impl Force<'_> {
    /// Where an event stands.
    pub(crate) fn standing(&self, event: &When) -> Standing {
        let ended = self.replaced.iter().map(|(_, ender)| ender.ended(event));
        let own = in_period(event, self.own.from, self.own.to);
        ended.chain([own]).fold(self.of_moments(event, false), Standing::min)
    }

    /// Where an event stands with regard to a term that this one ends: once begun, it stays ended.
    fn ended(&self, event: &When) -> Standing {
        let begun = self.of_moments(event, true).min(in_period(event, self.own.from, None));
        match begun {
            Standing::Inside => Standing::Apart,
            Standing::Open => Standing::Open,
            Standing::Apart => Standing::Inside,
        }
    }

    fn of_moments(&self, event: &When, is_endless: bool) -> Standing {
        if self.moments.is_empty() {
            return Standing::Inside;
        }
        let mut known: Vec<(Instant, Option<Instant>)> = Vec::new();
        let mut is_open = false;
        for (term, moment) in &self.moments {
            let until = moment.until.filter(|_| !is_endless);
            match moment.start {
                Start::At(at) if !term.is_faulty() => known.push((at, until)),
                Start::Unknown(not_before) if !term.is_faulty() => is_open |= touches(event, not_before, until),
                Start::At(_) | Start::Unknown(_) => is_open = true,
            }
        }
        let periods = joined(known);
        if periods.iter().any(|(from, to)| holds(event, *from, *to)) {
            Standing::Inside
        } else if is_open || periods.iter().any(|(from, to)| touches(event, Some(*from), *to)) {
            Standing::Open
        } else {
            Standing::Apart
        }
    }

    /// The earliest known moment in force.
    pub(crate) fn first_moment(&self) -> Option<Instant> {
        let known = |(_, moment): &(&Term, &Moment)| if let Start::At(at) = moment.start { Some(at) } else { None };
        self.moments.iter().filter_map(known).min().max(self.own.from)
    }

    /// The moment in which it begins, if that is beyond doubt.
    pub(crate) fn sure_beginning(&self) -> Option<Instant> {
        let is_sure = |(term, moment): &(&Term, &Moment)| !term.is_faulty() && matches!(moment.start, Start::At(_));
        self.first_moment().filter(|_| self.moments.iter().all(is_sure))
    }

    /// What says when it begins, in sentences; none if nothing does.
    pub(crate) fn beginnings(&self) -> Vec<String> {
        let own = self.own.from.map(|_| self.own.words());
        self.moments.iter().map(|(_, moment)| moment.told.clone()).chain(own).collect()
    }

    /// The end of the time in force; none if any part of it goes on.
    pub(crate) fn last_moment(&self) -> Option<Instant> {
        let ends = self.moments.iter().map(|(_, moment)| moment.until).collect::<Option<Vec<_>>>();
        let replaced = self.replaced.iter().filter_map(|(_, ender)| ender.first_moment());
        ends.and_then(|ends| ends.into_iter().max()).into_iter().chain(self.own.to).chain(replaced).min()
    }

    /// The first day in force, in the zone of its moment.
    pub(crate) fn first_day(&self) -> Option<Date> {
        let of_moments =
            self.moments.iter().filter_map(|(_, moment)| day(moment, if let Start::At(at) = moment.start { Some(at) } else { None })).min();
        of_moments.max(self.own_day(self.own.from))
    }

    /// The last day in force, in the zone of its moment; none if any goes on.
    pub(crate) fn last_day(&self) -> Option<Date> {
        let ends: Option<Vec<Date>> =
            self.moments.iter().map(|(_, moment)| day(moment, moment.until.map(|until| until.plus_ms(-1)))).collect();
        let own = self.own_day(self.own.to.map(|to| to.plus_ms(-1)));
        let replaced = self.replaced.iter().filter_map(|(_, ender)| ender.first_day()?.yesterday().ok());
        ends.and_then(|ends| ends.into_iter().max()).into_iter().chain(own).chain(replaced).min()
    }

    fn own_day(&self, at: Option<Instant>) -> Option<Date> {
        let zone = model::time::zone_of(self.own.zone.as_deref()?).ok()?;
        Some(at?.in_zone(&zone).date())
    }

    /// The time zone of the moments.
    pub(crate) fn zone(&self) -> Option<&str> {
        self.moments.iter().find_map(|(_, moment)| moment.zone.as_deref()).or(self.own.zone.as_deref())
    }

    /// The time in force in sentences.
    pub(crate) fn sentences(&self, standing: Standing) -> Vec<String> {
        let mut sentences: Vec<String> = self.moments.iter().map(|(_, moment)| moment.told.clone()).collect();
        if !self.own.is_open() {
            sentences.push(self.own.words());
        }
        if sentences.is_empty() {
            sentences.push("no effective moment is stated: taken as in force at all times".into());
        }
        sentences.extend(self.replaced.iter().map(|(ender, force)| {
            let when = force.first_moment().map_or_else(|| "a moment that is not known".to_owned(), |at| at.to_string());
            format!("replaced by clause {}{} from {when}", ender.id, ender.reading_words())
        }));
        if standing == Standing::Open {
            sentences.push("whether the event lies inside that time cannot be said".into());
        }
        sentences
    }
}

/// The time in force in one sentence.
pub(crate) fn sentence(term: &Term, moment: &Moment) -> String {
    let start = match (moment.start, term.faults.first()) {
        (_, Some(fault)) => format!("its beginning cannot be read ({fault})"),
        (Start::At(at), None) => format!("in force from {at}"),
        (Start::Unknown(Some(at)), None) => format!("its beginning is not known, not before {at}"),
        (Start::Unknown(None), None) => "its beginning is not known".into(),
    };
    let until = moment.until.map(|until| format!(" until {until}")).unwrap_or_default();
    format!("{start}{until} (clause {}{})", term.id, term.reading_words())
}

fn day(moment: &Moment, at: Option<Instant>) -> Option<Date> {
    let zone = model::time::zone_of(moment.zone.as_deref()?).ok()?;
    Some(at?.in_zone(&zone).date())
}

fn in_period(event: &When, from: Option<Instant>, to: Option<Instant>) -> Standing {
    let begins = from.unwrap_or(event.from).min(event.from);
    if from.is_none_or(|from| from <= event.from) && holds(event, begins, to) {
        Standing::Inside
    } else if touches(event, from, to) {
        Standing::Open
    } else {
        Standing::Apart
    }
}

/// Whether an event lies wholly in a period; an interval's end is open, an instant's is not.
fn holds(event: &When, from: Instant, to: Option<Instant>) -> bool {
    let ends = |to: Instant| event.to < to || (event.to == to && event.from < event.to);
    from <= event.from && to.is_none_or(ends)
}

/// Whether any moment of an event may lie in a period.
fn touches(event: &When, from: Option<Instant>, to: Option<Instant>) -> bool {
    let begins = |from: Instant| event.to > from || (event.to == from && event.from == event.to);
    from.is_none_or(begins) && to.is_none_or(|to| event.from < to)
}

/// Periods that touch or overlap become one.
fn joined(mut periods: Vec<(Instant, Option<Instant>)>) -> Vec<(Instant, Option<Instant>)> {
    periods.sort_unstable();
    let mut joined: Vec<(Instant, Option<Instant>)> = Vec::new();
    for (from, to) in periods {
        match joined.last_mut() {
            Some((_, None)) => {}
            Some((_, Some(end))) if from <= *end => {
                if let Some((_, end)) = joined.last_mut() {
                    *end = end.zip(to).map(|(a, b)| a.max(b));
                }
            }
            _ => joined.push((from, to)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::TimePrecision;

    fn at(ms: i64) -> Instant {
        Instant::from_ms(ms).unwrap()
    }

    fn event(from: i64, to: i64) -> When {
        When::between(at(from), at(to), TimePrecision::Minute, "UTC").unwrap()
    }

    #[test]
    fn an_interval_that_ends_at_the_beginning_is_before_it_and_an_instant_there_is_not() {
        let from = at(1000);
        assert!(!touches(&event(0, 1000), Some(from), None));
        assert!(touches(&event(1000, 1000), Some(from), None) && holds(&event(1000, 1000), from, None));
        assert!(touches(&event(0, 1001), Some(from), None) && !holds(&event(0, 1001), from, None));
    }

    #[test]
    fn an_event_that_lasts_to_the_end_is_inside_and_an_instant_at_the_end_is_not() {
        let (from, to) = (at(0), Some(at(1000)));
        assert!(holds(&event(500, 1000), from, to));
        assert!(!holds(&event(1000, 1000), from, to) && !touches(&event(1000, 1000), Some(from), to));
    }

    #[test]
    fn periods_that_follow_each_other_are_one() {
        let periods = joined(vec![(at(10), Some(at(20))), (at(0), Some(at(10))), (at(30), None), (at(40), Some(at(50)))]);
        assert_eq!(periods, [(at(0), Some(at(20))), (at(30), None)]);
    }
}
