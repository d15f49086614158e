//! What is found in the words of a story, each item with its span in the text of the page.

use super::Given;
use news::claims::{Claim, Part, Window};
use news::places::Candidate;
use news::{PlaceMention, Said, Span, Story, Told, read_claims, read_places, read_quotes};
use serde_json::{Value, json};

/// The words of a story, headline first, and where they stand in the page.
pub struct Words<'s> {
    /// Headline, line break, body.
    text: String,
    /// Bytes of the headline and its line break.
    head_n: usize,
    story: &'s Story,
}

impl<'s> Words<'s> {
    /// Takes a story's headline and body.
    pub fn of(story: &'s Story) -> Self {
        let headline = story.headline.as_ref().map_or("", |said| said.text.as_str());
        let is_apart = !headline.is_empty() && !story.text.starts_with(headline);
        let text = if is_apart { format!("{headline}\n{}", story.text) } else { story.text.clone() };
        Self { text, head_n: if is_apart { headline.len() + 1 } else { 0 }, story }
    }

    /// The place in the page's text; `None` if only the page's head says the words.
    fn located(&self, span: Option<Span>) -> Option<Span> {
        let span = span?;
        if span.start >= self.head_n {
            return self.story.locate(Span::new(span.start - self.head_n, span.end - self.head_n));
        }
        let headline = self.story.headline.as_ref()?.span?;
        let is_same_length = headline.bytes() + 1 == self.head_n && span.end < self.head_n;
        Some(if is_same_length { span.shifted(headline.start) } else { headline })
    }

    fn said(&self, said: &Said) -> Value {
        json!({ "text": said.text, "span": self.located(said.span) })
    }

    /// The quotes.
    pub fn quotes(&self) -> Vec<Value> {
        let show = |quote: news::Quote| json!({ "kind": quote.kind, "text": quote.said.text, "span": self.located(quote.said.span), "speaker": quote.speaker.map(|said| self.said(&said)) });
        read_quotes(&self.text).into_iter().map(show).collect()
    }

    /// The claims.
    pub fn claims(&self, given: &Given) -> Vec<Claim> {
        let published = self.story.published.as_ref();
        let told = Told {
            day: given.day.or(published.map(|published| published.day)),
            clock: given.clock.or_else(|| Some(published?.at?.in_zone(&given.zone).time())),
            zone: Some(&given.zone_name),
            speaker: self.story.agency.as_ref().map(|said| said.text.as_str()),
        };
        read_claims(&self.text, &told)
    }

    /// A claim as one JSON value (docs/read.md).
    pub fn claim(&self, claim: &Claim) -> Value {
        json!({
            "kind": claim.kind,
            "unit": claim.unit,
            "count": claim.count,
            "text": claim.span.of(&self.text),
            "span": self.located(Some(claim.span)),
            "sentence": self.located(Some(claim.sentence)),
            "about": claim.about.as_ref().map(|said| self.said(said)),
            "speaker": claim.speaker.as_ref().map(|said| self.said(said)),
            "places": claim.places.iter().map(|said| self.said(said)).collect::<Vec<_>>(),
            "window": claim.window.as_ref().map(|window| self.window(window)),
            "parts": claim.parts.iter().map(|part| self.part(part)).collect::<Vec<_>>(),
            "sum": claim.sum,
            "repeats": claim.repeats.iter().map(|span| self.located(Some(*span))).collect::<Vec<_>>(),
            "flags": claim.flags,
            "is_figure": claim.is_figure(),
        })
    }

    fn window(&self, window: &Window) -> Value {
        json!({ "text": window.said.text, "span": self.located(window.said.span), "from": window.from, "to": window.to, "zone": window.zone, "when": window.when })
    }

    fn part(&self, part: &Part) -> Value {
        json!({
            "count": part.count,
            "span": self.located(Some(part.span)),
            "places": part.places.iter().map(|said| self.said(said)).collect::<Vec<_>>(),
            "is_each": part.is_each,
        })
    }

    /// The places, if a gazetteer was given.
    pub fn places(&self, given: &Given) -> Option<Vec<PlaceMention>> {
        given.index.as_ref().map(|index| read_places(&self.text, index))
    }

    /// A place as one JSON value (docs/read.md).
    pub fn place(&self, mention: &PlaceMention) -> Value {
        json!({
            "text": mention.said.text,
            "span": self.located(mention.said.span),
            "choice": mention.choice,
            "chance_ppm": mention.chance_ppm,
            "candidates": mention.candidates.iter().map(candidate).collect::<Vec<_>>(),
            "relation": {
                "kind": mention.relation.kind,
                "distance_m": mention.relation.distance_m,
                "bearing_mdeg": mention.relation.bearing_mdeg,
                "said": mention.relation.said.as_ref().map(|said| self.said(said)),
            },
            "place": mention.place,
            "odd_letters": mention.oddity.is_odd(),
        })
    }
}

fn candidate(candidate: &Candidate) -> Value {
    json!({
        "id": candidate.id,
        "name": candidate.name,
        "within": candidate.within,
        "country": candidate.country,
        "chance_ppm": candidate.chance_ppm,
        "lat": candidate.position.map(model::Position::lat),
        "lon": candidate.position.map(model::Position::lon),
        "is_rough": candidate.is_rough,
        "precision": candidate.precision,
    })
}
