//! Two texts by effect: the document itself, definitions, declarations, and terms field by field.

use super::{Change, Detail, Difference, Pair, name_of};
use crate::agreement::{Agreement, Term};
use crate::moment::{force, readings};
use crate::words::{clean, prose};
use std::collections::{BTreeMap, BTreeSet};

/// Longest value that is shown, characters.
const VALUE_CHARS_MAX: usize = 300;

/// How lists are told: the field, what an element that went and one that came is.
const LISTS: [(&str, &str, &str); 10] = [
    ("acts", "no longer forbidden", "newly forbidden"),
    ("parties", "no longer bound", "newly bound"),
    ("allowed", "no longer allowed", "newly allowed"),
    ("presence", "no longer looked at", "newly looked at"),
    ("except_causes", "no longer excepted", "newly excepted"),
    ("models", "no longer named", "newly named"),
    ("classes", "no longer named", "newly named"),
    ("replaces", "no longer replaced", "newly replaced"),
    ("drops", "no longer dropped", "newly dropped"),
    ("asserted_by", "no longer asserted by", "newly asserted by"),
];

/// Fields that name a thing and do nothing.
const NAMES_ONLY: [&str; 2] = ["id", "note"];

impl Pair<'_> {
    /// The differences by effect.
    pub(super) fn effects(&self) -> Vec<Difference> {
        let mut found: Vec<Difference> = self.heads().into_iter().collect();
        let parts = |agreement: &Agreement| -> (Vec<Part>, Vec<Part>) {
            let definitions = agreement.definitions.iter().map(|definition| Part {
                id: definition.id.clone(),
                what: format!("definition of `{}`", clean(definition.words.first().map_or("", String::as_str), 100)),
                line: definition.line,
                quote: definition.quote.clone(),
                written: definition.written.clone(),
            });
            let declarations = agreement.declarations.iter().map(|declaration| Part {
                id: declaration.id.clone(),
                what: format!("declaration {}", declaration.id),
                line: declaration.line,
                quote: declaration.quote.clone(),
                written: declaration.written.clone(),
            });
            (definitions.collect(), declarations.collect())
        };
        let (before, after) = (parts(self.earlier), parts(self.later));
        found.extend(self.parts(&before.0, &after.0));
        found.extend(self.parts(&before.1, &after.1));
        found.extend(self.terms());
        found
    }

    fn heads(&self) -> Option<Difference> {
        let details = fields(&self.earlier.written, &self.later.written);
        let details: Vec<Detail> =
            details.into_iter().filter(|detail| !matches!(detail, Detail::Field { field, .. } if field == "title")).collect();
        (!details.is_empty()).then(|| Difference {
            change: Change::Changed,
            what: "the document itself".into(),
            line_before: None,
            line_after: None,
            quote: None,
            is_broken_promise: false,
            details,
        })
    }

    /// Definitions or declarations, by id; the second of one id is the second of it in the other text.
    fn parts(&self, before: &[Part], after: &[Part]) -> Vec<Difference> {
        let nth = |parts: &[Part], at: usize| {
            let id = parts.get(at).map(|part| part.id.clone());
            (parts.iter().take(at).filter(|part| Some(&part.id) == id.as_ref()).count(), id)
        };
        let place = |parts: &[Part]| (0..parts.len()).map(|at| (nth(parts, at), at)).collect::<BTreeMap<_, _>>();
        let (of_before, of_after) = (place(before), place(after));
        let mut found = Vec::new();
        for (at, part) in before.iter().enumerate() {
            match of_after.get(&nth(before, at)).and_then(|other| after.get(*other)) {
                None => found.push(Difference { is_broken_promise: self.breaks_promises(), ..part.whole(Change::Dropped) }),
                Some(other) => {
                    let details = fields(&part.written, &other.written);
                    if !details.is_empty() {
                        found.push(Difference { details, line_before: Some(part.line), ..other.whole(Change::Changed) });
                    }
                }
            }
        }
        let new = after.iter().enumerate().filter(|(at, _)| !of_before.contains_key(&nth(after, *at)));
        found.extend(new.map(|(_, part)| part.whole(Change::Added)));
        found
    }

    fn terms(&self) -> Vec<Difference> {
        let (a, b) = (&self.earlier.terms, &self.later.terms);
        let pairs = matched(a, b);
        let mut found = Vec::new();
        for (index, term) in a.iter().enumerate() {
            match pairs.get(&index).and_then(|other| b.get(*other)) {
                Some(other) => found.extend(self.changed_term(term, other)),
                None => found.push(self.dropped(term)),
            }
        }
        let taken: BTreeSet<usize> = pairs.values().copied().collect();
        found.extend(b.iter().enumerate().filter(|(index, _)| !taken.contains(index)).map(|(_, term)| whole(Change::Added, term)));
        found
    }

    fn dropped(&self, term: &Term) -> Difference {
        let mut difference = Difference { is_broken_promise: self.breaks_promises(), ..whole(Change::Dropped, term) };
        if let Some(article) = term.quote.as_ref().and_then(|quote| self.where_said(quote)) {
            let remark = format!("its words still stand in article `{}`, and no term encodes them", clean(article, 200));
            difference.details.push(Detail::Remark(remark));
            difference.is_broken_promise = false;
        }
        difference
    }

    fn changed_term(&self, before: &Term, after: &Term) -> Option<Difference> {
        let mut details = fields(&before.written, &after.written);
        if before.id != after.id {
            details.insert(0, Detail::Remark(format!("it was clause {}", before.id)));
        }
        let (was, is) = (in_force(self.earlier, before), in_force(self.later, after));
        if was != is {
            details.push(Detail::Field {
                field: "time in force".into(),
                words: format!("time in force: {} became {}", was.join("; "), is.join("; ")),
                before: was,
                after: is,
            });
        }
        let difference = Difference { line_before: Some(before.line), details, ..whole(Change::Changed, after) };
        (!difference.details.is_empty()).then_some(difference)
    }
}

/// A definition or declaration.
struct Part {
    id: String,
    what: String,
    line: u32,
    quote: Option<String>,
    written: Vec<(String, Vec<String>)>,
}

impl Part {
    fn whole(&self, change: Change) -> Difference {
        different(change, self.what.clone(), self.line, self.quote.as_deref())
    }
}

fn whole(change: Change, term: &Term) -> Difference {
    different(change, name_of(term), term.line, term.quote.as_deref())
}

fn different(change: Change, what: String, line: u32, quote: Option<&str>) -> Difference {
    let (line_before, line_after) = if change == Change::Dropped { (Some(line), None) } else { (None, Some(line)) };
    let quote = quote.map(|quote| clean(&prose(quote), VALUE_CHARS_MAX));
    Difference { change, what, line_before, line_after, quote, is_broken_promise: false, details: Vec::new() }
}

/// Which term of the later text is which of the earlier one: the same id, else the same effect, else the same words.
fn matched(a: &[Term], b: &[Term]) -> BTreeMap<usize, usize> {
    let mut pairs = BTreeMap::new();
    take_by(a, b, &mut pairs, |term| Some(term.id.clone()));
    take_by(a, b, &mut pairs, |term| Some(format!("{:?}", effect(term))));
    take_by(a, b, &mut pairs, |term| Some(format!("{:?} {:?} {}", term.kind, term.reading, prose(term.quote.as_ref()?))));
    pairs
}

fn take_by(a: &[Term], b: &[Term], pairs: &mut BTreeMap<usize, usize>, key: impl Fn(&Term) -> Option<String>) {
    let taken: BTreeSet<usize> = pairs.values().copied().collect();
    let mut free: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, term) in b.iter().enumerate().filter(|(index, _)| !taken.contains(index)).rev() {
        if let Some(key) = key(term) {
            free.entry(key).or_default().push(index);
        }
    }
    for (index, term) in a.iter().enumerate() {
        if !pairs.contains_key(&index)
            && let Some(found) = key(term).and_then(|key| free.get_mut(&key)?.pop())
        {
            pairs.insert(index, found);
        }
    }
}

/// All that a term does: its fields without names and quotes.
fn effect(term: &Term) -> Vec<&(String, Vec<String>)> {
    term.written.iter().filter(|(name, _)| !NAMES_ONLY.contains(&name.as_str()) && name != "quote" && name != "in_force").collect()
}

/// When a term holds, under each reading.
fn in_force(agreement: &Agreement, term: &Term) -> Vec<String> {
    if term.moment().is_some() {
        return Vec::new();
    }
    let told = |reading: Option<&str>| {
        let force = force(agreement, term, reading);
        let words = |at: Option<model::Instant>, none: &str| at.map_or_else(|| none.to_owned(), |at| at.to_string());
        let label = reading.map(|reading| format!(" (reading {reading})")).unwrap_or_default();
        format!("from {} to {}{label}", words(force.first_moment(), "an open beginning"), words(force.last_moment(), "an open end"))
    };
    readings(agreement, term).into_iter().map(told).collect()
}

/// The fields in which two tables differ.
fn fields(before: &[(String, Vec<String>)], after: &[(String, Vec<String>)]) -> Vec<Detail> {
    let (a, b): (BTreeMap<_, _>, BTreeMap<_, _>) = (before.iter().cloned().collect(), after.iter().cloned().collect());
    let names: BTreeSet<&String> = a.keys().chain(b.keys()).filter(|name| !NAMES_ONLY.contains(&name.as_str())).collect();
    let mut found = Vec::new();
    for name in names {
        let (was, is) = (a.get(name).cloned().unwrap_or_default(), b.get(name).cloned().unwrap_or_default());
        let is_same = if name == "quote" {
            was.iter().map(|words| prose(words)).eq(is.iter().map(|words| prose(words)))
        } else {
            as_set(&was) == as_set(&is)
        };
        if !is_same {
            found.push(Detail::Field { field: name.clone(), words: in_words(name, &was, &is), before: was, after: is });
        }
    }
    found
}

/// The order of a list does nothing.
fn as_set(values: &[String]) -> BTreeSet<&String> {
    values.iter().collect()
}

fn in_words(field: &str, was: &[String], is: &[String]) -> String {
    let label = label(field);
    let shown = |values: &[String]| clean(&values.join(", "), VALUE_CHARS_MAX);
    let list = LISTS.iter().find(|(name, ..)| *name == field);
    if list.is_some() || was.len() > 1 || is.len() > 1 {
        let (_, gone, new) = list.copied().unwrap_or(("", "no longer", "newly"));
        let less: Vec<String> = was.iter().filter(|value| !is.contains(value)).cloned().collect();
        let more: Vec<String> = is.iter().filter(|value| !was.contains(value)).cloned().collect();
        let part = |words: &str, values: &[String]| (!values.is_empty()).then(|| format!("{words}: {}", shown(values)));
        let parts: Vec<String> = part(gone, &less).into_iter().chain(part(new, &more)).collect();
        return format!("{label}: {}", parts.join("; "));
    }
    match (was.first(), is.first()) {
        (Some(_), None) => format!("{label}: {} before, no longer said", shown(was)),
        (None, Some(_)) => format!("{label}: {}, not said before", shown(is)),
        _ => format!("{label}: {} became {}", shown(was), shown(is)),
    }
}

/// A field's name in words, its unit last.
fn label(field: &str) -> String {
    match field.rsplit_once('_') {
        Some((stem, unit @ ("km" | "m" | "mm" | "h" | "days" | "hours" | "minutes"))) => format!("{} ({unit})", stem.replace('_', " ")),
        _ => field.replace(['_', '.'], " "),
    }
}
