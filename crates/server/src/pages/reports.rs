//! Reports: a list of days, and each day's report in four forms.

use super::frame::{Page, frame};
use super::{Answer, PageFault, PageQuery, answer};
use crate::daily::{Ask, report as report_of};
use crate::problem::Problem;
use crate::reading::read;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::html;
use model::count::grouped;
use report::{Form, Html, Stylesheet};
use store::Folder;

/// Days shown in the list.
const DAYS_SHOWN: usize = 400;

/// The list of days.
pub async fn page(State(folder): State<Folder>, Query(query): Query<PageQuery>) -> Answer {
    let markup = read(folder, query.as_of, |view| {
        let zone = view.mission()?.zone;
        let days = view.days(&zone)?;
        let page = Page::of(view, "Reports", "/reports")?;
        let body = html! {
            main id="main" class="page" {
                h1 { "Reports" }
                p class="lead" { "One report for each reporting day, as known at log position " (grouped(view.as_of())) ". A day that is not listed has no incidents on record, which is not the same as calm." }
                div class="table" tabindex="0" role="region" aria-label="Days" {
                    table {
                        thead { tr { th scope="col" { "Day (" (zone) ")" } th scope="col" class="num" { "Incidents" } th scope="col" { "Report" } } }
                        tbody {
                            @for (day, kinds) in days.iter().rev().take(DAYS_SHOWN) {
                                tr {
                                    th scope="row" { (day) }
                                    td class="num" { (grouped(kinds.values().sum())) }
                                    td {
                                        a href=(format!("/reports/{day}.html")) { "read" } " \u{b7} "
                                        a href=(format!("/reports/weekly-{day}.html")) { "week" } " \u{b7} "
                                        a href=(format!("/reports/{day}.csv")) { "CSV" } " \u{b7} "
                                        a href=(format!("/reports/{day}.json")) { "JSON" } " \u{b7} "
                                        a href=(format!("/reports/{day}.geojson")) { "GeoJSON" }
                                    }
                                }
                            }
                        }
                    }
                }
                @if days.is_empty() { p class="state" { "No incidents yet. Add a file: " code { "tregua add FILE" } "." } }
                @if days.len() > DAYS_SHOWN { p class="quiet" { "The latest " (DAYS_SHOWN) " of " (days.len()) " days; older ones: " code { "tregua report daily --for DAY" } "." } }
            }
        };
        Ok(frame(&page, &body))
    });
    Ok(answer(&markup.await?))
}

/// One report, `DAY.html`, `.csv`, `.json` or `.geojson`; `weekly-DAY`, `ledger-DAY` and `spot-DAY` are the other reports.
pub async fn file(State(folder): State<Folder>, Path(file): Path<String>, Query(query): Query<PageQuery>) -> Result<Response, PageFault> {
    let (day, form) = file.rsplit_once('.').unwrap_or((&file, "html"));
    let (kind, day) = [("weekly-", Form::Weekly), ("ledger-", Form::Ledger), ("spot-", Form::Spot)]
        .into_iter()
        .find_map(|(name, kind)| day.strip_prefix(name).map(|day| (kind, day)))
        .unwrap_or((Form::Daily, day));
    let (day, form) = (day.to_owned(), form.to_owned());
    let media_type = match form.as_str() {
        "html" => "text/html; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "json" => "application/json",
        "geojson" => "application/geo+json",
        _ => return Err(Problem::of_request(format!("`{form}` is no form of a report: html, csv, json or geojson")).into()),
    };
    let bytes = read(folder, query.as_of, move |view| {
        let daily = report_of(view, &Ask { form: kind, day: &day, from: None, about: &[] })?;
        Ok(match form.as_str() {
            "csv" => report::show_csv(&daily).into_bytes(),
            "json" => report::show_json(&daily),
            "geojson" => report::show_geojson(&daily).into_bytes(),
            _ => report::show_html(&daily, &Html { links: true, stylesheet: Stylesheet::Link("/assets/app.css") }).into_bytes(),
        })
    });
    Ok(([(header::CONTENT_TYPE, media_type)], bytes.await?).into_response())
}
