//! The summary: this period against the one before, in points made from data.

use super::findings::rank;
use crate::document::{Block, Section, Sentence};
use crate::facts::{Facts, Which};
use crate::family::Family;
use crate::figure::{Change, Compared, Figure};
use crate::tally::{Sum, one};
use model::count::grouped;
use model::{Incident, Kind, Outcome, WeaponStatus};
use std::collections::BTreeMap;

/// The section.
pub fn section(facts: &Facts<'_>) -> Section {
    let mut points: Vec<Sentence> = Family::EVENTS.into_iter().filter_map(|family| family_point(facts, family)).collect();
    points.extend(weapons_point(facts));
    points.push(findings_point(facts));
    points.push(coverage_point(facts));
    Section { blocks: vec![Block::Bullets(points)], id: "summary".into(), title: "Summary".into() }
}

fn incidents_of(facts: &Facts<'_>, fits: impl Fn(&Incident) -> bool, family: Family) -> Compared {
    let figure = |which| {
        let ids =
            facts.dated_incidents().filter(|(own, incident)| *own == which && fits(incident)).map(|(_, incident)| incident.id.to_string());
        Figure::number(ids, facts.is_observed(which, family))
    };
    Compared::of(figure(Which::Now), figure(Which::Previous), facts.comparable(family))
}

/// A family has its point if anything of it was recorded in either period; fire always has one.
fn family_point(facts: &Facts<'_>, family: Family) -> Option<Sentence> {
    let all = incidents_of(facts, |incident| Family::of(incident.kind) == family, family);
    if family != Family::Fire && all.now.ids.is_empty() && all.previous.ids.is_empty() {
        return None;
    }
    let mut kinds: BTreeMap<Kind, u64> = BTreeMap::new();
    for incident in facts.incidents_now().filter(|incident| Family::of(incident.kind) == family) {
        *kinds.entry(incident.kind).or_default() += 1;
    }
    let mut point = Sentence::text(format!("{}: ", family.name())).n(all.now.clone()).and(plural(&all.now)).n(all.previous.clone());
    point = point.and(format!(" in the period before{}", change_words(&all)));
    let explosions = kinds.len() > 1 && kinds.contains_key(&Kind::Explosion);
    if explosions {
        let part = incidents_of(facts, |incident| incident.kind == Kind::Explosion, family);
        point = point
            .and("; including ")
            .n(part.now.clone())
            .and(" of explosions, ")
            .n(part.previous.clone())
            .and(format!(" before{}", change_words(&part)));
    }
    let doubt = doubt_words(facts, family);
    let point = if doubt.is_empty() { point } else { point.and(doubt) };
    Some(point.and("."))
}

/// From where to where the two numbers go if reports are joined otherwise; nothing if that changes neither.
fn doubt_words(facts: &Facts<'_>, family: Family) -> String {
    let [now, previous] = [Which::Now, Which::Previous].map(|which| facts.drawn(which, family));
    let range = |which, (_, low, high): (u64, u64, u64)| match (low, high) {
        (_, 0) if !facts.is_observed(which, family) => "not observed".into(),
        (low, high) if low == high => grouped(low),
        (low, high) => format!("{}\u{2013}{}", grouped(low), grouped(high)),
    };
    if [now, previous].iter().all(|(_, low, high)| low == high) {
        return String::new();
    }
    format!(
        "; by the doubt of which reports are about one event {} and {} (90 %)",
        range(Which::Now, now),
        range(Which::Previous, previous)
    )
}

fn plural(figure: &Figure) -> &'static str {
    match figure.exact() {
        Some(1) => " incident, ",
        Some(_) => " incidents, ",
        None => ", ",
    }
}

fn change_words(compared: &Compared) -> String {
    match compared.change {
        Change::Ppm(_) => format!(" ({})", compared.change.text()),
        Change::Withheld(_) => String::new(),
    }
}

fn weapons_point(facts: &Facts<'_>) -> Option<Sentence> {
    let sum = |which: Which, status: Option<WeaponStatus>| {
        let mut sum = Sum::default();
        let seen = facts.dated_observations().filter(|(own, observation)| *own == which && super::weapons::is_weapon(observation));
        let seen = seen.filter(|(_, observation)| status.is_none() || observation.status == status);
        seen.for_each(|(_, observation)| sum.add(&one(observation.id), observation.count.as_ref()));
        sum.figure(facts.is_observed(which, Family::Presence))
    };
    let (now, previous) = (sum(Which::Now, None), sum(Which::Previous, None));
    if now.ids.is_empty() && previous.ids.is_empty() {
        return None;
    }
    let status = Some(WeaponStatus::InViolation);
    let point = Sentence::text("Weapons in reports of sightings: ")
        .n(now)
        .and(", ")
        .n(previous)
        .and(" in the period before; of these in violation, as the source says: ");
    Some(point.n(sum(Which::Now, status)).and(", ").n(sum(Which::Previous, status)).and(" before."))
}

fn findings_point(facts: &Facts<'_>) -> Sentence {
    if facts.findings.is_empty() {
        return Sentence::text("Findings: none. No clause was applied to anything of this period.");
    }
    let mut outcomes = [Outcome::Breach, Outcome::Undetermined, Outcome::Exempt, Outcome::NoBreach];
    outcomes.sort_by_key(|outcome| rank(*outcome));
    let mut point = Sentence::text("Findings on matters of this period: ");
    for (place, outcome) in outcomes.into_iter().enumerate() {
        let ids = facts.findings.values().filter(|finding| finding.outcome == outcome).map(|finding| finding.id.to_string());
        point = point
            .and(if place == 0 { "" } else { ", " })
            .n(Figure::number(ids, true))
            .and(format!(" {}", outcome.word().replace('_', " ")));
    }
    point.and(". A finding holds one record against one clause; it names nobody as responsible.")
}

fn coverage_point(facts: &Facts<'_>) -> Sentence {
    let watched = |point: Sentence, which| match facts.watched(which) {
        (planned, _) if planned.ids.is_empty() => point.and("no coverage recorded, so that nothing here is a zero"),
        (planned, observed) => point.n(observed).and(" of ").n(planned).and(" planned"),
    };
    let point = watched(Sentence::text("Observed by stations and patrols together: "), Which::Now);
    watched(point.and("; in the period before: "), Which::Previous).and(".")
}
