//! Findings by clause and result, the clause in its own words; breach first, undetermined with what is missing.

use crate::document::{Block, Cell, Column, Part, Quote, Row, Section, Sentence, Table};
use crate::facts::Facts;
use crate::figure::Figure;
use crate::words::word;
use model::finding::chance_word;
use model::{Finding, Missing, Outcome, PartyId, Subject};
use std::collections::BTreeMap;

/// The order of results: what asks for attention first.
pub const fn rank(outcome: Outcome) -> u32 {
    match outcome {
        Outcome::Breach => 0,
        Outcome::Undetermined => 1,
        Outcome::Exempt => 2,
        Outcome::NoBreach => 3,
    }
}

type ClauseKey<'a> = (&'a str, String, &'a str);
/// Result, reading, party's place in the mission's order, party, what is missing.
type RowKey<'a> = (u32, Option<&'a str>, u32, Option<&'a PartyId>, &'a [Missing]);

/// The section; empty without findings.
pub fn section(facts: &Facts<'_>) -> Section {
    let mut by_clause: BTreeMap<ClauseKey<'_>, Vec<&Finding>> = BTreeMap::new();
    for finding in facts.findings.values() {
        by_clause.entry((&finding.agreement, finding.agreement_version.to_string(), &finding.clause)).or_default().push(finding);
    }
    let mut clauses: Vec<_> = by_clause.into_iter().collect();
    clauses.sort_by_cached_key(|(key, findings)| (first_rank(findings), place_in_text(facts, key), key.clone()));
    let mut blocks = Vec::new();
    for (place, (key, findings)) in clauses.iter().enumerate() {
        blocks.push(Block::Quote(quote(facts, key)));
        blocks.push(Block::Table(table(facts, place, key, findings)));
    }
    if !blocks.is_empty() {
        let words = "What each clause says of recorded matters, by the text as adopted. “Obliged” is the party whose obligation the clause states: a finding is not an attribution, and only people decide on responsibility.";
        blocks.insert(0, Block::Paragraph(Sentence::text(words)));
    }
    Section { blocks, id: "findings".into(), title: "Findings by clause".into() }
}

fn first_rank(findings: &[&Finding]) -> u32 {
    findings.iter().map(|finding| rank(finding.outcome)).min().unwrap_or(u32::MAX)
}

fn place_in_text(facts: &Facts<'_>, (agreement, version, clause): &ClauseKey<'_>) -> usize {
    let mut clauses = facts.input.clauses.iter();
    let found = clauses.position(|one| one.agreement == *agreement && one.id == *clause && one.agreement_version.to_string() == *version);
    found.unwrap_or(usize::MAX)
}

fn quote(facts: &Facts<'_>, key: &ClauseKey<'_>) -> Quote {
    let clause = facts.input.clauses.get(place_in_text(facts, key));
    Quote {
        agreement: key.0.into(),
        agreement_version: key.1.clone(),
        article: clause.map(|clause| clause.article.clone()),
        clause: key.2.into(),
        words: clause.map(|clause| clause.quote.clone()),
    }
}

fn table(facts: &Facts<'_>, place: usize, (agreement, _, clause): &ClauseKey<'_>, findings: &[&Finding]) -> Table {
    let mut rows: BTreeMap<RowKey<'_>, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        let party = finding.party.as_ref();
        let key = (rank(finding.outcome), finding.reading.as_deref(), facts.party_rank(party), party, finding.missing.as_slice());
        rows.entry(key).or_default().push(finding);
    }
    Table {
        caption: format!("Clause {clause} of {agreement}: findings by result"),
        columns: vec![
            Column::words("missing", "What is missing"),
            Column::words("reading", "Reading"),
            Column::words("obliged", "Obliged"),
            Column::words("chance", "Chance that the condition is met"),
            Column::numbers("findings", "Findings"),
            Column::numbers("subjects", "Held against"),
        ],
        id: format!("clause_{}", place + 1),
        names: "Result".into(),
        notes: Vec::new(),
        on_request: false,
        rows: rows.into_values().filter_map(|findings| row(facts, &findings)).collect(),
    }
}

fn row(facts: &Facts<'_>, findings: &[&Finding]) -> Option<Row> {
    let first = findings.first()?;
    let missing: Vec<String> = first.missing.iter().map(word).collect();
    let cells = vec![
        Cell::text(missing.join(", ")),
        Cell::text(first.reading.clone().unwrap_or_else(|| "undisputed".into())),
        Cell::text(first.party.as_ref().map_or_else(|| "no single party".into(), |party| facts.party_name(party))),
        Cell::text(chances(findings)),
        Cell::figure(Figure::number(findings.iter().map(|finding| finding.id.to_string()), true)),
        Cell::Parts(subjects(findings)),
    ];
    Some(Row { cells, depth: 0, name: Part::Outcome(first.outcome) })
}

/// Word and number, as the range over the findings; never 0 or 100 %.
fn chances(findings: &[&Finding]) -> String {
    let chances = || findings.iter().filter_map(|finding| finding.chance_ppm);
    let (Some(low), Some(high)) = (chances().min(), chances().max()) else { return String::new() };
    if low == high { chance(low) } else { format!("{} to {}", chance(low), chance(high)) }
}

fn chance(ppm: u32) -> String {
    let number = match ppm {
        0..10_000 => "under 1 %".into(),
        10_000..=990_000 => format!("{} %", (ppm + 5_000) / 10_000),
        _ => "over 99 %".into(),
    };
    format!("{} ({number})", chance_word(ppm))
}

fn subjects(findings: &[&Finding]) -> Sentence {
    let incidents = findings.iter().filter_map(|finding| match &finding.subject {
        Subject::Incident(id) => Some(id.to_string()),
        Subject::Duty { .. } | Subject::Series { .. } => None,
    });
    let incidents = Figure::number(incidents, true);
    let mut parts = Sentence::default();
    if !incidents.ids.is_empty() {
        let noun = if incidents.exact() == Some(1) { " incident" } else { " incidents" };
        parts = parts.n(incidents).and(noun);
    }
    for finding in findings {
        let comma = if parts.0.is_empty() { "" } else { "; " };
        parts = match &finding.subject {
            Subject::Incident(_) => parts,
            Subject::Series { observations, speaker, definition } => {
                let figures = Figure::number(observations.iter().map(ToString::to_string), true);
                parts.and(comma).n(figures).and(format!(" figures of {speaker}: {definition}"))
            }
            Subject::Duty { about, .. } => parts.and(format!("{comma}{about}")),
        };
    }
    parts
}
