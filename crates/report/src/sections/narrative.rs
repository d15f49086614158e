//! The narrative: the gravest incidents, two sentences each, made from data alone.

use super::findings::rank;
use crate::document::{Block, Part, Section, Sentence};
use crate::facts::Facts;
use crate::family::Family;
use crate::figure::Figure;
use crate::method::{TOLD_FINDINGS_MAX, TOLD_MAX, gravity};
use crate::tally::item_figures;
use crate::words::{kind_words, place_words, word};
use model::{Incident, Measure, Outcome};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The section; empty without incidents.
pub fn section(facts: &Facts<'_>) -> Section {
    let mut incidents: Vec<&Incident> = facts.incidents_now().collect();
    incidents.sort_by_cached_key(|incident| (Reverse(grave(facts, incident)), incident.time.from, incident.id));
    let all = Figure::number(incidents.iter().map(|incident| incident.id.to_string()), true);
    incidents.truncate(TOLD_MAX);
    let mut blocks = Vec::new();
    if !incidents.is_empty() {
        let words = " incidents, gravest first: people killed and injured as claimed, then kind, breaches found, independent origins, items. Who acted plays no part in the order.";
        let shown = Figure::number(incidents.iter().map(|incident| incident.id.to_string()), true);
        blocks.push(Block::Paragraph(Sentence::figure(shown).and(" of ").n(all).and(words)));
        blocks.push(Block::Bullets(incidents.into_iter().map(|incident| told(facts, incident)).collect()));
    }
    Section { blocks, id: "narrative".into(), title: "Narrative".into() }
}

/// How grave an incident is beside the others of the day; a larger key comes first.
fn grave(facts: &Facts<'_>, incident: &Incident) -> (u32, u32, u32, usize, usize, u64) {
    let claimed = |measure| {
        let claims =
            facts.members(incident).flat_map(|member| &member.claims).filter(|claim| claim.measure == measure && !claim.cumulative);
        claims.filter_map(|claim| claim.count.lo).max().unwrap_or(0)
    };
    let breaches = facts.on_incident.get(&incident.id).into_iter().flatten().filter(|finding| finding.outcome == Outcome::Breach).count();
    let family = facts.kinds(incident).into_iter().map(|kind| gravity(Family::of(kind))).max().unwrap_or(0);
    let items = item_figures(facts, incident).into_values().filter_map(|figure| figure.lo).sum();
    (claimed(Measure::Killed), claimed(Measure::Injured), family, breaches, incident.origins.len(), items)
}

fn told(facts: &Facts<'_>, incident: &Incident) -> Sentence {
    let mut told = Sentence(vec![Part::Id(incident.id.to_string())]);
    told = what(facts, incident, told.and(": "));
    heard(facts, incident, told.and(" "))
}

/// First sentence: what, when, where, how many.
fn what(facts: &Facts<'_>, incident: &Incident, told: Sentence) -> Sentence {
    let place = incident.place.as_ref().map(place_words);
    let place = match (facts.place_name(incident), place) {
        (Some(name), Some(place)) => format!("{name}, {place}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "place not known".into(),
    };
    let mut told = told.and(format!("{}, {}, {place}", kind_words(incident.kind), facts.when(&incident.time)));
    for (kind, figure) in item_figures(facts, incident) {
        if figure.lo.is_some() {
            told = told.and(format!("; {}: ", kind_words(kind))).n(figure);
        }
    }
    told.and(".")
}

/// Second sentence: who reports it, what else was claimed, what clauses say, what else it could be.
fn heard(facts: &Facts<'_>, incident: &Incident, told: Sentence) -> Sentence {
    let ids: Vec<String> = incident.members.iter().map(|member| member.observation.to_string()).collect();
    let sources: BTreeSet<String> = incident.origins.iter().map(|origin| facts.source_name(&origin.source)).collect();
    let reports = Figure::number(ids, true);
    let origins = match incident.origins.len() {
        1 => "from one origin, not corroborated".to_owned(),
        n => format!("from at most {n} independent origins"),
    };
    let names: Vec<String> = sources.into_iter().collect();
    let mut told = told.and("Reports: ").n(reports).and(format!(", {origins} ({})", names.join(", ")));
    told = causes(facts, incident, told);
    told = harm(facts, incident, told);
    told = outcomes(facts, incident, told);
    let others: BTreeSet<String> = incident.alternatives.iter().map(|other| other.incident.to_string()).collect();
    if !others.is_empty() {
        told = told.and("; some of them may belong to ").n(Figure::number(others, true)).and(" other incident(s)");
    }
    told.and(".")
}

fn causes(facts: &Facts<'_>, incident: &Incident, told: Sentence) -> Sentence {
    let mut causes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for member in facts.members(incident) {
        if let Some(cause) = member.cause.as_deref().filter(|cause| *cause != "unknown") {
            causes.entry(cause).or_default().push(member.id.to_string());
        }
    }
    causes
        .into_iter()
        .fold(told, |told, (cause, ids)| told.and(format!("; tagged {} by ", cause.replace('_', " "))).n(Figure::number(ids, true)))
}

/// A number of people as one speaker gave it.
type Said = (Measure, String, Option<u32>, Option<u32>);
/// What one clause says, as result, agreement and clause, with the findings that say so.
type Under<'a> = ((Outcome, &'a str, &'a str), Vec<String>);

/// People killed and injured, each number with its speaker: never added, never chosen between.
fn harm(facts: &Facts<'_>, incident: &Incident, told: Sentence) -> Sentence {
    let mut said: BTreeMap<Said, BTreeSet<String>> = BTreeMap::new();
    for member in facts.members(incident) {
        for claim in member.claims.iter().filter(|claim| matches!(claim.measure, Measure::Killed | Measure::Injured)) {
            let key = (claim.measure, claim.speaker.clone(), claim.count.lo, claim.count.hi);
            said.entry(key).or_default().insert(member.id.to_string());
        }
    }
    said.into_iter().fold(told, |told, ((measure, speaker, lo, hi), ids)| {
        let ids: Vec<String> = ids.into_iter().collect();
        let figure = match lo {
            Some(lo) => Figure::between(u64::from(lo), hi.map(u64::from), ids),
            None => Figure::absent(crate::figure::Bound::Uncountable, ids),
        };
        told.and(format!("; {}, as {speaker} says: ", word(&measure))).n(figure)
    })
}

fn outcomes(facts: &Facts<'_>, incident: &Incident, told: Sentence) -> Sentence {
    let mut findings: Vec<_> = facts.on_incident.get(&incident.id).into_iter().flatten().collect();
    findings.sort_by(|a, b| (rank(a.outcome), &a.agreement, &a.clause, a.id).cmp(&(rank(b.outcome), &b.agreement, &b.clause, b.id)));
    let mut by_clause: Vec<Under<'_>> = Vec::new();
    for finding in findings {
        let key = (finding.outcome, finding.agreement.as_str(), finding.clause.as_str());
        match by_clause.last_mut().filter(|(last, _)| *last == key) {
            Some((_, ids)) => ids.push(finding.id.to_string()),
            None => by_clause.push((key, vec![finding.id.to_string()])),
        }
    }
    let more = by_clause.len().saturating_sub(TOLD_FINDINGS_MAX);
    let shown = by_clause.into_iter().take(TOLD_FINDINGS_MAX);
    let told = shown.fold(told, |told, ((outcome, agreement, clause), ids)| {
        let mut told = told.and("; ");
        told.0.push(Part::Outcome(outcome));
        told.and(format!(" under clause {clause} of {agreement}, findings: ")).n(Figure::number(ids, true))
    });
    if more == 0 { told } else { told.and(format!("; findings under {more} more clauses and results")) }
}
