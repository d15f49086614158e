//! The origin graph of an incident as a picture: one row for each source, its reports along time.

use super::incident::short;
use crate::words::kind_words;
use maud::{Markup, html};
use model::{Incident, Observation};

const ROW: usize = 26;
const LEFT: i64 = 150;
const WIDTH: i64 = 480;

/// Draws the graph; the members table below it says the same in words.
pub fn origin_graph(incident: &Incident, members: &[Observation]) -> Markup {
    let first = members.iter().map(|member| member.time.from.ms()).min().unwrap_or(0);
    let last = members.iter().map(|member| member.time.to.ms()).max().unwrap_or(0);
    let span = (last - first).max(1);
    let across = |ms: i64| LEFT + (ms - first) * WIDTH / span;
    let height = ROW * incident.origins.len() + 10;
    html! {
        figure class="origins" {
            svg viewBox=(format!("0 0 {} {height}", LEFT + WIDTH + 20)) role="group" aria-label=(format!("{} reports from {} sources along time", members.len(), incident.origins.len())) {
                @for (row, origin) in incident.origins.iter().enumerate() {
                    @let y = row * ROW + ROW / 2 + 5;
                    text x="0" y=(y + 4) class="origin-label" { (origin.source.0.chars().take(20).collect::<String>()) }
                    line x1=(LEFT) x2=(LEFT + WIDTH) y1=(y) y2=(y) class="origin-rule" {}
                    @for member in members.iter().filter(|member| origin.members.contains(&member.id)) {
                        @let (from, to) = (across(member.time.from.ms()), across(member.time.to.ms()));
                        a href=(format!("/explain/{}", member.id)) {
                            rect x=(from - 4) y=(y - 7) width=(to - from + 8) height="14" rx="7" class="origin-mark" {
                                title { (short(&member.id.to_string())) ": " (kind_words(member.kind.word())) }
                            }
                        }
                    }
                }
            }
        }
    }
}
