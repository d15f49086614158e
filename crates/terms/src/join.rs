//! Agreements that have to do with each other: amendments, local agreements that inherit, annexes.

use crate::agreement::{Agreement, Rule, Term, TermKind};
use crate::chain::Cited;
use crate::fields::Worded;
use crate::head::Relation;
use crate::interval::Interval;
use crate::link::{assert_reading, no_moment, no_term};
use crate::read::{exemptions_of, kinds_of};
use crate::tell::{declared_about, sentence};
use crate::words::clean;
use model::Digest;
use std::collections::{BTreeMap, BTreeSet};

/// Agreements in a chain of amendments or inheritance that are followed, at most.
/// Source: assumed, a bound on recursion.
pub const CHAIN_MAX: usize = 32;

/// The other text in which a term stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Id of the agreement of that text.
    pub agreement: String,
    /// Digest of that text.
    pub version: Digest,
    /// The name of that version, if it has one.
    pub named: Option<String>,
}

/// A name that only another text can explain.
#[derive(Clone, Debug)]
pub(crate) struct Loose {
    /// Index of the term that has it; absent for declarations and the head.
    pub(crate) term: Option<usize>,
    pub(crate) field: LooseField,
    pub(crate) word: Worded,
}

/// Where such a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LooseField {
    /// The other agreement.
    Other,
    Drops,
    InForce,
    For,
    Replaces,
    About,
}

/// Joins the agreements in use: an amendment's terms become terms of the agreement that it amends,
/// a local agreement takes over the terms of its parent, an annex the moments of its main text.
///
/// Sorted by id; amendments that found their agreement are part of it and do not stand by
/// themselves. What cannot be joined stays and is visibly undetermined: terms get a fault, and a
/// local agreement without its parent a term `inherits` that nobody can apply.
pub fn join(mut agreements: Vec<Agreement>) -> Vec<Agreement> {
    agreements.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| a.digest.cmp(&b.digest)));
    agreements.dedup_by(|later, first| later.id == first.id);
    let mut by_id: BTreeMap<String, Agreement> = agreements.into_iter().map(|agreement| (agreement.id.clone(), agreement)).collect();
    let relations: BTreeMap<String, Relation> = by_id.iter().map(|(id, agreement)| (id.clone(), agreement.relation.clone())).collect();
    let mut order: Vec<(usize, String)> = Vec::new();
    for (id, relation) in &relations {
        match chain(id, &relations) {
            Ok(links) => order.push((links.len(), id.clone())),
            Err(broken) => {
                let reason = broken.sentence(id, relation);
                by_id.entry(id.clone()).and_modify(|agreement| stand_alone(agreement, &reason));
            }
        }
    }
    // Amendments first, the last of a chain into the one before it; then children after their parents.
    order.sort();
    let is_amendment = |id: &String| matches!(relations.get(id), Some(Relation::Amends(_)));
    for (_, id) in order.iter().rev().filter(|(_, id)| is_amendment(id)) {
        let Some(amendment) = by_id.remove(id) else { continue };
        if let Some(base) = amendment.relation.other().map(str::to_owned).and_then(|base| by_id.get_mut(&base)) {
            absorb(base, amendment);
        }
    }
    for (_, id) in order.iter().filter(|(_, id)| !is_amendment(id)) {
        let Some(mut child) = by_id.remove(id) else { continue };
        if let Some(parent) = child.relation.other().and_then(|parent| by_id.get(parent)) {
            take_over(&mut child, parent);
        }
        by_id.insert(id.clone(), child);
    }
    by_id.into_values().collect()
}

/// Why a chain of relations leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    Absent(String),
    Circle(Vec<String>),
    TooLong,
}

impl Broken {
    pub(crate) fn sentence(&self, id: &str, relation: &Relation) -> String {
        match self {
            Self::Absent(other) => format!("the agreement `{}` that `{id}` {} is not here", clean(other, 60), verb(relation)),
            Self::Circle(ids) => format!("`{id}` {} itself: {}", verb(relation), ids.join(" -> ")),
            Self::TooLong => format!("more than {CHAIN_MAX} agreements follow each other from `{id}` on"),
        }
    }
}

pub(crate) const fn verb(relation: &Relation) -> &'static str {
    match relation {
        Relation::None => "names",
        Relation::Amends(_) => "amends",
        Relation::Inherits { .. } => "inherits from",
        Relation::AnnexOf(_) => "is an annex of",
    }
}

/// The agreements to which an agreement leads, one after the other.
pub(crate) fn chain(id: &str, relations: &BTreeMap<String, Relation>) -> Result<Vec<String>, Broken> {
    let mut links = vec![id.to_owned()];
    while let Some(other) = links.last().and_then(|last| relations.get(last)).and_then(Relation::other) {
        if !relations.contains_key(other) {
            return Err(Broken::Absent(other.to_owned()));
        }
        let is_circle = links.iter().any(|link| link == other);
        links.push(other.to_owned());
        if is_circle {
            return Err(Broken::Circle(links));
        }
        if links.len() > CHAIN_MAX {
            return Err(Broken::TooLong);
        }
    }
    Ok(links)
}

/// What another text should have explained stays unexplained, visibly.
fn stand_alone(agreement: &mut Agreement, reason: &str) {
    if let Relation::Inherits { .. } = agreement.relation {
        agreement.terms.push(unreadable(agreement.relation.field(), reason));
    } else {
        agreement.terms.iter_mut().for_each(|term| term.faults.push(reason.to_owned()));
    }
    retell(agreement);
}

fn unreadable(id: &str, reason: &str) -> Term {
    Term {
        id: id.to_owned(),
        kind: None,
        quote: None,
        reading: None,
        asserted_by: Vec::new(),
        article: 0,
        line: 1,
        faults: vec![reason.to_owned()],
        rule: Rule::Unreadable,
        in_force: Vec::new(),
        moments: Vec::new(),
        mentions: Vec::new(),
        header: 0..0,
        sentence: format!("terms that this agreement should have from another: {reason}"),
        interval: Interval::default(),
        replaces: Vec::new(),
        replaced_by: Vec::new(),
        annex: None,
        origin: None,
        context: Vec::new(),
        written: Vec::new(),
        quote_at: None,
        raw: String::new(),
        cited: None,
    }
}

/// The kinds concerned, and the words of moments, after a change of terms.
fn retell(agreement: &mut Agreement) {
    for term in &mut agreement.terms {
        let told = term.moment().map(|moment| crate::moment::sentence(term, moment));
        if let (Rule::EffectiveMoment(moment), Some(told)) = (&mut term.rule, told) {
            moment.told = told;
        }
    }
    agreement.exemptions = exemptions_of(&agreement.terms);
    agreement.kinds = agreement.terms.iter().fold(agreement.kinds, |kinds, term| kinds.with(kinds_of(term)));
}

/// Whether a moment is for all terms.
fn is_general(term: &Term) -> bool {
    term.moment().is_some_and(|moment| moment.only_for.is_empty())
}

fn has_beginning(term: &Term) -> bool {
    !term.moments.is_empty() || !term.in_force.is_empty() || term.interval.from.is_some() || term.kind == Some(TermKind::EffectiveMoment)
}

/// A term as it stands in another agreement: it says from where it comes.
fn taken(mut term: Term, from: &Agreement) -> Term {
    let own = || Cited { version: from.digest, named: from.provenance.version.clone() };
    let Cited { version, named } = term.cited.take().unwrap_or_else(own);
    let origin = term.origin.take().unwrap_or_else(|| Origin { agreement: from.id.clone(), version, named });
    let version = origin.named.clone();
    let annex = term.annex.take().and_then(|annex| from.annexes.get(annex)).map(crate::provenance::Annex::words);
    term.origin = Some(origin);
    term.sentence = sentence(&term, version.as_deref(), annex.as_deref());
    term
}

/// An amendment's terms become terms of the agreement that it amends.
fn absorb(base: &mut Agreement, amendment: Agreement) {
    let (terms_n, articles_n) = (base.terms.len(), base.articles.len());
    let general: Vec<usize> = base.terms.iter().enumerate().filter(|(_, term)| is_general(term)).map(|(index, _)| index).collect();
    let ids: BTreeSet<String> = base.terms.iter().map(|term| term.id.clone()).collect();
    for term in &amendment.terms {
        let mut term = taken(term.clone(), &amendment);
        term.article += articles_n;
        term.replaced_by.iter_mut().for_each(|index| *index += terms_n);
        term.moments.iter_mut().for_each(|index| *index += terms_n);
        if !has_beginning(&term) {
            term.moments.clone_from(&general);
        }
        if ids.contains(&term.id) {
            term.faults.push(format!(
                "line {}: the id `{}` stands in `{}` too: ids are unique, `replaces` ends a term",
                term.line, term.id, base.id
            ));
            term.id = format!("{} ({})", term.id, amendment.id);
        }
        base.terms.push(term);
    }
    for loose in &amendment.loose {
        tie(base, loose, terms_n);
    }
    for declaration in &amendment.declarations {
        for term in base.terms.iter_mut().take(terms_n) {
            assert_reading(term, declaration);
            term.context.extend(declared_about(std::slice::from_ref(declaration), term));
        }
    }
    base.articles.extend(amendment.articles);
    base.arms.extend(amendment.arms);
    base.definitions.extend(amendment.definitions);
    base.declarations.extend(amendment.declarations);
    base.amendments.push(amendment.digest);
    base.amendments.extend(amendment.amendments);
    base.precedence = amendment.precedence.or(base.precedence);
    retell(base);
}

/// Ties a name of an amendment to what it names in the agreement; terms from `from` on are the amendment's.
fn tie(base: &mut Agreement, loose: &Loose, from: usize) {
    let Some(own) = loose.term.map(|index| index + from) else { return };
    let word = loose.word.word.as_str();
    let found = base.terms.iter().take(from).position(|term| term.id == word);
    let is_moment = found.and_then(|found| base.terms.get(found)).is_some_and(|term| term.moment().is_some());
    let (at, pushed) = match (loose.field, found) {
        (LooseField::InForce, Some(found)) if is_moment => (own, Some((found, false))),
        (LooseField::For, Some(found)) => (found, Some((own, false))),
        (LooseField::Replaces, Some(found)) => (found, Some((own, true))),
        _ => (own, None),
    };
    let id = base.id.clone();
    let Some(term) = base.terms.get_mut(at) else { return };
    match pushed {
        Some((index, true)) => term.replaced_by.push(index),
        Some((index, false)) => term.moments.push(index),
        None => term.faults.push(unexplained(loose, term.line, &id)),
    }
}

/// The fault of a name that the other text does not explain, either.
fn unexplained(loose: &Loose, line: u32, other: &str) -> String {
    let message = if loose.field == LooseField::InForce { no_moment(&loose.word.word) } else { no_term(&loose.word.word) };
    format!("line {line}: {message}, neither here nor in `{other}`")
}

/// A child takes over its parent's terms, or, if it is an annex, the moments that start its own.
fn take_over(child: &mut Agreement, parent: &Agreement) {
    let drops: BTreeSet<&str> = match &child.relation {
        Relation::Inherits { drops, .. } => drops.iter().map(String::as_str).collect(),
        Relation::AnnexOf(_) => BTreeSet::new(),
        Relation::None | Relation::Amends(_) => return,
    };
    let is_annex = matches!(child.relation, Relation::AnnexOf(_));
    let own: BTreeMap<String, usize> = child.terms.iter().enumerate().map(|(index, term)| (term.id.clone(), index)).collect();
    let own_general: Vec<usize> = child.terms.iter().enumerate().filter(|(_, term)| is_general(term)).map(|(index, _)| index).collect();
    let (articles_n, mut place) = (child.articles.len(), BTreeMap::<usize, usize>::new());
    let mut next = child.terms.len();
    for (index, term) in parent.terms.iter().enumerate() {
        if let Some(own) = own.get(&term.id) {
            place.insert(index, *own);
        } else if !drops.contains(term.id.as_str()) && (!is_annex || term.moment().is_some()) {
            place.insert(index, next);
            next += 1;
        }
    }
    let own_n = child.terms.len();
    for (index, term) in parent.terms.iter().enumerate() {
        if place.get(&index).is_none_or(|place| *place < own_n) {
            continue;
        }
        let mut term = taken(term.clone(), parent);
        let placed = |indices: &[usize]| indices.iter().filter_map(|index| place.get(index).copied()).collect::<Vec<_>>();
        (term.moments, term.replaced_by) = (placed(&term.moments), placed(&term.replaced_by));
        if !own_general.is_empty() && term.moment().is_none() {
            term.moments.clone_from(&own_general);
        }
        term.article += articles_n;
        term.context.extend(declared_about(&child.declarations, &term));
        child.terms.push(term);
    }
    tie_child(child, parent, own_n);
    child.articles.extend(parent.articles.iter().cloned());
    child.arms.extend(parent.arms.iter().cloned());
    child.precedence = child.precedence.or(parent.precedence);
    retell(child);
}

/// Ties the names that only the parent explains; own terms without a beginning begin as the parent does.
fn tie_child(child: &mut Agreement, parent: &Agreement, own_n: usize) {
    for loose in child.loose.clone() {
        tie_to_parent(child, parent, &loose, own_n);
    }
    let general: Vec<usize> =
        child.terms.iter().enumerate().skip(own_n).filter(|(_, term)| is_general(term)).map(|(index, _)| index).collect();
    for term in child.terms.iter_mut().take(own_n).filter(|term| !has_beginning(term)) {
        term.moments.clone_from(&general);
    }
}

fn tie_to_parent(child: &mut Agreement, parent: &Agreement, loose: &Loose, own_n: usize) {
    let Some(own) = loose.term else { return };
    let found = child.terms.iter().skip(own_n).position(|term| term.id == loose.word.word).map(|found| found + own_n);
    let is_moment = found.and_then(|found| child.terms.get(found)).is_some_and(|term| term.moment().is_some());
    match (loose.field, found) {
        (LooseField::InForce, Some(found)) if is_moment => {
            child.terms.iter_mut().skip(own).take(1).for_each(|term| term.moments.push(found))
        }
        (LooseField::For, Some(found)) => child.terms.iter_mut().skip(found).take(1).for_each(|term| term.moments.push(own)),
        (LooseField::Replaces, Some(found)) => child.terms.iter_mut().skip(found).take(1).for_each(|term| term.replaced_by.push(own)),
        _ => child.terms.iter_mut().skip(own).take(1).for_each(|term| term.faults.push(unexplained(loose, term.line, &parent.id))),
    }
}
