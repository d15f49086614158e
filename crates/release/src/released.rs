//! What may be written out: a value that a release in the log shows to an audience.

use crate::Marked;
use crate::draft::commitment;
use model::{Audience, Digest, Release, Shown, json};
use serde::Serialize;

/// Why a value is not given to an audience.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Withheld {
    /// Its marking does not allow it.
    #[error("marked {marking}: nothing of it goes to `{audience}` without a release")]
    Marking {
        /// Its level.
        marking: &'static str,
        /// For whom it was asked.
        audience: Audience,
    },
    /// The release is for somebody else.
    #[error("the release is for `{released}`, not for `{asked}`")]
    Audience {
        /// Whom the release names.
        released: Audience,
        /// For whom it was asked.
        asked: Audience,
    },
    /// The release shows something else.
    #[error("the release shows another value than this one")]
    Value,
    /// It cannot be written in the record's JSON profile.
    #[error("the value cannot be written as `tregua-json/1`: {0}")]
    Unwritable(String),
}

/// What one release lets be written out: the digest of exactly one value, for one audience.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    audience: Audience,
    shown: Option<Digest>,
    committed: Option<Digest>,
}

impl Grant {
    /// Takes what a release shows. The caller has it from the log, where signatures and history were
    /// checked before it was appended, and are again by every audit.
    pub fn of(release: &Release) -> Self {
        let (shown, committed) = match &release.shown {
            Shown::Clear(incident) => (json::canonical(incident).ok().map(|bytes| Digest::of(&bytes)), None),
            Shown::Committed(digest) => (None, Some(*digest)),
        };
        Self { audience: release.audience.clone(), shown, committed }
    }
}

/// A value that may be written out for one audience. It cannot be made by hand:
///
/// ```compile_fail
/// let leaked = release::Released { value: "52.1234567 N", audience: model::Audience::Public };
/// ```
/// ```compile_fail
/// let leaked: release::Released<&str> = "52.1234567 N".into();
/// ```
/// ```
/// use release::{Marked, Marking};
/// let title = Marked::new("Island mission", Marking::CLEAR).open_for(&model::Audience::Public).unwrap();
/// assert_eq!(serde_json::to_string(&title).unwrap(), "\"Island mission\"");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Released<T> {
    value: T,
    #[serde(skip)]
    audience: Audience,
}

impl<T> Released<T> {
    /// The value.
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// For whom.
    pub const fn audience(&self) -> &Audience {
        &self.audience
    }
}

impl<T> Marked<T> {
    /// Gives the value to an audience that its marking allows by itself.
    ///
    /// # Errors
    /// If the marking does not.
    pub fn open_for(self, audience: &Audience) -> Result<Released<T>, Withheld> {
        if self.marking().allows(audience) {
            return Ok(Released { value: self.take(), audience: audience.clone() });
        }
        Err(Withheld::Marking { marking: self.marking().tlp().word(), audience: audience.clone() })
    }
}

impl<T: Serialize> Marked<T> {
    /// Gives the value to the audience of a release that shows exactly this value, whatever its marking.
    ///
    /// # Errors
    /// If the release is for somebody else or shows anything else.
    pub fn release(self, audience: &Audience, grant: &Grant) -> Result<Released<T>, Withheld> {
        if grant.audience != *audience {
            return Err(Withheld::Audience { released: grant.audience.clone(), asked: audience.clone() });
        }
        let bytes = json::canonical(self.look()).map_err(|fault| Withheld::Unwritable(fault.to_string()))?;
        if grant.shown != Some(Digest::of(&bytes)) {
            return Err(Withheld::Value);
        }
        Ok(Released { value: self.take(), audience: audience.clone() })
    }

    /// Gives the value to the audience of a committed release, opened by its salt.
    ///
    /// # Errors
    /// If the release is for somebody else, or committed to anything else.
    pub fn give(self, audience: &Audience, salt: &[u8; 32], grant: &Grant) -> Result<Released<T>, Withheld> {
        if grant.audience != *audience {
            return Err(Withheld::Audience { released: grant.audience.clone(), asked: audience.clone() });
        }
        let digest = commitment(self.look(), salt).map_err(|fault| Withheld::Unwritable(fault.to_string()))?;
        if grant.committed != Some(digest) {
            return Err(Withheld::Value);
        }
        Ok(Released { value: self.take(), audience: audience.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Marking, Tlp};
    use model::{Class, Kind, PartyId, PublicId, PublicIncident, Window};

    fn incident(kind: Kind) -> PublicIncident {
        let at = |text: &str| text.parse().unwrap();
        let time = Window { from: at("2026-01-01T00:00:00Z"), to: at("2026-01-01T06:00:00Z") };
        PublicIncident { class: Class::Event, id: PublicId::from_bytes([7; 10]), kind, place: None, time }
    }

    fn grant(audience: Audience, kind: Kind) -> Grant {
        Grant::of(&Release { audience, basis: String::new(), reason: "known already".into(), shown: Shown::Clear(incident(kind)) })
    }

    #[test]
    fn only_the_value_that_was_released_is_given_and_only_to_its_audience() {
        let marked = || Marked::unmarked(incident(Kind::Explosion));
        let public = grant(Audience::Public, Kind::Explosion);
        assert!(marked().release(&Audience::Public, &public).is_ok());
        assert!(matches!(marked().release(&Audience::Commission, &public), Err(Withheld::Audience { .. })));
        assert_eq!(marked().release(&Audience::Public, &grant(Audience::Public, Kind::Burst)), Err(Withheld::Value));
    }

    #[test]
    fn a_committed_release_lets_nothing_be_written_out_in_clear() {
        let party = Audience::Party(PartyId("p1".into()));
        let shown = Shown::Committed(Digest::of(b"anything"));
        let grant = Grant::of(&Release { audience: party.clone(), basis: String::new(), reason: "asked for".into(), shown });
        assert_eq!(Marked::unmarked(incident(Kind::Burst)).release(&party, &grant), Err(Withheld::Value));
    }

    #[test]
    fn a_marking_alone_opens_nothing_to_the_public_but_what_is_clear() {
        let amber = Marked::new("name", Marking::only(Tlp::Amber, [Audience::Commission]));
        assert!(amber.clone().open_for(&Audience::Commission).is_ok());
        assert_eq!(
            amber.open_for(&Audience::Public).map_err(|fault| fault.to_string()),
            Err("marked amber: nothing of it goes to `public` without a release".into())
        );
    }
}
