//! Quotes, direct and reported, with who is said to have said them, in English, Ukrainian and Russian.

use crate::claims::grammar::{begins_with, is_one_of};
use crate::numbers::clean;
use crate::words::{Class, Token, tokens};
use crate::{Said, Span};
use serde::Serialize;
use std::ops::Range;

/// Whether words are quoted or reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteKind {
    /// Between quotation marks.
    Direct,
    /// "He said that ..."
    Reported,
}

/// Words that a text gives as somebody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Quoted or reported.
    pub kind: QuoteKind,
    /// The words: between the marks, or the whole sentence that reports them.
    pub said: Said,
    /// Who is named for them; `None` if the text names nobody.
    pub speaker: Option<Said>,
}

/// Fewest words between quotation marks that are a quote and no name.
const WORDS_MIN: usize = 4;
/// Longest quote, bytes; an opening mark without a closing one within it quotes nothing.
const QUOTE_BYTES_MAX: usize = 4_000;
/// Longest name of a speaker, tokens.
const SPEAKER_TOKENS_MAX: usize = 12;
/// How far from a quote its speaker is looked for, tokens.
const REACH_TOKENS: usize = 30;

/// Stems of verbs of saying; `=` behind one means the whole word.
const VERBS: &str = "said= says= say= told= tells= stated= states= reported= reports= announced= announces= confirmed= added= adds= claimed= \
     claims= wrote= writes= noted= warned= insisted= explained= declared= заявил сообщил сообщает= сообщают= рассказал отметил \
     добавил подчеркнул написал пишет= пишут= уточнил подтвердил передает= передают= сказал говорит= утверждает= заявля заявив \
     заявила= заявили= повідомив повідомил повідомля розповів розповіл зазначив зазначил додав= додала= додали= підкреслив \
     підкреслил пише= пишуть= уточнив підтвердив підтвердил каже= сказав стверджу інформу информиру поінформув";

/// Words before the name of a source.
const PHRASES: &[&str] = &[
    "according to",
    "по словам",
    "по данным",
    "по информации",
    "по сообщению",
    "по утверждению",
    "за словами",
    "за даними",
    "за інформацією",
    "за повідомленням",
    "со ссылкой на",
    "з посиланням на",
    "citing",
    "cited by",
    "as per",
];

/// Words that end a name.
const ENDS: &str = "что що that о об про on in at when while after во під during as there it they was were had has have because но але but";

/// Stems of words for bodies and offices that speak.
const BODIES: &str = "министер міністер минобор міноборон мвд мвс генштаб генеральн штаб командован ministry army police polic полиц поліц прокурат \
     prosecut governor губернатор spokes мэр мер mayor глава голова head president президент служб service начальник commander \
     командир командувач official чиновник посадов agency агент сми змі media журналіст reporter адміністрац администрац council \
     совет рада mission місі мисси committee комитет комітет представител представник речник witness очевид resident жител житель \
     розвідк разведк director директор minister министр міністр";

/// Reads the quotes of a text, in its order, at most [`crate::method::CLAIMS_MAX`].
pub fn read_quotes(text: &str) -> Vec<Quote> {
    let tokens = tokens(text);
    let mut quotes = direct(text, &tokens);
    let inside: Vec<Span> = quotes.iter().filter_map(|quote| quote.said.span).collect();
    for sentence in crate::claims::sentences_of(&tokens) {
        let Some(span) = span_of(&tokens, &sentence) else { continue };
        let is_quoted = inside.iter().any(|quote| quote.start < span.end && span.start < quote.end);
        if is_quoted {
            continue;
        }
        if let Some(speaker) = attribution(text, &tokens, sentence) {
            let said = Said { text: clean(span.of(text).unwrap_or("")), span: Some(span) };
            quotes.push(Quote { kind: QuoteKind::Reported, said, speaker: Some(speaker) });
        }
    }
    quotes.sort_by_key(|quote| quote.said.span.map(|span| span.start));
    quotes.truncate(crate::method::CLAIMS_MAX);
    quotes
}

/// Who is named as the source of a sentence.
pub(crate) fn speaker_of(text: &str, tokens: &[Token], sentence: Span) -> Option<Said> {
    let start = tokens.partition_point(|token| token.start < sentence.start);
    let end = tokens.partition_point(|token| token.start < sentence.end);
    attribution(text, tokens, start..end)
}

fn span_of(tokens: &[Token], range: &Range<usize>) -> Option<Span> {
    let all = tokens.get(range.clone())?;
    Some(Span::new(all.first()?.start, all.last()?.end))
}

/// Quotes between marks: the closing mark of each kind, or the same mark again.
fn direct(text: &str, tokens: &[Token]) -> Vec<Quote> {
    let (mut quotes, mut at) = (Vec::new(), 0);
    while let Some(token) = tokens.get(at) {
        let Some(close) = closing(tokens, at) else {
            at += 1;
            continue;
        };
        let words = tokens.get(at + 1..close).unwrap_or(&[]).iter().filter(|token| token.is_word()).count();
        if words < WORDS_MIN {
            at += if token.is_mark("\"") { close - at + 1 } else { 1 };
            continue;
        }
        let span =
            Span::new(tokens.get(at + 1).map_or(token.end, |first| first.start), tokens.get(close - 1).map_or(token.end, |last| last.end));
        let after = close + 1..after_quote(tokens, close + 1);
        let before = before_quote(tokens, at)..at;
        let speaker = attribution(text, tokens, after).or_else(|| attribution(text, tokens, before));
        quotes.push(Quote { kind: QuoteKind::Direct, said: Said { text: clean(span.of(text).unwrap_or("")), span: Some(span) }, speaker });
        at = close + 1;
    }
    quotes
}

/// The token that closes a quotation which a token opens.
fn closing(tokens: &[Token], at: usize) -> Option<usize> {
    let open = tokens.get(at)?;
    let (same, other) = match open.class {
        Class::Mark('\u{ab}') => (Some('\u{ab}'), '\u{bb}'),
        Class::Mark('\u{201c}') => (Some('\u{201c}'), '\u{201d}'),
        Class::Mark('\u{201e}') => (Some('\u{201e}'), '\u{201c}'),
        Class::Mark('"') => (None, '"'),
        _ => return None,
    };
    let mut depth = 1;
    for (index, token) in tokens.iter().enumerate().skip(at + 1) {
        if token.end - open.start > QUOTE_BYTES_MAX {
            return None;
        }
        match token.class {
            Class::Mark(c) if c == other || (other == '\u{201c}' && c == '\u{201d}') => depth -= 1,
            Class::Mark(c) if Some(c) == same => depth += 1,
            _ => {}
        }
        if depth == 0 {
            return Some(index);
        }
    }
    None
}

/// The end of the words after a quote that may name its speaker.
fn after_quote(tokens: &[Token], from: usize) -> usize {
    let stop = |token: &&Token| token.class == Class::Line || token.is_mark(".!?\u{ab}\u{201c}\u{201e}\"");
    let words = tokens.get(from..).unwrap_or(&[]).iter().take(REACH_TOKENS).take_while(|token| !stop(token)).count();
    from + words
}

/// The beginning of the words before a quote that may name its speaker.
fn before_quote(tokens: &[Token], to: usize) -> usize {
    let stop = |token: &&Token| token.class == Class::Line || token.is_mark(".!?\u{bb}\u{201d}\"");
    let words = tokens.get(..to).unwrap_or(&[]).iter().rev().take(REACH_TOKENS).take_while(|token| !stop(token)).count();
    to - words
}

/// Who a stretch of words names as the source of what it says.
fn attribution(text: &str, tokens: &[Token], range: Range<usize>) -> Option<Said> {
    let reader = Reader { text, tokens, range };
    reader.by_phrase().or_else(|| reader.by_verb()).or_else(|| reader.by_colon()).or_else(|| reader.by_dash())
}

struct Reader<'t> {
    text: &'t str,
    tokens: &'t [Token],
    range: Range<usize>,
}

impl Reader<'_> {
    fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at).filter(|_| self.range.contains(&at))
    }

    /// `according to X`, `по словам X`.
    fn by_phrase(&self) -> Option<Said> {
        self.range.clone().find_map(|at| {
            let phrase = PHRASES
                .iter()
                .find(|phrase| phrase.split(' ').enumerate().all(|(n, word)| self.token(at + n).is_some_and(|token| token.is(word))))?;
            self.name(at + phrase.split(' ').count())
        })
    }

    fn by_verb(&self) -> Option<Said> {
        let verb = self.range.clone().find(|at| self.token(*at).is_some_and(is_verb))?;
        let next = self.token(verb + 1).map_or("", |token| token.plain.as_str());
        let after = match next {
            "в" | "у" | "by" => self.name(verb + 2),
            "что" | "що" | "that" => None,
            _ => self.name(verb + 1),
        };
        let before = || self.name_before(verb);
        // English puts the speaker before the verb unless the quote does; Russian and Ukrainian after it as often.
        let is_latin = self.token(verb).is_some_and(|token| token.plain.is_ascii());
        if is_latin { before().or(after) } else { after.filter(|_| next != "что" && next != "що").or_else(before) }
    }

    /// A name from a token on, up to what cannot belong to it.
    fn name(&self, from: usize) -> Option<Said> {
        let mut end = from;
        while end < from + SPEAKER_TOKENS_MAX && self.token(end).is_some_and(|token| self.belongs(token, end)) {
            end += 1;
        }
        self.said(from, end)
    }

    fn belongs(&self, token: &Token, at: usize) -> bool {
        let is_inner_mark = token.is_mark("\u{ab}\u{bb}\u{201c}\u{201d}\"'\u{2019}-")
            || (token.is_mark(".") && self.tokens.get(at + 1).is_some_and(|next| !next.is_apart));
        let ends = is_one_of(&token.plain, ENDS);
        (token.is_word() || is_inner_mark || (token.is_digits() && !token.is_apart)) && !ends && !is_verb(token)
    }

    fn name_before(&self, verb: usize) -> Option<Said> {
        let mut start = verb;
        while start > self.range.start
            && verb - start < SPEAKER_TOKENS_MAX
            && self
                .token(start - 1)
                .is_some_and(|token| self.belongs(token, start - 1) || matches!(token.plain.as_str(), "in" | "об" | "о"))
        {
            start -= 1;
        }
        // "as X reported"
        if self.token(start).is_some_and(|token| matches!(token.plain.as_str(), "как" | "як" | "as" | "also" | "также" | "також"))
        {
            start += 1;
        }
        self.said(start, verb)
    }

    /// `Ministry: ...` at the beginning.
    fn by_colon(&self) -> Option<Said> {
        let colon = self.range.clone().take(7).find(|at| self.token(*at).is_some_and(|token| token.is_mark(":")))?;
        let words = self.tokens.get(self.range.start..colon)?;
        let is_name =
            words.iter().all(|token| token.is_word() || token.is_mark("\u{ab}\u{bb}\"-")) && words.iter().any(|token| self.is_body(token));
        is_name.then(|| self.said(self.range.start, colon)).flatten()
    }

    /// `... - Ministry` at the end.
    fn by_dash(&self) -> Option<Said> {
        let mut end = self.range.end;
        while end > self.range.start && self.token(end - 1).is_some_and(|token| token.is_mark(".!?") || token.class == Class::Line) {
            end -= 1;
        }
        let dash = (self.range.start..end)
            .rev()
            .take(7)
            .find(|at| self.token(*at).is_some_and(|token| token.is_mark("-\u{2013}\u{2014}") && token.is_apart))?;
        let words = self.tokens.get(dash + 1..end)?;
        let is_name = !words.is_empty()
            && words.iter().all(|token| token.is_word() || token.is_mark("\u{ab}\u{bb}\"-"))
            && words.iter().any(|token| self.is_body(token));
        is_name.then(|| self.said(dash + 1, end)).flatten()
    }

    /// A body or office, or letters that stand for one.
    fn is_body(&self, token: &Token) -> bool {
        let raw = self.text.get(token.start..token.end).unwrap_or("");
        let is_acronym = (2..=5).contains(&raw.chars().count()) && raw.chars().all(char::is_uppercase);
        token.is_word() && (is_acronym || begins_with(&token.plain, BODIES))
    }

    /// The words as a name, if they can be one: something capital or an office, and not all of it small words.
    fn said(&self, from: usize, end: usize) -> Option<Said> {
        let mut from = from;
        while self.token(from).is_some_and(|token| token.is_mark("\"'\u{2019}-\u{2013}\u{2014}\u{bb}\u{201d}") && from < end) {
            from += 1;
        }
        let mut end = end;
        while end > from && self.token(end - 1).is_some_and(|token| token.is_mark("\"'\u{2019}-.\u{201c}")) {
            end -= 1;
        }
        let words = self.tokens.get(from..end).filter(|words| words.iter().any(Token::is_word))?;
        let names_somebody = words.iter().any(|token| token.is_word() && (token.is_capital || self.is_body(token)));
        let span = Span::new(words.first()?.start, words.last()?.end);
        names_somebody.then(|| Said { text: clean(span.of(self.text).unwrap_or("")), span: Some(span) })
    }
}

fn is_verb(token: &Token) -> bool {
    token.is_word()
        && VERBS.split_ascii_whitespace().any(|verb| match verb.strip_suffix('=') {
            Some(whole) => token.plain == whole,
            None => token.plain.starts_with(verb),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(QuoteKind, String, Option<String>)> {
        let quotes = read_quotes(text);
        for quote in &quotes {
            let span = quote.said.span.unwrap();
            assert_eq!(clean(span.of(text).unwrap()), quote.said.text);
        }
        quotes.into_iter().map(|quote| (quote.kind, quote.said.text, quote.speaker.map(|speaker| speaker.text))).collect()
    }

    fn speaker(text: &str) -> Option<String> {
        let quotes = read(text);
        assert_eq!(quotes.len(), 1, "{text}: {quotes:?}");
        quotes.into_iter().next().and_then(|(_, _, speaker)| speaker)
    }

    #[test]
    fn direct_quotes_have_their_speaker_before_or_after_in_three_languages() {
        for (text, who) in [
            ("\"We will keep the ceasefire on the hill,\" said Anna Lowe, the head of the mission.", "Anna Lowe"),
            ("\u{201c}We will keep the ceasefire on the hill,\u{201d} General Orm told reporters.", "General Orm"),
            ("«Мы сохраним тишину на этом холме», – заявил глава района Пётр Холмов.", "глава района Пётр Холмов"),
            ("Мер Горбів Іван Яр сказав: «Ми збережемо тишу на цьому пагорбі».", "Мер Горбів Іван Яр"),
            ("«Ми збережемо тишу на цьому пагорбі», – повідомив речник місії Іван Яр.", "речник місії Іван Яр"),
        ] {
            let quotes = read(text);
            assert_eq!(quotes.len(), 1, "{text}: {quotes:?}");
            assert_eq!((quotes[0].0, quotes[0].2.as_deref()), (QuoteKind::Direct, Some(who)), "{text}");
        }
    }

    #[test]
    fn reported_words_have_their_speaker() {
        for (text, who) in [
            ("Three people were hurt, according to the Hill Council.", "the Hill Council"),
            ("По словам главы района Холмова, пострадавших нет.", "главы района Холмова"),
            ("За даними Генштабу, атаку відбито.", "Генштабу"),
            ("Вибухи на складі – мер", "мер"),
            ("Минобороны: уничтожены цеха завода", "Минобороны"),
            ("The mission said that it had seen nothing.", "The mission"),
            ("Об этом сообщили в Комитете мира.", "Комитете мира"),
        ] {
            assert_eq!(speaker(text).as_deref(), Some(who), "{text}");
        }
    }

    #[test]
    fn names_in_marks_are_no_quotes_and_nobody_is_named_for_nothing() {
        assert!(read("The group «North» and the ship \"Sea Star\" were there.").is_empty());
        assert!(read("An opening mark \" and nothing that closes it.").is_empty());
        assert_eq!(read("«Мы сохраним тишину на этом холме».")[0].2, None);
    }
}
