//! What is found in the words of a story, each item with its span in the text of the page.

use news::{QuoteKind, Said, Span, Story, read_quotes};
use serde_json::{Value, json};

/// The quotes of a story.
pub fn quotes(story: &Story) -> Vec<Value> {
    let show = |quote: news::Quote| {
        let kind = match quote.kind {
            QuoteKind::Direct => "direct",
            QuoteKind::Reported => "reported",
        };
        json!({ "kind": kind, "text": quote.said.text, "span": located(story, quote.said.span), "speaker": quote.speaker.map(|said| located_said(story, said)) })
    };
    read_quotes(&story.text).into_iter().map(show).collect()
}

/// Words of the story's own text with their place in the page's.
pub fn located_said(story: &Story, said: Said) -> Value {
    json!({ "text": said.text, "span": located(story, said.span) })
}

/// The place in the page's text of a stretch of the story's own.
pub fn located(story: &Story, span: Option<Span>) -> Option<Span> {
    story.locate(span?)
}
