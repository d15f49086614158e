//! A page as JSON and as people read it.

use super::Given;
use super::items::Words;
use news::{Block, Page, Published, Said, Story};
use serde_json::{Value, json};

/// A page as one JSON value (docs/read.md).
pub fn json(name: &str, page: &Page, given: &Given) -> Value {
    let (proposals, refused) = given.proposals(name, page);
    json!({
        "file": name,
        "outlet": page.outlet,
        "address": page.address,
        "stated_language": page.stated_language,
        "flags": page.flags.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "stories": page.stories.iter().map(|each| story(each, given)).collect::<Vec<_>>(),
        "proposals": proposals,
        "proposals_refused": refused.iter().map(|(line, reason)| json!({ "line": line, "reason": reason })).collect::<Vec<_>>(),
        "text": page.text,
    })
}

fn story(story: &Story, given: &Given) -> Value {
    let words = Words::of(story);
    json!({
        "headline": story.headline,
        "body": story.text,
        "published": story.published.as_ref().map(published),
        "published_within": story.published_within.map(|(from, to)| json!({ "from": from, "to": to })),
        "dateline": story.dateline.as_ref().map(|dateline| json!({ "place": dateline.place, "agency": dateline.agency, "span": dateline.span })),
        "agency": story.agency,
        "byline": story.byline,
        "language": story.language,
        "blocks": story.blocks.iter().map(block).collect::<Vec<_>>(),
        "quotes": words.quotes(),
        "claims": words.claims(given).iter().map(|claim| words.claim(claim)).collect::<Vec<_>>(),
        "places": words.places(given).map(|places| places.iter().map(|mention| words.place(mention)).collect::<Vec<_>>()),
    })
}

fn published(published: &Published) -> Value {
    json!({ "day": published.day, "at": published.at.map(|at| at.to_string()), "stated_by": published.stated_by, "span": published.span })
}

fn block(block: &Block) -> Value {
    json!({ "kind": block.kind, "span": block.span, "text": block.text })
}

/// A page for people: what is known of each story, and its text.
pub fn lines(name: &str, page: &Page, given: &Given) -> Vec<String> {
    let mut lines = vec![format!("{name}: {}", counted(page.stories.len()))];
    lines.extend(page.flags.iter().map(|flag| format!("  ! {flag}")));
    for (index, story) in page.stories.iter().enumerate() {
        lines.push(String::new());
        lines.push(format!("{}. {}", index + 1, story.headline.as_ref().map_or("(no headline)", |said| said.text.as_str())));
        lines.push(format!("   {}", facts(story, page).join("; ")));
        lines.extend(story.text.lines().map(|line| format!("   {line}")));
        lines.extend(found(&Words::of(story), given));
    }
    lines
}

/// Claims and places for people.
fn found(words: &Words<'_>, given: &Given) -> Vec<String> {
    let mut lines = Vec::new();
    for claim in words.claims(given) {
        let flags: Vec<String> = claim.flags.iter().map(|flag| format!("{flag:?}").to_lowercase()).collect();
        let about = if flags.is_empty() { String::new() } else { format!(" [{}]", flags.join(", ")) };
        let parts = if claim.parts.is_empty() { String::new() } else { format!(", {} parts", claim.parts.len()) };
        lines.push(format!("   = {:?} {:?}: {}{parts}{about}", claim.kind, claim.unit, claim.count.text));
    }
    for mention in words.places(given).unwrap_or_default() {
        let best = mention.candidates.first().map_or_else(String::new, |best| format!("{} ({})", best.name, best.id));
        lines.push(format!("   @ {}: {:?}, {} candidates, first {best}", mention.said.text, mention.choice, mention.candidates.len()));
    }
    lines
}

fn counted(stories_n: usize) -> String {
    if stories_n == 1 { "1 story".into() } else { format!("{stories_n} stories") }
}

fn facts(story: &Story, page: &Page) -> Vec<String> {
    let text = |what: &str, said: &Option<Said>| said.as_ref().map(|said| format!("{what} {}", said.text));
    let day = story.published.as_ref().map(|published| published.day.to_string());
    let within = || story.published_within.map(|(from, to)| format!("between {from} and {to}"));
    let mut facts = vec![day.or_else(within).unwrap_or_else(|| "no day stated".into())];
    facts.extend(story.dateline.as_ref().map(|dateline| dateline.place.clone()));
    facts.extend(text("agency", &story.agency));
    facts.extend(page.outlet.as_ref().map(|outlet| format!("outlet {outlet}")));
    facts.extend(text("by", &story.byline));
    facts.push(format!("language {}", story.language.code()));
    facts
}
