//! The queue, and what people did about one report, incident or finding.

use super::frame::{Page, frame};
use super::incident::short;
use super::{Answer, PageQuery, answer};
use crate::problem::Problem;
use crate::reading::read;
use crate::words::moment;
use axum::extract::{Path, Query, State};
use casework::verification::queue::Line;
use engine::matters::Sheet;
use engine::quality::Quarter;
use maud::{Markup, html};
use model::count::grouped;
use store::Folder;

/// Lines shown.
const LINES_SHOWN: usize = 200;

/// The queue.
pub async fn queue(State(folder): State<Folder>, Query(query): Query<PageQuery>) -> Answer {
    let markup = read(folder, query.as_of, |view| {
        let mut lines = view.queue(None, None)?;
        lines.retain(|line| !line.waits_for.is_empty());
        let zone = view.mission()?.zone;
        let page = Page::of(view, "Queue", "/queue")?;
        let body = html! {
            main id="main" class="page" {
                h1 { "Queue" }
                p class="lead" { (grouped(lines.len() as u64)) " wait to be graded, confirmed or completed. Overdue is what was due before the settled time. " a href="/quality" { "How good judgement was" } }
                div class="table" tabindex="0" role="region" aria-label="Queue" {
                    table {
                        caption { "What is due first comes first, the first " (LINES_SHOWN) ". Incidents of the last seven days of reports, and everything that somebody worked on." }
                        thead { tr { th scope="col" { "What" } th scope="col" { "State" } th scope="col" { "Waits for" } th scope="col" { "Due" } th scope="col" { "Who" } } }
                        tbody { @for line in lines.iter().take(LINES_SHOWN) { (row(line, &zone)) } }
                    }
                }
            }
        };
        Ok(frame(&page, &body))
    });
    Ok(answer(&markup.await?))
}

fn row(line: &Line, zone: &str) -> Markup {
    let roles: Vec<&str> = line.waits_for.iter().map(|role| role.word()).collect();
    html! {
        tr {
            th scope="row" { a href=(format!("/matters/{}", line.subject)) { code { (short(&line.subject)) } } }
            td { (line.state.word().replace('_', " ")) @if let Some(of) = &line.grades_of { ": waits for " (of) } @if !line.missing.is_empty() { ": " (line.missing.join(", ")) } }
            td { (roles.join(", ")) }
            td { @if let Some(due) = line.due { (moment(due, zone)) } @if line.is_overdue { " " strong { "overdue" } } }
            td {
                @if let Some(to) = &line.assigned { "assigned to " (to) " " }
                @if let Some((by, until)) = &line.looked_at_by { "being looked at by " (by) " until " (moment(*until, zone)) }
            }
        }
    }
}

/// Which quarter, from which position.
#[derive(Debug, serde::Deserialize)]
pub struct QualityQuery {
    quarter: Option<String>,
    as_of: Option<u64>,
}

/// How good judgement was.
pub async fn quality(State(folder): State<Folder>, Query(query): Query<QualityQuery>) -> Answer {
    let quarter = query.quarter.as_deref().filter(|quarter| !quarter.is_empty()).map(str::parse::<Quarter>).transpose();
    let quarter = quarter.map_err(|fault| Problem::of_request(fault.to_string()))?;
    let markup = read(folder, query.as_of, move |view| {
        let lines = engine::quality::show_lines(&view.quality(quarter)?);
        let page = Page::of(view, "Quality", "/queue")?;
        let body = html! {
            main id="main" class="page" {
                h1 { "How good judgement was" }
                p class="lead" { "Graders held against each other and against what was settled; sources against what others settled." }
                form method="get" { label { "Quarter, such as 2026Q3: " input name="quarter" value=[quarter.map(|quarter| quarter.to_string())]; } " " button { "Show" } }
                ul { @for line in &lines { li { (line) } } }
            }
        };
        Ok(frame(&page, &body))
    });
    Ok(answer(&markup.await?))
}

/// One matter.
pub async fn matter(State(folder): State<Folder>, Path(id): Path<String>, Query(query): Query<PageQuery>) -> Answer {
    let markup = read(folder, query.as_of, move |view| {
        let id = engine::explain::find_one(view, &id)?;
        let sheet = view.sheet(&id, None)?;
        let zone = view.mission()?.zone;
        let page = Page::of(view, short(&id), "/queue")?;
        let body = html! {
            main id="main" class="page" {
                p class="kind" { "Verification \u{b7} " code { (id) } }
                h1 { (sheet.state.replace('_', " ")) }
                @if id.starts_with("INC-") { p { a href=(format!("/incidents/{id}")) { "What is reported of it" } } }
                @else { p { a href=(format!("/explain/{id}")) { "What is reported of it" } } }
                (show(&sheet, &zone))
            }
        };
        Ok(frame(&page, &body))
    });
    Ok(answer(&markup.await?))
}

/// A matter's grades, confirmations and history, as part of a page.
pub fn show(sheet: &Sheet, zone: &str) -> Markup {
    html! {
        @if let Some(reason) = &sheet.reason { p class="lead" { "Because: " (reason) @if !sheet.missing.is_empty() { " Missing: " (sheet.missing.join(", ")) "." } } }
        @if let (Some(ppm), Some(word)) = (sheet.pooled_ppm, sheet.pooled_word) {
            p { "It happened as reported: " b { (word) } " (" (percent(ppm)) "), the graders' chances made one." }
        }
        @for round in &sheet.rounds {
            h3 { "Round " (round.round) @if !round.ended { " (open)" } }
            @if round.grades.is_empty() { p class="quiet" { "Sealed by " (list(&round.sealed)) "; no grade is opened before all are sealed." } }
            @else {
                div class="table" tabindex="0" role="region" aria-label=(format!("Grades of round {}", round.round)) {
                    table {
                        thead { tr { th scope="col" { "Grader" } th scope="col" { "Source" } th scope="col" { "Information" } th scope="col" { "Probability" } th scope="col" { "Confidence" } th scope="col" { "Standard met" } th scope="col" { "Note" } } }
                        tbody {
                            @for grade in &round.grades {
                                tr {
                                    th scope="row" { (grade.by) }
                                    td { (grade.source) }
                                    td { (grade.credibility) ", " (model::verification::credibility_words(grade.credibility)) }
                                    td { (grade.chance_word) " (" (percent(grade.chance_ppm)) ")" }
                                    td { (grade.confidence) }
                                    td { (grade.standard.unwrap_or("none").replace('_', " ")) }
                                    td { (grade.note.as_deref().unwrap_or("")) }
                                }
                            }
                        }
                    }
                }
            }
        }
        @for one in &sheet.confirmed { p { "Confirmed by " (list(&one.by)) ", " (moment(one.at, zone)) @if !one.is_current { ", as it stood then" } "." } }
        @for one in &sheet.adopted {
            p { "Attributed by " (list(&one.by)) ": " (one.hypothesis.replace('_', " ")) @if let Some(party) = &one.party { ", " (party) } @if !one.is_current { ", as it stood then" } "." }
            @for dissent in &one.dissent { p { "Dissent of " (dissent) } }
        }
        @if let Some(one) = &sheet.settled { p { "Settled by " (list(&one.by)) ": " @if one.happened { "it happened" } @else { "it did not happen" } ". " (one.reason) } }
        @if !sheet.comments.is_empty() { ul { @for one in &sheet.comments { li { (one.by) ", " (moment(one.at, zone)) ": " (one.text) } } } }
        @if sheet.history.is_empty() { p class="quiet" { "Nobody has done anything about it yet." } }
        @else {
            ol class="history" {
                @for one in &sheet.history { li { (moment(one.at, zone)) " " (one.what.replace('_', " ")) " by " (list(&one.by)) ", " a href=(format!("?as_of={}", one.entry + 1)) { "entry " (grouped(one.entry)) } } }
            }
        }
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "nobody".into() } else { names.join(", ") }
}

fn percent(ppm: u32) -> String {
    format!("{}.{} %", ppm / 10_000, ppm / 1_000 % 10)
}
