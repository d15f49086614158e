//! Items as recorded, before fusion: by kind, direction and weapon; the sum over unlike kinds only on request.

use super::violations::kind_step;
use crate::document::{Cell, Column, Part, Row, Sentence, Table};
use crate::facts::{Facts, Which};
use crate::family::Family;
use crate::figure::{Compared, Figure, Why};
use crate::tally::{Step, Sum, Tally, one};
use crate::words::{weapon_words, word};
use model::{Determination, Kind, Observation, Weapon};

/// The tables; none if nothing of the family of fire was recorded in either period.
pub fn tables(facts: &Facts<'_>) -> Vec<Table> {
    let (mut tally, mut all) = (Tally::default(), [Sum::default(), Sum::default()]);
    for (which, observation) in facts.dated_observations().filter(|(_, observation)| Family::of(observation.kind) == Family::Fire) {
        let id = one(observation.id);
        tally.add(which, &path(observation), &id, observation.count.as_ref());
        let [now, previous] = &mut all;
        let sum = if which == Which::Now { now } else { previous };
        sum.add(&id, observation.count.as_ref());
    }
    if tally.paths().next().is_none() { Vec::new() } else { vec![by_kind(facts, &tally), together(facts, &all)] }
}

fn path(observation: &Observation) -> Vec<Step> {
    let mut path = vec![kind_step(observation.kind), direction(observation)];
    if let Some(weapon) = observation.weapon.as_ref().filter(|weapon| is_named(weapon)) {
        path.push((0, weapon_words(Some(weapon))));
    }
    path
}

fn is_named(weapon: &Weapon) -> bool {
    weapon.model.is_some() || weapon.class.is_some() || weapon.calibre_dmm.is_some()
}

fn direction(observation: &Observation) -> Step {
    let determination = observation.determination.unwrap_or(Determination::Undetermined);
    let words = match &observation.flight {
        Some(flight) => format!("{}, {}", word(&determination), flight.to_uppercase().replace('-', " to ")),
        None => word(&determination),
    };
    (determination as u32, words)
}

fn by_kind(facts: &Facts<'_>, tally: &Tally) -> Table {
    let row = |path: &Vec<Step>| Row {
        cells: vec![Cell::Compared(tally.compared(path, facts, Family::Fire))],
        depth: path.len().saturating_sub(1) as u64,
        name: Part::Text(path.last().map_or_else(String::new, |(_, name)| name.clone())),
    };
    let paths = tally.paths().filter(|path| is_worth_a_row(tally, path));
    Table {
        caption: "Items as recorded, before reports of one event are brought together; by kind, direction and weapon.".into(),
        columns: vec![Column::compared("items_recorded", "Items as recorded")],
        id: "recorded".into(),
        names: "Kind, direction, weapon".into(),
        notes: vec![Sentence::text(
            "Each report counts: where a camera and a patrol tell of one event, both numbers stand in the sum. An order in which fire was recorded (annex A) says nothing about who began.",
        )],
        on_request: false,
        rows: paths.map(row).collect(),
    }
}

/// A direction that only repeats its kind ("explosion: undetermined") is left out when it stands alone.
fn is_worth_a_row(tally: &Tally, path: &[Step]) -> bool {
    let [kind, direction] = path else { return true };
    let undetermined = direction.1 == word(&Determination::Undetermined);
    let siblings = tally.paths().filter(|other| other.len() == 2 && other.first() == Some(kind)).count();
    let children = tally.paths().any(|other| other.len() == 3 && other.starts_with(path));
    !undetermined || siblings > 1 || children
}

fn together(facts: &Facts<'_>, all: &[Sum; 2]) -> Table {
    let [now, previous] = all;
    let figure = |sum: &Sum, which| sum.figure(facts.is_observed(which, Family::Fire));
    let (now, previous): (Figure, Figure) = (figure(now, Which::Now), figure(previous, Which::Previous));
    let explosions = |which| {
        let of_kind = facts.dated_observations().filter(|(own, one)| *own == which && one.kind == Kind::Explosion);
        let mut sum = Sum::default();
        of_kind.for_each(|(_, observation)| sum.add(&one(observation.id), observation.count.as_ref()));
        sum.figure(facts.is_observed(which, Family::Fire))
    };
    let row = |depth, name: &str, now, previous| Row {
        cells: vec![Cell::Compared(Compared::of(now, previous, Err(Why::NotAdded)))],
        depth,
        name: Part::Text(name.into()),
    };
    Table {
        caption: "On request: all items of fire together, a sum over unlike things.".into(),
        columns: vec![Column::compared("items_recorded_all_kinds", "Items as recorded")],
        id: "together".into(),
        names: "Kind".into(),
        notes: vec![Sentence::text(
            "One salvo can be fifty projectiles: this sum is neither intensity nor responsibility, and carries no change.",
        )],
        on_request: true,
        rows: vec![
            row(0, "All kinds of fire", now, previous),
            row(1, "including: explosion", explosions(Which::Now), explosions(Which::Previous)),
        ],
    }
}
