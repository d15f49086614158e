//! Weapons by status, weapon and place, as their sources say.

use crate::document::{Block, Cell, Column, Part, Row, Section, Sentence, Table};
use crate::facts::Facts;
use crate::family::Family;
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
    let blocks = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
    Section { blocks, id: "weapons".into(), title: "Withdrawal of weapons".into() }
}

fn path(facts: &Facts<'_>, observation: &Observation) -> [Step; 3] {
    let status = observation.status.map_or((u32::MAX, "status not stated".into()), |status| (status as u32, word(&status)));
    let actor = observation.actor.as_ref().map_or_else(String::new, |actor| format!(" ({}, as the source says)", facts.party_name(actor)));
    let place = format!("{}{actor}", facts.place_of(observation));
    [status, (0, weapon_words(observation.weapon.as_ref())), (facts.party_rank(observation.actor.as_ref()), place)]
}
