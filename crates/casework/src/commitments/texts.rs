//! Texts in which promises stand, compared commitment by commitment.

use super::names::{check_name, check_words};
use super::{CommitmentFault, Commitments};
use crate::Standing;
use model::Citation;
use std::collections::BTreeMap;

/// A text: a draft, a declaration, a communique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// By which entry it came.
    pub leaf: u64,
    /// Where it was seen.
    pub seen: Citation,
    /// What was found in it, by commitment: the words, or that it does not stand there; with the entry that says so last.
    pub stands: BTreeMap<String, (u64, Option<String>)>,
}

/// What became of one promise between two texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stood {
    /// In both, in the same words.
    Same,
    /// In both, in other words: of the first text and of the second.
    Reworded(String, String),
    /// In the first text and not in the second; its words in the first.
    Dropped(String),
    /// In the second text and not in the first; its words in the second.
    Added(String),
    /// In neither.
    InNeither,
    /// Nobody said whether it stands in these texts.
    NotRead(Vec<String>),
}

/// One line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The commitment.
    pub commitment: String,
    /// Who promised.
    pub who: String,
    /// What became of it.
    pub stood: Stood,
}

impl Commitments {
    pub(super) fn text(&mut self, text: &str, seen: &Citation, standing: &Standing<'_>) -> Result<(), CommitmentFault> {
        check_name("text", text)?;
        super::names::check_citation(seen)?;
        if self.texts.contains_key(text) {
            return Err(CommitmentFault::KnownText(text.into()));
        }
        self.texts.insert(text.into(), Version { leaf: standing.leaf, seen: seen.clone(), stands: BTreeMap::new() });
        Ok(())
    }

    pub(super) fn stand(
        &mut self,
        commitment: &str,
        text: &str,
        quote: Option<&str>,
        standing: &Standing<'_>,
    ) -> Result<(), CommitmentFault> {
        self.own(commitment, standing)?;
        quote.map_or(Ok(()), |quote| check_words("quote", quote))?;
        let version = self.texts.get_mut(text).ok_or_else(|| CommitmentFault::UnknownText(text.into()))?;
        version.stands.insert(commitment.into(), (standing.leaf, quote.map(Into::into)));
        Ok(())
    }

    /// What an act quotes from a registered text stands in it.
    pub(super) fn stands_as_cited(&mut self, commitment: &str, seen: &Citation, leaf: u64) {
        let version = seen.text.as_ref().and_then(|text| self.texts.get_mut(text));
        if let (Some(version), Some(quote)) = (version, &seen.quote) {
            version.stands.insert(commitment.into(), (leaf, Some(quote.clone())));
        }
    }

    /// A text by its name.
    pub fn version(&self, text: &str) -> Option<&Version> {
        self.texts.get(text)
    }

    /// What became of each promise between two texts; promises that stand in neither and of which nobody spoke are left out.
    ///
    /// # Errors
    /// If one of them is not registered.
    pub fn compare(&self, first: &str, second: &str) -> Result<Vec<Compared>, CommitmentFault> {
        let version = |text: &str| self.version(text).ok_or_else(|| CommitmentFault::UnknownText(text.into()));
        let (a, b) = (version(first)?, version(second)?);
        let mut lines = Vec::new();
        for one in self.all() {
            let stood = match (a.stands.get(&one.name), b.stands.get(&one.name)) {
                (None, None) => continue,
                (None, Some(_)) => Stood::NotRead(vec![first.into()]),
                (Some(_), None) => Stood::NotRead(vec![second.into()]),
                (Some((_, None)), Some((_, None))) => Stood::InNeither,
                (Some((_, Some(quote))), Some((_, None))) => Stood::Dropped(quote.clone()),
                (Some((_, None)), Some((_, Some(quote)))) => Stood::Added(quote.clone()),
                (Some((_, Some(old))), Some((_, Some(new)))) if plain(old) == plain(new) => Stood::Same,
                (Some((_, Some(old))), Some((_, Some(new)))) => Stood::Reworded(old.clone(), new.clone()),
            };
            lines.push(Compared { commitment: one.name.clone(), who: one.promise.who.clone(), stood });
        }
        Ok(lines)
    }
}

fn plain(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
