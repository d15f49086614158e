//! The restricted JSON profile `tregua-json/1`: what is recorded, and what is refused.
//!
//! RFC 8785 without its two hard parts: keys are `[a-z0-9_]+` in byte order, each once; numbers
//! are integers with |n| <= 2^53-1; no null, no floats, no lone surrogates, no U+0000; no white
//! space; depth at most 16. Records that become log leaves are at most 48 KiB.
//!
//! Wire structs declare their fields in alphabetical order, so that what serde writes is
//! canonical already; [`canonical`] checks that and refuses anything else.

use serde::Serialize;

/// Greatest size of a record that becomes a leaf of the log, bytes. Source: INTEGRITY section 4.
pub const RECORD_BYTES_MAX: usize = 48 * 1024;
/// Greatest nesting of lists and objects. Source: INTEGRITY section 4.
pub const DEPTH_MAX: u32 = 16;
/// Greatest absolute value of an integer: 2^53 - 1.
pub const INTEGER_MAX: u64 = (1 << 53) - 1;

/// Why bytes are not `tregua-json/1`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("byte {at}: {what}")]
pub struct Fault {
    /// Offset of the fault, bytes from the start.
    pub at: usize,
    /// What is wrong and what would be right.
    pub what: &'static str,
}

/// A value that cannot be written in the profile.
#[derive(Debug, thiserror::Error)]
pub enum NotCanonical {
    /// serde could not write it at all.
    #[error("the value cannot be written as JSON: {0}")]
    Write(#[from] serde_json::Error),
    /// It was written, but not in the profile.
    #[error("the value is not `tregua-json/1`: {0}")]
    Profile(#[from] Fault),
}

/// Writes a value as canonical bytes.
///
/// # Errors
/// If the value holds a float, a null, a key out of order or anything else the profile forbids.
pub fn canonical<T: Serialize>(value: &T) -> Result<Vec<u8>, NotCanonical> {
    let bytes = serde_json::to_vec(value)?;
    check_canonical(&bytes)?;
    Ok(bytes)
}

/// Writes a value as canonical bytes that are small enough for a leaf of the log.
///
/// # Errors
/// As [`canonical`], and if the record is larger than [`RECORD_BYTES_MAX`].
pub fn canonical_record<T: Serialize>(value: &T) -> Result<Vec<u8>, NotCanonical> {
    let bytes = canonical(value)?;
    if bytes.len() > RECORD_BYTES_MAX {
        return Err(Fault { at: RECORD_BYTES_MAX, what: "the record is larger than 48 KiB: put the bulk into an artifact" }.into());
    }
    Ok(bytes)
}

/// Checks that bytes are one canonical value of the profile.
///
/// # Errors
/// The first fault, with its offset.
pub fn check_canonical(bytes: &[u8]) -> Result<(), Fault> {
    let text = std::str::from_utf8(bytes).map_err(|fault| Fault { at: fault.valid_up_to(), what: "not UTF-8" })?;
    let mut reader = Reader { bytes: text.as_bytes(), at: 0 };
    reader.value(0)?;
    if reader.at == bytes.len() { Ok(()) } else { reader.fault("text after the end of the value") }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn fault<T>(&self, what: &'static str) -> Result<T, Fault> {
        Err(Fault { at: self.at, what })
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, wanted: &[u8], what: &'static str) -> Result<(), Fault> {
        if self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(wanted)) {
            self.at += wanted.len();
            return Ok(());
        }
        self.fault(what)
    }

    fn value(&mut self, depth: u32) -> Result<(), Fault> {
        if depth > DEPTH_MAX {
            return self.fault("nested deeper than 16");
        }
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.text().map(|_| ()),
            Some(b't') => self.take(b"true", "expected `true`"),
            Some(b'f') => self.take(b"false", "expected `false`"),
            Some(b'-' | b'0'..=b'9') => self.integer(),
            Some(b'n') => self.fault("null is not allowed: leave the key out"),
            Some(b' ' | b'\t' | b'\n' | b'\r') => self.fault("white space between values is not allowed"),
            _ => self.fault("expected a value"),
        }
    }

    fn object(&mut self, depth: u32) -> Result<(), Fault> {
        self.at += 1;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        let mut before: Option<&'a [u8]> = None;
        loop {
            let start = self.at;
            let key = self.text()?;
            if key.is_empty() || !key.iter().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_')) {
                return Err(Fault { at: start, what: "a key has only a-z, 0-9 and _" });
            }
            if before.is_some_and(|before| before >= key) {
                return Err(Fault { at: start, what: "keys stand once each, in byte order" });
            }
            before = Some(key);
            self.take(b":", "expected `:` right after the key")?;
            self.value(depth + 1)?;
            if !self.goes_on(b'}')? {
                return Ok(());
            }
        }
    }

    fn list(&mut self, depth: u32) -> Result<(), Fault> {
        self.at += 1;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.value(depth + 1)?;
            if !self.goes_on(b']')? {
                return Ok(());
            }
        }
    }

    fn goes_on(&mut self, close: u8) -> Result<bool, Fault> {
        let next = self.peek();
        if next != Some(b',') && next != Some(close) {
            return self.fault("expected `,` or the end of the list or object");
        }
        self.at += 1;
        Ok(next == Some(b','))
    }

    fn integer(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let minus = self.peek() == Some(b'-');
        self.at += usize::from(minus);
        let first = self.at;
        let mut value = 0u64;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
            self.at += 1;
        }
        let length = self.at - first;
        let leading_zero = length > 1 && self.bytes.get(first) == Some(&b'0');
        if length == 0 || leading_zero || (minus && value == 0) {
            return Err(Fault { at: start, what: "an integer has digits, no leading zero and no minus before 0" });
        }
        if value > INTEGER_MAX {
            return Err(Fault { at: start, what: "an integer is at most 2^53-1 away from 0" });
        }
        if matches!(self.peek(), Some(b'.' | b'e' | b'E')) {
            return self.fault("floats are not allowed: use a scaled integer such as `_e7` or `_ppm`");
        }
        Ok(())
    }

    fn text(&mut self) -> Result<&'a [u8], Fault> {
        self.take(b"\"", "expected a string")?;
        let start = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(self.bytes.get(start..self.at - 1).unwrap_or(&[]));
                }
                Some(b'\\') => self.escape()?,
                Some(0..=0x1f) => return self.fault("a control character stands escaped"),
                Some(_) => self.at += 1,
                None => return self.fault("the string does not end"),
            }
        }
    }

    /// RFC 8785 leaves one spelling for each character: the short escapes, and `\u00xx` for the
    /// other control characters.
    fn escape(&mut self) -> Result<(), Fault> {
        match self.bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') => {
                let digits = self.bytes.get(self.at + 2..self.at + 6).unwrap_or(&[]);
                let [b'0', b'0', high @ (b'0' | b'1'), low @ (b'0'..=b'9' | b'a'..=b'f')] = digits else {
                    return self.fault("only control characters are written as \\u00xx, in lower case");
                };
                let has_short_form = *high == b'0' && matches!(low, b'8' | b'9' | b'a' | b'c' | b'd');
                if has_short_form || (*high == b'0' && *low == b'0') {
                    return self.fault("U+0000 is not allowed, and \\b \\t \\n \\f \\r have their short form");
                }
                self.at += 6;
            }
            _ => return self.fault("an escape that RFC 8785 would not write"),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn canonical_text_passes() {
        for text in ["{}", "[]", "0", "-1", "true", "\"\"", r#"{"a":[1,{"b_e7":-9007199254740991}],"c":"\n\u001f ü \\"}"#] {
            assert_eq!(check_canonical(text.as_bytes()), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_the_profile_forbids_is_refused_where_it_stands() {
        let deep = "[".repeat(18) + &"]".repeat(18);
        for (text, at) in [
            (r#"{"a":1,"a":2}"#, 7),
            (r#"{"b":1,"a":2}"#, 7),
            (r#"{"A":1}"#, 1),
            (r#"{"":1}"#, 1),
            ("null", 0),
            ("1.0", 1),
            ("1e3", 1),
            ("01", 0),
            ("-0", 0),
            ("9007199254740992", 0),
            (" 1", 0),
            ("1 ", 1),
            ("[1,]", 3),
            ("{\"a\": 1}", 5),
            ("\"\\u0041\"", 1),
            ("\"\\u000a\"", 1),
            ("\"\\u0000\"", 1),
            ("\"\\ud800\"", 1),
            ("\"\\/\"", 1),
            ("\"\u{1}\"", 1),
            ("\"a", 2),
            (deep.as_str(), 17),
            ("", 0),
            ("nan", 0),
        ] {
            assert_eq!(check_canonical(text.as_bytes()).map_err(|fault| fault.at), Err(at), "{text}");
        }
        assert_eq!(check_canonical(b"\"\xff\"").map_err(|fault| fault.at), Err(1));
    }

    proptest! {
        #[test]
        fn whatever_text_serde_writes_passes(text in "\\PC*|[\\x01-\\x1f]*") {
            prop_assert!(canonical(&text).is_ok());
        }

        #[test]
        fn what_passes_reads_back_to_the_same_bytes(bytes in "[\\[\\]{}:,\"a0-9\\\\u-]{0,12}") {
            if check_canonical(bytes.as_bytes()).is_ok() {
                let value: serde_json::Value = serde_json::from_str(&bytes).map_err(|fault| TestCaseError::fail(fault.to_string()))?;
                prop_assert_eq!(value.to_string(), bytes);
            }
        }
    }
}
