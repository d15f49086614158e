//! Why, as a page: the tree down to the bytes, each step openable.

use super::frame::{Page, frame};
use super::incident::short;
use super::{Answer, PageQuery, answer};
use crate::api::explain::why;
use crate::reading::read;
use axum::extract::{Path, Query, State};
use engine::explain::Why;
use maud::{Markup, html};
use store::Folder;

/// The explanation of an id.
pub async fn page(State(folder): State<Folder>, Path(id): Path<String>, Query(query): Query<PageQuery>) -> Answer {
    let markup = read(folder, query.as_of, move |view| {
        let tree = why(view, &id)?;
        let page = Page::of(view, &format!("Why {}", short(&id)), "")?;
        let body = html! {
            main id="main" class="page" {
                h1 { "Why" }
                p class="lead" { "Each step rests on the ones below it, down to the bytes as they arrived. Digests and proofs were checked while this page was made." }
                ul class="tree" { li { (branch(&tree, 0)) } }
                pre { code { "tregua explain " (short(&id)) } }
            }
        };
        Ok(frame(&page, &body))
    });
    Ok(answer(&markup.await?))
}

fn branch(why: &Why, depth: usize) -> Markup {
    html! {
        details open[depth < 4] {
            summary { (why.title) }
            ul {
                @for line in &why.lines { li { (line) } }
                @for because in &why.because { li { (branch(because, depth + 1)) } }
            }
        }
    }
}
