//! What a finding says of its clause: the quote, the version and reading, definitions, declarations.

use crate::agreement::{Agreement, Rule, Term};
use crate::declaration::{Declaration, DeclarationKind};
use crate::definition::Definition;
use crate::words::{clean, prose};
use model::PartyId;

/// Definitions and declarations that one clause cites, at most; more are counted.
const CITED_MAX: usize = 12;

/// Puts each clause, and each moment's time in force, into words, once their faults are known.
pub(crate) fn tell(agreement: &mut Agreement) {
    let version = agreement.provenance.version.clone();
    let told: Vec<(String, Vec<String>)> = agreement
        .terms
        .iter()
        .map(|term| (sentence(term, version.as_deref(), annex_words(agreement, term).as_deref()), context(agreement, term)))
        .collect();
    for (term, (sentence, context)) in agreement.terms.iter_mut().zip(told) {
        term.sentence = sentence;
        term.context = context;
        let told = term.moment().map(|moment| crate::moment::sentence(term, moment));
        if let (Rule::EffectiveMoment(moment), Some(told)) = (&mut term.rule, told) {
            moment.told = told;
        }
    }
}

/// A clause with its quote. A text with a version is named by it, an annex by its name.
pub(crate) fn sentence(term: &Term, version: Option<&str>, annex: Option<&str>) -> String {
    let quote = term.quote.as_ref().map(|quote| format!(": \"{}\"", clean(&prose(quote), 300))).unwrap_or_default();
    let of = term.origin.as_ref().map(|origin| format!(" of `{}`", origin.agreement)).unwrap_or_default();
    let version = version.map(|version| format!(", version {version}")).unwrap_or_default();
    let annex = annex.map(|annex| format!(", {annex}")).unwrap_or_default();
    format!("clause {}{of} (line {}{version}{annex}{}){quote}", term.id, term.line, term.reading_words())
}

fn annex_words(agreement: &Agreement, term: &Term) -> Option<String> {
    term.annex.and_then(|annex| agreement.annexes.get(annex)).map(crate::provenance::Annex::words)
}

/// What a finding says besides the clause itself.
fn context(agreement: &Agreement, term: &Term) -> Vec<String> {
    let mut context = match term.annex.and_then(|annex| agreement.annexes.get(annex)) {
        Some(annex) => annex.provenance.cautions(&annex.words()),
        None => Vec::new(),
    };
    context.extend(agreement.provenance.cautions("the text"));
    context.extend(definitions_used(&agreement.definitions, term));
    context.extend(declared_about(&agreement.declarations, term));
    context
}

fn definitions_used(definitions: &[Definition], term: &Term) -> Vec<String> {
    let Some(quote) = &term.quote else { return Vec::new() };
    let quote = prose(quote);
    let of_reading = |definition: &&Definition| match (&definition.reading, &term.reading) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    bounded(definitions.iter().filter(of_reading).filter(|definition| definition.is_used_in(&quote)).map(Definition::sentence).collect())
}

/// Declarations that name the term; those about the whole agreement are not repeated at each.
pub(crate) fn declared_about(declarations: &[Declaration], term: &Term) -> Vec<String> {
    bounded(declarations.iter().filter(|declaration| declaration.about.contains(&term.id)).map(Declaration::sentence).collect())
}

fn bounded(mut sentences: Vec<String>) -> Vec<String> {
    if sentences.len() > CITED_MAX {
        let more = sentences.len() - CITED_MAX;
        sentences.truncate(CITED_MAX);
        sentences.push(format!("and {more} more definitions or declarations"));
    }
    sentences
}

/// Who acceded is a party, too.
pub(crate) fn accede(parties: &mut Vec<PartyId>, declarations: &[Declaration]) {
    for by in declarations
        .iter()
        .filter(|declaration| declaration.kind == Some(DeclarationKind::Accession))
        .filter_map(|declaration| declaration.by.clone())
    {
        if !parties.iter().any(|party| party.0 == by) {
            parties.push(PartyId(by));
        }
    }
}

impl Agreement {
    /// When a party acceded, if it was not one from the beginning.
    pub(crate) fn acceded(&self, party: &PartyId) -> Option<&Declaration> {
        let of = |declaration: &&Declaration| {
            declaration.kind == Some(DeclarationKind::Accession) && declaration.by.as_deref() == Some(party.0.as_str())
        };
        self.declarations.iter().filter(of).min_by_key(|declaration| declaration.at)
    }
}
