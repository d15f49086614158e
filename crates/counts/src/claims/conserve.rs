//! What was launched is destroyed, lost, still flying or arrives: no statement can count more of it.

use super::parts::{Wholes, difference, signed};
use super::stated::is_rate;
use super::{Check, CheckKind, Figure, Statement, Verdict};
use model::count::{Total, grouped};
use std::collections::BTreeMap;

/// What becomes of what was launched; each ends in exactly one of these.
const FATES: [&str; 3] = ["destroyed", "not_reached", "still_flying"];

/// Holds each group of fates against what was launched.
pub fn check(statement: &Statement, wholes: &Wholes, checks: &mut Vec<Check>) {
    let whole = |at: usize| wholes.get(at).copied().flatten().and_then(|of| statement.figures.get(of));
    let own: Vec<&Figure> = statement
        .figures
        .iter()
        .enumerate()
        .filter(|(at, figure)| !is_rate(&figure.count) && whole(*at).is_none_or(|of| of.measure != figure.measure))
        .map(|(_, figure)| figure)
        .collect();
    let launched: Vec<&Figure> = own.iter().copied().filter(|figure| figure.measure == "launched").collect();
    let is_one_of_each = FATES.iter().all(|fate| own.iter().filter(|figure| figure.measure == *fate).count() <= 1) && launched.len() == 1;
    let mut groups: BTreeMap<&str, Vec<&Figure>> = BTreeMap::new();
    for figure in own.iter().copied().filter(|figure| FATES.contains(&figure.measure.as_str())) {
        groups.entry(if is_one_of_each { "" } else { &figure.definition }).or_default().push(figure);
    }
    for launched in launched {
        if let Some(fates) = groups.get(if is_one_of_each { "" } else { launched.definition.as_str() }) {
            checks.extend(one(statement, launched, fates));
        }
    }
}

fn one(statement: &Statement, launched: &Figure, fates: &[&Figure]) -> Option<Check> {
    let total: Total = fates.iter().map(|figure| &figure.count).collect();
    let (lo, hi) = (u64::from(launched.count.lo?), launched.count.hi.map(u64::from));
    let is_broken = hi.is_some_and(|hi| total.lo > hi);
    let residual = difference(hi.unwrap_or(lo), total.lo);
    let told: Vec<String> = fates.iter().map(|figure| format!("{} {}", figure.count.text, figure.measure.replace('_', " "))).collect();
    let how = if is_broken {
        format!("{} more than were launched", grouped(residual.unsigned_abs()))
    } else {
        format!("{} left", signed(residual))
    };
    Some(Check {
        figure: launched.name().to_owned(),
        kind: CheckKind::Conservation,
        residual,
        readings: Vec::new(),
        says: format!("{} launched, {}: {how}", launched.count.text, told.join(" + ")),
        speaker: statement.speaker.clone(),
        statements: vec![statement.id.clone()],
        verdict: if is_broken { Verdict::Broken } else { Verdict::Holds },
    })
}
