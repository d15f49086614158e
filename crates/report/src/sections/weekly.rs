//! What a week or a longer stretch shows beside a day: each day with its own coverage, what is due, what binds, rates and alerts.

use crate::document::{Block, Cell, Column, Part, Row, Section, Sentence, Table};
use crate::facts::Facts;
use crate::family::Family;
use crate::figure::Figure;
use crate::method::can_perceive;
use crate::period::Period;
use model::{Coverage, Incident, Instant};

/// Most days that stand by themselves. Source: assumed; a quarter.
const DAYS_MAX: usize = 100;

fn empty(id: &str, title: &str) -> Section {
    Section { blocks: Vec::new(), id: id.into(), title: title.into() }
}

fn table(id: &str, names: &str, caption: &str, columns: Vec<Column>, rows: Vec<Row>) -> Table {
    Table { caption: caption.into(), columns, id: id.into(), names: names.into(), notes: Vec::new(), on_request: false, rows }
}

/// Each reporting day of a longer period by itself; days are told, never added.
pub fn days(facts: &Facts<'_>, days: &[(String, Period)]) -> Section {
    let section = empty("days", "Day by day");
    if days.len() < 2 || days.len() > DAYS_MAX {
        return section;
    }
    let rows = days.iter().map(|(day, period)| day_row(facts, day, *period)).collect();
    let columns = vec![
        Column::numbers("fire", "Fire and explosions, incidents"),
        Column::numbers("other", "Other incidents"),
        Column::numbers("observed_min", "Watched"),
        Column::words("coverage", "Coverage"),
    ];
    let table = table(
        "days",
        "Day",
        "Each reporting day with its own coverage. A day without coverage is not observed, whatever its neighbours are.",
        columns,
        rows,
    );
    Section { blocks: vec![Block::Table(table)], ..section }
}

fn day_row(facts: &Facts<'_>, day: &str, period: Period) -> Row {
    let within: Vec<&Incident> = facts.incidents_now().filter(|incident| period.holds(incident.time.from)).collect();
    let watched: Vec<&Coverage> =
        facts.input.coverages.iter().filter(|one| one.observed_min > 0 && period.overlap_ms(one.time.from, one.time.to) > 0).collect();
    let sees = |family: Family| watched.iter().any(|one| can_perceive(one.sense, family));
    let of = |fire: bool| {
        within.iter().filter(move |incident| (Family::of(incident.kind) == Family::Fire) == fire).map(|one| one.id.to_string())
    };
    let minutes = watched.iter().map(|one| share_min(one, period)).sum();
    let cells = vec![
        Cell::figure(Figure::number(of(true), sees(Family::Fire))),
        Cell::figure(Figure::number(of(false), Family::EVENTS.into_iter().any(sees))),
        Cell::figure(Figure::minutes(minutes, watched.iter().map(|one| one.id.to_string()).collect())),
        Cell::text(if watched.is_empty() { "not observed" } else { "observed" }),
    ];
    Row { cells, depth: 0, name: Part::Text(day.into()) }
}

/// Minutes of a coverage that fall into a period; one that crosses its edge is shared out evenly.
fn share_min(coverage: &Coverage, period: Period) -> u64 {
    let length = (coverage.time.to.ms() - coverage.time.from.ms()).max(1);
    let part = i128::from(coverage.observed_min) * i128::from(period.overlap_ms(coverage.time.from, coverage.time.to)) / i128::from(length);
    u64::try_from(part).unwrap_or(0)
}

/// What is due, by when and by whom.
pub fn due(facts: &Facts<'_>) -> Section {
    let section = empty("due", "What is due");
    let mut due = facts.input.casebook.due.clone();
    due.sort_by(|a, b| (a.at.is_none(), a.at, &a.subject, &a.what, &a.whose).cmp(&(b.at.is_none(), b.at, &b.subject, &b.what, &b.whose)));
    let when = |at: Option<Instant>| at.map_or_else(|| "from the next tick on".into(), |at| facts.moment(at));
    let row = |one: &crate::input::Due| Row {
        cells: vec![Cell::text(&one.what), Cell::text(&one.whose), Cell::text(when(one.at))],
        depth: 0,
        name: Part::Text(one.subject.clone()),
    };
    let rows: Vec<Row> = due.iter().map(row).collect();
    if rows.is_empty() {
        return section;
    }
    let columns = vec![Column::words("what", "What"), Column::words("whose", "By whom"), Column::words("due", "Due")];
    Section {
        blocks: vec![Block::Table(table("due", "Of", "Open deadlines; they lapse by a tick, never by a claimed clock.", columns, rows))],
        ..section
    }
}

/// Remedies that are not closed, by party.
pub fn remedies(facts: &Facts<'_>) -> Section {
    let section = empty("remedies", "Remedies that are open");
    let mut remedies = facts.input.casebook.remedies.clone();
    remedies.sort_by(|a, b| (facts.party_rank(Some(&a.party)), &a.name).cmp(&(facts.party_rank(Some(&b.party)), &b.name)));
    let row = |one: &crate::input::Remedy| Row {
        cells: vec![Cell::text(facts.party_name(&one.party)), Cell::text(&one.what), Cell::text(&one.status)],
        depth: 0,
        name: Part::Text(one.name.clone()),
    };
    let rows: Vec<Row> = remedies.iter().map(row).collect();
    if rows.is_empty() {
        return section;
    }
    let columns = vec![Column::words("party", "Owed by"), Column::words("what", "What"), Column::words("status", "Status")];
    Section { blocks: vec![Block::Table(table("remedies", "Remedy", "Ordered and not closed.", columns, rows))], ..section }
}

/// What binds today, by who promised.
pub fn commitments(facts: &Facts<'_>) -> Section {
    let section = empty("commitments", "Commitments");
    let row = |one: &crate::input::Commitment| Row {
        cells: vec![Cell::text(&one.who), Cell::text(&one.domain), Cell::text(&one.status), Cell::text(&one.effect)],
        depth: 0,
        name: Part::Text(one.name.clone()),
    };
    let rows: Vec<Row> = facts.input.casebook.commitments.iter().map(row).collect();
    if rows.is_empty() {
        return section;
    }
    let columns = vec![
        Column::words("who", "Promised by"),
        Column::words("domain", "Domain"),
        Column::words("status", "Status"),
        Column::words("effect", "Binds"),
    ];
    Section {
        blocks: vec![Block::Table(table(
            "commitments",
            "Commitment",
            "The register, as known at this position of the log.",
            columns,
            rows,
        ))],
        ..section
    }
}

/// Rates under coverage, with alerts that may be looked at every day.
pub fn rates(facts: &Facts<'_>) -> Section {
    let section = empty("rates", "Rates under coverage");
    let rows: Vec<Row> = facts.input.casebook.rates.iter().map(rate_row).collect();
    if rows.is_empty() {
        return section;
    }
    let columns = vec![
        Column::words("baseline", "Baseline"),
        Column::words("since", "Since then"),
        Column::words("ratio", "Rate against the baseline (95 %)"),
        Column::words("alert", "Evidence for a change"),
    ];
    let mut table = table("rates", "What", "Incidents for each hour watched; days without coverage are in neither number.", columns, rows);
    table.notes = vec![Sentence::text(
        "The alert keeps its promise however often it is looked at (METHOD 10). A ratio with its interval is stated, never a record; it says nothing about who acted.",
    )];
    Section { blocks: vec![Block::Table(table)], ..section }
}

fn rate_row(one: &crate::input::Rate) -> Row {
    let milli = |n: u64| format!("{}.{:02}", n / 1_000, n % 1_000 / 10);
    let hours = |minutes: u64| Figure::minutes(minutes, Vec::new()).text();
    let (best, lo, hi) = one.ratio_milli;
    let cells = vec![
        Cell::text(format!("{} in {} over {} observed days", one.baseline_count, hours(one.baseline_min), one.baseline_days)),
        Cell::text(format!("{} in {}", one.count, hours(one.minutes))),
        Cell::text(format!("{} ({} to {})", milli(best), milli(lo), milli(hi))),
        Cell::text(&one.level),
    ];
    Row { cells, depth: 0, name: Part::Text(one.what.clone()) }
}
