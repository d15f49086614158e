//! What is not in this report, or stands on doubtful ground: said as plainly as what is in it.

use crate::document::{Block, Cell, Column, Part, Row, Section, Table};
use crate::facts::{Facts, Which, is_rough};
use crate::figure::{Bound, Figure, Unit};
use crate::words::word;
use model::{Incident, Missing, Observation, Outcome};
use std::collections::{BTreeMap, BTreeSet};

/// The section; it is always there.
pub fn section(facts: &Facts<'_>) -> Section {
    let mut rows = vec![refused(facts), unplaced(facts), several(facts)];
    rows.extend(undetermined(facts));
    rows.extend([rough_incidents(facts), rough_observations(facts), over_the_edge(facts), crowded(facts), lost_members(facts)]);
    rows.retain(|row| {
        row.name == Part::Text(REFUSED.into()) || row.cells.iter().flat_map(Cell::figures).any(|figure| figure.lo != Some(0))
    });
    let table = Table {
        caption: "What is missing, and what it means for the numbers above.".into(),
        columns: vec![Column::numbers("number", "No."), Column::words("meaning", "What it means")],
        id: "absent".into(),
        names: "What".into(),
        notes: Vec::new(),
        on_request: false,
        rows,
    };
    Section { blocks: vec![Block::Table(table)], id: "absent".into(), title: "What is not in this report".into() }
}

const REFUSED: &str = "Rows refused since the mission began";

fn row(name: impl Into<String>, figure: Figure, meaning: &str) -> Row {
    Row { cells: vec![Cell::figure(figure), Cell::text(meaning)], depth: 0, name: Part::Text(name.into()) }
}

fn incidents(facts: &Facts<'_>, fits: impl Fn(&Incident) -> bool) -> Figure {
    Figure::number(facts.incidents_now().filter(|incident| fits(incident)).map(|incident| incident.id.to_string()), true)
}

/// Refused rows have a register of their own; they are counted over the whole mission.
fn refused(facts: &Facts<'_>) -> Row {
    let n = facts.input.refused_n;
    let figure = Figure { hi: Some(n), ids: Vec::new(), lo: Some(n), qualifier: Bound::Exact, unit: Unit::Count };
    row(REFUSED, figure, "They could not be read and are in no number. Each is kept with its line and reason, in the record of its file.")
}

fn unplaced(facts: &Facts<'_>) -> Row {
    let ids = facts.observations_now().filter(|one| one.place.is_none() && one.kind.is_event()).map(|one: &Observation| one.id.to_string());
    row(
        "Observations of events without a place",
        Figure::number(ids, true),
        "They are counted, but lie in no area and on no map; no zone or distance can be decided on them.",
    )
}

fn several(facts: &Facts<'_>) -> Row {
    let figure = incidents(facts, |incident| !incident.alternatives.is_empty());
    row(
        "Incidents with alternatives",
        figure,
        "Some of their reports may belong to another incident: the number of incidents may be higher or lower.",
    )
}

/// One row for each thing that would decide what is undetermined.
fn undetermined(facts: &Facts<'_>) -> Vec<Row> {
    let mut by_item: BTreeMap<Missing, BTreeSet<String>> = BTreeMap::new();
    for finding in facts.findings.values().filter(|finding| finding.outcome == Outcome::Undetermined) {
        for item in &finding.missing {
            by_item.entry(*item).or_default().insert(finding.id.to_string());
        }
    }
    let rows = by_item.into_iter();
    rows.map(|(item, ids)| {
        row(
            format!("Findings undetermined for want of: {}", word(&item)),
            Figure::number(ids, true),
            "Neither breach nor no breach. This item would help to decide them; a finding may want several.",
        )
    })
    .collect()
}

fn rough_incidents(facts: &Facts<'_>) -> Row {
    let rough = facts.incidents.values().filter(|incident| is_rough(&incident.time) && facts.input.period.holds(incident.time.from));
    let figure = Figure::number(rough.map(|incident| incident.id.to_string()), true);
    row(
        "Incidents whose day is not known",
        figure,
        "Their time is known only to more than 36 hours, beginning in this period: they are counted in no day.",
    )
}

fn rough_observations(facts: &Facts<'_>) -> Row {
    let rough = facts.observations.values().filter(|one| is_rough(&one.time) && facts.input.period.holds(one.time.from));
    let figure = Figure::number(rough.map(|one| one.id.to_string()), true);
    row(
        "Observations whose day is not known",
        figure,
        "Their time is known only to more than 36 hours, beginning in this period: they stand in no annex of a day.",
    )
}

fn over_the_edge(facts: &Facts<'_>) -> Row {
    let figure = incidents(facts, |incident| incident.time.to > facts.period(Which::Now).to);
    row(
        "Incidents that may lie after the period",
        figure,
        "They are counted where their time begins; it may have been later than the end of the period.",
    )
}

fn crowded(facts: &Facts<'_>) -> Row {
    let figure = incidents(facts, |incident| incident.crowded);
    row("Incidents from crowded stretches", figure, "So many reports lay so close that the division into incidents is less certain.")
}

fn lost_members(facts: &Facts<'_>) -> Row {
    let figure = incidents(facts, |incident| incident.members.iter().any(|member| !facts.observations.contains_key(&member.observation)));
    row("Incidents with members that were not at hand", figure, "Their items and words are not complete in this report.")
}
