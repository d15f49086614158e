//! Markings: a level of the Traffic Light Protocol 2.0 and an explicit list of audiences.

use model::Audience;
use std::collections::BTreeSet;

/// A level of TLP 2.0, least restrictive first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tlp {
    /// No limit.
    Clear,
    /// The community, no public channels.
    Green,
    /// The own organisation and those it serves, need to know.
    Amber,
    /// The own organisation only, need to know.
    AmberStrict,
    /// Named recipients only; also what has no marking.
    #[default]
    Red,
}

impl Tlp {
    /// Reads a label, `amber_strict` or `TLP:AMBER+STRICT`; `white` is the old name of `clear`.
    /// `None` if it is none: such a value is unmarked, hence RED.
    pub fn from_word(word: &str) -> Option<Self> {
        let plain = word.trim().to_ascii_lowercase();
        match plain.strip_prefix("tlp:").unwrap_or(&plain) {
            "clear" | "white" => Some(Self::Clear),
            "green" => Some(Self::Green),
            "amber" => Some(Self::Amber),
            "amber_strict" | "amber+strict" => Some(Self::AmberStrict),
            "red" => Some(Self::Red),
            _ => None,
        }
    }

    /// The wire word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Green => "green",
            Self::Amber => "amber",
            Self::AmberStrict => "amber_strict",
            Self::Red => "red",
        }
    }
}

/// Who may be given a value. TLP says how it may be passed on; this list says to whom.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Releasable {
    /// These and no others.
    Only(BTreeSet<Audience>),
    /// Whoever the level lets see it.
    Anyone,
}

impl Default for Releasable {
    fn default() -> Self {
        Self::Only(BTreeSet::new())
    }
}

impl Releasable {
    fn meet(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Anyone, one) | (one, Self::Anyone) => one.clone(),
            (Self::Only(these), Self::Only(those)) => Self::Only(these.intersection(those).cloned().collect()),
        }
    }
}

/// A level and a list. The default is RED for nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Marking {
    tlp: Tlp,
    to: Releasable,
}

impl Marking {
    /// No limit, for everybody.
    pub const CLEAR: Self = Self { tlp: Tlp::Clear, to: Releasable::Anyone };

    /// A level and a list. Whom the level rules out is taken off the list: everybody above CLEAR,
    /// whoever is not named above GREEN, other organisations (the parties) at AMBER+STRICT.
    pub fn new(tlp: Tlp, to: Releasable) -> Self {
        let to = match (tlp, to) {
            (Tlp::Clear, to) | (Tlp::Green, to @ Releasable::Anyone) => to,
            (Tlp::Amber | Tlp::AmberStrict | Tlp::Red, Releasable::Anyone) => Releasable::default(),
            (_, Releasable::Only(list)) => Releasable::Only(list.into_iter().filter(|audience| may_be_named(tlp, audience)).collect()),
        };
        Self { tlp, to }
    }

    /// A level for named audiences.
    pub fn only(tlp: Tlp, audiences: impl IntoIterator<Item = Audience>) -> Self {
        Self::new(tlp, Releasable::Only(audiences.into_iter().collect()))
    }

    /// The level.
    pub const fn tlp(&self) -> Tlp {
        self.tlp
    }

    /// The list.
    pub const fn to(&self) -> &Releasable {
        &self.to
    }

    /// The marking of what follows from two values: the more restrictive level, and who is on both lists.
    pub fn join(&self, other: &Self) -> Self {
        Self::new(self.tlp.max(other.tlp), self.to.meet(&other.to))
    }

    /// Whether the marking by itself lets an audience see the value, without any release.
    pub fn allows(&self, audience: &Audience) -> bool {
        match &self.to {
            Releasable::Anyone => may_be_named(self.tlp, audience),
            Releasable::Only(list) => list.contains(audience),
        }
    }
}

/// Whether a list may name an audience at a level.
const fn may_be_named(tlp: Tlp, audience: &Audience) -> bool {
    match (tlp, audience) {
        (Tlp::Clear, _) => true,
        (Tlp::Green | Tlp::Amber | Tlp::AmberStrict | Tlp::Red, Audience::Public) | (Tlp::AmberStrict, Audience::Party(_)) => false,
        (Tlp::Green | Tlp::Amber | Tlp::AmberStrict | Tlp::Red, Audience::Commission)
        | (Tlp::Green | Tlp::Amber | Tlp::Red, Audience::Party(_)) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::PartyId;
    use proptest::prelude::*;

    fn audiences() -> Vec<Audience> {
        vec![Audience::Public, Audience::Commission, Audience::Party(PartyId("p1".into())), Audience::Party(PartyId("p2".into()))]
    }

    fn marking() -> impl Strategy<Value = Marking> {
        let tlp = prop::sample::select(vec![Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict, Tlp::Red]);
        let to = prop_oneof![
            Just(Releasable::Anyone),
            prop::sample::subsequence(audiences(), 0..=4).prop_map(|list| Releasable::Only(list.into_iter().collect()))
        ];
        (tlp, to).prop_map(|(tlp, to)| Marking::new(tlp, to))
    }

    #[test]
    fn what_has_no_marking_is_red_and_for_nobody() {
        assert_eq!(Marking::default(), Marking::only(Tlp::Red, []));
        assert!(audiences().iter().all(|audience| !Marking::default().allows(audience)));
        assert_eq!(Tlp::from_word("TLP:WHITE"), Some(Tlp::Clear));
        assert_eq!(Tlp::from_word("purple"), None);
    }

    #[test]
    fn no_list_opens_to_the_public_what_is_not_clear() {
        for tlp in [Tlp::Green, Tlp::Amber, Tlp::AmberStrict, Tlp::Red] {
            assert!(!Marking::only(tlp, [Audience::Public]).allows(&Audience::Public));
        }
        assert!(Marking::CLEAR.allows(&Audience::Public));
    }

    proptest! {
        #[test]
        fn joining_is_commutative_associative_idempotent_and_never_opens(a in marking(), b in marking(), c in marking()) {
            prop_assert_eq!(a.join(&b), b.join(&a));
            prop_assert_eq!(a.join(&b).join(&c), a.join(&b.join(&c)));
            prop_assert_eq!(a.join(&a), a.clone());
            prop_assert_eq!(a.join(&Marking::CLEAR), a.clone());
            for audience in audiences() {
                prop_assert!(!a.join(&b).allows(&audience) || (a.allows(&audience) && b.allows(&audience)), "{:?}", audience);
            }
        }

        #[test]
        fn a_word_reads_back(tlp in prop::sample::select(vec![Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict, Tlp::Red])) {
            prop_assert_eq!(Tlp::from_word(tlp.word()), Some(tlp));
        }
    }
}
