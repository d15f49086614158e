//! Incidents by zone and area of control, as each source draws it: wholly inside, or touching.

use crate::areas::{Area, Lies};
use crate::document::{Cell, Column, Part, Row, Sentence, Table};
use crate::facts::{Facts, Which};
use crate::family::Family;
use crate::figure::{Compared, Figure, Why};
use crate::shape::{Outline, outline};
use crate::words::word;
use model::{Geometry, LayerRole, LayerVersion};
use std::collections::BTreeSet;

/// The table; none without areas or incidents.
pub fn table(facts: &Facts<'_>) -> Option<Table> {
    let placed: Vec<(Which, String, Family, Outline)> = facts
        .dated_incidents()
        .filter_map(|(which, incident)| {
            Some((which, incident.id.to_string(), Family::of(incident.kind), outline(incident.place.as_ref()?)))
        })
        .collect();
    let areas = areas(facts);
    if placed.is_empty() || areas.is_empty() {
        return None;
    }
    Some(Table {
        caption: "Incidents of all kinds together, by area, as each source draws it at the end of the period.".into(),
        columns: vec![Column::compared("incidents_inside", "Wholly inside"), Column::compared("incidents_touching", "Touching")],
        id: "areas".into(),
        names: "Area".into(),
        notes: vec![Sentence::text(
            "Inside: the outline that holds 90 % of the chance lies wholly in the area. Touching: a part of it does. An area's border has an error of its own; whether a clause is broken is for the findings, which use the whole distribution.",
        )],
        on_request: false,
        rows: areas.into_iter().flat_map(|(layer, polygons)| rows(facts, layer, polygons, &placed)).collect(),
    })
}

fn areas<'a>(facts: &Facts<'a>) -> Vec<(&'a LayerVersion, &'a Vec<Vec<model::place::Ring>>)> {
    let mut areas: Vec<_> = facts
        .input
        .layers
        .iter()
        .filter(|(layer, _)| matches!(layer.role, LayerRole::Zone | LayerRole::Control))
        .filter_map(|(layer, geometry)| match geometry {
            Geometry::Areas(polygons) => Some((layer, polygons)),
            Geometry::Paths(_) | Geometry::Points(_) => None,
        })
        .collect();
    areas.sort_by_key(|(layer, _)| {
        (layer.role, facts.party_rank(layer.party.as_ref()), &layer.layer, &layer.source, layer.valid_from, layer.id)
    });
    areas
}

fn rows(
    facts: &Facts<'_>,
    layer: &LayerVersion,
    polygons: &[Vec<model::place::Ring>],
    placed: &[(Which, String, Family, Outline)],
) -> Vec<Row> {
    let area = Area::of(polygons);
    let lying: Vec<(Which, &String, Family, Lies)> =
        placed.iter().map(|(which, id, family, outline)| (*which, id, *family, area.holds(outline))).collect();
    let cell = |lies: Lies, family: Option<Family>| {
        let figure = |which| {
            let fits = |(own, _, of, how): &&(Which, &String, Family, Lies)| {
                *own == which && *how == lies && family.is_none_or(|family| family == *of)
            };
            let observed = family.map_or_else(|| !facts.coverages(which).is_empty(), |family| facts.is_observed(which, family));
            Figure::number(lying.iter().filter(fits).map(|(_, id, ..)| (*id).clone()), observed)
        };
        let comparable = family.map_or(Err(Why::NotAdded), |family| facts.comparable(family));
        Cell::Compared(Compared::of(figure(Which::Now), figure(Which::Previous), comparable))
    };
    let row = |depth, name: String, family| Row {
        cells: vec![cell(Lies::Inside, family), cell(Lies::Touching, family)],
        depth,
        name: Part::Text(name),
    };
    let met: BTreeSet<Family> = lying.iter().filter(|(.., how)| *how != Lies::Outside).map(|(_, _, family, _)| *family).collect();
    let mut rows = vec![row(0, name(facts, layer), None)];
    rows.extend(met.into_iter().map(|family| row(1, format!("including: {}", family.name()), Some(family))));
    rows
}

fn name(facts: &Facts<'_>, layer: &LayerVersion) -> String {
    let own = layer.name.as_deref().unwrap_or(&layer.layer);
    let party = layer.party.as_ref().map_or_else(String::new, |party| format!(" ({})", facts.party_name(party)));
    format!(
        "{} {own}{party}, as drawn by {}, valid from {}, ± {} m",
        word(&layer.role),
        facts.source_name(&layer.source),
        facts.moment(layer.valid_from),
        layer.accuracy_m
    )
}
