//! The agreements in use, each as the document that it is, with what stands of each clause.

use super::frame::{Page, frame};
use super::{Answer, PageQuery, answer};
use crate::problem::Problem;
use crate::reading::read;
use ::terms::{Agreement, Term, read_agreement};
use axum::extract::{Query, State};
use maud::{Markup, PreEscaped, html};
use model::count::grouped;
use pulldown_cmark::{Event, Parser};
use std::collections::BTreeMap;
use store::Folder;
use store::view::View;

/// The page.
pub async fn page(State(folder): State<Folder>, Query(query): Query<PageQuery>) -> Answer {
    let markup = read(folder, query.as_of, |view| {
        let outcomes = view.outcomes_by_clause()?;
        let page = Page::of(view, "Terms", "/terms")?;
        let body = html! {
            main id="main" class="page" {
                @for (id, version, text) in view.agreements()? {
                    @let (agreement, faults) = read_agreement(&text);
                    @if let Some(agreement) = agreement { (document(&agreement, &outcomes)) }
                    @for fault in &faults { p class="undetermined" { "line " (fault.line) ", column " (fault.column) ": " (fault.message) } }
                    p class="as-of" { "Agreement " code { (id) } ", version " code class="hash" { (version.to_string()) } }
                }
                (nothing(view)?)
            }
        };
        Ok(frame(&page, &body))
    });
    Ok(answer(&markup.await?))
}

fn nothing(view: &View) -> Result<Markup, Problem> {
    let is_empty = view.agreements()?.is_empty();
    Ok(
        html! { @if is_empty { h1 { "Terms" } p class="state" { "No agreement is in use. Write one into " code { "agreements/" } " and run " code { "tregua adopt --by NAME" } "." } } },
    )
}

type Outcomes = BTreeMap<(String, String), BTreeMap<String, u64>>;

fn document(agreement: &Agreement, outcomes: &Outcomes) -> Markup {
    html! {
        h1 { (agreement.title()) }
        @for (place, article) in agreement.articles().iter().enumerate() {
            @if !article.heading.is_empty() && article.heading != agreement.title() { h2 { (article.heading) } }
            (prose(&article.text))
            @for term in agreement.terms().iter().filter(|term| term.article == place) { (clause(agreement, term, outcomes)) }
        }
    }
}

/// The agreement's own Markdown as HTML; raw HTML in it is shown as text.
fn prose(text: &str) -> Markup {
    let events = Parser::new(text).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        other => other,
    });
    let mut written = String::new();
    pulldown_cmark::html::push_html(&mut written, events);
    PreEscaped(written)
}

fn clause(agreement: &Agreement, term: &Term, outcomes: &Outcomes) -> Markup {
    let counted = outcomes.get(&(agreement.id().to_owned(), term.id.clone()));
    html! {
        aside class="clause" id=(format!("{}-{}", agreement.id(), term.id)) {
            p {
                b { (term.id) } " runs as " (term.kind.map_or("unreadable", |kind| kind.word()).replace('_', " "))
                @if let Some(reading) = &term.reading { ", reading " b { (reading) } }
                @if !term.asserted_by.is_empty() { ", asserted by " (term.asserted_by.join(", ")) }
            }
            @if let Some(quote) = &term.quote { blockquote { (quote) } }
            p {
                @if let Some(counted) = counted {
                    @for (outcome, n) in counted { span class="badge" data-outcome=(outcome) { (grouped(*n)) " " (outcome.replace('_', " ")) } " " }
                } @else { span class="quiet" { "no findings" } }
            }
            @for fault in &term.faults { p class="undetermined" { (fault) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emphasis_is_shown_and_raw_html_stays_text() {
        let shown = prose("*deploring* <script>alert(1)</script>\n\n<div onclick=\"x\">").0;
        assert!(shown.contains("<em>deploring</em>") && shown.contains("&lt;script&gt;"), "{shown}");
        assert!(!shown.contains("<script") && !shown.contains("<div"), "{shown}");
    }
}
