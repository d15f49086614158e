//! What terms have to do with each other: ids, the parties they share, the moments that start them.

use crate::agreement::{Rule, Term, TermKind};
use crate::fault::Faults;
use crate::fields::Worded;
use crate::read::errors_since;
use crate::words::{clean, listed, meant, prose};
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

fn fault_term(faults: &mut Faults<'_>, term: &mut Term, span: Range<usize>, message: String, help: String) {
    let before = faults.found.len();
    faults.error(span, message, Some(help));
    term.faults.extend(errors_since(faults, before));
}

/// A forbidden act without parties of its own binds those of the agreement.
pub(crate) fn take_parties(faults: &mut Faults<'_>, term: &mut Term, parties: &[PartyId]) {
    let Rule::ProhibitedAct(act) = &mut term.rule else { return };
    if act.parties.is_empty() {
        act.parties = parties.to_vec();
    }
    if act.parties.is_empty() {
        let span = term.header.clone();
        fault_term(faults, term, span, "the term binds no party".into(), "name `parties` here or in `[agreement]`".into());
    }
}

/// Finds the moments that start each term, and reports names that lead nowhere.
pub(crate) fn link_moments(faults: &mut Faults<'_>, terms: &mut [Term]) {
    let ids: Vec<String> = terms.iter().map(|term| term.id.clone()).collect();
    let only_for = |(index, term): (usize, &Term)| Some(Named { index, id: term.id.clone(), only_for: term.moment()?.only_for.clone() });
    let moments: Vec<Named> = terms.iter().enumerate().filter_map(only_for).collect();
    for moment in &moments {
        for word in moment.only_for.iter().filter(|word| !ids.contains(&word.word)) {
            let help = meant(&word.word, &ids.iter().map(String::as_str).collect::<Vec<_>>());
            if let Some(term) = terms.get_mut(moment.index) {
                fault_term(faults, term, word.span.clone(), format!("no term has the id `{}`", clean(&word.word, 60)), help);
            }
        }
    }
    for term in terms.iter_mut().filter(|term| term.kind != Some(TermKind::EffectiveMoment)) {
        link_one(faults, term, &moments);
    }
}

/// A moment by its id and the terms that it is for.
struct Named {
    index: usize,
    id: String,
    only_for: Vec<Worded>,
}

/// The moments that a term names; else those that name it; else those for all.
fn link_one(faults: &mut Faults<'_>, term: &mut Term, moments: &[Named]) {
    for word in term.in_force.clone() {
        match moments.iter().find(|moment| moment.id == word.word) {
            Some(moment) => term.moments.push(moment.index),
            None => {
                let known: Vec<&str> = moments.iter().map(|moment| moment.id.as_str()).collect();
                let none = "the agreement has no `effective_moment`".to_owned();
                let help = if known.is_empty() { none } else { format!("its moments are {}", listed(&known)) };
                let message = format!("`{}` is not the id of an `effective_moment`", clean(&word.word, 60));
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

/// Puts each clause, and each moment's time in force, into words, once their faults are known.
pub(crate) fn tell(terms: &mut [Term]) {
    for term in terms {
        let quote = term.quote.as_ref().map(|quote| format!(": \"{}\"", clean(&prose(quote), 300))).unwrap_or_default();
        term.sentence = format!("clause {} (line {}{}){quote}", term.id, term.line, term.reading_words());
        let told = term.moment().map(|moment| crate::moment::sentence(term, moment));
        if let (Rule::EffectiveMoment(moment), Some(told)) = (&mut term.rule, told) {
            moment.told = told;
        }
    }
}
