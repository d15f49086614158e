//! An agreement as read: articles, terms with what they encode, and what could not be read of them.

mod kind_set;
mod rule;
mod term;

pub(crate) use kind_set::KindSet;
pub(crate) use rule::{Calibre, LayerRef, Mention, Moment, Quota, Row, Rule, Start, Width};
pub use term::{Term, TermKind};

use crate::declaration::Declaration;
use crate::definition::Definition;
use crate::head::{Relation, Role};
use crate::join::Loose;
use crate::markdown::Article;
use crate::provenance::{Annex, Provenance};
use crate::weapon::Arm;
use model::{Digest, PartyId};
use std::collections::BTreeSet;

/// An agreement.
#[derive(Clone, Debug)]
pub struct Agreement {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) provenance: Provenance,
    pub(crate) parties: Vec<PartyId>,
    /// Those who are no parties and have a part in it.
    pub(crate) roles: Vec<(Role, PartyId)>,
    pub(crate) precedence: Option<Precedence>,
    pub(crate) articles: Vec<Article>,
    pub(crate) terms: Vec<Term>,
    pub(crate) arms: Vec<Arm>,
    pub(crate) definitions: Vec<Definition>,
    pub(crate) declarations: Vec<Declaration>,
    pub(crate) annexes: Vec<Annex>,
    pub(crate) relation: Relation,
    /// The area of a local agreement.
    pub(crate) area: Option<LayerRef>,
    /// All fields of its head as written, by name.
    pub(crate) written: Vec<(String, Vec<String>)>,
    /// Names that need no definition.
    pub(crate) names: Vec<String>,
    /// Parties and layers named at the top, with their places.
    pub(crate) mentions: Vec<Mention>,
    /// What this text names and only another text can have.
    pub(crate) loose: Vec<Loose>,
    /// Digest of its text.
    pub(crate) digest: Digest,
    /// Digests of the amendments that are part of it.
    pub(crate) amendments: Vec<Digest>,
    /// Terms that exempt somebody from others, as indices.
    pub(crate) exemptions: Vec<usize>,
    /// Kinds of observation that at least one term concerns.
    pub(crate) kinds: KindSet,
    /// What stands above and between its terms, as written.
    pub(crate) top: String,
}

impl Agreement {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its title: as given, else the first heading, else the id.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The language of its text, as given.
    pub fn language(&self) -> Option<&str> {
        self.provenance.language.as_deref()
    }

    /// Where its text comes from and what it is worth.
    pub const fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// Digest of its text: the version that a finding names.
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The third forces, guarantors and monitors that it names.
    pub fn roles(&self) -> &[(Role, PartyId)] {
        &self.roles
    }

    /// Its definitions, in the order of the text.
    pub fn definitions(&self) -> &[Definition] {
        &self.definitions
    }

    /// What actors declared about it, in the order of the text.
    pub fn declarations(&self) -> &[Declaration] {
        &self.declarations
    }

    /// Its annexes and side letters, in the order of the text.
    pub fn annexes(&self) -> &[Annex] {
        &self.annexes
    }

    /// The texts that it consists of: its own, then those of its amendments.
    pub fn texts(&self) -> impl Iterator<Item = Digest> {
        std::iter::once(self.digest).chain(self.amendments.iter().copied())
    }

    /// Capitalised words of its text that need no definition.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The layer in whose areas a local agreement holds.
    pub fn area(&self) -> Option<&str> {
        self.area.as_ref().map(|area| area.layer.as_str())
    }

    /// What it has to do with another agreement.
    pub const fn relation(&self) -> &Relation {
        &self.relation
    }

    /// The layers that its terms and its head ask for; a class of target is the layer that draws it.
    pub fn layers(&self) -> BTreeSet<String> {
        let named = |mention: &Mention| match mention {
            Mention::Layer { layer, .. } | Mention::Places { layer, .. } | Mention::Target(layer) => Some(layer.word.clone()),
            Mention::Party(_) | Mention::Asserter(_) | Mention::Class(_) | Mention::Definition(_) => None,
        };
        self.mentions.iter().chain(self.terms.iter().flat_map(|term| &term.mentions)).filter_map(named).collect()
    }

    /// Its parties, in the order of the text.
    pub fn parties(&self) -> &[PartyId] {
        &self.parties
    }

    /// Which of several matching rows applies, if the agreement declares it.
    pub fn precedence(&self) -> Option<Precedence> {
        self.precedence
    }

    /// Its articles, in the order of the text.
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// Its terms, in the order of the text; faulty ones included.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The term with an id.
    pub fn term(&self, id: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.id == id)
    }
}

/// Which of several matching withdrawal rows applies. Source: DOMAIN 4.2, rule 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precedence {
    /// The one in force since the latest day.
    LatestInForce,
    /// The one that is most likely broken.
    Strictest,
    /// The one that names the weapon most exactly.
    SpecificFirst,
}

impl Precedence {
    pub(crate) const WORDS: [&'static str; 3] = ["latest_in_force", "strictest", "specific_first"];

    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::LatestInForce => "latest_in_force",
            Self::Strictest => "strictest",
            Self::SpecificFirst => "specific_first",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::LatestInForce, Self::Strictest, Self::SpecificFirst].into_iter().find(|precedence| precedence.word() == word)
    }
}
