//! Who claims what of whom: claimant by accused, with what was filed, the share of it, and what people verified; nothing is added.

use crate::document::{Block, Cell, Column, Part, Row, Section, Sentence, Table};
use crate::facts::{Facts, Which};
use crate::figure::Figure;
use crate::sections::claims::figure_of;
use model::count::grouped;
use model::{Claim, Measure, Observation, PartyId};
use std::collections::{BTreeMap, BTreeSet};

/// What an empty cell says: nobody filed anything, which is no zero.
const NONE_FILED: &str = "no complaints filed";

/// A claimed figure, with all reports that carry it.
struct Claimed<'a> {
    claim: &'a Claim,
    ids: BTreeSet<String>,
}

/// The section; empty unless one party of the mission claims something of another.
pub fn section(facts: &Facts<'_>) -> Section {
    let parties: Vec<&PartyId> = facts.input.mission.parties.iter().map(|party| &party.id).collect();
    let sheet = sheet(facts);
    let mut rows = Vec::new();
    for claimant in &parties {
        for accused in parties.iter().filter(|accused| *accused != claimant) {
            rows.push(row(facts, claimant, accused, sheet.get(&(*claimant, *accused)).map_or(&[], Vec::as_slice)));
        }
    }
    let blocks = if sheet.is_empty() { Vec::new() } else { vec![Block::Table(table(rows))] };
    Section { blocks, id: "claims_matrix".into(), title: "Who claims what of whom".into() }
}

fn table(rows: Vec<Row>) -> Table {
    Table {
        caption:
            "Claimant and accused. A claim is not a verified count; there is no total, no net figure and no comparison across parties."
                .into(),
        columns: vec![
            Column::numbers("claimed", "Violations claimed"),
            Column::numbers("filed", "Complaints filed"),
            Column::words("ratio", "Filed of claimed"),
            Column::numbers("verified", "Verified by people"),
        ],
        id: "claims_matrix".into(),
        names: "Claimant, of the accused".into(),
        notes: vec![Sentence::text(
            "“No complaints filed” is neither zero violations nor compliance. A share is stated only where both numbers are exact and of one time. An empty cell under “verified”: no incident that names the accused’s side, or anybody’s, is on record for this period, so there was nothing to verify.",
        )],
        on_request: false,
        rows,
    }
}

/// Figures of this period by claimant and accused; copies of one figure share a cell.
fn sheet<'a>(facts: &Facts<'a>) -> BTreeMap<(&'a PartyId, &'a PartyId), Vec<Claimed<'a>>> {
    let speakers = speakers(facts);
    let mut sheet: BTreeMap<(&PartyId, &PartyId), Vec<Claimed<'_>>> = BTreeMap::new();
    for (_, observation) in facts.dated_observations().filter(|(which, _)| *which == Which::Now) {
        for claim in observation.claims.iter().filter(|claim| matches!(claim.measure, Measure::Violations | Measure::Complaints)) {
            let Some((claimant, accused)) = speakers.get(claim.speaker.as_str()).copied().zip(claim.about.as_ref()) else { continue };
            let Some(accused) = known(facts, accused).filter(|accused| *accused != claimant) else { continue };
            let figures = sheet.entry((claimant, accused)).or_default();
            let id = observation.id.to_string();
            match figures.iter_mut().find(|one| one.claim == claim) {
                Some(one) => {
                    one.ids.insert(id);
                }
                None => figures.push(Claimed { claim, ids: BTreeSet::from([id]) }),
            }
        }
    }
    for figures in sheet.values_mut() {
        figures.sort_by(|a, b| (&a.claim.window, &a.claim.definition, a.claim).cmp(&(&b.claim.window, &b.claim.definition, b.claim)));
    }
    sheet
}

fn known<'a>(facts: &Facts<'a>, party: &PartyId) -> Option<&'a PartyId> {
    facts.input.mission.party(party).map(|party| &party.id)
}

/// For which party a speaker speaks: that of the sources that carry it, if it is one only.
fn speakers<'a>(facts: &Facts<'a>) -> BTreeMap<&'a str, &'a PartyId> {
    let mut parties: BTreeMap<&str, BTreeSet<&PartyId>> = BTreeMap::new();
    let of = |observation: &Observation| facts.input.mission.source(&observation.source).and_then(|source| source.party.as_ref());
    for observation in facts.observations.values() {
        for claim in &observation.claims {
            parties.entry(&claim.speaker).or_default().extend(of(observation));
        }
    }
    let one = |(speaker, parties): (&'a str, BTreeSet<&'a PartyId>)| {
        let mut parties = parties.into_iter();
        parties.next().filter(|_| parties.next().is_none()).map(|party| (speaker, party))
    };
    parties.into_iter().filter_map(one).collect()
}

fn row(facts: &Facts<'_>, claimant: &PartyId, accused: &PartyId, figures: &[Claimed<'_>]) -> Row {
    let of = |measure: Measure| figures.iter().filter(move |one| one.claim.measure == measure).collect::<Vec<_>>();
    let (claimed, filed) = (of(Measure::Violations), of(Measure::Complaints));
    let words =
        |figures: &[&Claimed<'_>], none: &str| if figures.is_empty() { Cell::text(none) } else { Cell::Parts(list(facts, figures)) };
    let cells = vec![
        words(&claimed, "nothing claimed"),
        words(&filed, NONE_FILED),
        Cell::text(ratio(&claimed, &filed).unwrap_or_default()),
        verified(facts, accused),
    ];
    Row { cells, depth: 0, name: Part::Text(format!("{}, of {}", facts.party_name(claimant), facts.party_name(accused))) }
}

fn list(facts: &Facts<'_>, figures: &[&Claimed<'_>]) -> Sentence {
    let mut sentence = Sentence::default();
    for (place, one) in figures.iter().enumerate() {
        let start = if place > 0 { sentence.and("; ") } else { sentence };
        let definition = one.claim.definition.as_deref().unwrap_or("definition not stated");
        let window = one.claim.window.as_ref().map_or_else(|| "time not stated".into(), |window| facts.when(window));
        sentence = start.n(figure_of(&one.claim.count, one.ids.iter().cloned().collect())).and(format!(" ({definition}; {window})"));
    }
    sentence
}

/// The share that was filed: one exact number each, over one time.
fn ratio(claimed: &[&Claimed<'_>], filed: &[&Claimed<'_>]) -> Option<String> {
    let ([claimed], [filed]) = (claimed, filed) else { return None };
    let exact = |one: &Claimed<'_>| one.claim.count.lo.filter(|_| one.claim.count.lo == one.claim.count.hi).map(u64::from);
    let (n, of) = (exact(filed)?, exact(claimed)?);
    if of == 0 || n > of || filed.claim.window != claimed.claim.window {
        return None;
    }
    let tenths = (n * 1_000 + of / 2) / of;
    Some(format!("{}.{} % ({} of {})", tenths / 10, tenths % 10, grouped(n), grouped(of)))
}

/// Incidents of the accused that people verified; empty if nothing is on record that could have been.
fn verified(facts: &Facts<'_>, accused: &PartyId) -> Cell {
    if facts.incidents_now().next().is_none() {
        return Cell::text("");
    }
    let is_theirs = |incident: &&model::Incident| facts.members(incident).any(|member| member.actor.as_ref() == Some(accused));
    let verified = facts.incidents_now().filter(is_theirs).map(|incident| incident.id.to_string());
    Cell::figure(Figure::number(verified.filter(|id| facts.input.casebook.verified.contains(id)), true))
}
