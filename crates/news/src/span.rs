//! Where in a text something stands.

/// A stretch of a text: bytes from `start` up to `end`, both on character borders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
}

impl Span {
    /// A stretch; an end before the start is taken for the start.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// How many bytes.
    pub fn bytes(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it holds nothing.
    pub fn is_empty(self) -> bool {
        self.bytes() == 0
    }

    /// Whether a byte lies in it.
    pub fn holds(self, at: usize) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether another stretch lies in it.
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The words of a text that it names; `None` if the text has no such stretch.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start..self.end)
    }

    /// The same stretch in a text that begins earlier by so many bytes.
    #[must_use]
    pub fn shifted(self, bytes: usize) -> Self {
        Self { start: self.start.saturating_add(bytes), end: self.end.saturating_add(bytes) }
    }
}

/// Words with the place where they stand.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Said {
    /// The words, with line breaks as spaces.
    pub text: String,
    /// Where they stand in the text of the page; `None` if only its meta data says them.
    pub span: Option<Span>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_names_words_and_nothing_outside_the_text() {
        let text = "a \u{436}\u{437} b";
        assert_eq!(Span::new(2, 6).of(text), Some("\u{436}\u{437}"));
        assert_eq!(Span::new(3, 6).of(text), None, "within a character");
        assert_eq!(Span::new(2, 60).of(text), None);
        assert_eq!(Span::new(2, 6).shifted(2), Span::new(4, 8));
        assert!(Span::new(2, 6).covers(Span::new(3, 6)) && !Span::new(2, 6).covers(Span::new(1, 3)));
        assert!(Span::new(6, 2).is_empty());
    }
}
