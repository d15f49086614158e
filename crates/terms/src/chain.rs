//! The versions of an agreement in a row: which text each term has stood in unchanged, up to the one in use.
//!
//! An amendment supersedes the findings of the terms that it changes, and no others: a term that reads
//! the same, with all that bears on it, is cited from the text since which it does.

use crate::agreement::{Agreement, Rule, Term};
use model::Digest;
use std::collections::{BTreeMap, BTreeSet};

/// Keys of `[agreement]` that bear on no finding, or on its wording by way of its term alone.
const NEUTRAL: [&str; 14] = [
    "id",
    "title",
    "version",
    "supersedes",
    "note",
    "parties",
    "amends",
    "inherits",
    "annex_of",
    "drops",
    "language",
    "authentic",
    "source",
    "names",
];

/// An earlier text of the same agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// Its digest.
    pub version: Digest,
    /// The name of that version, if it has one.
    pub named: Option<String>,
}

impl Agreement {
    /// Goes on to the next version of the text, before either is joined with others: terms that read the
    /// same as here are cited from where they are cited from here.
    pub fn succeeded_by(self, mut next: Self) -> Self {
        let (before, after) = (effects(&self), effects(&next));
        let own = Cited { version: self.digest, named: self.provenance.version };
        let mut known: BTreeMap<String, Term> = self.terms.into_iter().map(|term| (term.id.clone(), term)).collect();
        for term in &mut next.terms {
            if before.get(&term.id) != after.get(&term.id) {
                continue;
            }
            let Some(earlier) = known.remove(&term.id) else { continue };
            term.cited = Some(earlier.cited.unwrap_or_else(|| own.clone()));
            term.line = earlier.line;
            term.faults = earlier.faults;
            term.sentence = earlier.sentence;
            if let (Rule::EffectiveMoment(moment), Rule::EffectiveMoment(earlier)) = (&mut term.rule, earlier.rule) {
                moment.told = earlier.told;
            }
        }
        next
    }

    /// Ids of the terms whose findings change when one text takes the place of another, as both stand
    /// joined: those that only one of them has, and those that bear otherwise or are cited from elsewhere.
    pub fn changed(before: Option<&Self>, now: Option<&Self>) -> BTreeSet<String> {
        let cited = |agreement: Option<&Self>| agreement.map(cited_effects).unwrap_or_default();
        let (before, now) = (cited(before), cited(now));
        now.keys().chain(before.keys()).filter(|id| now.get(*id) != before.get(*id)).cloned().collect()
    }
}

fn cited_effects(agreement: &Agreement) -> BTreeMap<String, (Digest, Digest)> {
    let effects = effects(agreement);
    let of = |term: &Term| Some((term.id.clone(), (term.version_or(&agreement.digest), *effects.get(&term.id)?)));
    agreement.terms.iter().filter_map(of).collect()
}

/// For each term a digest of everything that can bear on its findings, without places in the file.
fn effects(agreement: &Agreement) -> BTreeMap<String, Digest> {
    let top = top(agreement);
    let own: Vec<String> = agreement.terms.iter().map(|term| own_words(agreement, term)).collect();
    let ties: Vec<BTreeSet<usize>> = ties(agreement);
    // Exemptions and defined words may bear on any term.
    let bears_on_all = |term: &Term| matches!(term.rule, Rule::Exemption(_) | Rule::DefinedTerm(_));
    let general: Vec<usize> = agreement.terms.iter().enumerate().filter(|(_, term)| bears_on_all(term)).map(|(at, _)| at).collect();
    let digest = |(n, term): (usize, &Term)| {
        let mut open: Vec<usize> = general.iter().copied().chain([n]).collect();
        let mut reached: BTreeSet<usize> = open.iter().copied().collect();
        while let Some(at) = open.pop() {
            open.extend(ties.get(at).into_iter().flatten().copied().filter(|other| reached.insert(*other)));
        }
        let first = own.get(n).map(String::as_bytes);
        let rest = reached.iter().filter(|other| **other != n).filter_map(|other| own.get(*other)).map(String::as_bytes);
        let parts: Vec<&[u8]> = [top.as_bytes()].into_iter().chain(first).chain(rest).collect();
        (term.id.clone(), Digest::tagged("effect", &parts))
    };
    agreement.terms.iter().enumerate().map(digest).collect()
}

/// What bears on all terms: parties, roles, accessions, the area, and what stands above the terms as written.
fn top(agreement: &Agreement) -> String {
    let is_neutral = |line: &&str| line.split_once('=').is_some_and(|(key, _)| NEUTRAL.contains(&key.trim()));
    let lines = agreement.top.lines().filter(|line| !is_neutral(line) && !line.trim().is_empty());
    let accessions = agreement.parties.iter().filter_map(|party| agreement.acceded(party)).map(|declaration| declaration.sentence());
    let written: Vec<String> = lines.map(str::to_owned).chain(accessions).collect();
    format!("{:?}\u{1f}{:?}\u{1f}{:?}\u{1f}{}", agreement.parties, agreement.roles, agreement.area, written.join("\n"))
}

/// A term as written, with what became of it: its article's heading, its faults without their places, its dates,
/// readings and context; of withdrawal rows also how they are chosen and which weapons there are.
fn own_words(agreement: &Agreement, term: &Term) -> String {
    let heading = agreement.articles.get(term.article).map_or("", |article| article.heading.as_str());
    let fault = |fault: &String| fault.split_once(": ").map_or_else(|| fault.clone(), |(_, what)| what.to_owned());
    let faults: Vec<String> = term.faults.iter().map(fault).collect();
    let rows = term.row().map(|_| (agreement.precedence, &agreement.arms));
    let interval = (term.interval.from, term.interval.to, &term.interval.zone);
    let origin = term.origin.as_ref().map(|origin| &origin.agreement);
    format!(
        "{}\u{1f}{heading}\u{1f}{faults:?}\u{1f}{:?}\u{1f}{:?}\u{1f}{interval:?}\u{1f}{rows:?}\u{1f}{origin:?}\u{1f}{:?}",
        term.raw, term.reading, term.asserted_by, term.context
    )
}

/// Which other terms bear on each: its moments, those that end it or that it names, and of withdrawal rows all the others.
fn ties(agreement: &Agreement) -> Vec<BTreeSet<usize>> {
    let is_row = |term: &Term| term.row().is_some();
    let rows: Vec<usize> = agreement.terms.iter().enumerate().filter(|(_, term)| is_row(term)).map(|(n, _)| n).collect();
    let named = |term: &Term| {
        let words = quoted(&term.raw);
        agreement.terms.iter().enumerate().filter(move |(_, other)| words.contains(other.id.as_str())).map(|(n, _)| n).collect::<Vec<_>>()
    };
    let of = |term: &Term| {
        let rows = rows.iter().copied().filter(|_| is_row(term));
        term.moments.iter().chain(&term.replaced_by).copied().chain(named(term)).chain(rows).collect()
    };
    agreement.terms.iter().map(of).collect()
}

/// All strings in quotation marks.
fn quoted(raw: &str) -> BTreeSet<&str> {
    raw.split(['"', '\'']).collect()
}
