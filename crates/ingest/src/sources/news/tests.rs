//! Invented news pages.

use crate::testing::{read_text, read_with};
use crate::{Format, Unreadable};
use model::Kind;

const TEXT: &str = "date 2026-01-07 Talks on the hill\n\nTalks on the hill\n\nHILLTOWN (Wire) \u{2014} The talks, long awaited, went on for a second day.\n\nRelated Posts\n\nOther\n";
const HTML: &str = "<!doctype html><html lang=\"en\"><head><title>Talks on the hill</title><meta property=\"og:site_name\" content=\"Hill Radio\"><meta name=\"date\" content=\"2026-01-07\"></head><body><article><p>The talks went on for a second day.</p></article></body></html>";

#[test]
fn text_taken_from_a_page_is_one_statement_of_its_agency() {
    let yielded = read_text(TEXT);
    assert_eq!((yielded.reading.format.as_str(), yielded.reading.read_n), ("news", 1));
    let only = &yielded.observations[0];
    assert_eq!((only.kind, only.speaker.as_deref(), only.from.line), (Kind::Statement, Some("Wire"), 5));
    assert_eq!(
        only.text.as_deref(),
        Some("Talks on the hill\nHILLTOWN (Wire) \u{2014} The talks, long awaited, went on for a second day.")
    );
    assert_eq!(only.time.from.to_string(), "2026-01-06T22:00:00.000Z");
    assert_eq!(yielded.reading.notes, ["18 characters after the story were not read (copyright line, related posts)"]);
}

#[test]
fn html_is_read_by_what_the_page_says_of_itself() {
    let yielded = read_text(HTML);
    assert_eq!((yielded.reading.format.as_str(), yielded.observations[0].speaker.as_deref()), ("news", Some("Hill Radio")));
    assert_eq!(yielded.observations[0].text.as_deref(), Some("Talks on the hill\nThe talks went on for a second day."));
    assert_eq!(yielded.reading.notes, ["the page states its language: en"]);
}

#[test]
fn as_news_reads_any_text_and_an_empty_page_is_nothing() {
    assert!(read_with("x", b"Only a line.", Some(Format::News), None).is_ok());
    assert_eq!(read_with("x", b"<html><body></body></html>", None, None), Err(Unreadable::Empty));
}
