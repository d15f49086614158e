//! Pages, posts and texts to statements: one for each speaker of a story.

use super::Input;
use crate::cli::Claims;
use counts::claims::{Figure, Statement};
use jiff::civil::Time;
use model::{Claim, Instant};
use news::{Page, Story, Told};
use std::collections::BTreeMap;

/// Whether a file is a page or a text by its name or its beginning.
pub fn is_prose(name: &str, bytes: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let begin = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096)).unwrap_or(bytes));
    ends(&[".html", ".htm", ".txt", ".md", ".html.gz", ".txt.gz"]) || news::page::is_markup(&begin)
}

/// Reads a page, or each of a packed file.
pub fn read(name: &str, bytes: &[u8], call: &Claims) -> Result<Input, String> {
    let mut input = Input {
        name: name.into(),
        form: "page",
        statements: Vec::new(),
        refused: Vec::new(),
        columns: Vec::new(),
        rows: Vec::new(),
        revisions: None,
    };
    let visit = |entry: Option<&str>, bytes: &[u8]| {
        let place = entry.map_or_else(|| name.to_owned(), |entry| format!("{name}: {entry}"));
        let page = news::page::read_page(bytes);
        for (at, story) in page.stories.iter().enumerate() {
            input.statements.extend(statements(&format!("{place}#{}", at + 1), story, &page, call));
        }
    };
    input.refused = ingest::each_text(name, bytes, visit).map_err(|fault| fault.to_string())?;
    Ok(input)
}

fn statements(id: &str, story: &Story, page: &Page, call: &Claims) -> Vec<Statement> {
    let headline = story.headline.as_ref().map_or("", |said| said.text.as_str());
    let text =
        if headline.is_empty() || story.text.starts_with(headline) { story.text.clone() } else { format!("{headline}\n{}", story.text) };
    let day = story
        .published
        .as_ref()
        .map(|published| published.day)
        .or_else(|| call.published.as_deref().and_then(|day| day.get(..10)?.parse().ok()));
    let told = Told { day, clock: None::<Time>, zone: Some(&call.zone), speaker: None };
    let named = call.speaker.clone().or_else(|| story.agency.as_ref().map(|said| said.text.clone())).or_else(|| page.outlet.clone());
    let window = day.and_then(|day| ingest::rows::when_of(&day.to_string(), &call.zone).ok());
    let said: Option<Instant> =
        story.published.as_ref().and_then(|published| published.at).or_else(|| window.as_ref().map(|window| window.to));
    let claims = ingest::claims_in(&text, &told, named.as_deref().unwrap_or("no speaker named"), said);
    let mut by_speaker: BTreeMap<String, Vec<Claim>> = BTreeMap::new();
    for claim in claims {
        by_speaker.entry(claim.speaker.clone()).or_default().push(claim);
    }
    let of = |(speaker, claims): (String, Vec<Claim>)| Statement {
        extent: None,
        figures: claims.into_iter().map(figure).collect(),
        id: id.into(),
        said,
        speaker,
        text: Some(text.clone()),
        window: window.clone(),
    };
    by_speaker.into_iter().map(of).collect()
}

fn figure(claim: Claim) -> Figure {
    Figure {
        about: None,
        count: claim.count,
        definition: claim.definition.unwrap_or_default(),
        measure: claim.measure.word().into(),
        told_cumulative: claim.cumulative,
        window: claim.window,
    }
}
