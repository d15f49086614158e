//! What is in doubt: reports that may belong to another incident, gravest first, with what a person can do about it.

use super::frame::{Page, frame};
use super::incident::short;
use super::{Answer, PageQuery, answer};
use crate::api::review::DOUBTS_N_MAX;
use crate::reading::read;
use crate::words::{interval, kind_words};
use axum::extract::{Query, State};
use maud::{Markup, html};
use model::count::grouped;
use model::finding::chance_word;
use store::Folder;
use store::view::{Doubt, DoubtfulMember, Offset, Queue};

/// The page.
pub async fn page(State(folder): State<Folder>, Query(query): Query<PageQuery>) -> Answer {
    let markup = read(folder, query.as_of, move |view| {
        let (queue, zone) = (view.review(DOUBTS_N_MAX)?, view.mission()?.zone);
        Ok(frame(&Page::of(view, "Review", "/review")?, &show(&queue, &zone)))
    });
    Ok(answer(&markup.await?))
}

fn show(queue: &Queue, zone: &str) -> Markup {
    html! {
        main id="main" class="page" {
            h1 { "Review" }
            p class="lead" {
                "Reports that are less sure than 95 % to belong where they are, and that nobody settled. "
                (grouped(queue.doubts.len() as u64)) " incidents wait" @if queue.is_cut { ", and more" } "."
            }
            @if queue.doubts.is_empty() { p class="quiet" { "Nothing waits." } }
            @for doubt in &queue.doubts { (one(doubt, zone)) }
        }
    }
}

fn one(doubt: &Doubt, zone: &str) -> Markup {
    let id = doubt.incident.id.to_string();
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { a href=(format!("/incidents/{id}")) { (short(&id)) } " " (kind_words(doubt.incident.kind.word())) }
            p {
                (interval(doubt.incident.time.from, doubt.incident.time.to, zone)) ", " (doubt.incident.members.len()) " reports"
                @if doubt.is_breach { "; " strong { "a clause is held to be broken by it" } }
            }
            ul { @for member in &doubt.members { li { (member_line(member)) } } }
            pre { code { "tregua split " (short(&id)) " " @if let Some(member) = doubt.members.first() { (short(&member.observation.to_string())) } " --reason TEXT\ntregua leave " (short(&id)) " --reason TEXT" } }
        }
    }
}

fn member_line(member: &DoubtfulMember) -> Markup {
    let id = member.observation.to_string();
    let percent = format!("{}.{} %", member.chance_ppm / 10_000, member.chance_ppm / 1_000 % 10);
    html! {
        a href=(format!("/explain/{id}")) { code { (short(&id)) } } " belongs here with " (percent) " (" (chance_word(member.chance_ppm)) "): " (words(&member.own))
        @for other in &member.others {
            @let there = other.incident.to_string();
            "; or to " a href=(format!("/incidents/{there}")) { (short(&there)) } " (log-odds " (engine::explain::nats(other.log_odds_mnat)) " nat"
            @if let Some(offset) = &other.offset { ", " (words(offset)) } ")"
        }
        @if member.others.is_empty() { "; or to an event of its own" }
    }
}

fn words(offset: &Offset) -> String {
    let apart = offset.apart_m.map_or_else(|| "place not known".into(), |m| format!("{} m away", grouped(u64::from(m))));
    let kind = if offset.same_kind { "same kind" } else { "another kind" };
    format!("{apart}, {} min apart, {kind}", offset.gap_min)
}
