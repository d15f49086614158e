//! Bytes to text that can be read as some format: what is no text says what to do instead.

use crate::Unreadable;
pub(crate) use news::charset::Decoded;

/// Reads bytes as text.
///
/// # Errors
/// Bytes that are no text, or a known kind of file that is not read.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    check_foreign(bytes)?;
    let mut decoded = news::charset::decode(bytes);
    check_text(&decoded.text)?;
    note_invisible(&decoded.text, &mut decoded.notes);
    Ok(decoded)
}

/// Bytes at the beginning of a file that tell whether it is text.
const HEAD_BYTES: usize = 65_536;

/// Checks that a file is text, by its beginning.
///
/// # Errors
/// Bytes that are no text, or a known kind of file that is not read.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Unreadable> {
    decode(bytes.get(..HEAD_BYTES).unwrap_or(bytes)).map(|_| ())
}

const FOREIGN: [(&[u8], &str, &str); 12] = [
    (b"%PDF-", "a PDF document", "add its text, or the table behind it as CSV"),
    (b"\x89PNG", "a picture", "add what it shows as a row of a table; the picture itself can be kept beside it"),
    (b"\xff\xd8\xff", "a picture", "add what it shows as a row of a table; the picture itself can be kept beside it"),
    (b"GIF8", "a picture", "add what it shows as a row of a table; the picture itself can be kept beside it"),
    (b"\xfd7zXZ", "an xz file", "unpack it and add the files inside (gz and zip are unpacked for you)"),
    (b"\x28\xb5\x2f\xfd", "a zstd file", "unpack it and add the files inside (gz and zip are unpacked for you)"),
    (b"BZh", "a bzip2 file", "unpack it and add the files inside (gz and zip are unpacked for you)"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it and add the files inside (gz and zip are unpacked for you)"),
    (b"Rar!", "a rar archive", "unpack it and add the files inside (gz and zip are unpacked for you)"),
    (b"SQLite format 3", "a database", "export the table as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old office document", "save each sheet as CSV, or the text as plain text, and add that"),
    (b"PAR1", "a Parquet file", "export it as CSV"),
];

fn check_foreign(bytes: &[u8]) -> Result<(), Unreadable> {
    let tar = bytes.get(257..262) == Some(b"ustar".as_slice());
    if tar {
        return Err(Unreadable::Foreign {
            what: "a tar archive",
            instead: "unpack it and add the files inside (gz and zip are unpacked for you)",
        });
    }
    let found = FOREIGN.iter().find(|(magic, _, _)| bytes.starts_with(magic));
    found.map_or(Ok(()), |(_, what, instead)| Err(Unreadable::Foreign { what, instead }))
}

fn check_text(text: &str) -> Result<(), Unreadable> {
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let odd = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b | 0x1e | 0x1f);
    let head = text.as_bytes().get(..65_536).unwrap_or(text.as_bytes());
    let odd_n = head.iter().filter(|byte| odd(**byte)).count();
    if odd_n * 50 > head.len() {
        let at = head.iter().position(|byte| odd(*byte)).unwrap_or(0);
        return Err(Unreadable::NotText { at });
    }
    Ok(())
}

/// Characters that are not seen, or that turn the direction of others, can hide what a text says.
fn note_invisible(text: &str, notes: &mut Vec<String>) {
    let is_odd = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    if !text.bytes().any(|byte| matches!(byte, 0xe2 | 0xef)) {
        return;
    }
    let odd_n = text.chars().filter(|c| is_odd(*c)).count();
    if odd_n > 0 {
        notes.push(format!("the text holds {odd_n} invisible or direction-changing characters; they are kept"));
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use encoding_rs::{WINDOWS_1251, WINDOWS_1252};

    fn said(bytes: &[u8]) -> (String, Vec<String>) {
        let decoded = decode(bytes).unwrap();
        (decoded.text.into_owned(), decoded.notes)
    }

    fn utf_16(text: &str, mark: bool, little: bool) -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text_and_what_was_assumed_is_noted() {
        let text = "day,text\n2026-01-07,\u{432}\u{438}\u{431}\u{443}\u{445} \u{443} \u{43c}\u{456}\u{441}\u{442}\u{456}";
        assert_eq!(said(text.as_bytes()), (text.into(), vec![]));
        assert_eq!(said(format!("\u{feff}{text}").as_bytes()), (text.into(), vec![]));
        assert_eq!(said(&utf_16(text, true, true)), (text.into(), vec![]));
        assert_eq!(said(&utf_16(text, true, false)), (text.into(), vec![]));
        assert_eq!(said(&utf_16(text, false, true)), (text.into(), vec!["no byte order mark: UTF-16LE is assumed".into()]));
        let (bytes, _, _) = WINDOWS_1251.encode(text);
        assert_eq!(said(&bytes), (text.into(), vec!["the bytes are not UTF-8: windows-1251 is assumed".into()]));
        let western = "place,text\nZ\u{fc}rich,caf\u{e9} \u{e0} la carte";
        let (bytes, _, _) = WINDOWS_1252.encode(western);
        assert_eq!(said(&bytes), (western.into(), vec!["the bytes are not UTF-8: windows-1252 is assumed".into()]));
    }

    #[test]
    fn a_declared_encoding_is_followed_and_a_few_broken_bytes_do_not_change_utf_8() {
        let page = "<html><head><meta charset=\"windows-1251\"></head><p>\u{430}</p>";
        let (bytes, _, _) = WINDOWS_1251.encode(page);
        assert_eq!(said(&bytes), (page.into(), vec![]));
        let broken = ["\u{432}\u{438}\u{431}\u{443}\u{445}".as_bytes(), &[0xff], b" end"].concat();
        let (text, notes) = said(&broken);
        assert!(text.ends_with("\u{fffd} end"));
        assert_eq!(notes, ["1 characters are not UTF-8 and stand as U+FFFD"]);
    }

    #[test]
    fn nul_is_left_out_and_invisible_characters_are_kept_and_noted() {
        let (text, notes) = said("some longer text wi\0th one a\u{202e}b".as_bytes());
        assert_eq!(text, "some longer text with one a\u{202e}b");
        assert_eq!(
            notes,
            ["1 characters U+0000 were left out", "the text holds 1 invisible or direction-changing characters; they are kept"]
        );
    }

    #[test]
    fn what_is_no_text_says_what_to_do_instead() {
        assert_eq!(decode(b"").unwrap_err(), Unreadable::Empty);
        assert_eq!(decode(b" \n").unwrap_err(), Unreadable::Empty);
        assert!(decode(b"%PDF-1.7").unwrap_err().to_string().contains("add its text"));
        assert!(matches!(decode(&[1, 2, 3, 4, 5, 6]), Err(Unreadable::NotText { at: 0 })));
    }
}
