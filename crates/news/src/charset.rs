//! Bytes to text: UTF-8, UTF-16 and whatever the page declares; what was assumed or lost is noted.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252};
use std::borrow::Cow;

/// Text, and what a person should know of how it came out of its bytes.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The text, without U+0000 and without a byte order mark.
    pub text: Cow<'a, str>,
    /// Encodings assumed, characters lost or left out.
    pub notes: Vec<String>,
}

/// Where a file may declare its encoding, bytes from its start. Source: HTML 5 section 4.2.5.4.
const DECLARED_BYTES_MAX: usize = 1024;
/// The same for a web page, whose head may be longer than the standard asks.
const PAGE_DECLARED_BYTES_MAX: usize = 8192;

/// Reads bytes as text; every input gives one.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    decode_declared(bytes, DECLARED_BYTES_MAX)
}

/// Reads the bytes of a page as text, with its declaration looked for farther down.
pub fn decode_page(bytes: &[u8]) -> Decoded<'_> {
    decode_declared(bytes, PAGE_DECLARED_BYTES_MAX)
}

fn decode_declared(bytes: &[u8], declared_max: usize) -> Decoded<'_> {
    let mut notes = Vec::new();
    let text = to_text(bytes, declared_max, &mut notes);
    let text = without_nul(text, &mut notes);
    Decoded { text, notes }
}

fn to_text<'a>(bytes: &'a [u8], declared_max: usize, notes: &mut Vec<String>) -> Cow<'a, str> {
    if let Some((encoding, mark_n)) = Encoding::for_bom(bytes) {
        return lossy(encoding, bytes.get(mark_n..).unwrap_or(&[]), notes);
    }
    if let Some(encoding) = seems_utf_16(bytes) {
        notes.push(format!("no byte order mark: {} is assumed", encoding.name()));
        return lossy(encoding, bytes, notes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    if let Some(encoding) = declared(bytes, declared_max).filter(|encoding| *encoding != UTF_8) {
        return lossy(encoding, bytes, notes);
    }
    if is_mostly_utf_8(bytes) {
        return lossy(UTF_8, bytes, notes);
    }
    let encoding = if is_mostly_runs(bytes) { WINDOWS_1251 } else { WINDOWS_1252 };
    notes.push(format!("the bytes are not UTF-8: {} is assumed", encoding.name()));
    lossy(encoding, bytes, notes)
}

fn lossy<'a>(encoding: &'static Encoding, bytes: &'a [u8], notes: &mut Vec<String>) -> Cow<'a, str> {
    let (text, faulty) = encoding.decode_without_bom_handling(bytes);
    if faulty {
        let lost_n = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
        notes.push(format!("{lost_n} characters are not {} and stand as U+FFFD", encoding.name()));
    }
    text
}

/// Text of mostly Latin letters in UTF-16 has a zero in every second byte.
fn seems_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..4096).unwrap_or(bytes);
    let pairs_n = sample.len() / 2;
    let zeros = |odd: usize| sample.chunks_exact(2).filter(|pair| pair.get(odd) == Some(&0)).count();
    match pairs_n {
        0..2 => None,
        _ if zeros(1) * 10 > pairs_n * 4 && zeros(0) * 10 < pairs_n => Some(UTF_16LE),
        _ if zeros(0) * 10 > pairs_n * 4 && zeros(1) * 10 < pairs_n => Some(UTF_16BE),
        _ => None,
    }
}

/// What the page itself says at its beginning: `charset=...` or `encoding="..."`.
fn declared(bytes: &[u8], declared_max: usize) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..declared_max).unwrap_or(bytes)).to_lowercase();
    if !head.trim_start().starts_with('<') {
        return None;
    }
    // That of a `meta` element before that of a script or a link, which is another file's.
    let in_meta = head.split("<meta").skip(1).find_map(|rest| rest.split('>').next()?.split_once("charset="));
    let (_, after) = in_meta.or_else(|| head.split_once("charset=")).or_else(|| head.split_once("encoding="))?;
    let label: String =
        after.trim_start_matches(['"', '\'']).chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    Encoding::for_label(label.as_bytes())
}

/// Whether faults are rare among the characters that take several bytes.
fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut good_n, mut bad_n) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good_n += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad_n += usize::from(!chunk.invalid().is_empty());
    }
    good_n >= 4 * bad_n && good_n > 0
}

/// Whether letters above 0xC0 stand in runs, as in Cyrillic text, rather than alone, as in Western text.
fn is_mostly_runs(bytes: &[u8]) -> bool {
    let is_high = |byte: Option<&u8>| byte.is_some_and(|byte| *byte >= 0xc0);
    let mut high_n = 0usize;
    let mut run_n = 0usize;
    for pair in bytes.windows(2) {
        high_n += usize::from(is_high(pair.first()));
        run_n += usize::from(is_high(pair.first()) && is_high(pair.last()));
    }
    run_n * 2 > high_n
}

fn without_nul<'a>(text: Cow<'a, str>, notes: &mut Vec<String>) -> Cow<'a, str> {
    if !text.contains('\0') {
        return text;
    }
    let nul_n = text.bytes().filter(|byte| *byte == 0).count();
    notes.push(format!("{nul_n} characters U+0000 were left out"));
    Cow::Owned(text.replace('\0', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_says_of_itself_goes_before_what_it_says_of_its_scripts() {
        let page = |head: &str| [b"<html><head>", head.as_bytes(), b"</head><body>", &[0xbb, 0xb0, 0xbe, 0xe7], b"</body>"].concat();
        let script = "<script src=\"x.js\" charset=\"utf-8\"></script>";
        let meta = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\"/>";
        for head in [format!("{script}{meta}"), format!("{meta}{script}"), meta.to_uppercase()] {
            assert!(decode_page(&page(&head)).text.contains("\u{8bdd}\u{5267}"), "{head}");
        }
        assert!(!decode_page(&page(script)).notes.is_empty());
    }
}
