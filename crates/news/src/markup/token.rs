//! Markup to tokens: text, tags, raw text; everything else is skipped.

use super::tag::Tag;

/// A piece of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'t> {
    /// Words, with their character references.
    Text(&'t str),
    /// `<name attributes>`.
    Start {
        /// Which element.
        tag: Tag,
        /// What stands after the name.
        attributes: &'t str,
        /// Whether it ends itself.
        is_closed: bool,
    },
    /// `</name>`.
    End(Tag),
    /// What stands inside a script, a style or another element without markup.
    Raw(Tag, &'t str),
}

/// Reads tokens from the front of a text.
pub struct Tokens<'t> {
    text: &'t str,
    at: usize,
    /// The element whose raw text comes next.
    raw: Option<(Tag, &'t str)>,
    /// From where on no `-->` comes any more, so that it is searched for once only.
    uncommented_from: usize,
}

impl<'t> Tokens<'t> {
    /// Tokens of a text.
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, raw: None, uncommented_from: usize::MAX }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Raw text up to the end tag of its element, or to the end of the page.
    fn read_raw(&mut self, tag: Tag, name: &str) -> Token<'t> {
        let rest = self.rest();
        let mut from = 0usize;
        let mut length = rest.len();
        while let Some(found) = rest.get(from..).and_then(|rest| rest.find("</")) {
            let after = rest.get(from + found + 2..).unwrap_or("");
            if after.get(..name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name)) {
                length = from + found;
                break;
            }
            from += found + 2;
        }
        self.at += length;
        Token::Raw(tag, rest.get(..length).unwrap_or(""))
    }

    /// Skips `<!-- -->`, `<!doctype>`, `<?xml?>`, `</>`.
    fn skip_declaration(&mut self) {
        let rest = self.rest();
        if rest.starts_with("<!--") && self.at < self.uncommented_from {
            if let Some(end) = rest.get(4..).and_then(|rest| rest.find("-->")) {
                self.at += 4 + end + 3;
                return;
            }
            self.uncommented_from = self.at;
        }
        self.at += rest.find('>').map_or(rest.len(), |end| end + 1);
    }

    /// A tag, or `None` if `<` begins none.
    fn read_tag(&mut self) -> Option<Token<'t>> {
        let rest = self.rest();
        let is_end = rest.as_bytes().get(1) == Some(&b'/');
        let name_at = 1 + usize::from(is_end);
        let name = rest.get(name_at..)?;
        let length = name.bytes().take_while(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c | b'/' | b'>' | b'<')).count();
        let name = name.get(..length)?;
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let inside = rest.get(name_at + length..)?;
        let end = end_of_tag(inside);
        self.at += name_at + length + (end + 1).min(inside.len());
        let tag = Tag::of(name);
        if is_end {
            return Some(Token::End(tag));
        }
        let attributes = inside.get(..end).unwrap_or("");
        let is_closed = attributes.ends_with('/');
        if tag.is_raw() {
            self.raw = Some((tag, name));
        }
        Some(Token::Start { tag, attributes: attributes.trim_end_matches('/'), is_closed })
    }
}

/// Longest tag in which a `>` within quotes does not end it, bytes; beyond it a quote is taken for a mistake.
const TAG_BYTES_MAX: usize = 65_536;

/// Where a tag's `>` stands: the first outside quotes; without one, the first at all.
fn end_of_tag(inside: &str) -> usize {
    let mut quote = 0u8;
    let mut is_value = false;
    for (at, byte) in inside.bytes().take(TAG_BYTES_MAX).enumerate() {
        match byte {
            b'>' if quote == 0 => return at,
            b'"' | b'\'' if quote == 0 && is_value => quote = byte,
            _ if quote != 0 && byte == quote => quote = 0,
            _ => {}
        }
        is_value = byte == b'=' || (is_value && byte.is_ascii_whitespace());
    }
    inside.find('>').unwrap_or(inside.len())
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        if let Some((tag, name)) = self.raw.take() {
            return Some(self.read_raw(tag, name));
        }
        loop {
            let rest = self.rest();
            let second = rest.as_bytes().get(1).copied().unwrap_or(0);
            match rest.as_bytes().first()? {
                b'<' if matches!(second, b'!' | b'?') => self.skip_declaration(),
                b'<' if second.is_ascii_alphabetic() || second == b'/' => match self.read_tag() {
                    Some(token) => return Some(token),
                    None if second == b'/' => self.skip_declaration(),
                    None => return Some(self.read_text()),
                },
                _ => return Some(self.read_text()),
            }
        }
    }
}

impl<'t> Tokens<'t> {
    /// Text up to the next `<` that can begin a tag; a first `<` is text.
    fn read_text(&mut self) -> Token<'t> {
        let rest = self.rest();
        let length = rest.get(1..).map_or(rest.len(), |after| after.find('<').map_or(rest.len(), |at| at + 1));
        // The first character may be longer than a byte.
        let length = if rest.is_char_boundary(1) { length } else { rest.find('<').unwrap_or(rest.len()) };
        self.at += length;
        Token::Text(rest.get(..length).unwrap_or(""))
    }
}

/// Attributes of a tag in order: names in their own case, values as written.
pub fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/' || c == '"' || c == '\'');
        let length = rest.find(|c: char| c.is_ascii_whitespace() || c == '=' || c == '/').unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(length.max(usize::from(rest.starts_with('='))))?;
        if name.is_empty() {
            return None;
        }
        let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
            rest = after;
            return Some((name, ""));
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let inner = if quote.is_some() { value.get(1..).unwrap_or("") } else { value };
        let end = quote.map_or_else(|| inner.find(|c: char| c.is_ascii_whitespace()), |quote| inner.find(quote)).unwrap_or(inner.len());
        rest = inner.get(end..).unwrap_or("");
        Some((name, inner.get(..end).unwrap_or("")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Vec<String> {
        let word = |token| match token {
            Token::Text(text) => text.to_owned(),
            Token::Start { tag, attributes, is_closed } => format!("<{tag:?}{attributes}{}>", if is_closed { "/" } else { "" }),
            Token::End(tag) => format!("</{tag:?}>"),
            Token::Raw(tag, text) => format!("{tag:?}:{text}"),
        };
        Tokens::new(text).map(word).collect()
    }

    #[test]
    fn tags_text_comments_and_scripts_are_told_apart() {
        let markup = "<!doctype html><!-- a > b --><p class=\"x>y\">1 < 2 <b>c</B></p><script>if (a</b) '</p>'</SCRIPT>\u{436} <br/>";
        let expected = [
            "<P class=\"x>y\">",
            "1 ",
            "< 2 ",
            "<B>",
            "c",
            "</B>",
            "</P>",
            "<Script>",
            "Script:if (a</b) '</p>'",
            "</Script>",
            "\u{436} ",
            "<Br/>",
        ];
        assert_eq!(show(markup), expected);
    }

    #[test]
    fn what_is_never_closed_ends_with_the_page() {
        assert_eq!(show("a<!-- b <p>c"), ["a", "c"]);
        assert_eq!(show("<p title=\"a>b"), ["<P title=\"a>", "b"]);
        assert_eq!(show("<script>a"), ["<Script>", "Script:a"]);
        assert_eq!(show("a <"), ["a ", "<"]);
        assert_eq!(show("<p"), ["<P>"]);
        assert_eq!(show("</>a</ b>c"), ["a", "c"]);
    }

    #[test]
    fn attributes_are_read_with_any_quotes_or_none() {
        let read: Vec<_> = attributes(" class='a b' ID=c hidden data-x = \"1=2\" =odd").collect();
        assert_eq!(read, [("class", "a b"), ("ID", "c"), ("hidden", ""), ("data-x", "1=2"), ("=", ""), ("odd", "")]);
    }
}
