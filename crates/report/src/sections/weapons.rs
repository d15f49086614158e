//! Weapons by status, weapon and place, as their sources say.

use crate::document::{Block, Cell, Column, Part, Row, Section, Sentence, Table};
use crate::facts::Facts;
use crate::family::Family;
use crate::figure::{Bound, Compared, Figure, Why};
use crate::method::CONTROL_WORDS;
use crate::tally::{Step, Tally, one};
use crate::words::{weapon_words, word};
use model::{Kind, Observation};

/// Whether an observation is of weapons seen (or missing) somewhere.
pub fn is_weapon(observation: &Observation) -> bool {
    observation.kind == Kind::WeaponSeen || observation.status.is_some()
}

/// The section; empty if no weapon was reported in either period.
pub fn section(facts: &Facts<'_>) -> Section {
    let mut tally = Tally::default();
    for (which, observation) in facts.dated_observations().filter(|(_, observation)| is_weapon(observation)) {
        tally.add(which, &path(facts, observation), &one(observation.id), observation.count.as_ref());
    }
    let row = |path: &Vec<Step>| Row {
        cells: vec![Cell::Compared(tally.compared(path, facts, Family::Presence))],
        depth: path.len().saturating_sub(1) as u64,
        name: Part::Text(path.last().map_or_else(String::new, |(_, name)| name.clone())),
    };
    let rows: Vec<Row> = tally.paths().map(row).collect();
    let table = Table {
        caption: "Weapons by status, weapon and place. Status, side and label of control are the source's words, not findings.".into(),
        columns: vec![Column::compared("weapons", "No.")],
        id: "weapons".into(),
        names: "Status, weapon, place".into(),
        notes: vec![Sentence::text(
            "Sums of sightings as recorded: one weapon seen twice counts twice. What was seen depends on where access was given and where an aircraft flew (annex D); the rows are those of annex B.",
        )],
        on_request: false,
        rows,
    };
    let mut blocks = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
    blocks.extend(control(facts).map(Block::Table));
    Section { blocks, id: "weapons".into(), title: "Withdrawal of weapons".into() }
}

/// Status by side of control, as the sources' own labels say; none if no label stands in any place.
fn control(facts: &Facts<'_>) -> Option<Table> {
    let mut tally = Tally::default();
    let mut is_labelled = false;
    for (which, observation) in facts.dated_observations().filter(|(_, observation)| is_weapon(observation)) {
        let label = observation.place_name.as_deref().and_then(control_label);
        is_labelled |= label.is_some();
        let status = observation.status.map_or((u32::MAX, "status not stated".into()), |status| (status as u32, word(&status)));
        let path = [(0, label.unwrap_or("control not stated").to_owned()), status];
        tally.add(which, &path, &one(observation.id), observation.count.as_ref());
    }
    let row = |path: &Vec<Step>| Row {
        cells: vec![Cell::Compared(tally.compared(path, facts, Family::Presence))],
        depth: path.len().saturating_sub(1) as u64,
        name: Part::Text(path.last().map_or_else(String::new, |(_, name)| name.clone())),
    };
    // A sum over unlike statuses would call weapons that break nothing by the name of those that do.
    let rows: Vec<Row> = tally.paths().map(row).map(|row| if row.depth == 0 { without_sum(row) } else { row }).collect();
    is_labelled.then(|| Table {
        caption: "Weapons by side of control and status, both as the sources write them.".into(),
        columns: vec![Column::compared("weapons", "No.")],
        id: "control".into(),
        names: "Side of control, status".into(),
        notes: Vec::new(),
        on_request: false,
        rows,
    })
}

fn without_sum(row: Row) -> Row {
    let blank = || Figure::absent(Bound::NotAdded, Vec::new());
    Row { cells: vec![Cell::Compared(Compared::of(blank(), blank(), Err(Why::NotAdded)))], ..row }
}

/// The label of control in a place's last brackets, up to the first comma: `Sadovyi (held by one side, 57 km north)`.
fn control_label(place: &str) -> Option<&str> {
    let (_, rest) = place.rsplit_once('(')?;
    let label = rest.split_once(')')?.0.split(',').next()?.trim();
    CONTROL_WORDS.iter().any(|word| label.contains(word)).then_some(label)
}

fn path(facts: &Facts<'_>, observation: &Observation) -> [Step; 3] {
    let status = observation.status.map_or((u32::MAX, "status not stated".into()), |status| (status as u32, word(&status)));
    let actor = observation.actor.as_ref().map_or_else(String::new, |actor| format!(" ({}, as the source says)", facts.party_name(actor)));
    let place = format!("{}{actor}", facts.place_of(observation));
    [status, (0, weapon_words(observation.weapon.as_ref())), (facts.party_rank(observation.actor.as_ref()), place)]
}
