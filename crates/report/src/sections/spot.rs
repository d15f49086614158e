//! A spot report: what is known at this hour, minute by minute, with the clauses in their own words and without attribution.

use crate::document::{Block, Cell, Column, Part, Quote, Row, Section, Sentence, Table};
use crate::facts::Facts;
use crate::words::{kind_words, weapon_words, word};
use model::{Observation, Outcome};
use std::collections::BTreeSet;

/// The narrative: every report of the incidents, in order of time.
pub fn narrative(facts: &Facts<'_>) -> Section {
    let mut told: Vec<(&Observation, String)> = Vec::new();
    for incident in facts.incidents_now() {
        told.extend(facts.members(incident).map(|member| (member, incident.id.to_string())));
    }
    told.sort_by_key(|(one, incident)| (one.time.from, one.time.to, incident.clone(), one.id));
    let rows: Vec<Row> = told.into_iter().map(|(one, incident)| row(facts, one, incident)).collect();
    let mut blocks = vec![Block::Paragraph(Sentence::text(
        "What was reported, in order of time. Recorded is not adjudicated: who acted is not said here, and a later report may correct this one.",
    ))];
    if rows.is_empty() {
        blocks.push(Block::Paragraph(Sentence::text("No incident is on record for this time, which does not say that nothing happened.")));
    } else {
        blocks.push(Block::Table(table(rows)));
    }
    Section { blocks, id: "spot".into(), title: "What is known".into() }
}

fn table(rows: Vec<Row>) -> Table {
    Table {
        caption: "Minute by minute, each report by itself.".into(),
        columns: vec![
            Column::words("time", "Time"),
            Column::words("what", "What"),
            Column::words("place", "Place, as written"),
            Column::words("means", "How it was perceived"),
            Column::words("source", "Source"),
            Column::words("incident", "Incident"),
        ],
        id: "spot".into(),
        names: "Id".into(),
        notes: Vec::new(),
        on_request: false,
        rows,
    }
}

fn row(facts: &Facts<'_>, one: &Observation, incident: String) -> Row {
    let count = one.count.as_ref().map_or_else(String::new, |count| format!(", {}", count.text));
    let weapon = one.weapon.as_ref().map_or_else(String::new, |weapon| format!(", {}", weapon_words(Some(weapon))));
    let cells = vec![
        Cell::text(facts.when(&one.time)),
        Cell::text(format!("{}{count}{weapon}", kind_words(one.kind))),
        Cell::text(facts.place_of(one)),
        Cell::text(word(&one.sense)),
        Cell::text(facts.source_name(&one.source)),
        Cell::Parts(Sentence(vec![Part::Id(incident)])),
    ];
    Row { cells, depth: 0, name: Part::Id(one.id.to_string()) }
}

/// The clauses that the incidents touch, in their own words; what was found of whom stands in the daily report.
pub fn clauses(facts: &Facts<'_>) -> Section {
    let now: BTreeSet<_> = facts.incidents_now().map(|incident| incident.id).collect();
    let findings = facts.on_incident.iter().filter(|(id, _)| now.contains(id)).flat_map(|(_, findings)| findings);
    let touched: BTreeSet<(&str, String, &str)> = findings
        .filter(|finding| matches!(finding.outcome, Outcome::Breach | Outcome::Undetermined))
        .map(|finding| (finding.agreement.as_str(), finding.agreement_version.to_string(), finding.clause.as_str()))
        .collect();
    let quote = |(agreement, version, clause): (&str, String, &str)| {
        let known = facts.input.clauses.iter();
        let found =
            known.into_iter().find(|one| one.agreement == agreement && one.id == clause && one.agreement_version.to_string() == version);
        Block::Quote(Quote {
            agreement: agreement.into(),
            agreement_version: version,
            article: found.map(|one| one.article.clone()),
            clause: clause.into(),
            words: found.map(|one| one.quote.clone()),
        })
    };
    Section { blocks: touched.into_iter().map(quote).collect(), id: "clauses".into(), title: "The clauses that are concerned".into() }
}
