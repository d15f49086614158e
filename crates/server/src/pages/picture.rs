//! The picture: map, timeline and list side by side, one selection seen three ways.

use super::frame::{Page, frame};
use super::{Answer, PageQuery, answer};
use crate::reading::read;
use axum::extract::{Query, State};
use maud::html;
use store::Folder;

/// The page; its modules ask the API for everything else.
pub async fn page(State(folder): State<Folder>, Query(query): Query<PageQuery>) -> Answer {
    let markup = read(folder, query.as_of, |view| {
        let page = Page::of(view, "Picture", "/")?.with_map(&["/assets/picture.js"]);
        let body = html! {
            main id="main" class="picture" {
                noscript {
                    p class="state whole" { "This picture needs JavaScript. The same incidents stand in the " a href="/reports" { "reports" } "." }
                }
            }
        };
        Ok(frame(&page, &body))
    });
    Ok(answer(&markup.await?))
}
