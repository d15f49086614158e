//! One observation of kind `statement` a story: headline and body, day, agency or outlet.
//!
//! A page that carries several stories gives several; what stands around them is noted, not read.

use crate::Unreadable;
use crate::document::Document;
use crate::harvest::Harvest;
use crate::prose::Page;
use crate::sources::statement::keep_page;
use news::page::read_text;
use news::{BlockKind, Story};

/// Reads a page.
///
/// # Errors
/// A page without words.
pub(crate) fn read(document: &Document<'_>, harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    if document.revision == 1 {
        return super::first::read(document, harvest);
    }
    let page = read_text(document.text);
    let told: Vec<&Story> = page.stories.iter().filter(|story| !story.text.is_empty() || story.headline.is_some()).collect();
    if told.is_empty() {
        return Err(Unreadable::Empty);
    }
    harvest.notes.extend(page.stated_language.iter().map(|language| format!("the page states its language: {language}")));
    let unread_n: usize = if document.is_markup { 0 } else { page.stories.iter().map(chars_after).sum() };
    if unread_n > 0 {
        harvest.notes.push(format!("{unread_n} characters after the story were not read (copyright line, related posts)"));
    }
    harvest.notes.extend(page.flags.iter().map(ToString::to_string));
    let only = told.len() == 1;
    for story in told {
        let own = from_story(story, &page, document);
        let content = if only { document.text.to_owned() } else { format!("{}\n{}", own.title.as_deref().unwrap_or(""), own.body) };
        let read = keep_page(&own, document, &content, harvest);
        harvest.count(own.line, &content, read)?;
    }
    Ok(())
}

fn from_story(story: &Story, page: &news::Page, document: &Document<'_>) -> Page {
    let speaker = story.agency.as_ref().map(|said| said.text.clone()).or_else(|| page.outlet.clone());
    let begun = story.body().next().or(story.blocks.first()).map_or(0, |block| block.span.start);
    Page {
        title: story.headline.as_ref().map(|said| said.text.clone()),
        day: story.published.as_ref().map(|published| published.day),
        day_within: story.published_within,
        speaker,
        body: story.text.clone(),
        // Of a web page the words are known by their place in its text, not in its markup.
        line: if document.is_markup { 1 } else { line_of(document.text, begun) },
    }
}

fn line_of(text: &str, at: usize) -> u32 {
    let breaks_n = text.get(..at).map_or(0, |above| above.bytes().filter(|byte| *byte == b'\n').count());
    u32::try_from(breaks_n).unwrap_or(u32::MAX).saturating_add(1)
}

/// Characters of a story's blocks after its last one of the body.
fn chars_after(story: &Story) -> usize {
    let after = story.blocks.iter().rev().take_while(|block| block.kind != BlockKind::Body);
    after.map(|block| block.text.chars().count()).sum()
}
