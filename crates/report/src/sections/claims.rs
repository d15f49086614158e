//! The claims sheet: what each speaker says, by measure and definition, side by side; never added or averaged.

use crate::document::{Block, Cell, Column, Part, Row, Section, Sentence, Table};
use crate::facts::{Facts, Which};
use crate::figure::{Bound, Figure};
use crate::words::{own_words, word};
use model::{Claim, Count, Instant, Measure, Observation};
use std::collections::{BTreeMap, BTreeSet};

/// One line of the sheet: whose figure, of what, about whom, in whose definition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Series {
    measure: Measure,
    definition: Option<String>,
    about_rank: u32,
    about: Option<String>,
    source_rank: u32,
    speaker: String,
    cumulative: bool,
}

/// A point of a series; copies of it share it.
#[derive(Clone, Debug)]
struct Point {
    claim: Claim,
    said_at: Instant,
    ids: BTreeSet<String>,
}

/// The section; empty if nobody claimed anything in this period.
pub fn section(facts: &Facts<'_>) -> Section {
    let (now, previous) = (sheet(facts, Which::Now), sheet(facts, Which::Previous));
    let rows: Vec<Row> = now.iter().flat_map(|(series, points)| rows(facts, series, points, previous.get(series))).collect();
    let blocks = if rows.is_empty() { Vec::new() } else { vec![Block::Table(table(rows))] };
    Section { blocks, id: "claims".into(), title: "Claims sheet".into() }
}

fn table(rows: Vec<Row>) -> Table {
    Table {
        caption: "Numbers that somebody gave, by measure, definition, subject and speaker. A claim is not a verified count.".into(),
        columns: vec![
            Column::words("measure", "Measure"),
            Column::words("definition", "Definition, in the speaker’s words"),
            Column::words("about", "About"),
            Column::words("window", "Time covered"),
            Column::numbers("claimed", "Claimed"),
            Column::words("form", "Form"),
            Column::numbers("claimed_before", "In the period before"),
        ],
        id: "claims".into(),
        names: "Speaker".into(),
        notes: vec![
            Sentence::text("Never added or averaged across speakers or definitions: the definition is part of the figure."),
            Sentence::text(
                "A running total is shown by its latest value; its points are never added. No row means that no claim came in, not that there was nothing to claim.",
            ),
        ],
        on_request: false,
        rows,
    }
}

fn sheet(facts: &Facts<'_>, which: Which) -> BTreeMap<Series, Vec<Point>> {
    let mut sheet: BTreeMap<Series, Vec<Point>> = BTreeMap::new();
    for (_, observation) in facts.dated_observations().filter(|(own, _)| *own == which) {
        for claim in &observation.claims {
            let points = sheet.entry(series(facts, observation, claim)).or_default();
            let same = points.iter_mut().find(|point| is_copy(&point.claim, claim));
            match same {
                Some(point) => {
                    point.ids.insert(observation.id.to_string());
                    point.said_at = point.said_at.max(said_at(observation, claim));
                }
                None => points.push(Point {
                    claim: claim.clone(),
                    said_at: said_at(observation, claim),
                    ids: BTreeSet::from([observation.id.to_string()]),
                }),
            }
        }
    }
    for points in sheet.values_mut() {
        points.sort_by(|a, b| (a.said_at, &a.claim, &a.ids).cmp(&(b.said_at, &b.claim, &b.ids)));
    }
    sheet
}

fn series(facts: &Facts<'_>, observation: &Observation, claim: &Claim) -> Series {
    let party = facts.input.mission.source(&observation.source).and_then(|source| source.party.as_ref());
    Series {
        measure: claim.measure,
        definition: claim.definition.clone(),
        about_rank: facts.party_rank(claim.about.as_ref()),
        about: claim.about.as_ref().map(|about| about.0.clone()),
        source_rank: facts.party_rank(party),
        speaker: claim.speaker.clone(),
        cumulative: claim.cumulative,
    }
}

fn said_at(observation: &Observation, claim: &Claim) -> Instant {
    claim.as_of.unwrap_or(observation.time.from)
}

fn is_copy(a: &Claim, b: &Claim) -> bool {
    (a.count.lo, a.count.hi, &a.window, a.as_of) == (b.count.lo, b.count.hi, &b.window, b.as_of)
}

fn rows(facts: &Facts<'_>, series: &Series, points: &[Point], before: Option<&Vec<Point>>) -> Vec<Row> {
    let before = before.and_then(|points| points.last()).filter(|_| series.cumulative);
    let shown = if series.cumulative { points.get(points.len().saturating_sub(1)..).unwrap_or(points) } else { points };
    shown.iter().map(|point| row(facts, series, point, points.len(), before)).collect()
}

fn row(facts: &Facts<'_>, series: &Series, point: &Point, points_n: usize, before: Option<&Point>) -> Row {
    let claim = &point.claim;
    let about = claim.about.as_ref().map_or_else(|| "no party named".into(), |about| facts.party_name(about));
    let cells = vec![
        Cell::text(word(&series.measure)),
        Cell::text(series.definition.clone().unwrap_or_else(|| "not stated".into())),
        Cell::text(about),
        Cell::text(claim.window.as_ref().map_or_else(|| "not stated".into(), |window| facts.when(window))),
        Cell::Parts(claimed(point)),
        Cell::text(form(facts, series, point, points_n)),
        before.map_or_else(|| Cell::text(""), |before| Cell::Parts(claimed(before))),
    ];
    Row { cells, depth: 0, name: Part::Text(series.speaker.clone()) }
}

fn claimed(point: &Point) -> Sentence {
    let figure = Sentence::figure(figure_of(&point.claim.count, point.ids.iter().cloned().collect()));
    match own_words(&point.claim.count) {
        Some(words) => figure.and(words),
        None => figure,
    }
}

/// A source's count as a number of the report.
pub fn figure_of(count: &Count, ids: Vec<String>) -> Figure {
    match count.lo {
        Some(lo) => Figure::between(u64::from(lo), count.hi.map(u64::from), ids),
        None => Figure::absent(Bound::Uncountable, ids),
    }
}

fn form(facts: &Facts<'_>, series: &Series, point: &Point, points_n: usize) -> String {
    let copies = if point.ids.len() > 1 { ", the same figure in several reports" } else { "" };
    match (series.cumulative, points_n) {
        (true, 1) => format!("running total, as of {}{copies}", facts.moment(point.said_at)),
        (true, _) => format!("running total, the latest of several points, as of {}{copies}", facts.moment(point.said_at)),
        (false, _) => format!("figure for its time{copies}"),
    }
}
