//! Names and addresses of a policy: octets without space, tab or newline, never text.

use std::fmt;

/// One word of a policy file. Two are the same only octet for octet: the Kelvin sign is no K.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Octets(Vec<u8>);

impl Octets {
    pub(super) fn new(word: &[u8]) -> Self {
        Self(word.to_vec())
    }

    /// The octets.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The octets as text; `None` where they are not UTF-8.
    pub fn as_text(&self) -> Option<&str> {
        str::from_utf8(&self.0).ok()
    }
}

/// For people: what is not UTF-8 is shown as replacement characters.
impl fmt::Display for Octets {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&String::from_utf8_lossy(&self.0))
    }
}

impl fmt::Debug for Octets {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "`{}`", self.0.escape_ascii())
    }
}
