//! The register of commitments: by guarantor and domain, what binds today, what does not and why.

use super::frame::{Page, frame};
use super::{Answer, PageQuery, answer};
use crate::reading::read;
use axum::extract::{Query, State};
use casework::commitments::sheet::{self, CommitmentLine, InvocationLine, StepLine};
use maud::{Markup, html};
use store::Folder;

/// The page.
pub async fn page(State(folder): State<Folder>, Query(query): Query<PageQuery>) -> Answer {
    let markup = read(folder, query.as_of, |view| {
        let office = view.office()?;
        let register = &office.commitments;
        let lines = sheet::commitments(register, &office.procedure.commitments, office.now());
        let invocations: Vec<InvocationLine> = register.invocations().map(sheet::invocation).collect();
        let binding_n = lines.iter().filter(|line| line.effect != "not_binding").count();
        let page = Page::of(view, "Commitments", "/commitments")?;
        let body = html! {
            main id="main" class="page" {
                h1 { "Commitments" }
                p class="lead" { (binding_n) " of " (lines.len()) " commitments bind today, as known at log position " (view.as_of()) ". What was only announced or signed binds nobody until the stage that its own text names." }
                @if lines.is_empty() { p class="state" { "No commitment was entered yet: " code { "tregua commitment announce" } "." } }
                @for one in &invocations { (invocation(one)) }
                @for (who, own) in by_guarantor(&lines) { (guarantor(who, own)) }
            }
        };
        Ok(frame(&page, &body))
    });
    Ok(answer(&markup.await?))
}

/// The lines stand by guarantor already.
fn by_guarantor(lines: &[CommitmentLine]) -> Vec<(&str, &[CommitmentLine])> {
    lines.chunk_by(|a, b| a.who == b.who).filter_map(|own| own.first().map(|first| (first.who.as_str(), own))).collect()
}

fn guarantor(who: &str, own: &[CommitmentLine]) -> Markup {
    html! {
        h2 { (who) }
        div class="table" tabindex="0" role="region" aria-label={ "Commitments of " (who) } {
            table {
                thead { tr { th scope="col" { "Domain" } th scope="col" { "Commitment" } th scope="col" { "What" } th scope="col" { "Status" } th scope="col" { "Binds today" } th scope="col" { "Pledged; committed; delivered" } th scope="col" { "Acts" } } }
                tbody { @for line in own { (row(line)) } }
            }
        }
    }
}

fn row(line: &CommitmentLine) -> Markup {
    let sums = [("pledged", &line.pledged), ("committed", &line.committed), ("delivered", &line.delivered)];
    html! {
        tr {
            td { (line.domain) }
            th scope="row" { (line.commitment) }
            td { (line.what) @if let Some(leads) = &line.leads { " Led by " (leads) "." } @if !line.conditions.is_empty() { " Due if: " (line.conditions.join(", ")) "." } }
            td { (line.status.replace('_', " ")) }
            td { (binds(line)) }
            td { @for (name, amounts) in sums { @if !amounts.is_empty() { (name) ": " (amounts.join("; ")) br; } } }
            td { ul { @for step in &line.steps { (act(step)) } } }
        }
    }
}

fn binds(line: &CommitmentLine) -> Markup {
    let why = line.why.as_deref().unwrap_or("");
    html! {
        @match line.effect {
            "due" => "yes",
            "on_invocation" => "yes, once invoked",
            "waits" => { "yes, and waits: " (why) },
            _ => { "no: " (why) },
        }
    }
}

fn act(step: &StepLine) -> Markup {
    let act = &step.act;
    html! {
        li {
            (step.step) " " (act.day) @if let Some(law) = &step.law { " by " (law) }
            ": " (act.source) @if let Some(quote) = &act.quote { ", \u{201c}" (quote) "\u{201d}" }
            @if act.unverified { ", unverified" }
            " (entry " (act.entry) ", signed by " (act.signed_by.join(", ")) ")"
        }
    }
}

fn invocation(one: &InvocationLine) -> Markup {
    html! {
        h2 { "Invocation " (one.invocation) }
        p { (one.occasion) " Case " (one.case) ", entry " (one.entry) ". " @match &one.due { Some(due) => { "Answers are due by " (due) "." }, None => "Answers are due from the next tick on." } }
        div class="table" tabindex="0" role="region" aria-label={ "Commitments of the invocation " (one.invocation) } {
            table {
                thead { tr { th scope="col" { "Guarantor" } th scope="col" { "Commitment" } th scope="col" { "Triggered" } th scope="col" { "Why not" } } }
                tbody { @for line in &one.commitments { tr { td { (line.who) } th scope="row" { (line.commitment) } td { (line.effect.replace('_', " ")) } td { (line.why.as_deref().unwrap_or("")) } } } }
            }
        }
        ul { @for one in &one.guarantors { li { (one.guarantor) ": " (one.answer.replace('_', " ")) @if one.late { ", late" } @if let Some(words) = &one.words { ": " (words) } } } }
    }
}
