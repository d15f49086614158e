//! One line of a story to its words: parted by blanks, quotes round blanks, `#` begins a comment.

/// A word of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its text, without quotation marks.
    pub text: String,
    /// Whether it began with a quotation mark.
    pub quoted: bool,
}

impl Word {
    /// Whether it stands there bare and so.
    pub fn is(&self, text: &str) -> bool {
        !self.quoted && self.text == text
    }
}

/// Parts a line into words; a comment gives none.
pub fn words(line: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() && !rest.starts_with('#') {
        let (word, after) = next(rest)?;
        words.push(word);
        rest = after.trim_start();
    }
    Ok(words)
}

fn next(line: &str) -> Result<(Word, &str), String> {
    let mut word = Word { text: String::new(), quoted: line.starts_with('"') };
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            break;
        }
        rest = &rest[first.len_utf8()..];
        if first == '"' {
            let (inside, after) = rest.split_once('"').ok_or("a quotation mark is not closed")?;
            word.text.push_str(inside);
            rest = after;
        } else {
            word.text.push(first);
        }
    }
    Ok((word, rest))
}

#[test]
fn quotes_hold_blanks_together_and_a_comment_begins_where_a_word_could() {
    let texts = |line: &str| words(line).map(|words| words.into_iter().map(|word| word.text).collect::<Vec<_>>());
    assert_eq!(
        texts(r##"holds place~"kilometre 34.5, error #1" = "a b" # why"##),
        Ok(vec!["holds".into(), "place~kilometre 34.5, error #1".into(), "=".into(), "a b".into()])
    );
    assert_eq!(texts("a#b # c"), Ok(vec!["a#b".into()]));
    assert_eq!(texts("  # nothing"), Ok(vec![]));
    assert!(words("text~\"open").is_err());
}
