//! A result on its way to a finding, and how several possibilities become one result.

use crate::method::{MET_PPM_MIN, NOT_MET_PPM_MAX, REASON_CHARS_MAX, REASONS_MAX};
use crate::words::clean;
use model::finding::chance_word;
use model::{LayerVersionId, Missing, Outcome};
use std::collections::BTreeSet;

/// What one clause says under one set of assumptions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) outcome: Outcome,
    pub(crate) missing: BTreeSet<Missing>,
    pub(crate) chance_ppm: Option<u32>,
    pub(crate) used: BTreeSet<LayerVersionId>,
    pub(crate) reasons: Vec<String>,
    /// Id of the term that was applied, where several compete.
    pub(crate) clause: Option<String>,
}

impl Verdict {
    pub(crate) fn of(outcome: Outcome) -> Self {
        Self { outcome, missing: BTreeSet::new(), chance_ppm: None, used: BTreeSet::new(), reasons: Vec::new(), clause: None }
    }

    pub(crate) fn undetermined(missing: Missing, reason: String) -> Self {
        Self { missing: BTreeSet::from([missing]), ..Self::of(Outcome::Undetermined) }.because(reason)
    }

    /// Judges the chance that a forbidden state holds.
    pub(crate) fn judged(ppm: u32) -> Self {
        let outcome = match ppm {
            MET_PPM_MIN.. => Outcome::Breach,
            ..=NOT_MET_PPM_MAX => Outcome::NoBreach,
            _ => Outcome::Undetermined,
        };
        let missing = if outcome == Outcome::Undetermined { BTreeSet::from([Missing::Position]) } else { BTreeSet::new() };
        Self { missing, chance_ppm: Some(ppm), ..Self::of(outcome) }
    }

    pub(crate) fn because(mut self, reason: String) -> Self {
        self.reasons.push(reason);
        self
    }

    pub(crate) fn is_open(&self) -> bool {
        self.outcome == Outcome::Undetermined
    }

    /// Something else is missing too: whatever it was, it is undetermined now.
    pub(crate) fn lacking(mut self, missing: Missing, reason: String) -> Self {
        self.outcome = Outcome::Undetermined;
        self.missing.insert(missing);
        self.because(reason)
    }

    /// The reasons as they are recorded: none twice, at most [`REASONS_MAX`], none too long.
    pub(crate) fn told(self, first: String) -> Vec<String> {
        let mut told = vec![first];
        for reason in self.reasons {
            let is_plain = reason.len() <= REASON_CHARS_MAX && reason.bytes().all(|byte| byte >= b' ');
            let reason = if is_plain { reason } else { clean(&reason, REASON_CHARS_MAX) };
            if !told.contains(&reason) {
                told.push(reason);
            }
        }
        if told.len() > REASONS_MAX {
            let more = told.len() - REASONS_MAX + 1;
            told.truncate(REASONS_MAX - 1);
            told.push(format!("and {more} more sentences"));
        }
        told
    }
}

/// Joins conditions that all have to hold for a breach: one that surely does not hold settles it. The chance is
/// the lesser one.
pub(crate) fn both(first: Verdict, second: Verdict) -> Verdict {
    let outcome = match (first.outcome, second.outcome) {
        (Outcome::NoBreach, _) | (_, Outcome::NoBreach) => Outcome::NoBreach,
        (Outcome::Undetermined, _) | (_, Outcome::Undetermined) => Outcome::Undetermined,
        (Outcome::Exempt, _) | (_, Outcome::Exempt) => Outcome::Exempt,
        (Outcome::Breach, Outcome::Breach) => Outcome::Breach,
    };
    let mut joined = first;
    joined.outcome = outcome;
    joined.missing.extend(second.missing);
    if outcome != Outcome::Undetermined {
        joined.missing.clear();
    }
    joined.chance_ppm = [joined.chance_ppm, second.chance_ppm].into_iter().flatten().min();
    joined.used.extend(second.used);
    joined.reasons.extend(second.reasons);
    joined
}

/// Joins several ways in which one condition can hold: one that surely holds settles it; all must fail for it to fail.
/// The chance is the greatest one.
pub(crate) fn either(cases: Vec<Verdict>) -> Verdict {
    let mut joined = Verdict::of(Outcome::NoBreach);
    for case in cases {
        joined.outcome = match (joined.outcome, case.outcome) {
            (Outcome::Breach, _) | (_, Outcome::Breach) => Outcome::Breach,
            (Outcome::Undetermined, _) | (_, Outcome::Undetermined) => Outcome::Undetermined,
            (Outcome::Exempt | Outcome::NoBreach, Outcome::Exempt | Outcome::NoBreach) => Outcome::NoBreach,
        };
        joined.missing.extend(case.missing);
        joined.chance_ppm = joined.chance_ppm.max(case.chance_ppm);
        joined.used.extend(case.used);
        joined.reasons.extend(case.reasons);
    }
    if joined.outcome != Outcome::Undetermined {
        joined.missing.clear();
    }
    joined
}

/// Joins the results of several possibilities: what all agree on holds; where they differ, what
/// would tell them apart is missing.
pub(crate) fn agree(mut cases: Vec<(String, Verdict)>, otherwise: &[Missing]) -> Verdict {
    if cases.len() == 1
        && let Some((_, only)) = cases.pop()
    {
        return only;
    }
    let outcome = cases.first().map_or(Outcome::Undetermined, |(_, first)| first.outcome);
    let is_agreed = !cases.is_empty() && cases.iter().all(|(_, case)| case.outcome == outcome);
    let mut joined = gathered(cases);
    joined.outcome = outcome;
    if !is_agreed {
        joined.outcome = Outcome::Undetermined;
        joined.missing.extend(otherwise);
        joined.reasons.push("the possibilities lead to different results".into());
    }
    joined
}

/// Joins the results of several reports of one thing: a report that cannot decide does not
/// outvote one that can; reports that decide differently leave it open.
pub(crate) fn settle(cases: Vec<(String, Verdict)>) -> Verdict {
    let decided: BTreeSet<Outcome> =
        cases.iter().map(|(_, case)| case.outcome).filter(|outcome| *outcome != Outcome::Undetermined).collect();
    if cases.len() < 2 || decided.is_empty() {
        return agree(cases, &[Missing::Position]);
    }
    let (mut deciding, others): (Vec<_>, Vec<_>) = cases.into_iter().partition(|(_, case)| !case.is_open());
    for (label, other) in others {
        let reason = format!("{label} does not decide it: {}", other.reasons.last().map_or("", String::as_str));
        if let Some((_, case)) = deciding.first_mut() {
            case.reasons.push(reason);
            case.used.extend(other.used);
        }
    }
    agree(deciding, &[Missing::Position])
}

/// All that the cases say together; the chance is the least certain one, the clause that of the
/// case most likely broken.
fn gathered(cases: Vec<(String, Verdict)>) -> Verdict {
    let mut joined = Verdict::of(Outcome::Undetermined);
    let mut best: Option<(Option<u32>, std::cmp::Reverse<String>)> = None;
    for (label, case) in cases {
        joined.chance_ppm = [joined.chance_ppm, case.chance_ppm].into_iter().flatten().min_by_key(|ppm| (ppm.abs_diff(500_000), *ppm));
        let rank = case.clause.map(|clause| (case.chance_ppm, std::cmp::Reverse(clause)));
        best = best.max(rank);
        joined.missing.extend(case.missing);
        joined.used.extend(case.used);
        joined.reasons.extend(case.reasons.into_iter().map(|reason| format!("{label}: {reason}")));
    }
    joined.clause = best.map(|(_, std::cmp::Reverse(clause))| clause);
    joined
}

/// A chance as people read it: three digits and its word; all six where three would hide on
/// which side of a threshold it lies.
pub(crate) fn show_chance(ppm: u32) -> String {
    let rounded = (ppm + 500) / 1000 * 1000;
    let side = |ppm: u32| (ppm >= MET_PPM_MIN, ppm <= NOT_MET_PPM_MAX, ppm == 0, ppm == 1_000_000);
    let word = chance_word(ppm);
    let (whole, rest) = (ppm / 1_000_000, ppm % 1_000_000);
    if side(rounded) == side(ppm) {
        format!("{}.{:03} ({word})", rounded / 1_000_000, rounded % 1_000_000 / 1000)
    } else {
        format!("{whole}.{rest:06} ({word})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chance_is_never_rounded_across_a_threshold() {
        assert_eq!(show_chance(691_462), "0.691 (likely)");
        assert_eq!(show_chance(949_999), "0.949999 (very likely)");
        assert_eq!(show_chance(50_400), "0.050400 (very unlikely)");
        assert_eq!(show_chance(999_999), "0.999999 (almost certain)");
        assert_eq!(show_chance(1_000_000), "1.000 (almost certain)");
    }

    #[test]
    fn thresholds_compare_the_rounded_number() {
        let outcome = |ppm| Verdict::judged(ppm).outcome;
        assert_eq!(
            [outcome(950_000), outcome(949_999), outcome(50_001), outcome(50_000)],
            [Outcome::Breach, Outcome::Undetermined, Outcome::Undetermined, Outcome::NoBreach]
        );
    }

    #[test]
    fn what_all_possibilities_agree_on_holds_and_else_the_difference_is_missing() {
        let case = |ppm| (format!("at {ppm}"), Verdict::judged(ppm));
        assert_eq!(agree(vec![case(960_000), case(999_000)], &[Missing::Actor]).outcome, Outcome::Breach);
        let open = agree(vec![case(960_000), case(1_000)], &[Missing::Actor]);
        assert_eq!((open.outcome, open.missing), (Outcome::Undetermined, BTreeSet::from([Missing::Actor])));
        let open = agree(vec![case(600_000), case(1_000)], &[Missing::Actor]);
        assert_eq!(open.missing, BTreeSet::from([Missing::Position, Missing::Actor]));
    }

    #[test]
    fn a_report_that_cannot_decide_does_not_outvote_one_that_can() {
        let case = |ppm| (format!("at {ppm}"), Verdict::judged(ppm));
        assert_eq!(settle(vec![case(600_000), case(999_000)]).outcome, Outcome::Breach);
        assert_eq!(settle(vec![case(1_000), case(999_000)]).missing, BTreeSet::from([Missing::Position]));
    }
}
