//! An agreement's file -> articles and terms, with every fault in its place.

use crate::agreement::{Agreement, KindSet, Mention, Precedence, Rule, Term};
use crate::fault::{Fault, Faults, Severity};
use crate::fields::{Fields, Worded};
use crate::link::{link_moments, part_ids, take_parties, tell};
use crate::markdown::{Article, Block, read_document};
use crate::quote::check_quote;
use crate::read_term::read_term;
use crate::weapon::{Arm, read_arm};
use crate::words::{clean, meant, nearest};
use model::{Kind, PartyId};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// Reads an agreement from the text of its Markdown file.
///
/// Returns what could be read and every fault that the text alone shows; [`crate::check()`] adds those
/// that need the mission and its layers. A faulty term stays in the agreement and is undetermined
/// wherever it applies. `None` only without a usable `[agreement]` table.
pub fn read_agreement(text: &str) -> (Option<Agreement>, Vec<Fault>) {
    let document = read_document(text);
    let mut faults = Faults::of(text);
    let mut draft = Draft::default();
    for block in &document.blocks {
        if let Some(opening) = &block.open {
            let help = "end it with a line that holds only the same marks".to_owned();
            faults.error(opening.clone(), "the block that begins here never ends".into(), Some(help));
        }
        for section in sections(text, block) {
            draft.read_section(&mut faults, text, &section, block, &document.articles);
        }
    }
    let agreement = draft.finish(&mut faults, document.articles);
    (agreement, faults.found)
}

/// A part of a block that is read by itself, so that one fault cannot swallow the terms after it.
struct Section {
    span: Range<usize>,
    /// Whether it begins with `[[`.
    is_list: bool,
}

/// A line that begins with `[[` begins a section; what stands above the first is one too.
fn sections(text: &str, block: &Block) -> Vec<Section> {
    let body = text.get(block.body.clone()).unwrap_or("");
    let mut found = vec![Section { span: block.body.start..block.body.start, is_list: false }];
    let mut at = block.body.start;
    for line in body.split_inclusive('\n') {
        if line.trim_start().starts_with("[[") {
            found.push(Section { span: at..at, is_list: true });
        }
        at += line.len();
        if let Some(last) = found.last_mut() {
            last.span.end = at;
        }
    }
    found.retain(|section| !section.span.is_empty());
    found
}

#[derive(Default)]
struct Draft {
    head: Option<Head>,
    terms: Vec<Term>,
    arms: Vec<Arm>,
}

struct Head {
    id: Option<String>,
    title: Option<String>,
    language: Option<String>,
    parties: Vec<Worded>,
    precedence: Option<Precedence>,
}

impl Draft {
    fn read_section(&mut self, faults: &mut Faults<'_>, text: &str, section: &Section, block: &Block, articles: &[Article]) {
        let base = section.span.start;
        // Lines may end in CR LF; a blank instead of the CR keeps every place and reads the same.
        let words = text.get(section.span.clone()).unwrap_or("").replace("\r\n", " \n");
        let before = faults.found.len();
        let (table, errors) = DeTable::parse_recoverable(&words);
        let is_broken = !errors.is_empty();
        for error in errors {
            let span = in_line(&words, error.span().unwrap_or(0..words.len()));
            faults.error(span.start + base..span.end + base, format!("not TOML: {}", clean(error.message(), 200)), None);
        }
        let place = Place { base, header: first_line(&words, base), block, article: articles.get(block.article), is_broken };
        if section.is_list {
            self.read_list(faults, table.get_ref(), &place, before);
        } else {
            self.read_top(faults, table.get_ref(), &place);
        }
    }

    fn read_top(&mut self, faults: &mut Faults<'_>, table: &DeTable<'_>, place: &Place<'_>) {
        for (key, value) in table.iter() {
            let name: &str = key.get_ref();
            let span = key.span().start + place.base..key.span().end + place.base;
            match (name, value.get_ref()) {
                ("agreement", DeValue::Table(fields)) if self.head.is_none() => {
                    self.head = Some(read_head(Fields::of(faults, fields, place.base, span)))
                }
                ("agreement", DeValue::Table(_)) => {
                    faults.error(span, "the file holds a second `[agreement]`".into(), Some("one file is one agreement".into()));
                }
                ("agreement", _) => {
                    faults.error(span, "`agreement` is no table".into(), Some("write `[agreement]` on a line of its own".into()))
                }
                (_, DeValue::Table(fields)) => {
                    let before = faults.found.len();
                    let message = format!("`[{name}]` is not a part of an agreement");
                    faults.error(span.clone(), message, Some(header_help(name)));
                    if nearest(name, ["term"]).is_some() {
                        let place = Place { header: span, ..*place };
                        self.add_term(faults, fields, &place, before);
                    }
                }
                _ => faults.error(
                    span,
                    format!("`{name}` stands outside of every table"),
                    Some("write it below `[agreement]` or `[[term]]`".into()),
                ),
            }
        }
    }

    fn read_list(&mut self, faults: &mut Faults<'_>, table: &DeTable<'_>, place: &Place<'_>, before: usize) {
        let only = table.iter().next().map(|(key, value)| (key.get_ref().as_ref(), value.get_ref()));
        let fields = only.and_then(|(_, value)| value.as_table().or_else(|| value.as_array()?.iter().next()?.get_ref().as_table()));
        match (only, fields) {
            (Some(("term", DeValue::Array(_))), Some(fields)) => self.add_term(faults, fields, place, before),
            (Some(("weapon", DeValue::Array(_))), Some(fields)) => {
                self.arms.extend(read_arm(Fields::of(faults, fields, place.base, place.header.clone())));
            }
            (Some((name, _)), fields) => {
                faults.error(
                    place.header.clone(),
                    format!("`[[{}]]` is not a part of an agreement", clean(name, 60)),
                    Some(header_help(name)),
                );
                self.add_term(faults, fields.unwrap_or(table), place, before);
            }
            (None, _) => {
                if faults.found.len() == before {
                    faults.error(place.header.clone(), "this header cannot be read".into(), Some("write `[[term]]`".into()));
                }
                self.add_term(faults, table, place, before);
            }
        }
    }

    fn add_term(&mut self, faults: &mut Faults<'_>, fields: &DeTable<'_>, place: &Place<'_>, before: usize) {
        let (line, _) = faults.line_column(place.header.start);
        let fields = Fields::of(faults, fields, place.base, place.header.clone()).broken(place.is_broken);
        let mut term = read_term(fields, line, place.block.article);
        if let (Some(quote), Some(article)) = (&term.1, place.article) {
            check_quote(faults, quote, article, place.block);
        }
        term.0.faults = errors_since(faults, before);
        self.terms.push(term.0);
    }

    fn finish(mut self, faults: &mut Faults<'_>, articles: Vec<Article>) -> Option<Agreement> {
        let Some(head) = self.head else {
            let help = "the first `toml` block holds `[agreement]` with `id` and `parties`".to_owned();
            faults.error(0..0, "the file has no `[agreement]`".into(), Some(help));
            return None;
        };
        let id = head.id?;
        let parties: Vec<PartyId> = head.parties.iter().map(|party| PartyId(party.word.clone())).collect();
        let mentions = head.parties.into_iter().map(Mention::Party).collect();
        part_ids(faults, &mut self.terms);
        for term in &mut self.terms {
            take_parties(faults, term, &parties);
        }
        link_moments(faults, &mut self.terms);
        tell(&mut self.terms);
        let heading = articles.iter().map(|article| article.heading.as_str()).find(|heading| !heading.is_empty());
        let title = head.title.or_else(|| heading.map(str::to_owned)).unwrap_or_else(|| id.clone());
        let kinds = self.terms.iter().fold(KindSet::default(), |kinds, term| kinds.with(kinds_of(term)));
        let title = clean(&title, 300);
        Some(Agreement {
            id,
            title,
            language: head.language,
            parties,
            precedence: head.precedence,
            articles,
            terms: self.terms,
            arms: self.arms,
            mentions,
            kinds,
        })
    }
}

#[derive(Clone)]
struct Place<'a> {
    base: usize,
    header: Range<usize>,
    block: &'a Block,
    article: Option<&'a Article>,
    /// Whether the section is no TOML.
    is_broken: bool,
}

/// A span drawn back to the words of the line in which it begins, if it begins in blanks at their end.
fn in_line(words: &str, span: Range<usize>) -> Range<usize> {
    let before = words.get(..words.floor_char_boundary(span.start)).unwrap_or("");
    let is_at_end = words.get(before.len()..).is_some_and(|rest| rest.lines().next().unwrap_or("").trim().is_empty());
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let start = if is_at_end { line_start + before.get(line_start..).unwrap_or("").trim_end().len() } else { span.start };
    start..span.end.max(start)
}

fn first_line(words: &str, base: usize) -> Range<usize> {
    let line = words.lines().next().unwrap_or("");
    let indent = line.len() - line.trim_start().len();
    base + indent..base + line.trim_end().len().max(indent)
}

fn header_help(name: &str) -> String {
    match nearest(name, ["term", "weapon", "agreement"]) {
        Some("agreement") => "did you mean `[agreement]`?".into(),
        Some(word) => format!("did you mean `[[{word}]]`?"),
        None => "an agreement has `[agreement]`, `[[term]]` and `[[weapon]]`".into(),
    }
}

fn read_head(mut fields: Fields<'_, '_>) -> Head {
    let id = fields.text("id");
    let is_plain = |id: &str| id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    match &id {
        None => fields.missing("id", "id = \"island_truce\""),
        Some(id) if !is_plain(&id.word) => {
            let message = format!("the id `{}` has other characters than a-z, 0-9 and _", clean(&id.word, 60));
            fields.faults.error(id.span.clone(), message, None);
        }
        Some(_) => {}
    }
    let title = fields.text("title").map(|title| title.word);
    let language = fields.text("language").map(|language| clean(&language.word, 60));
    let parties = fields.texts("parties").unwrap_or_default();
    if parties.is_empty() {
        fields.missing("parties", "parties = [\"p1\", \"p2\"]");
    }
    let precedence = fields.text("precedence").and_then(|word| {
        let read = Precedence::from_word(&word.word);
        if read.is_none() {
            let help = meant(&word.word, &Precedence::WORDS);
            fields.faults.error(word.span, format!("`{}` is not a precedence", word.word), Some(help));
        }
        read
    });
    fields.take("note");
    fields.finish();
    Head { id: id.map(|id| id.word).filter(|id| is_plain(id)), title, language, parties, precedence }
}

/// The errors found since a mark, as a term keeps them.
pub(crate) fn errors_since(faults: &Faults<'_>, before: usize) -> Vec<String> {
    let errors = faults.found.iter().skip(before).filter(|fault| fault.severity == Severity::Error);
    errors.map(|fault| clean(&format!("line {}, column {}: {}", fault.line, fault.column, fault.message), 400)).collect()
}

fn kinds_of(term: &Term) -> KindSet {
    match &term.rule {
        Rule::EffectiveMoment(_) | Rule::Quota(_) => KindSet::default(),
        Rule::ProhibitedAct(act) => act.acts,
        Rule::ZoneAllowList(list) => list.presence,
        Rule::WithdrawalDistance(_) => KindSet::of([Kind::WeaponSeen]),
        Rule::Unreadable => crate::method::kinds_if_unreadable(),
    }
}
