//! Pieces in the order of the page to stories: where each begins, and what each piece of it is.

use super::credits::{Picture, Sign, byline, copyright_holder, copyright_year};
use super::dates::days_in;
use super::piece::{Piece, Role, bare};
use crate::language::tell_language;
use crate::span::{Said, Span};
use crate::story::{Block, BlockKind, Published, StatedBy, Story};
use jiff::civil::Date;

/// Fewest words of sentences that make a story where no dateline begins it.
const STORY_WORDS_MIN: usize = 40;
/// How many pieces at the top may state a day for the whole page.
const TOP_PIECES: usize = 6;

/// What the pieces were taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Plain text, where words alone tell.
    Plain,
    /// HTML, whose structure has told most: only a dateline after a copyright line begins another story.
    Web,
}

/// Splits a page's text; the first story comes first.
pub fn split(pieces: Vec<Piece>, form: Form) -> Vec<Story> {
    let starts = starts(&pieces, form);
    let mut stories = Vec::new();
    let mut rest = pieces;
    for start in starts.iter().rev() {
        let own = rest.split_off(*start);
        stories.push(tell(own, *start == 0));
    }
    stories.reverse();
    bound(&mut stories);
    stories
}

/// Where stories begin: at the first piece, and wherever a headline and sentences follow the end of another.
fn starts(pieces: &[Piece], form: Form) -> Vec<usize> {
    if pieces.is_empty() {
        return Vec::new();
    }
    let mut starts = vec![0usize];
    // Whether the story so far has sentences, and whether a sign said that it is over.
    let (mut has_body, mut is_over) = (false, false);
    for (index, piece) in pieces.iter().enumerate() {
        match &piece.role {
            Role::Sign(Sign::Copyright) => is_over = has_body,
            Role::Sign(Sign::Related | Sign::Comments) if form == Form::Plain => is_over = has_body,
            Role::Dateline(_) if has_body => {
                let head = head_of(pieces, index, starts.last().copied().unwrap_or(0));
                if is_over || (head < index && form == Form::Plain) {
                    starts.push(head);
                    is_over = false;
                }
            }
            Role::Title if is_over && form == Form::Plain && begins_story(pieces, index) => {
                starts.push(index);
                (has_body, is_over) = (false, false);
            }
            _ => {}
        }
        has_body |= piece.is_prose() && piece.kind.is_none_or(|kind| kind == BlockKind::Body);
    }
    starts
}

/// The first of the lines above a dateline that belong to it: its headline, captions, bylines and days.
fn head_of(pieces: &[Piece], dateline: usize, floor: usize) -> usize {
    let mut head = dateline;
    while head > floor {
        let is_head = pieces.get(head - 1).is_some_and(|piece| {
            matches!(
                piece.role,
                Role::Title | Role::Day | Role::Byline | Role::Picture(Picture::Credit | Picture::Caption) | Role::Sign(Sign::Layout)
            )
        });
        if !is_head {
            break;
        }
        head -= 1;
    }
    head
}

/// Whether sentences follow a headline before anything else does, and no dateline that begins the story itself.
fn begins_story(pieces: &[Piece], title: usize) -> bool {
    let mut words_n = 0usize;
    let mut has_prose = false;
    for piece in pieces.iter().skip(title + 1).take(12) {
        match piece.role {
            Role::Dateline(_) | Role::Sign(Sign::Copyright | Sign::Related) => return has_prose && words_n >= STORY_WORDS_MIN,
            Role::Prose => {
                has_prose = true;
                words_n += piece.text.split_whitespace().count();
            }
            Role::Title if has_prose => break,
            _ => {}
        }
    }
    words_n >= STORY_WORDS_MIN
}

/// Labels the pieces of one story and reads what they say of it.
fn tell(pieces: Vec<Piece>, is_first: bool) -> Story {
    let body_at = body_at(&pieces);
    let headline = headline(&pieces, body_at);
    let bare_headline = headline.as_ref().map(|said| bare(&said.text)).unwrap_or_default();
    let published = day_of(&pieces, body_at, is_first);
    let mut story = Story { headline, published, ..Story::default() };
    let (mut is_over, mut is_commented, mut is_aside) = (false, false, false);
    for (index, piece) in pieces.into_iter().enumerate() {
        note(&mut story, &piece, index >= body_at);
        match piece.role {
            Role::Sign(Sign::Copyright | Sign::Related) if index >= body_at => is_over = true,
            Role::Sign(Sign::Comments) if index >= body_at => is_commented = true,
            _ => {}
        }
        let kind = match piece.kind {
            Some(kind) => kind,
            None if index < body_at => above_kind(&piece, &bare_headline),
            None if is_commented => BlockKind::Comments,
            None if is_aside && piece.role == Role::Title => BlockKind::Related,
            None => below_kind(&piece, is_over),
        };
        is_aside = piece.role == Role::Sign(Sign::Aside);
        story.blocks.push(piece.into_block(kind));
    }
    finish(&mut story);
    story
}

/// Sets a story's text and language from its blocks.
pub fn finish(story: &mut Story) {
    story.text = story.body().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n");
    story.language = tell_language(&story.text);
}

/// The piece with which the body begins: the dateline, else the first sentence.
fn body_at(pieces: &[Piece]) -> usize {
    let dateline = pieces.iter().position(|piece| matches!(piece.role, Role::Dateline(_)));
    let prose = pieces.iter().position(|piece| piece.role == Role::Prose);
    let title = pieces.iter().position(|piece| piece.role == Role::Title);
    // Without any sentence, what stands below the first line is the body.
    dateline.or(prose).or_else(|| title.map(|title| title + 1)).unwrap_or(0)
}

/// The nearest line above the body that can be a headline.
fn headline(pieces: &[Piece], body_at: usize) -> Option<Said> {
    let above = pieces.get(..body_at)?;
    let title = above.iter().rev().find(|piece| piece.role == Role::Title);
    if let Some(piece) = title {
        return Some(Said { text: piece.text.clone(), span: Some(piece.span) });
    }
    // `date 2026-01-07 Talks go on`: the day and the headline in one line.
    let piece = above.iter().rev().find(|piece| piece.role == Role::Day)?;
    let (_, span) = piece.day()?;
    let rest = piece.text.get(span.end - piece.span.start..)?;
    let start = span.end + (rest.len() - rest.trim_start_matches([' ', ']', ')', ':', ',', '-']).len());
    let text = piece.text.get(start - piece.span.start..)?.to_owned();
    (text.chars().filter(|c| c.is_alphabetic()).count() > 8).then(|| Said { text, span: Some(Span::new(start, piece.span.end)) })
}

/// The day stated at the top of the page, else the nearest line above the body that begins with one.
fn day_of(pieces: &[Piece], body_at: usize, is_first: bool) -> Option<Published> {
    let top = pieces.iter().take(if is_first { TOP_PIECES } else { 0 });
    let stated = top.filter(|piece| super::dates::stated_day(&piece.text).is_some()).find_map(Piece::day);
    let nearest = || pieces.get(..body_at)?.iter().rev().filter(|piece| piece.role == Role::Day).find_map(Piece::day);
    let (day, span) = stated.or_else(nearest)?;
    Some(Published { day, at: None, stated_by: StatedBy::Text, span: Some(span) })
}

/// Takes up what a piece says of its story.
fn note(story: &mut Story, piece: &Piece, is_below: bool) {
    match &piece.role {
        Role::Dateline(dateline) if story.dateline.is_none() => {
            let dateline = crate::story::Dateline { span: dateline.span.shifted(piece.span.start), ..dateline.clone() };
            if let Some(agency) = &dateline.agency {
                story.agency = said_in(piece, agency);
            }
            story.dateline = Some(dateline);
        }
        Role::Sign(Sign::Copyright) if is_below && story.agency.is_none() => {
            story.agency = copyright_holder(&piece.text).and_then(|holder| said_in(piece, holder));
        }
        Role::Byline if story.byline.is_none() => story.byline = byline(&piece.text).and_then(|names| said_in(piece, names)),
        _ => {}
    }
}

/// Words of a piece with their place.
pub fn said_in(piece: &Piece, words: &str) -> Option<Said> {
    let at = piece.text.find(words)?;
    let start = piece.span.start + at;
    Some(Said { text: words.to_owned(), span: Some(Span::new(start, start + words.len())) })
}

fn above_kind(piece: &Piece, headline: &str) -> BlockKind {
    match piece.role {
        Role::Sign(Sign::Related | Sign::Aside) => BlockKind::Related,
        Role::Sign(Sign::Comments) => BlockKind::Comments,
        Role::Sign(Sign::Layout) | Role::Furniture => BlockKind::Navigation,
        Role::Sign(Sign::Copyright) | Role::Byline | Role::Picture(Picture::Credit | Picture::Contributors) => BlockKind::Credit,
        Role::Picture(Picture::Caption) => BlockKind::Caption,
        Role::Title | Role::Day if !headline.is_empty() && bare(&piece.text).ends_with(headline) => BlockKind::Headline,
        Role::Day => BlockKind::Credit,
        Role::Title => BlockKind::Related,
        Role::Prose | Role::Dateline(_) => BlockKind::Teaser,
    }
}

fn below_kind(piece: &Piece, is_over: bool) -> BlockKind {
    match piece.role {
        Role::Sign(Sign::Related | Sign::Aside) => BlockKind::Related,
        Role::Sign(Sign::Comments) => BlockKind::Comments,
        Role::Sign(Sign::Layout) | Role::Furniture => BlockKind::Navigation,
        Role::Sign(Sign::Copyright) | Role::Picture(Picture::Credit | Picture::Contributors) => BlockKind::Credit,
        Role::Picture(Picture::Caption) => BlockKind::Caption,
        Role::Prose | Role::Dateline(_) if is_over => BlockKind::Teaser,
        _ if is_over => BlockKind::Related,
        Role::Byline => BlockKind::Credit,
        Role::Prose | Role::Dateline(_) | Role::Title | Role::Day => BlockKind::Body,
    }
}

/// Bounds the days of stories that state none: by the year of their copyright line, by the latest day that they
/// mention, and by the day of the page that carries them.
fn bound(stories: &mut [Story]) {
    let page_day = stories.first().and_then(|story| story.published.as_ref()).map(|published| published.day);
    for story in stories.iter_mut().filter(|story| story.published.is_none()) {
        story.published_within = within(&story.blocks, page_day);
    }
}

fn within(blocks: &[Block], page_day: Option<Date>) -> Option<(Date, Date)> {
    let own = || blocks.iter().filter(|block| matches!(block.kind, BlockKind::Body | BlockKind::Caption | BlockKind::Credit));
    let year = own()
        .filter(|block| super::credits::sign(&block.text) == Some(Sign::Copyright))
        .filter_map(|block| copyright_year(&block.text))
        .max()?;
    let (first, last) = (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?);
    let latest = page_day.filter(|day| *day >= first).map_or(last, |day| day.min(last));
    let mentioned = own().flat_map(|block| days_in(&block.text)).map(|(day, _)| day).filter(|day| *day <= latest).max();
    Some((mentioned.map_or(first, |day| day.max(first)), latest))
}
