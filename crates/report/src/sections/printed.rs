//! Figures as reports print them, each with its own comparison, and the chain of reports: what one calls "previous" is what
//! the earlier one said of itself.

use crate::document::{Block, Cell, Column, Part, Row, Section, Sentence, Table};
use crate::facts::{Facts, Which};
use crate::figure::{Bound, Compared, Figure, Why};
use crate::method::SEAM_MS_MAX;
use crate::sections::claims::figure_of;
use crate::words::word;
use model::{Claim, Instant, Measure, Observation, When};

/// One printed figure.
struct Printed<'a> {
    which: Option<Which>,
    speaker: &'a str,
    place: Option<&'a str>,
    measure: Measure,
    window: (Instant, Instant),
    /// The speaker's own figure of the period before, printed again.
    is_link: bool,
    claim: &'a Claim,
    observation: &'a Observation,
}

/// The section; empty if no series of printed figures is at hand.
pub fn section(facts: &Facts<'_>) -> Section {
    let all = printed(facts);
    let now = |link: bool| all.iter().filter(move |one| one.which == Some(Which::Now) && one.is_link == link);
    let rows: Vec<Row> = now(false).filter_map(|one| row(facts, &all, one)).collect();
    let links: Vec<Row> = now(true).map(|one| link(facts, &all, one)).collect();
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks.push(Block::Table(figures_table(rows)));
    }
    if !links.is_empty() {
        blocks.push(Block::Table(chain_table(links)));
    }
    Section { blocks, id: "printed".into(), title: "Figures as printed, and the chain of reports".into() }
}

fn figures_table(rows: Vec<Row>) -> Table {
    Table {
        caption: "Figures of one speaker, place and measure, each period beside the one right before it; periods are never added.".into(),
        columns: vec![
            Column::words("speaker", "Speaker"),
            Column::words("measure", "Measure"),
            Column::words("window", "Period"),
            Column::compared("printed", "Printed"),
            Column::words("before", "Before, as printed"),
        ],
        id: "printed".into(),
        names: "Place".into(),
        notes: vec![Sentence::text(
            "A printed zero is a number only under coverage that is on record; without it, it is “not observed”, and no change is stated. None is ever stated from zero.",
        )],
        on_request: false,
        rows,
    }
}

fn chain_table(rows: Vec<Row>) -> Table {
    Table {
        caption: "The chain of reports: what is printed as “previous”, held against the earlier report’s own figure.".into(),
        columns: vec![
            Column::words("speaker", "Speaker"),
            Column::words("measure", "Measure"),
            Column::words("window", "Period"),
            Column::numbers("previous", "Printed as previous"),
            Column::numbers("own", "The earlier report’s own"),
            Column::words("verdict", "Link"),
        ],
        id: "chain".into(),
        names: "Place".into(),
        notes: Vec::new(),
        on_request: false,
        rows,
    }
}

fn printed<'a>(facts: &Facts<'a>) -> Vec<Printed<'a>> {
    let mut all = Vec::new();
    for observation in facts.observations.values().copied() {
        for claim in &observation.claims {
            let Some(window) = claim.window.as_ref().filter(|window| window.from < window.to) else { continue };
            all.push(Printed {
                which: facts.which(&observation.time),
                speaker: &claim.speaker,
                place: observation.place_name.as_deref(),
                measure: claim.measure,
                window: (window.from, window.to),
                is_link: is_marked(claim.definition.as_deref(), &facts.input.casebook.marks.previous),
                claim,
                observation,
            });
        }
    }
    all.sort_by_key(|one| (one.speaker, one.place, one.measure, one.window, one.is_link, one.observation.id));
    all
}

/// Whether a definition says one of these words, whatever the case.
pub fn is_marked(definition: Option<&str>, marks: &[String]) -> bool {
    let definition = definition.unwrap_or_default().to_lowercase();
    marks.iter().any(|mark| definition.contains(&mark.to_lowercase()))
}

fn is_of_one_series(a: &Printed<'_>, b: &Printed<'_>) -> bool {
    (a.speaker, a.place, a.measure) == (b.speaker, b.place, b.measure)
}

/// A figure beside that of the period right before; none if no such figure is at hand.
fn row(facts: &Facts<'_>, all: &[Printed<'_>], one: &Printed<'_>) -> Option<Row> {
    let before =
        all.iter().filter(|other| is_of_one_series(one, other) && is_right_before(other, one)).min_by_key(|other| other.is_link)?;
    let (now_covered, before_covered) = (is_covered(facts, one.window), is_covered(facts, before.window));
    let comparable = if now_covered && before_covered { Ok(()) } else { Err(Why::NotObserved) };
    let compared = Compared::of(figure(one, now_covered), figure(before, before_covered), comparable);
    let printed = figure_of(&before.claim.count, Vec::new()).text();
    let cells = vec![
        Cell::text(one.speaker),
        Cell::text(word(&one.measure)),
        Cell::text(window_words(facts, one)),
        Cell::Compared(compared),
        Cell::text(if before_covered { printed } else { format!("{printed}, coverage not on record") }),
    ];
    Some(Row { cells, depth: 0, name: Part::Text(one.place.unwrap_or("place not stated").to_owned()) })
}

/// Whether a period ends where another one begins, as exactly as their clocks say.
fn is_right_before(before: &Printed<'_>, one: &Printed<'_>) -> bool {
    before.window.0 < one.window.0 && (before.window.1.ms() - one.window.0.ms()).abs() <= SEAM_MS_MAX
}

/// A printed zero needs coverage.
fn figure(one: &Printed<'_>, is_covered: bool) -> Figure {
    let figure = figure_of(&one.claim.count, vec![one.observation.id.to_string()]);
    if figure.exact() == Some(0) && !is_covered { Figure::absent(Bound::NotObserved, figure.ids) } else { figure }
}

fn is_covered(facts: &Facts<'_>, window: (Instant, Instant)) -> bool {
    let touches = |time: &When| time.from < window.1 && window.0 < time.to;
    facts.input.coverages.iter().any(|coverage| coverage.observed_min > 0 && touches(&coverage.time))
}

fn window_words(facts: &Facts<'_>, one: &Printed<'_>) -> String {
    format!("{} to {}", facts.moment(one.window.0), facts.moment(one.window.1))
}

fn link(facts: &Facts<'_>, all: &[Printed<'_>], one: &Printed<'_>) -> Row {
    let own: Vec<&Printed<'_>> =
        all.iter().filter(|other| is_of_one_series(one, other) && other.window == one.window && !other.is_link).collect();
    let value = |printed: &Printed<'_>| (printed.claim.count.lo, printed.claim.count.hi);
    let words = |printed: &Printed<'_>| figure_of(&printed.claim.count, Vec::new()).text();
    let verdict = match own.iter().find(|other| value(other) != value(one)) {
        _ if own.is_empty() => "the earlier report is not at hand".to_owned(),
        None => "holds".into(),
        Some(other) => format!("differs: {} printed as previous, {} in the earlier report", words(one), words(other)),
    };
    let mut figures = Sentence::default();
    for (place, other) in own.iter().enumerate() {
        let comma = if place > 0 { figures.and("; ") } else { figures };
        figures = comma.n(figure_of(&other.claim.count, vec![other.observation.id.to_string()]));
    }
    let cells = vec![
        Cell::text(one.speaker),
        Cell::text(word(&one.measure)),
        Cell::text(window_words(facts, one)),
        Cell::figure(figure_of(&one.claim.count, vec![one.observation.id.to_string()])),
        Cell::Parts(figures),
        Cell::text(verdict),
    ];
    Row { cells, depth: 0, name: Part::Text(one.place.unwrap_or("place not stated").to_owned()) }
}
