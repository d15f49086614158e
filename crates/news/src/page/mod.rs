//! A page, as HTML or as text taken from one, to its stories.

mod clues;
mod credits;
mod dates;
mod genre;
mod lines;
mod meta;
mod oddities;
mod pick;
mod piece;
mod split;
mod units;
mod web;

pub use oddities::stripped;

use crate::charset::decode_page;
use crate::method::PAGE_BYTES_MAX;
use crate::story::{Flag, Page};

/// Reads a page from its bytes, whatever its encoding.
///
/// Every input gives a page; what was assumed, cut or odd stands in its flags.
pub fn read_page(bytes: &[u8]) -> Page {
    let kept = bytes.get(..bytes.len().min(PAGE_BYTES_MAX)).unwrap_or(&[]);
    let decoded = decode_page(kept);
    let mut page = read_text(&decoded.text);
    let left_n = bytes.len() - kept.len();
    if left_n > 0 {
        page.flags.push(Flag::Cut { bytes: left_n });
    }
    page.flags.extend(decoded.notes.into_iter().map(|note| Flag::Charset { note }));
    page
}

/// Reads a page from its text.
pub fn read_text(text: &str) -> Page {
    let mut end = text.len().min(PAGE_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let kept = text.get(..end).unwrap_or("");
    let mut page = if is_markup(kept) { web::read_web(kept) } else { read_plain(kept) };
    page.flags.extend(oddities::flags(&page.text));
    if end < text.len() {
        page.flags.push(Flag::Cut { bytes: text.len() - end });
    }
    page
}

/// Whether a text is HTML.
pub fn is_markup(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(4096).collect::<String>().to_lowercase();
    let has_tag = ["<html", "<head", "<body", "<article", "<div", "<p>", "<p "].iter().any(|tag| head.contains(tag));
    head.starts_with("<!doctype html") || (head.starts_with('<') && has_tag)
}

/// Whether a plain text was taken from a page: it has a dateline, or a line that ends a story.
pub fn is_saved_page(text: &str) -> bool {
    use credits::{Sign, dateline, sign};
    text.lines().any(|line| dateline(line).is_some() || matches!(sign(line), Some(Sign::Copyright | Sign::Related | Sign::Aside)))
}

fn read_plain(text: &str) -> Page {
    let pieces = lines::cut(text);
    let outlet = pieces
        .iter()
        .filter(|piece| piece.role == piece::Role::Sign(credits::Sign::Copyright))
        .find_map(|piece| credits::copyright_holder(&piece.text));
    let outlet = outlet.map(str::to_owned);
    Page { stories: split::split(pieces, split::Form::Plain), text: text.to_owned(), outlet, ..Page::default() }
}
