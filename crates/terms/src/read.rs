//! An agreement's file -> articles and terms, with every fault in its place.

use crate::agreement::{Agreement, KindSet, Mention, Rule, Term};
use crate::declaration::{Declaration, read_declaration};
use crate::definition::{Definition, read_definition};
use crate::fault::{Fault, Faults, Severity};
use crate::fields::Fields;
use crate::head::{Head, Relation, read_head};
use crate::join::{Loose, LooseField};
use crate::link::{Loosely, link, link_names, part_ids, part_others, place_intervals, take_parties};
use crate::markdown::{Article, Block, read_document};
use crate::provenance::{Annex, read_annex};
use crate::quote::{Above, check_quote};
use crate::read_term::read_term;
use crate::tell::{accede, tell};
use crate::weapon::{Arm, read_arm};
use crate::words::{clean, nearest};
use model::{Digest, Kind};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// Reads an agreement from the text of its Markdown file.
///
/// Returns what could be read and every fault that the text alone shows; [`crate::check()`] adds those
/// that need the mission and its layers. A faulty term stays in the agreement and is undetermined
/// wherever it applies. `None` only without a usable `[agreement]` table.
pub fn read_agreement(text: &str) -> (Option<Agreement>, Vec<Fault>) {
    if text.len() > TEXT_BYTES_MAX {
        return (None, vec![too_long(text.len())]);
    }
    let document = read_document(text);
    let mut faults = Faults::of(text);
    let mut draft = Draft::default();
    let mut tables_n = 0;
    for block in &document.blocks {
        if let Some(opening) = &block.open {
            let help = "end it with a line that holds only the same marks".to_owned();
            faults.error(opening.clone(), "the block that begins here never ends".into(), Some(help));
        }
        for section in sections(text, block) {
            tables_n += 1;
            if tables_n > TABLES_MAX {
                let help = "part the agreement into annexes in files of their own".to_owned();
                faults.error(section.span, format!("the file has more than {TABLES_MAX} tables"), Some(help));
                return (None, faults.found);
            }
            draft.read_section(&mut faults, text, &section, block, &document.articles);
        }
    }
    let agreement = draft.finish(&mut faults, document.articles, text);
    (agreement, faults.found)
}

/// Longest text of an agreement, bytes. Source: assumed; the longest agreements known have some 300 pages, below 1 MB.
pub const TEXT_BYTES_MAX: usize = 4_000_000;

/// Tables in the blocks of one file, at most. Source: assumed; the longest agreements known need some hundreds.
const TABLES_MAX: usize = 5_000;

fn too_long(bytes_n: usize) -> Fault {
    let message = format!("the file holds {bytes_n} bytes; an agreement has at most {TEXT_BYTES_MAX}");
    let help = Some("name the agreement's own text, without scans or attachments".to_owned());
    Fault { severity: Severity::Error, span: 0..0, line: 1, column: 1, message, help }
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

/// Brackets that are open at one time in a part of a block, at most. Source: assumed, a bound on recursion; terms need 3.
const NESTING_MAX: usize = 32;

/// Where brackets are nested too deep, if they are; then the text is not read further.
fn too_deep(words: String) -> (Option<usize>, String) {
    let mut open = 0_usize;
    for (at, byte) in words.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > NESTING_MAX {
            return (Some(at), words.lines().next().unwrap_or("").to_owned());
        }
    }
    (None, words)
}

#[derive(Default)]
struct Draft {
    head: Option<Head>,
    terms: Vec<Term>,
    arms: Vec<Arm>,
    definitions: Vec<Definition>,
    declarations: Vec<Declaration>,
    annexes: Vec<Annex>,
    loose: Vec<Loose>,
    top: String,
    above: Above,
}

impl Draft {
    fn read_section(&mut self, faults: &mut Faults<'_>, text: &str, section: &Section, block: &Block, articles: &[Article]) {
        let base = section.span.start;
        // Lines may end in CR LF; a blank instead of the CR keeps every place and reads the same.
        let words = text.get(section.span.clone()).unwrap_or("").replace("\r\n", " \n");
        let before = faults.found.len();
        let (deep, words) = too_deep(words);
        if let Some(at) = deep {
            let message = format!("not TOML: lists or tables are nested deeper than {NESTING_MAX}");
            faults.error(base + at..base + at + 1, message, None);
        }
        let (table, errors) = DeTable::parse_recoverable(&words);
        let is_broken = deep.is_some() || !errors.is_empty();
        // One error makes others: the first is the one to mend.
        if let Some(error) = errors.into_iter().next() {
            let span = in_line(&words, error.span().unwrap_or(0..words.len()));
            faults.error(span.start + base..span.end + base, format!("not TOML: {}", clean(error.message(), 200)), None);
        }
        let place =
            Place { base, header: first_line(&words, base), block, article: articles.get(block.article), is_broken, raw: words.trim() };
        let parts =
            |draft: &Self| [&draft.terms.len(), &draft.definitions.len(), &draft.declarations.len(), &draft.annexes.len()].map(|n| *n);
        let before_n = parts(self);
        if section.is_list {
            self.read_list(faults, table.get_ref(), &place, before);
        } else {
            self.read_top(faults, table.get_ref(), &place);
        }
        if parts(self) == before_n {
            self.top.push_str(&words);
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
            (Some(("definition" | "declaration" | "annex", DeValue::Array(_))), Some(fields)) => {
                let name = only.map_or("", |(name, _)| name);
                self.add_part(faults, name, fields, place);
            }
            (Some((name, _)), fields) => {
                faults.error(
                    place.header.clone(),
                    format!("`[[{}]]` is not a part of an agreement", clean(name, 60)),
                    Some(header_help(name)),
                );
                match nearest(name, PARTS) {
                    Some(part @ ("definition" | "declaration" | "annex")) => self.add_part(faults, part, fields.unwrap_or(table), place),
                    _ => self.add_term(faults, fields.unwrap_or(table), place, before),
                }
            }
            (None, _) => {
                if faults.found.len() == before {
                    faults.error(place.header.clone(), "this header cannot be read".into(), Some("write `[[term]]`".into()));
                }
                self.add_term(faults, table, place, before);
            }
        }
    }

    fn add_part(&mut self, faults: &mut Faults<'_>, name: &str, fields: &DeTable<'_>, place: &Place<'_>) {
        let (line, _) = faults.line_column(place.header.start);
        let fields = Fields::of(faults, fields, place.base, place.header.clone()).broken(place.is_broken);
        let quote = match name {
            "definition" => {
                let (definition, quote) = read_definition(fields, line);
                self.definitions.push(definition);
                quote
            }
            "declaration" => {
                let (declaration, quote) = read_declaration(fields, line);
                self.declarations.push(declaration);
                quote
            }
            _ => {
                self.annexes.push(read_annex(fields, line));
                None
            }
        };
        if let (Some(quote), Some(article)) = (&quote, place.article) {
            check_quote(faults, quote, article, place.block, &mut self.above);
        }
    }

    fn add_term(&mut self, faults: &mut Faults<'_>, fields: &DeTable<'_>, place: &Place<'_>, before: usize) {
        let (line, _) = faults.line_column(place.header.start);
        let fields = Fields::of(faults, fields, place.base, place.header.clone()).broken(place.is_broken);
        let written = fields.written();
        let mut term = read_term(fields, line, place.block.article);
        term.0.written = written;
        term.0.quote_at = term.1.as_ref().map(|quote| quote.span.clone());
        term.0.annex = self.annexes.len().checked_sub(1);
        if let (Some(quote), Some(article)) = (&term.1, place.article) {
            check_quote(faults, quote, article, place.block, &mut self.above);
        }
        term.0.faults = errors_since(faults, before);
        term.0.raw = place.raw.to_owned();
        self.terms.push(term.0);
    }

    fn finish(mut self, faults: &mut Faults<'_>, articles: Vec<Article>, text: &str) -> Option<Agreement> {
        let Some(mut head) = self.head else {
            let help = "the first `toml` block holds `[agreement]` with `id` and `parties`".to_owned();
            faults.error(0..0, "the file has no `[agreement]`".into(), Some(help));
            return None;
        };
        let id = head.id?;
        let zone = head.time_zone.as_deref();
        head.interval.place(faults, zone);
        let named = std::mem::take(&mut head.named).into_iter().enumerate();
        let field = |index| if index == 0 { LooseField::Other } else { LooseField::Drops };
        self.loose.extend(named.map(|(index, word)| Loose { term: None, field: field(index), word }));
        accede(&mut head.parties, &self.declarations);
        part_ids(faults, &mut self.terms);
        part_others(faults, &self.definitions, &self.declarations, &self.annexes);
        place_intervals(faults, &mut self.terms, &head.interval, zone);
        for declaration in &mut self.declarations {
            declaration.place(zone);
        }
        for term in &mut self.terms {
            take_parties(faults, term, &head.parties);
        }
        let asserters = self.definitions.iter().flat_map(|definition| definition.asserters.iter().cloned());
        head.mentions.extend(asserters.map(Mention::Asserter));
        let is_alone = head.relation == Relation::None;
        link(faults, &mut self.terms, &self.declarations, &mut Loosely { is_alone, loose: &mut self.loose });
        if is_alone {
            link_names(faults, &mut self.terms);
        }
        let heading = articles.iter().map(|article| article.heading.as_str()).find(|heading| !heading.is_empty());
        let title = head.title.or_else(|| heading.map(str::to_owned)).unwrap_or_else(|| id.clone());
        let title = clean(&title, 300);
        let mut agreement = Agreement {
            id,
            title,
            provenance: head.provenance,
            parties: head.parties,
            roles: head.roles,
            precedence: head.precedence,
            top: self.top,
            articles,
            terms: self.terms,
            arms: self.arms,
            definitions: self.definitions,
            declarations: self.declarations,
            annexes: self.annexes,
            relation: head.relation,
            area: head.area,
            names: head.names,
            written: head.written,
            mentions: head.mentions,
            loose: self.loose,
            digest: Digest::of(text.as_bytes()),
            amendments: Vec::new(),
            exemptions: Vec::new(),
            kinds: KindSet::default(),
        };
        tell(&mut agreement);
        agreement.exemptions = exemptions_of(&agreement.terms);
        agreement.kinds = agreement.terms.iter().fold(KindSet::default(), |kinds, term| kinds.with(kinds_of(term)));
        Some(agreement)
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
    /// The section as written.
    raw: &'a str,
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

/// The tables of an agreement.
const PARTS: [&str; 6] = ["term", "weapon", "agreement", "definition", "declaration", "annex"];

fn header_help(name: &str) -> String {
    match nearest(name, PARTS) {
        Some("agreement") => "did you mean `[agreement]`?".into(),
        Some(word) => format!("did you mean `[[{word}]]`?"),
        None => "an agreement has `[agreement]`, `[[term]]`, `[[definition]]`, `[[declaration]]`, `[[annex]]` and `[[weapon]]`".into(),
    }
}

/// The errors found since a mark, as a term keeps them.
pub(crate) fn errors_since(faults: &Faults<'_>, before: usize) -> Vec<String> {
    let errors = faults.found.iter().skip(before).filter(|fault| fault.severity == Severity::Error);
    errors.map(|fault| clean(&format!("line {}, column {}: {}", fault.line, fault.column, fault.message), 400)).collect()
}

/// The terms that exempt somebody from others, as indices.
pub(crate) fn exemptions_of(terms: &[Term]) -> Vec<usize> {
    let is_exemption = |(index, term): (usize, &Term)| matches!(term.rule, Rule::Exemption(_)).then_some(index);
    terms.iter().enumerate().filter_map(is_exemption).collect()
}

pub(crate) fn kinds_of(term: &Term) -> KindSet {
    match &term.rule {
        Rule::EffectiveMoment(_) | Rule::Quota(_) | Rule::Repeal | Rule::DefinedTerm(_) | Rule::Exemption(_) => KindSet::default(),
        Rule::Duty(duty) => duty.kinds(),
        Rule::ProhibitedAct(act) => act.acts,
        Rule::TargetProtection(protection) => protection.act.acts,
        Rule::MineBan(ban) => ban.act.acts,
        Rule::StandOff(stand_off) => stand_off.act.acts,
        Rule::ZoneAllowList(list) => list.presence,
        Rule::WithdrawalDistance(_) => KindSet::of([Kind::WeaponSeen]),
        Rule::Unreadable => crate::method::kinds_if_unreadable(),
    }
}
