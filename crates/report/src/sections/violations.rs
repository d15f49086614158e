//! Ceasefire violations and other incidents by kind, beside the period before; who watched, and who did not.

use super::{places, recorded};
use crate::document::{Block, Cell, Chart, Column, Part, Row, Section, Sentence, Table};
use crate::facts::{Facts, Which};
use crate::family::Family;
use crate::figure::{Bound, Compared, Figure};
use crate::tally::{Step, Tally, items_of, one};
use crate::words::{kind_words, word};
use model::{Count, Coverage, CoverageState, Incident, Kind};
use std::collections::BTreeSet;

/// The section.
pub fn section(facts: &Facts<'_>) -> Section {
    let mut blocks = vec![
        Block::Paragraph(Sentence::text(
            "Recorded is not adjudicated: this section counts what was recorded, the findings say what the clauses make of it. Numbers are neither intensity nor responsibility.",
        )),
        Block::Chart(Chart {
            cell: 0,
            table: "kinds".into(),
            title: "Incidents by family of kinds, this period and the one before".into(),
        }),
        Block::Table(kinds(facts)),
    ];
    blocks.extend(short_stations(facts));
    blocks.extend(recorded::tables(facts).into_iter().map(Block::Table));
    blocks.extend(places::table(facts).map(Block::Table));
    Section { blocks, id: "violations".into(), title: "Ceasefire violations and other incidents".into() }
}

fn family_step(family: Family) -> Step {
    (family.rank(), family.name().into())
}

/// A kind's place within its family.
pub fn kind_step(kind: Kind) -> Step {
    (kind as u32, kind_words(kind))
}

/// Cause tags cut across kinds: they stand after all of them.
const AFTER_KINDS: u32 = 1_000;

fn kinds(facts: &Facts<'_>) -> Table {
    let (mut incidents, mut items) = (Tally::default(), Tally::default());
    for family in Family::EVENTS {
        incidents.open(&[family_step(family)]);
    }
    for (which, incident) in facts.dated_incidents() {
        count_incident(facts, &mut incidents, which, incident);
        for (kind, each) in items_of(facts, incident) {
            let path = [family_step(Family::of(kind)), kind_step(kind)];
            each.iter().for_each(|one| items.add(which, &path, &one.ids, one.count.as_ref()));
        }
    }
    let paths: BTreeSet<Vec<Step>> = incidents.paths().chain(items.paths()).cloned().collect();
    Table {
        caption: format!("By kind. {}", watched_words(facts)),
        columns: vec![Column::compared("incidents", "Incidents"), Column::compared("items", "Items, each incident once")],
        id: "kinds".into(),
        names: "Kind".into(),
        notes: notes(&items),
        on_request: false,
        rows: paths.iter().filter_map(|path| row(facts, path, &incidents, &items)).collect(),
    }
}

fn count_incident(facts: &Facts<'_>, incidents: &mut Tally, which: Which, incident: &Incident) {
    let (id, family) = (one(incident.id), family_step(Family::of(incident.kind)));
    let unit = Count::exact(1);
    incidents.add(which, &[family.clone(), kind_step(incident.kind)], &id, Some(&unit));
    let causes: BTreeSet<&str> =
        facts.members(incident).filter_map(|member| member.cause.as_deref()).filter(|cause| *cause != "unknown").collect();
    for cause in causes {
        let tag = (AFTER_KINDS, format!("tagged {} by a source", cause.replace('_', " ")));
        incidents.mark(which, &[family.clone(), tag], &id, Some(&unit));
    }
}

fn row(facts: &Facts<'_>, path: &[Step], incidents: &Tally, items: &Tally) -> Option<Row> {
    let [first, rest @ ..] = path else { return None };
    let family = Family::EVENTS.into_iter().find(|family| family.rank() == first.0).unwrap_or(Family::Word);
    let items = match rest {
        [] => not_added(items.compared(path, facts, family)),
        [(AFTER_KINDS, _), ..] => not_added(incidents.compared(path, facts, family)),
        _ => items.compared(path, facts, family),
    };
    let name = rest.last().map_or_else(|| first.1.clone(), |step| format!("including: {}", step.1));
    Some(Row {
        cells: vec![Cell::Compared(incidents.compared(path, facts, family)), Cell::Compared(items)],
        depth: rest.len() as u64,
        name: Part::Text(name),
    })
}

/// Items of unlike kinds are not added: the rows beneath hold them.
fn not_added(compared: Compared) -> Compared {
    let blank = |figure: Figure| if figure.ids.is_empty() { figure } else { Figure::absent(Bound::NotAdded, Vec::new()) };
    Compared::of(blank(compared.now), blank(compared.previous), Err(crate::figure::Why::NotAdded))
}

fn watched_words(facts: &Facts<'_>) -> String {
    let words = |which| match facts.watched(which) {
        (planned, _) if planned.ids.is_empty() => "no coverage recorded".to_owned(),
        (planned, observed) => format!("{} observed of {} planned", observed.text(), planned.text()),
    };
    format!("Watched in this period: {}; in the one before: {}.", words(Which::Now), words(Which::Previous))
}

fn notes(items: &Tally) -> Vec<Sentence> {
    let mut notes = vec![
        Sentence::text(
            "Incidents and items are two units, never to be held against each other. An incident is what several reports tell of one event; items are what its members counted (explosions heard, tracers seen), as the range that they give. An incident stands under the commonest kind of its members, items under their own.",
        ),
        Sentence::text(
            "“Not observed” is no zero: no coverage of a sense that could have perceived it. A change is stated only between exact numbers that were watched by the same senses in both periods, and never from zero.",
        ),
    ];
    let (uncountable, unstated) = items.left_out(Which::Now);
    if !uncountable.is_empty() {
        let n = Figure::number(uncountable, true);
        notes.push(Sentence::default().n(n).and(" reports of this period call the number uncountable: they are in no sum."));
    }
    if !unstated.is_empty() {
        let n = Figure::number(unstated, true);
        notes.push(Sentence::default().n(n).and(" reports of this period give no number of items: they are in no sum of items."));
    }
    notes
}

/// The footnote of every zero: which stations observed less than planned.
fn short_stations(facts: &Facts<'_>) -> Vec<Block> {
    let coverages = facts.coverages(Which::Now);
    if coverages.is_empty() {
        let words = "No coverage was recorded for this period: where this report names nothing, it does not say that nothing happened.";
        return vec![Block::Paragraph(Sentence::text(words))];
    }
    let short: Vec<Sentence> =
        coverages.into_iter().filter(|coverage| is_short(coverage)).map(|coverage| short_words(facts, coverage)).collect();
    if short.is_empty() {
        return vec![Block::Paragraph(Sentence::text("No station or patrol reports less than it had planned (annex D)."))];
    }
    vec![Block::Paragraph(Sentence::text("Stations and patrols that observed less than planned, or worse:")), Block::Bullets(short)]
}

fn is_short(coverage: &Coverage) -> bool {
    coverage.observed_min < coverage.planned_min || coverage.state != CoverageState::Observed
}

fn short_words(facts: &Facts<'_>, coverage: &Coverage) -> Sentence {
    let minutes = |n: u32| Figure::minutes(u64::from(n), vec![coverage.id.to_string()]);
    let region = coverage.region.as_ref().map_or_else(String::new, |region| format!(", {region}"));
    let cause = coverage.cause.as_ref().map_or_else(|| ", no cause given".to_owned(), |cause| format!(": {cause}"));
    Sentence::text(format!("{} ({}{region}), {}: ", coverage.station, word(&coverage.sense), facts.when(&coverage.time)))
        .n(minutes(coverage.observed_min))
        .and(" observed of ")
        .n(minutes(coverage.planned_min))
        .and(format!(" planned, {}{cause}.", word(&coverage.state)))
}
