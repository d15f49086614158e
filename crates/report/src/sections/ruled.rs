//! Rulings by party and severity; what waits for a party belongs to no party's total.

use super::printed::is_marked;
use crate::document::{Block, Cell, Column, Part, Row, Section, Sentence, Table};
use crate::facts::{Facts, Which};
use crate::figure::Figure;
use crate::tally::{Sum, one};
use model::{Claim, ObservationId, PartyId};
use std::collections::BTreeMap;

/// Where a number stands: with a party, or with none.
type Place<'a> = Option<&'a PartyId>;

/// The section; empty if nobody said how anything was ruled.
pub fn section(facts: &Facts<'_>) -> Section {
    let marks = &facts.input.casebook.marks;
    let (mut ruled, mut totals): (BTreeMap<String, BTreeMap<Place<'_>, Sum>>, BTreeMap<Place<'_>, Sum>) = Default::default();
    let mut waiting = Sum::default();
    for (id, claim) in claims(facts) {
        if is_marked(claim.definition.as_deref(), &marks.waiting) {
            waiting.add(&one(id), Some(&claim.count));
        } else if let Some(severity) = severity(claim, &marks.ruled) {
            let party = claim.about.as_ref();
            ruled.entry(severity).or_default().entry(party).or_default().add(&one(id), Some(&claim.count));
            totals.entry(party).or_default().add(&one(id), Some(&claim.count));
        }
    }
    let blocks = if ruled.is_empty() { Vec::new() } else { vec![Block::Table(table(facts, &ruled, &totals, &waiting))] };
    Section { blocks, id: "ruled".into(), title: "Rulings by party and severity".into() }
}

/// Figures of this period that are no running totals.
fn claims<'a>(facts: &Facts<'a>) -> impl Iterator<Item = (ObservationId, &'a Claim)> {
    let now = facts.dated_observations().filter(|(which, _)| *which == Which::Now);
    now.flat_map(|(_, observation)| observation.claims.iter().map(|claim| (observation.id, claim))).filter(|(_, claim)| !claim.cumulative)
}

/// What follows the mark in a definition: `ruled: minor violation` is a minor violation.
fn severity(claim: &Claim, marks: &[String]) -> Option<String> {
    let definition = claim.definition.as_deref()?;
    let mark = marks.iter().find(|mark| definition.to_lowercase().starts_with(&mark.to_lowercase()))?;
    definition.get(mark.len()..).map(|rest| rest.trim().to_owned()).filter(|rest| !rest.is_empty())
}

fn table(facts: &Facts<'_>, ruled: &BTreeMap<String, BTreeMap<Place<'_>, Sum>>, totals: &BTreeMap<Place<'_>, Sum>, waiting: &Sum) -> Table {
    let parties: Vec<&PartyId> = facts.input.mission.parties.iter().map(|party| &party.id).collect();
    let places: Vec<Place<'_>> = parties.iter().map(|party| Some(*party)).chain([None]).collect();
    let nothing = Sum::default();
    let cells = |sums: &BTreeMap<Place<'_>, Sum>| -> Vec<Cell> {
        places.iter().map(|place| Cell::figure(sums.get(place).unwrap_or(&nothing).figure(true))).collect()
    };
    let mut rows: Vec<Row> =
        ruled.iter().map(|(severity, sums)| Row { cells: cells(sums), depth: 0, name: Part::Text(severity.clone()) }).collect();
    rows.push(Row { cells: cells(totals), depth: 0, name: Part::Text("Total".into()) });
    let outside = places.iter().map(|place| if place.is_none() { Cell::figure(waiting.figure(true)) } else { Cell::text("") });
    rows.push(Row { cells: outside.collect(), depth: 0, name: Part::Text("Waiting for party information, outside both totals".into()) });
    let columns = places.iter().map(|place| match place {
        Some(party) => Column::numbers(&party.0, &facts.party_name(party)),
        None => Column::numbers("no_party", "No party"),
    });
    Table {
        caption: "Rulings as they were stated, by party and severity.".into(),
        columns: columns.collect(),
        id: "ruled".into(),
        names: "Severity".into(),
        notes: vec![Sentence::text(
            "What waits for information of a party is ruled for nobody: it stands in no total and is spread over nothing.",
        )],
        on_request: false,
        rows,
    }
}

/// A ledger: every matter in exactly one class, and what is in none by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// The classes with their matters, by name.
    pub classes: BTreeMap<String, Vec<String>>,
    /// Matters in no class.
    pub hole: Vec<String>,
}

/// Puts every matter into its class.
pub fn ledger(matters: impl IntoIterator<Item = String>, class: impl Fn(&str) -> Option<String>) -> Ledger {
    let mut ledger = Ledger { classes: BTreeMap::new(), hole: Vec::new() };
    let matters: std::collections::BTreeSet<String> = matters.into_iter().collect();
    for matter in matters {
        match class(&matter) {
            Some(class) => ledger.classes.entry(class).or_default().push(matter),
            None => ledger.hole.push(matter),
        }
    }
    ledger
}

/// The ledger of the period's incidents: classes sum to the whole; what nobody worked on is a row of its own.
pub fn ledger_section(facts: &Facts<'_>) -> Section {
    let ids: Vec<String> = facts.incidents_now().map(|incident| incident.id.to_string()).collect();
    let empty = Section { blocks: Vec::new(), id: "ledger".into(), title: "Ledger of incidents".into() };
    if ids.is_empty() {
        return empty;
    }
    let ledger = ledger(ids.clone(), |id| facts.input.casebook.classes.get(id).cloned());
    let row = |name: &str, ids: Vec<String>| Row {
        cells: vec![Cell::figure(Figure::number(ids, true))],
        depth: 0,
        name: Part::Text(name.into()),
    };
    let mut rows: Vec<Row> = ledger.classes.into_iter().map(|(class, ids)| row(&class, ids)).collect();
    rows.push(row("In no class yet: nobody disposed of them", ledger.hole));
    rows.push(row("All incidents of the period", ids));
    let table = Table {
        caption: "Every incident of the period in exactly one class; the classes and what is in none sum to the whole.".into(),
        columns: vec![Column::numbers("incidents", "Incidents")],
        id: "ledger".into(),
        names: "Class".into(),
        notes: vec![Sentence::text("What nobody disposed of is a hole with names: the ids behind its number. It is spread over no class.")],
        on_request: false,
        rows,
    };
    Section { blocks: vec![Block::Table(table)], ..empty }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_closes_and_a_fact_without_a_class_is_a_hole_with_its_name() {
        let ids = |n: usize| (0..n).map(|place| format!("fact {place:03}"));
        let class = |id: &str| {
            let place: usize = id.get(5..)?.parse().ok()?;
            Some(
                if place < 331 {
                    "no incident"
                } else if place < 349 {
                    "open"
                } else {
                    "of weight"
                }
                .to_owned(),
            )
        };
        let whole = ledger(ids(491), class);
        let sizes: Vec<usize> = whole.classes.values().map(Vec::len).collect();
        assert_eq!((sizes, whole.hole.len()), (vec![331, 142, 18], 0), "no incident, of weight, open");
        let holed = ledger(ids(491), |id| class(id).filter(|_| id != "fact 340"));
        assert_eq!(holed.hole, ["fact 340"]);
        assert_eq!(holed.classes.values().map(Vec::len).sum::<usize>() + holed.hole.len(), 491, "nothing is spread or lost");
    }
}
