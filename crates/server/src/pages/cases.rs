//! The docket, the file of a case, remedies by party, and everything that is due.

use super::frame::{Page, frame};
use super::{Answer, PageQuery, answer};
use crate::api::cases::{by_party, known};
use crate::reading::read;
use crate::words::moment;
use axum::extract::{Path, Query, State};
use casework::docket::{Away, Case, Counted, NoDecision, Stage};
use maud::{Markup, html};
use model::Instant;
use store::Folder;

/// The docket.
pub async fn docket(State(folder): State<Folder>, Query(query): Query<PageQuery>) -> Answer {
    let markup = read(folder, query.as_of, |view| {
        let office = view.office()?;
        let page = Page::of(view, "Cases", "/cases")?;
        let body = html! {
            main id="main" class="page" {
                h1 { "Cases" }
                p { a href="/due" { "What is due" } " \u{b7} " a href="/remedies" { "Remedies" } }
                @if office.docket.cases().next().is_none() { p class="lead" { "No case was brought yet." } }
                div class="table" tabindex="0" role="region" aria-label="Cases" {
                    table {
                        thead { tr { th scope="col" { "Case" } th scope="col" { "About" } th scope="col" { "Against" } th scope="col" { "State" } } }
                        tbody {
                            @for case in office.docket.cases() {
                                tr {
                                    th scope="row" { a href=(address(&case.name)) { (case.name) } }
                                    td { (case.title) }
                                    td { (names(case)) }
                                    td { (case.state().replace('_', " ")) }
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

/// The file of a case.
pub async fn case(State(folder): State<Folder>, Path(name): Path<String>, Query(query): Query<PageQuery>) -> Answer {
    let markup = read(folder, query.as_of, move |view| {
        let office = view.office()?;
        let case = known(&office, &name)?;
        let zone = view.mission()?.zone;
        let page = Page::of(view, &case.name, "/cases")?;
        let body = html! {
            main id="main" class="page" {
                h1 { (case.name) }
                p class="lead" { (case.title) }
                dl class="figures" {
                    div { dt { "state" } dd { (case.state().replace('_', " ")) } }
                    div { dt { "against" } dd { (names(case)) } }
                    div { dt { "brought by" } dd { (case.by) ", entry " (case.submitted) } }
                }
                @for (word, other) in [("Asks to review ", &case.reviews), ("Under review in ", &case.under_review), ("Its place took ", &case.superseded_by)] {
                    @if let Some(other) = other { p { (word) a href=(address(other)) { (other) } } }
                }
                @if let Some(suspended) = &case.suspended { p { "Suspended by " (suspended.by) ", entry " (suspended.leaf) ": " (suspended.reason) } }
                (file(case))
                (replies(case, &zone))
                (votes(case, office.docket.away(), &zone))
                (end(case, &zone))
            }
        };
        Ok(frame(&page, &body))
    });
    Ok(answer(&markup.await?))
}

fn names(case: &Case) -> String {
    let names: Vec<&str> = case.named.iter().map(|party| party.0.as_str()).collect();
    if names.is_empty() { "nobody named".into() } else { names.join(", ") }
}

/// The address of a case: its name, percent-encoded.
fn address(name: &str) -> String {
    let mut out = String::from("/cases/");
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

fn when(at: Option<Instant>, zone: &str) -> String {
    at.map_or_else(|| "the next tick begins it".into(), |at| moment(at, zone))
}

fn file(case: &Case) -> Markup {
    html! {
        h2 { "What it rests on" }
        ul { @for filed in &case.file { li { a href=(format!("/explain/{}", filed.cite.id)) { code { (filed.cite.id) } } " as of entry " (filed.cite.as_of) ", put there by " (filed.by) } } }
    }
}

fn replies(case: &Case, zone: &str) -> Markup {
    html! {
        h2 { "Notices and replies" }
        ul {
            @for party in &case.named {
                @match case.notices.get(party) {
                    None => li { (party) ": not told yet" },
                    Some(notice) => li {
                        (party) ": told by entry " (notice.leaf) ", reply until " (when(notice.deadline.due(), zone))
                        @if let Some(tick) = notice.silent { "; " strong { "silent" } ", recorded by the tick of entry " (tick) }
                    },
                }
            }
            @for reply in &case.replies {
                li { "Reply of " (reply.party) ", entry " (reply.leaf) @if reply.is_late { ", " strong { "late" } } ", " (reply.attachments.len()) " attachments: " code class="hash" { (reply.sha256) } }
            }
            @for (name, request) in &case.requests {
                li { "Request " (name) " to " (request.of) ": " (request.question) " (" (request.answers.len()) " answers)" }
            }
        }
    }
}

fn votes(case: &Case, away: &Away, zone: &str) -> Markup {
    html! {
        h2 { "The commission" }
        p { "On it sit " @for (n, one) in case.sitting(away).iter().enumerate() { @if n > 0 { ", " } (one.person) @if one.is_alternate { " (alternate)" } } ". The chair is " (case.chair(away).unwrap_or("nobody")) "." }
        ul {
            @for (member, out) in &case.recused { li { (member) " is recused, entry " (out.leaf) ": " (out.reason) } }
            @for challenge in &case.challenges { li { (challenge.said.by) " challenges " (challenge.member) ": " (challenge.said.reason) } }
            @for (leaf, draft) in &case.drafts { li { "Draft of entry " (leaf) " by " (draft.by) ", " (draft.proposal.orders.len()) " orders" } }
            @if let Stage::Deliberation { poll: Some(poll), .. } = &case.stage {
                li { "A vote on the draft of entry " (poll.draft) " is open until " (when(poll.deadline.due(), zone)) "; " (poll.cast.len()) " voted" }
            }
        }
        @for tally in &case.tallies {
            h3 { "Vote on the draft of entry " (tally.draft) }
            p {
                (tally.yes_n) " for, " (tally.no_n) " against, " (tally.abstain_n) " neither, of " (tally.seats_n) " seats: "
                (match tally.result { Counted::Carried => "carried", Counted::NotCarried => "not carried", Counted::NoQuorum => "no quorum" })
                @if tally.is_by_chair { ", by the chair's vote" }
            }
            ul {
                @for (member, cast) in &tally.cast {
                    @for one in cast {
                        li { (member) ": " (format!("{:?}", one.choice).to_lowercase()) ", entry " (one.leaf) ": " (one.reason) @if one.dissent.is_some() { " (with a separate opinion)" } @if tally.set_aside.contains(member) { " (does not count: no longer sat)" } }
                    }
                }
            }
        }
    }
}

fn end(case: &Case, zone: &str) -> Markup {
    html! {
        h2 { "How it ended" }
        @match &case.stage {
            Stage::Inadmissible(marked) => p { "Inadmissible, by " (marked.by) ", entry " (marked.leaf) ": " (marked.reason) },
            Stage::NoDecision { leaf, why } => p {
                "No decision, entry " (leaf) ": "
                (match why {
                    NoDecision::NoVote => "no vote was held in time",
                    NoDecision::NoQuorum => "no quorum in the last vote",
                    NoDecision::NoConsensus => "the last draft was not carried",
                    NoDecision::Ended(reason) => reason.as_str(),
                })
            },
            Stage::Decided { leaf, closed, .. } => {
                @if let Some(proposal) = case.decision() {
                    p {
                        "Decided by entry " (leaf) ": " (format!("{:?}", proposal.found).to_lowercase()) ", responsible: "
                        @if proposal.responsible.is_empty() { "nobody" }
                        @for (n, party) in proposal.responsible.iter().enumerate() { @if n > 0 { ", " } (party) }
                        ", standard: " (format!("{:?}", proposal.standard)) ". Text " code class="hash" { (proposal.sha256) }
                    }
                }
                ul { @for remedy in case.remedies() { li { (ordered(case, remedy, zone)) } } }
                @if let Some(marked) = closed { p { "Closed by " (marked.by) ", entry " (marked.leaf) ": " (marked.reason) } }
            },
            Stage::Submitted | Stage::Open { .. } | Stage::Deliberation { .. } => p { "It has not ended." },
        }
    }
}

fn ordered(case: &Case, remedy: &casework::docket::Remedy, zone: &str) -> Markup {
    let order = &remedy.order;
    html! {
        strong { (order.remedy) } ": " (order.actor) " is to " (order.act) " at " (order.place)
        @if let Some(quantity) = &order.quantity { ", " (quantity) }
        ", due " (when(remedy.due.due(), zone)) ": " (remedy.state.word())
        @if let Some(step) = case.proposed_step(&order.remedy) { "; proposed next: " (step.replace('_', " ")) }
    }
}

/// Open remedies, one list per party.
pub async fn remedies(State(folder): State<Folder>, Query(query): Query<PageQuery>) -> Answer {
    let markup = read(folder, query.as_of, |view| {
        let office = view.office()?;
        let zone = view.mission()?.zone;
        let mut all = by_party(&office);
        all.retain(|(_, remedy)| remedy.state.is_open());
        let mut parties: Vec<&str> = all.iter().map(|(_, remedy)| remedy.order.actor.0.as_str()).collect();
        parties.dedup();
        let page = Page::of(view, "Remedies", "/cases")?;
        let body = html! {
            main id="main" class="page" {
                h1 { "Open remedies" }
                @if all.is_empty() { p class="lead" { "No remedy is open." } }
                @for party in parties {
                    h2 { (party) }
                    ul {
                        @for (case, remedy) in all.iter().filter(|(_, remedy)| remedy.order.actor.0 == party) {
                            li { (ordered(case, remedy, &zone)) " (" a href=(address(&case.name)) { (case.name) } ")" }
                        }
                    }
                }
            }
        };
        Ok(frame(&page, &body))
    });
    Ok(answer(&markup.await?))
}

/// Everything that is due.
pub async fn due(State(folder): State<Folder>, Query(query): Query<PageQuery>) -> Answer {
    let markup = read(folder, query.as_of, |view| {
        let office = view.office()?;
        let zone = view.mission()?.zone;
        let page = Page::of(view, "Due", "/cases")?;
        let all = office.due();
        let body = html! {
            main id="main" class="page" {
                h1 { "What is due" }
                p class="lead" {
                    "Times in " (zone) ". Deadlines lapse by ticks of the node alone; the settled time is "
                    (office.now().map_or_else(|| "not known yet".into(), |at| moment(at, &zone))) ". "
                    a href="/api/v1/due.ics" { "As a calendar" }
                }
                div class="table" tabindex="0" role="region" aria-label="Due" {
                    table {
                        thead { tr { th scope="col" { "When" } th scope="col" { "What" } th scope="col" { "Of" } th scope="col" { "By" } } }
                        tbody {
                            @for due in &all {
                                tr {
                                    td {
                                        @match due.at { Some(at) => (moment(at, &zone)), None => (if due.is_waiting { "from the next tick" } else { "stands still" }) }
                                        @if due.at.zip(office.now()).is_some_and(|(at, now)| at <= now) { " " strong { "overdue" } }
                                    }
                                    th scope="row" { (due.what) }
                                    td { (due.subject) }
                                    td { (due.whose) }
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
