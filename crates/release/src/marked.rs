//! A value with its marking: it can be worked with, and neither written out nor shown.

use crate::Marking;
use std::fmt;

/// A value with its marking. It has no serialiser and shows nothing of its content.
///
/// ```compile_fail
/// let place = release::Marked::unmarked("52.1234567 N".to_owned());
/// serde_json::to_string(&place); // a marked value cannot be written out
/// ```
/// ```compile_fail
/// let place = release::Marked::unmarked("52.1234567 N".to_owned());
/// println!("{place}"); // nor shown
/// ```
/// ```compile_fail
/// let place = release::Marked::unmarked("52.1234567 N".to_owned());
/// let bare: String = place.value; // nor taken out
/// ```
/// ```
/// let place = release::Marked::unmarked("52.1234567 N".to_owned());
/// assert_eq!(format!("{place:?}"), "Marked(red)"); // what a log line or panic would show
/// ```
#[derive(Clone)]
pub struct Marked<T> {
    value: T,
    marking: Marking,
}

impl<T> Marked<T> {
    /// Takes a value that nobody marked: RED, for nobody.
    pub fn unmarked(value: T) -> Self {
        Self { value, marking: Marking::default() }
    }

    /// Takes a value with its marking.
    pub const fn new(value: T, marking: Marking) -> Self {
        Self { value, marking }
    }

    /// Its marking.
    pub const fn marking(&self) -> &Marking {
        &self.marking
    }

    /// Derives a value: it keeps the marking.
    pub fn map<U>(self, derive: impl FnOnce(T) -> U) -> Marked<U> {
        Marked { value: derive(self.value), marking: self.marking }
    }

    /// Puts two values together: what follows takes the more restrictive of both.
    pub fn zip<U>(self, other: Marked<U>) -> Marked<(T, U)> {
        Marked { marking: self.marking.join(&other.marking), value: (self.value, other.value) }
    }

    pub(crate) fn take(self) -> T {
        self.value
    }

    pub(crate) const fn look(&self) -> &T {
        &self.value
    }
}

impl<T> fmt::Debug for Marked<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Marked({})", self.marking.tlp().word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Tlp;
    use model::Audience;

    #[test]
    fn a_derived_value_keeps_the_most_restrictive_marking_of_all_its_inputs() {
        let clear = Marked::new(1, Marking::CLEAR);
        let amber = Marked::new(2, Marking::only(Tlp::Amber, [Audience::Commission]));
        let sum = clear.zip(amber).map(|(a, b)| a + b);
        assert_eq!(sum.marking(), &Marking::only(Tlp::Amber, [Audience::Commission]));
        assert_eq!(sum.zip(Marked::unmarked(0)).marking(), &Marking::default());
    }
}
