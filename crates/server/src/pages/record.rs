//! The record: how large the log is, what came in, what was refused, and how a stranger checks it all.

use super::frame::{Page, frame};
use super::{Answer, PageQuery, answer};
use crate::api::summary::summary_of;
use crate::reading::read;
use crate::words::moment;
use axum::extract::{Query, State};
use maud::html;
use model::Instant;
use model::count::grouped;
use store::Folder;

/// Refused rows shown.
const REFUSALS_SHOWN: u32 = 100;

/// The page.
pub async fn page(State(folder): State<Folder>, Query(query): Query<PageQuery>) -> Answer {
    let markup = read(folder, query.as_of, |view| {
        let summary = summary_of(view)?;
        let zone = view.mission()?.zone;
        let (artifacts, refusals) = (view.artifacts()?, view.refusals(REFUSALS_SHOWN)?);
        let page = Page::of(view, "Record", "/record")?;
        let when = |ms: i64| Instant::from_ms(ms).map(|at| moment(at, &zone)).unwrap_or_default();
        let body = html! {
            main id="main" class="page" {
                h1 { "The record" }
                dl class="figures" {
                    div { dt { "entries" } dd { (grouped(summary.log.size)) } }
                    div { dt { "received" } dd { (grouped(summary.families.received)) } }
                    div { dt { "declared" } dd { (grouped(summary.families.declared)) } }
                    div { dt { "concluded" } dd { (grouped(summary.families.concluded)) } }
                    div { dt { "rows refused" } dd { (grouped(summary.counts.refused)) } }
                }
                h2 { "Checkpoint" }
                p { "This is what the log's own key signed. How far witnesses have cosigned it, " code { "tregua log status" } " says. Root " code class="hash" { (summary.log.root) } }
                pre { code { (summary.log.checkpoint) } }
                h2 { "Verify it yourself" }
                p { "The log's files are " a href="/log/checkpoint" { "checkpoint" } ", " a href="/log/vkey" { "key" } " and tiles under " code { "/log/tile/" } ", as C2SP tlog-tiles lays them out: other people's tools read them. On this machine:" }
                pre { code { "tregua audit\ntregua-verify --log data/log --policy YOUR-OWN.policy" } }
                h2 { "Received" }
                div class="table" tabindex="0" role="region" aria-label="Received files" {
                    table {
                        thead { tr { th scope="col" class="num" { "Entry" } th scope="col" { "File" } th scope="col" { "Read as" } th scope="col" class="num" { "Rows" } th scope="col" class="num" { "Refused" } th scope="col" { "Received (" (zone) ")" } th scope="col" { "SHA-256" } } }
                        tbody {
                            @for artifact in &artifacts {
                                @let (rows, _, refused) = artifact.rows.unwrap_or_default();
                                tr {
                                    td class="num" { (artifact.leaf) }
                                    th scope="row" { (artifact.name) }
                                    td { (artifact.format.as_deref().unwrap_or("not read yet")) }
                                    td class="num" { (grouped(rows)) }
                                    td class="num" { (grouped(refused)) }
                                    td { (when(artifact.received_ms)) }
                                    td { code { (artifact.sha256.get(..16).unwrap_or("")) } }
                                }
                            }
                        }
                    }
                }
                h2 { "Rows that could not be read" }
                @if refusals.is_empty() { p class="quiet" { "None." } } @else {
                    div class="table" tabindex="0" role="region" aria-label="Refused rows" {
                        table {
                            caption { "Kept as they came, the first " (REFUSALS_SHOWN) "." }
                            thead { tr { th scope="col" { "Id" } th scope="col" class="num" { "Line" } th scope="col" { "Column" } th scope="col" { "Why" } th scope="col" { "The row" } } }
                            tbody {
                                @for refusal in &refusals {
                                    @let id = refusal.id.to_string();
                                    tr {
                                        th scope="row" { a href=(format!("/explain/{id}")) { code { (super::incident::short(&id)) } } }
                                        td class="num" { (refusal.from.line) }
                                        td { (refusal.column.as_deref().unwrap_or("")) }
                                        td { (refusal.reason) }
                                        td { code { (refusal.raw.chars().take(120).collect::<String>()) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        };
        Ok(frame(&page, &body))
    });
    Ok(answer(&markup.await?))
}
