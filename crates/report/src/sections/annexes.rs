//! The annexes: what was recorded row by row (A), weapons (B), restrictions (C), coverage (D).

use super::claims::figure_of;
use super::weapons::is_weapon;
use crate::document::{Block, Cell, Column, Part, Row, Section, Sentence, Table};
use crate::facts::{Facts, Which};
use crate::family::Family;
use crate::figure::{Bound, Figure};
use crate::words::{kind_words, own_words, weapon_words, word};
use model::{Instant, Kind, Observation, TimePrecision};
use std::collections::BTreeMap;

fn section(id: &str, title: &str, tables: impl IntoIterator<Item = Table>) -> Section {
    let blocks = tables.into_iter().filter(|table| !table.rows.is_empty()).map(Block::Table).collect();
    Section { blocks, id: id.into(), title: title.into() }
}

fn id_of(observation: &Observation) -> Part {
    Part::Id(observation.id.to_string())
}

fn number(observation: &Observation) -> Cell {
    let ids = vec![observation.id.to_string()];
    match &observation.count {
        None => Cell::figure(Figure::absent(Bound::NotStated, ids)),
        Some(count) => {
            let figure = Sentence::figure(figure_of(count, ids));
            Cell::Parts(own_words(count).map_or_else(|| figure.clone(), |words| figure.clone().and(words)))
        }
    }
}

fn speaker(facts: &Facts<'_>, observation: &Observation) -> String {
    observation.speaker.clone().unwrap_or_else(|| facts.source_name(&observation.source))
}

fn actor(facts: &Facts<'_>, observation: &Observation) -> Cell {
    Cell::text(observation.actor.as_ref().map_or_else(String::new, |actor| facts.party_name(actor)))
}

/// Annex A: observations of fire and of other events, in the order in which the source states them.
pub fn violations(facts: &Facts<'_>) -> Section {
    let (fire, other): (Vec<&Observation>, Vec<&Observation>) = facts
        .observations_now()
        .filter(|one| one.kind.is_event() && !is_weapon(one) && one.kind != Kind::Restriction)
        .partition(|one| Family::of(one.kind) == Family::Fire);
    let tables = [
        observations(facts, "annex_a", "Fire and explosions, each as recorded, in the order stated by the source.", fire),
        observations(facts, "annex_a_other", "Other events, each as recorded.", other),
    ];
    section("annex_a", "Annex A: violations and other events as recorded", tables)
}

fn observations(facts: &Facts<'_>, id: &str, caption: &str, mut rows: Vec<&Observation>) -> Table {
    let begun = block_begins(&rows);
    rows.sort_by_cached_key(|one| order_key(one, &begun));
    Table {
        caption: caption.into(),
        columns: vec![
            Column::words("station", "Station or speaker"),
            Column::words("location", "Event location"),
            Column::words("means", "Means"),
            Column::numbers("number", "No."),
            Column::words("observation", "Observation"),
            Column::words("description", "Description"),
            Column::words("weapon", "Weapon"),
            Column::words("time", "Date, time"),
            Column::words("order", "Order stated"),
            Column::words("actor", "Actor, as the source says"),
            Column::words("cause", "Cause tag"),
        ],
        id: id.into(),
        names: "Id".into(),
        notes: Vec::new(),
        on_request: false,
        rows: rows.into_iter().map(|one| observation_row(facts, one)).collect(),
    }
}

fn observation_row(facts: &Facts<'_>, one: &Observation) -> Row {
    let flight = one.flight.as_ref().map_or_else(String::new, |flight| format!(", {}", flight.to_uppercase().replace('-', " to ")));
    let description = one.determination.map_or_else(String::new, |determination| word(&determination));
    let cells = vec![
        Cell::text(speaker(facts, one)),
        Cell::text(facts.place_of(one)),
        Cell::text(word(&one.sense)),
        number(one),
        Cell::text(kind_words(one.kind)),
        Cell::text(format!("{description}{flight}")),
        Cell::text(one.weapon.as_ref().map_or_else(String::new, |weapon| weapon_words(Some(weapon)))),
        Cell::text(facts.when(&one.time)),
        Cell::text(order_words(one)),
        actor(facts, one),
        Cell::text(one.cause.clone().map_or_else(String::new, |cause| cause.replace('_', " "))),
    ];
    Row { cells, depth: 0, name: id_of(one) }
}

fn order_words(one: &Observation) -> String {
    match &one.sequence {
        None => String::new(),
        Some(sequence) => match sequence.ordinal {
            Some(ordinal) => format!("block {}, {ordinal}", sequence.block),
            None => format!("block {}, order not stated", sequence.block),
        },
    }
}

type BlockKey<'a> = (&'a str, &'a [u8; 32], &'a str);

fn block_of(one: &Observation) -> Option<BlockKey<'_>> {
    one.sequence.as_ref().map(|sequence| (one.source.0.as_str(), one.from.artifact.as_bytes(), sequence.block.as_str()))
}

/// When each stated block begins: a block stands together, at its first moment.
fn block_begins<'a>(rows: &[&'a Observation]) -> BTreeMap<BlockKey<'a>, Instant> {
    let mut begun = BTreeMap::new();
    for one in rows {
        if let Some(block) = block_of(one) {
            let first = begun.entry(block).or_insert(one.time.from);
            *first = one.time.from.min(*first);
        }
    }
    begun
}

/// Source and station, then the block's first moment, the block, the stated order (not stated comes
/// last), then the row's own time and place in its file.
type OrderKey<'a> =
    ((&'a str, Option<&'a str>, Instant), (Option<u64>, Option<&'a str>, u32), (Instant, Option<&'a str>, u32, model::ObservationId));

fn order_key<'a>(one: &'a Observation, begun: &BTreeMap<BlockKey<'a>, Instant>) -> OrderKey<'a> {
    let begins = block_of(one).and_then(|block| begun.get(&block).copied()).unwrap_or(one.time.from);
    let block = one.sequence.as_ref().map(|sequence| sequence.block.as_str());
    let ordinal = one.sequence.as_ref().and_then(|sequence| sequence.ordinal).unwrap_or(u32::MAX);
    let place = (one.time.from, one.from.entry.as_deref(), one.from.line, one.id);
    ((one.source.0.as_str(), one.speaker.as_deref(), begins), (block.and_then(|block| block.parse().ok()), block, ordinal), place)
}

/// Annex B: weapons as seen.
pub fn weapons(facts: &Facts<'_>) -> Section {
    let mut rows: Vec<&Observation> = facts.observations_now().filter(|one| is_weapon(one)).collect();
    rows.sort_by_key(|one| (one.status.is_none(), one.status, one.time.from, one.id));
    let row = |one: &Observation| Row {
        cells: vec![
            Cell::text(one.status.map_or_else(|| "not stated".into(), |status| word(&status))),
            Cell::text(facts.when(&one.time)),
            number(one),
            Cell::text(weapon_words(one.weapon.as_ref())),
            Cell::text(facts.place_of(one)),
            Cell::text(format!("{}, {}", word(&one.sense), speaker(facts, one))),
            actor(facts, one),
        ],
        depth: 0,
        name: id_of(one),
    };
    let table = Table {
        caption: "Weapons, each sighting as recorded.".into(),
        columns: vec![
            Column::words("status", "Status, as the source says"),
            Column::words("time", "Date, time"),
            Column::numbers("number", "No."),
            Column::words("type", "Type"),
            Column::words("location", "Location and control, as written"),
            Column::words("means", "Source of observation"),
            Column::words("actor", "Side, as the source says"),
        ],
        id: "annex_b".into(),
        names: "Id".into(),
        notes: Vec::new(),
        on_request: false,
        rows: rows.into_iter().map(row).collect(),
    };
    section("annex_b", "Annex B: weapons", [table])
}

/// Annex C: restrictions of freedom of movement.
pub fn restrictions(facts: &Facts<'_>) -> Section {
    let mut rows: Vec<&Observation> =
        facts.observations_now().filter(|one| one.kind == Kind::Restriction || one.restriction.is_some()).collect();
    rows.sort_by_key(|one| (one.time.from, one.id));
    let table = Table {
        caption: "Restrictions of the mission’s freedom of movement.".into(),
        columns: vec![
            Column::words("time", "Date, time"),
            Column::words("place", "Place"),
            Column::words("patrol", "Patrol"),
            Column::words("by_whom", "By whom, as written"),
            Column::words("type", "Type"),
            Column::words("reason", "Reason given, quoted"),
            Column::numbers("duration_min", "Duration"),
            Column::words("actor", "Side, as the source says"),
        ],
        id: "annex_c".into(),
        names: "Id".into(),
        notes: Vec::new(),
        on_request: false,
        rows: rows.into_iter().map(|one| restriction_row(facts, one)).collect(),
    };
    section("annex_c", "Annex C: restrictions of freedom of movement", [table])
}

fn restriction_row(facts: &Facts<'_>, one: &Observation) -> Row {
    let said = one.restriction.as_ref();
    let reason = said.and_then(|said| said.reason_quoted.as_ref()).map_or_else(|| "none given".into(), |reason| format!("“{reason}”"));
    let cells = vec![
        Cell::text(facts.when(&one.time)),
        Cell::text(facts.place_of(one)),
        Cell::text(speaker(facts, one)),
        Cell::text(said.and_then(|said| said.by_whom.clone()).unwrap_or_else(|| "not stated".into())),
        Cell::text(said.map_or_else(|| "not stated".into(), |said| word(&said.form))),
        Cell::text(reason),
        Cell::figure(duration(one)),
        actor(facts, one),
    ];
    Row { cells, depth: 0, name: id_of(one) }
}

/// How long it lasted: only where both ends are known to the minute.
fn duration(one: &Observation) -> Figure {
    let ids = vec![one.id.to_string()];
    let exact = matches!(one.time.precision, TimePrecision::Instant | TimePrecision::Minute);
    match u64::try_from((one.time.to.ms() - one.time.from.ms()) / 60_000) {
        Ok(minutes) if exact && minutes > 0 => Figure::minutes(minutes, ids),
        _ => Figure::absent(Bound::NotStated, ids),
    }
}

/// Annex D: who watched, and how much of what was planned.
pub fn coverage(facts: &Facts<'_>) -> Section {
    let row = |coverage: &model::Coverage| {
        let minutes = |n: u32| Cell::figure(Figure::minutes(u64::from(n), vec![coverage.id.to_string()]));
        Row {
            cells: vec![
                Cell::text(coverage.station.clone()),
                Cell::text(coverage.region.clone().unwrap_or_else(|| "not stated".into())),
                Cell::text(word(&coverage.sense)),
                Cell::text(facts.when(&coverage.time)),
                minutes(coverage.planned_min),
                minutes(coverage.observed_min),
                Cell::text(word(&coverage.state)),
                Cell::text(coverage.cause.clone().unwrap_or_default()),
            ],
            depth: 0,
            name: Part::Id(coverage.id.to_string()),
        }
    };
    let table = Table {
        caption: "Stations and patrols that watched in this period, with their whole planned time.".into(),
        columns: vec![
            Column::words("station", "Station or patrol"),
            Column::words("region", "Region"),
            Column::words("sense", "Sense"),
            Column::words("time", "Planned time"),
            Column::numbers("planned_min", "Planned"),
            Column::numbers("observed_min", "Observed"),
            Column::words("state", "State"),
            Column::words("cause", "Cause"),
        ],
        id: "annex_d".into(),
        names: "Id".into(),
        notes: vec![Sentence::text(
            "In the totals of this report a time that crosses the edge of the period is shared out evenly; here it stands whole.",
        )],
        on_request: false,
        rows: facts.coverages(Which::Now).into_iter().map(row).collect(),
    };
    section("annex_d", "Annex D: coverage", [table])
}
