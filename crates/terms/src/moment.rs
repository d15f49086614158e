//! Effective moments: whether an event lies inside the time in which a term is in force.

use crate::agreement::{Agreement, Moment, Start, Term};
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
}

/// The readings of the moments that start a term; one without a name if they have none. A term's
/// own reading goes with the moments of the same name, if there are any.
pub(crate) fn readings<'a>(agreement: &'a Agreement, term: &'a Term) -> Vec<Option<&'a str>> {
    let labels: BTreeSet<&str> = moments(agreement, term).filter_map(|(moment, _)| moment.reading.as_deref()).collect();
    if labels.is_empty() {
        return vec![None];
    }
    if let Some(own) = term.reading.as_deref().filter(|own| labels.contains(own)) {
        return vec![Some(own)];
    }
    labels.into_iter().map(Some).collect()
}

/// A term's time in force under a reading of its moments: those of that reading and those without.
pub(crate) fn force<'a>(agreement: &'a Agreement, term: &Term, reading: Option<&str>) -> Force<'a> {
    let is_of = |moment: &Term| moment.reading.is_none() || moment.reading.as_deref() == reading;
    Force { moments: moments(agreement, term).filter(|(moment, _)| is_of(moment)).collect() }
}

fn moments<'a>(agreement: &'a Agreement, term: &Term) -> impl Iterator<Item = (&'a Term, &'a Moment)> {
    let named = term.moments.iter().filter_map(|index| agreement.terms.get(*index));
    named.filter_map(|term| Some((term, term.moment()?)))
}

impl Force<'_> {
    /// Where an event stands.
    pub(crate) fn standing(&self, event: &When) -> Standing {
        if self.moments.is_empty() {
            return Standing::Inside;
        }
        let mut known: Vec<(Instant, Option<Instant>)> = Vec::new();
        let mut is_open = false;
        for (term, moment) in &self.moments {
            match moment.start {
                Start::At(at) if !term.is_faulty() => known.push((at, moment.until)),
                Start::Unknown(not_before) if !term.is_faulty() => is_open |= touches(event, not_before, moment.until),
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

    /// The first day in force, in the zone of its moment.
    pub(crate) fn first_day(&self) -> Option<Date> {
        self.moments.iter().filter_map(|(_, moment)| day(moment, if let Start::At(at) = moment.start { Some(at) } else { None })).min()
    }

    /// The last day in force, in the zone of its moment; none if any goes on.
    pub(crate) fn last_day(&self) -> Option<Date> {
        let ends: Option<Vec<Date>> =
            self.moments.iter().map(|(_, moment)| day(moment, moment.until.map(|until| until.plus_ms(-1)))).collect();
        ends?.into_iter().max()
    }

    /// The time zone of the moments.
    pub(crate) fn zone(&self) -> Option<&str> {
        self.moments.iter().find_map(|(_, moment)| moment.zone.as_deref())
    }

    /// The time in force in sentences.
    pub(crate) fn sentences(&self, standing: Standing) -> Vec<String> {
        if self.moments.is_empty() {
            return vec!["no effective moment is stated: taken as in force at all times".into()];
        }
        let mut sentences: Vec<String> = self.moments.iter().map(|(_, moment)| moment.told.clone()).collect();
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
