//! The frame of every page: mission, search, as-of position, ways to the other pages.

use crate::problem::Problem;
use maud::{DOCTYPE, Markup, html};
use model::count::grouped;
use store::view::View;

const PAGES: [(&str, &str); 8] = [
    ("/", "Picture"),
    ("/queue", "Queue"),
    ("/review", "Review"),
    ("/reports", "Reports"),
    ("/terms", "Terms"),
    ("/cases", "Cases"),
    ("/commitments", "Commitments"),
    ("/record", "Record"),
];

/// What the frame needs to know of a page.
pub struct Page {
    title: String,
    path: &'static str,
    mission: String,
    is_fictional: bool,
    position: Option<(u64, bool)>,
    scripts: &'static [&'static str],
}

impl Page {
    /// A page of a mission as it stood.
    ///
    /// # Errors
    /// If the mission cannot be read.
    pub fn of(view: &View, title: &str, path: &'static str) -> Result<Self, Problem> {
        let mission = view.mission()?;
        let is_now = view.as_of() == engine::Log::size(view.log());
        Ok(Self {
            title: title.into(),
            path,
            mission: mission.name,
            is_fictional: mission.fictional,
            position: Some((view.as_of(), is_now)),
            scripts: &[],
        })
    }

    /// A page without a mission: a fault.
    pub fn bare(title: &str) -> Self {
        Self { title: title.into(), path: "", mission: String::new(), is_fictional: false, position: None, scripts: &[] }
    }

    /// The page draws a map with these modules.
    pub const fn with_map(mut self, scripts: &'static [&'static str]) -> Self {
        self.scripts = scripts;
        self
    }
}

/// Puts a body into the frame.
pub fn frame(page: &Page, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (page.title) @if !page.mission.is_empty() { " \u{b7} " (page.mission) } " \u{b7} Tregua" }
                link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                @if !page.scripts.is_empty() { link rel="stylesheet" href="/assets/maplibre-gl.css"; }
                link rel="stylesheet" href="/assets/app.css";
                script src="/assets/page.js" {}
                @for script in page.scripts { script type="module" src=(script) {} }
            }
            body {
                a class="skip" href="#main" { "Skip to content" }
                header class="top" {
                    a class="brand" href="/" { "Tregua" }
                    p class="mission" { span { (page.mission) } " " @if page.is_fictional { span class="badge" { "fictional" } } }
                    form class="find" role="search" action="/" method="get" {
                        input id="q" name="q" type="search" aria-label="Search incidents" placeholder="Search incidents  ( / )" autocomplete="off";
                    }
                    div class="asof" id="asof" { (position(page)) }
                    div class="tools" id="tools" {}
                }
                nav class="rail" aria-label="Pages" {
                    ul { @for (to, name) in PAGES { li { a href=(to) aria-current=[(to == page.path).then_some("page")] { (name) } } } }
                }
                (body)
            }
        }
    }
}

fn position(page: &Page) -> Markup {
    html! {
        @if let Some((position, is_now)) = page.position {
            "as known at: " b { "position " (grouped(position)) } @if !is_now { " (earlier)" }
        }
    }
}
