//! Terms that can never apply: outside their own time, wholly replaced, bounds that nothing meets.

use super::Text;
use crate::agreement::{Calibre, Rule, Start, Term, TermKind};
use crate::head::Relation;
use crate::span::{Span, of_term};
use crate::words::clean;

impl Text<'_, '_> {
    pub(super) fn check_never(&mut self) {
        let agreement = self.agreement;
        for (index, term) in agreement.terms.iter().enumerate().filter(|(_, term)| !term.is_faulty()) {
            let found = match &term.rule {
                Rule::EffectiveMoment(_) => self.idle_moment(index, term),
                Rule::WithdrawalDistance(row) if is_empty(&row.calibre) => Some((
                    "names no weapon: no calibre meets its bounds".into(),
                    "correct the bounds: `over` and `under` exclude the number itself",
                )),
                _ => self.out_of_force(term),
            };
            if let Some((message, help)) = found {
                self.faults.warning(term.header.clone(), format!("clause {} {message}", term.id), Some(help.into()));
            }
        }
    }

    /// A moment that starts nothing.
    fn idle_moment(&self, index: usize, term: &Term) -> Option<(String, &'static str)> {
        let is_used = self.agreement.terms.iter().any(|other| other.moments.contains(&index));
        let is_lonely = !self.agreement.terms.iter().any(|other| other.kind != Some(TermKind::EffectiveMoment));
        // In an amendment or a local agreement it may start terms of the other text.
        let may_be_used = self.agreement.relation != Relation::None;
        let names = term.moment().is_some_and(|moment| !moment.only_for.is_empty());
        (!is_used && !is_lonely && !may_be_used && !names).then(|| {
            ("starts no term: each names other moments".into(), "leave it out, or name it in `in_force` of the terms that it starts")
        })
    }

    fn out_of_force(&self, term: &Term) -> Option<(String, &'static str)> {
        let Some(span) = of_term(self.agreement, term) else {
            return Some((
                "is never in force: its own dates and those of its moments or of the agreement have no time in common".into(),
                "correct `since` and `until`, or the moment",
            ));
        };
        if let Rule::Quota(quota) = &term.rule
            && let Some((from, to)) = quota_span(quota.from, quota.to, self.agreement, term)
            && !(Span { from, to }).meets(&span)
        {
            return Some(("is never due: its days lie outside of its time in force".into(), "correct `from` and `to`, or the moment"));
        }
        let enders = term
            .replaced_by
            .iter()
            .filter_map(|index| self.agreement.terms.get(*index))
            .filter(|ender| ender.reading.is_none() || ender.reading == term.reading);
        for ender in enders {
            let starts_at_unknown = ender
                .moments
                .iter()
                .filter_map(|index| self.agreement.terms.get(*index)?.moment())
                .any(|moment| matches!(moment.start, Start::Unknown(_)));
            let Some(of_ender) = of_term(self.agreement, ender).filter(|_| !starts_at_unknown) else { continue };
            if of_ender.from <= span.from {
                let message = format!("is never in force: clause {} replaces it and begins no later", clean(&ender.id, 60));
                return Some((
                    message,
                    "give the clause that replaces it a beginning of its own, such as `since`, or leave the replaced one out",
                ));
            }
        }
        None
    }
}

/// The days of a quota as a time, in the zone of its moment.
fn quota_span(
    from: Option<jiff::civil::Date>,
    to: Option<jiff::civil::Date>,
    agreement: &crate::agreement::Agreement,
    term: &Term,
) -> Option<(Option<model::Instant>, Option<model::Instant>)> {
    let force = crate::moment::force(agreement, term, None);
    let zone = force.zone().unwrap_or("UTC");
    let start = |day: jiff::civil::Date| model::Instant::start_of_day(&day.to_string(), zone).ok();
    (from.is_some() || to.is_some()).then(|| (from.and_then(start), to.and_then(|day| start(day.tomorrow().ok()?))))
}

fn is_empty(calibre: &Calibre) -> bool {
    let from = calibre.over_dmm.map(|over| over.saturating_add(1)).into_iter().chain(calibre.min_dmm).max().unwrap_or(0);
    let to = calibre.under_dmm.map(|under| under.saturating_sub(1)).into_iter().chain(calibre.max_dmm).min().unwrap_or(u32::MAX);
    from > to || calibre.under_dmm == Some(0)
}
