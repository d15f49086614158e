//! What terms have to do with each other: ids, the parties they share, what starts and what ends them.

use crate::agreement::{Mention, Rule, Term, TermKind};
use crate::declaration::Declaration;
use crate::definition::Definition;
use crate::fault::Faults;
use crate::fields::Worded;
use crate::interval::Interval;
use crate::join::{Loose, LooseField};
use crate::provenance::Annex;
use crate::read::errors_since;
use crate::words::{clean, listed, meant};
use model::PartyId;
use std::collections::BTreeMap;
use std::ops::Range;

/// A second term of the same id keeps its fault and gets its line into its name.
pub(crate) fn part_ids(faults: &mut Faults<'_>, terms: &mut [Term]) {
    let mut first: BTreeMap<String, u32> = BTreeMap::new();
    for term in terms {
        if let Some(line) = first.get(&term.id) {
            let message = format!("the id `{}` stands twice: the first is in line {line}", term.id);
            fault_term(faults, term, term.header.clone(), message, "ids are unique in an agreement".into());
            term.id = format!("{} (line {})", term.id, term.line);
        } else {
            first.insert(term.id.clone(), term.line);
        }
    }
}

/// Ids of definitions, declarations and annexes are unique among their like.
pub(crate) fn part_others(faults: &mut Faults<'_>, definitions: &[Definition], declarations: &[Declaration], annexes: &[Annex]) {
    let named = |id: &str, header: &Range<usize>, line: u32| (id.to_owned(), header.clone(), line);
    let parts: [Vec<(String, Range<usize>, u32)>; 3] = [
        definitions.iter().map(|part| named(&part.id, &part.header, part.line)).collect(),
        declarations.iter().map(|part| named(&part.id, &part.header, part.line)).collect(),
        annexes.iter().map(|part| named(&part.id, &part.header, part.line)).collect(),
    ];
    for (what, parts) in ["definitions", "declarations", "annexes"].into_iter().zip(parts) {
        let mut first: BTreeMap<String, u32> = BTreeMap::new();
        for (id, header, line) in parts {
            if let Some(line) = first.get(&id) {
                let message = format!("the id `{id}` stands twice: the first is in line {line}");
                faults.error(header, message, Some(format!("ids are unique among {what}")));
            } else {
                first.insert(id, line);
            }
        }
    }
}

pub(crate) fn fault_term(faults: &mut Faults<'_>, term: &mut Term, span: Range<usize>, message: String, help: String) {
    let before = faults.found.len();
    faults.error(span, message, Some(help));
    term.faults.extend(errors_since(faults, before));
}

/// Makes instants of each term's own dates, within those of the agreement.
pub(crate) fn place_intervals(faults: &mut Faults<'_>, terms: &mut [Term], whole: &Interval, zone: Option<&str>) {
    for term in terms.iter_mut().filter(|term| term.kind != Some(TermKind::EffectiveMoment)) {
        let before = faults.found.len();
        if zone.is_none() && term.row().is_some() {
            term.interval.take_since();
        }
        term.interval.place(faults, zone);
        let errors = errors_since(faults, before);
        term.faults.extend(errors);
        term.interval = term.interval.within(whole);
    }
}

/// A clause on parties without any of its own binds those of the agreement.
pub(crate) fn take_parties(faults: &mut Faults<'_>, term: &mut Term, parties: &[PartyId]) {
    let Some(bound) = term.rule.parties_or_all() else { return };
    if bound.is_empty() {
        *bound = parties.to_vec();
    }
    if bound.is_empty() {
        let span = term.header.clone();
        fault_term(faults, term, span, "the term binds no party".into(), "name `parties` here or in `[agreement]`".into());
    }
}

/// What to do with a name that the text itself does not explain: a fault, or, if another text may
/// explain it, a note of it.
pub(crate) struct Loosely<'l> {
    pub(crate) is_alone: bool,
    pub(crate) loose: &'l mut Vec<Loose>,
}

/// Finds the moments that start each term and the terms that end it, and reports names that lead nowhere.
pub(crate) fn link(faults: &mut Faults<'_>, terms: &mut [Term], declarations: &[Declaration], loosely: &mut Loosely<'_>) {
    let ids: Vec<String> = terms.iter().map(|term| term.id.clone()).collect();
    let only_for = |(index, term): (usize, &Term)| Some(Named { index, id: term.id.clone(), only_for: term.moment()?.only_for.clone() });
    let moments: Vec<Named> = terms.iter().enumerate().filter_map(only_for).collect();
    for moment in &moments {
        unknown_ids(faults, terms, (moment.index, LooseField::For), &moment.only_for, loosely);
    }
    for index in 0..terms.len() {
        let Some(term) = terms.get_mut(index) else { continue };
        if term.kind != Some(TermKind::EffectiveMoment) {
            link_one(faults, (index, term), &moments, loosely);
        }
        let replaces = term.replaces.clone();
        unknown_ids(faults, terms, (index, LooseField::Replaces), &replaces, loosely);
        for word in &replaces {
            match ids.iter().position(|id| *id == word.word) {
                Some(other) if other == index => {
                    let Some(term) = terms.get_mut(index) else { continue };
                    fault_term(faults, term, word.span.clone(), "the term replaces itself".into(), "name the term that ends".into());
                }
                Some(other) => terms.iter_mut().skip(other).take(1).for_each(|other| other.replaced_by.push(index)),
                None => {}
            }
        }
    }
    link_declarations(faults, terms, declarations, loosely);
}

/// Ids that no term has.
fn unknown_ids(
    faults: &mut Faults<'_>,
    terms: &mut [Term],
    (index, field): (usize, LooseField),
    words: &[Worded],
    loosely: &mut Loosely<'_>,
) {
    for word in words {
        if terms.iter().any(|term| term.id == word.word) {
            continue;
        }
        if !loosely.is_alone {
            loosely.loose.push(Loose { term: Some(index), field, word: word.clone() });
            continue;
        }
        let ids: Vec<&str> = terms.iter().map(|term| term.id.as_str()).collect();
        let (message, help) = (no_term(&word.word), meant(&word.word, &ids));
        if let Some(term) = terms.get_mut(index) {
            fault_term(faults, term, word.span.clone(), message, help);
        }
    }
}

pub(crate) fn no_term(id: &str) -> String {
    format!("no term has the id `{}`", clean(id, 60))
}

/// A declaration that asserts a reading asserts it for the terms that it is about.
fn link_declarations(faults: &mut Faults<'_>, terms: &mut [Term], declarations: &[Declaration], loosely: &mut Loosely<'_>) {
    for declaration in declarations {
        for word in &declaration.terms {
            if terms.iter().any(|term| term.id == word.word) {
                continue;
            }
            if loosely.is_alone {
                let ids: Vec<&str> = terms.iter().map(|term| term.id.as_str()).collect();
                faults.error(word.span.clone(), no_term(&word.word), Some(meant(&word.word, &ids)));
            } else {
                loosely.loose.push(Loose { term: None, field: LooseField::About, word: word.clone() });
            }
        }
        for term in terms.iter_mut() {
            assert_reading(term, declaration);
        }
    }
}

/// Adds who declared it to those who assert a term's reading.
pub(crate) fn assert_reading(term: &mut Term, declaration: &Declaration) {
    let is_meant = declaration.reading.is_some() && term.reading == declaration.reading && declaration.about.contains(&term.id);
    if let Some(by) = declaration.by.as_ref().filter(|by| is_meant && !term.asserted_by.contains(by)) {
        term.asserted_by.push(by.clone());
    }
}

/// A moment by its id and the terms that it is for.
struct Named {
    index: usize,
    id: String,
    only_for: Vec<Worded>,
}

/// The moments that a term names; else those that name it; else those for all.
fn link_one(faults: &mut Faults<'_>, (index, term): (usize, &mut Term), moments: &[Named], loosely: &mut Loosely<'_>) {
    for word in term.in_force.clone() {
        match moments.iter().find(|moment| moment.id == word.word) {
            Some(moment) => term.moments.push(moment.index),
            None if !loosely.is_alone => loosely.loose.push(Loose { term: Some(index), field: LooseField::InForce, word }),
            None => {
                let known: Vec<&str> = moments.iter().map(|moment| moment.id.as_str()).collect();
                let (message, help) = (no_moment(&word.word), moments_known(&known));
                fault_term(faults, term, word.span, message, help);
            }
        }
    }
    if !term.in_force.is_empty() {
        return;
    }
    let of = |is_meant: &dyn Fn(&Named) -> bool| moments.iter().filter(|moment| is_meant(moment)).map(|moment| moment.index).collect();
    let named: Vec<usize> = of(&|moment| moment.only_for.iter().any(|word| word.word == term.id));
    term.moments = if named.is_empty() { of(&|moment| moment.only_for.is_empty()) } else { named };
}

pub(crate) fn no_moment(id: &str) -> String {
    format!("`{}` is not the id of an `effective_moment`", clean(id, 60))
}

pub(crate) fn moments_known(known: &[&str]) -> String {
    if known.is_empty() { "the agreement has no `effective_moment`".into() } else { format!("its moments are {}", listed(known)) }
}

/// Reports definitions and exempted clauses that lead nowhere.
pub(crate) fn link_names(faults: &mut Faults<'_>, terms: &mut [Term]) {
    let ids: Vec<String> = terms.iter().map(|term| term.id.clone()).collect();
    let defining = terms.iter().filter(|term| term.kind == Some(TermKind::DefinedTerm)).map(|term| term.id.clone());
    let defining: Vec<String> = defining.collect();
    for term in terms {
        let definitions =
            term.mentions.iter().filter_map(|mention| if let Mention::Definition(word) = mention { Some(word) } else { None });
        let lost: Vec<Worded> = definitions.filter(|word| !defining.contains(&word.word)).cloned().collect();
        for word in lost {
            let help = if defining.is_empty() { "the agreement has no `defined_term`".into() } else { meant_of(&word.word, &defining) };
            fault_term(faults, term, word.span, format!("`{}` is not the id of a `defined_term`", clean(&word.word, 60)), help);
        }
        let clauses = if let Rule::Exemption(rule) = &term.rule { rule.clauses.clone() } else { Vec::new() };
        for word in clauses.into_iter().filter(|word| !ids.contains(&word.word)) {
            let help = meant_of(&word.word, &ids);
            fault_term(faults, term, word.span, format!("no term has the id `{}`", clean(&word.word, 60)), help);
        }
    }
}

fn meant_of(wrong: &str, known: &[String]) -> String {
    meant(wrong, &known.iter().map(String::as_str).collect::<Vec<_>>())
}
