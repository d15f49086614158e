//! Short ids derived from content: a type prefix and 16 Crockford base-32 digits (80 bits).
//!
//! The same content gives the same id on every machine and in any order of arrival. People may
//! write any unambiguous beginning, such as `INC-7K3QZ2`.

use crate::Digest;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Text that is no id of the kind wanted.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{text}` is not an id of this kind: `{prefix}-` and 16 letters or digits are expected")]
pub struct NoId {
    text: String,
    prefix: &'static str,
}

fn write_digits(bytes: &[u8; 10], out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let bits = bytes.iter().fold(0u128, |sum, byte| sum << 8 | u128::from(*byte));
    let mut text = [0u8; 16];
    for (place, digit) in text.iter_mut().rev().enumerate() {
        let value = (bits >> (5 * place)) & 31;
        *digit = DIGITS.get(value as usize).copied().unwrap_or(b'0');
    }
    out.write_str(std::str::from_utf8(&text).unwrap_or(""))
}

fn read_digits(text: &str) -> Option<[u8; 10]> {
    if text.len() != 16 {
        return None;
    }
    let mut bits = 0u128;
    for byte in text.bytes() {
        let value = DIGITS.iter().position(|digit| *digit == byte)?;
        bits = bits << 5 | value as u128;
    }
    let mut bytes = [0; 10];
    bytes.copy_from_slice(bits.to_be_bytes().get(6..)?);
    Some(bytes)
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 10]);

        impl $name {
            /// The letters before the dash.
            pub const PREFIX: &'static str = $prefix;

            /// Takes the first 80 bits of a digest.
            pub fn from_digest(digest: &Digest) -> Self {
                let mut bytes = [0; 10];
                for (to, from) in bytes.iter_mut().zip(digest.as_bytes()) {
                    *to = *from;
                }
                Self(bytes)
            }

            /// Takes the 80 bits as they are.
            pub const fn from_bytes(bytes: [u8; 10]) -> Self {
                Self(bytes)
            }

            /// The 80 bits.
            pub const fn as_bytes(&self) -> &[u8; 10] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(concat!($prefix, "-"))?;
                write_digits(&self.0, out)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{self}")
            }
        }

        impl FromStr for $name {
            type Err = NoId;

            fn from_str(text: &str) -> Result<Self, NoId> {
                text.strip_prefix(concat!($prefix, "-"))
                    .and_then(read_digits)
                    .map(Self)
                    .ok_or_else(|| NoId { text: text.chars().take(80).collect(), prefix: $prefix })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(/// One thing that somebody or something reported.
    ObservationId, "OBS");
id!(/// One event, as the fusion sees it: the id of its smallest member, with another prefix.
    IncidentId, "INC");
id!(/// What one clause says of one subject.
    FindingId, "FND");
id!(/// One version of a zone, a line or an area of control.
    LayerVersionId, "LAY");
id!(/// One row or part of an artifact that could not be read.
    RefusalId, "REF");
id!(/// What came out of reading one artifact.
    ReadingId, "RDG");
id!(/// Who could have seen what, when.
    CoverageId, "COV");
id!(/// An incident under its public name, made with the mission's release key.
    PublicId, "PUB");

id!(/// One public key. A name for people and a hint for programs: the register holds the key itself.
    KeyId, "KEY");

impl KeyId {
    /// Names a key by the text of its public half.
    pub fn of(public: &str) -> Self {
        Self::from_digest(&Digest::tagged("key", &[public.as_bytes()]))
    }
}

impl ObservationId {
    /// Derives the id from what was said, not from when or in which file it arrived.
    ///
    /// `key` is the source's own id of the row where it has one (a later row with the same key
    /// is then a new version of the same observation), else the row's content; `ordinal` counts
    /// equal rows of one file from 0.
    pub fn derive(format: &str, source: &str, key: &[u8], ordinal: u32) -> Self {
        let ordinal = ordinal.to_be_bytes();
        Self::from_digest(&Digest::tagged("observation", &[format.as_bytes(), source.as_bytes(), key, &ordinal]))
    }
}

impl IncidentId {
    /// Names an incident after its smallest member.
    pub const fn of(smallest: ObservationId) -> Self {
        Self(smallest.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_read_back_and_sort_as_their_text(a in any::<[u8; 10]>(), b in any::<[u8; 10]>()) {
            let (a, b) = (ObservationId::from_bytes(a), ObservationId::from_bytes(b));
            prop_assert_eq!(a.to_string().parse(), Ok(a));
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        }
    }

    #[test]
    fn a_wrong_prefix_says_what_would_be_right() {
        let fault = "INC-0000000000000000".parse::<ObservationId>().map_err(|fault| fault.to_string());
        assert_eq!(fault, Err("`INC-0000000000000000` is not an id of this kind: `OBS-` and 16 letters or digits are expected".into()));
    }
}
