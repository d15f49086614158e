//! A record's fields as they stand in its canonical bytes: found by position, never written anew.

/// The parts of a record `{"<kind>":{...}}`.
pub(super) struct Record<'a> {
    /// The outer key, such as `observation`.
    pub kind: &'a str,
    /// The inner fields, in the order in which they stand.
    pub fields: Vec<(&'a str, &'a [u8])>,
}

/// Takes a record apart. The bytes must be canonical: see [`model::json::check_canonical`].
///
/// `None` if they are no object with one key whose value is an object.
pub(super) fn read(bytes: &[u8]) -> Option<Record<'_>> {
    let outer = object(bytes)?;
    let [(kind, inner)] = outer.as_slice() else { return None };
    Some(Record { kind, fields: object(inner)? })
}

/// Writes a record from its parts; the fields must be in order.
pub(super) fn write<'a>(kind: &str, fields: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(512);
    bytes.extend_from_slice(b"{\"");
    bytes.extend_from_slice(kind.as_bytes());
    bytes.extend_from_slice(b"\":{");
    for (place, (name, value)) in fields.into_iter().enumerate() {
        bytes.extend_from_slice(if place == 0 { b"\"" } else { b",\"" });
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b"\":");
        bytes.extend_from_slice(value);
    }
    bytes.extend_from_slice(b"}}");
    bytes
}

fn object(bytes: &[u8]) -> Option<Vec<(&str, &[u8])>> {
    let mut rest = bytes.strip_prefix(b"{")?;
    let mut fields = Vec::new();
    if rest == b"}" {
        return Some(fields);
    }
    loop {
        let name_end = value_end(rest)?;
        let name = rest.get(1..name_end.checked_sub(1)?)?;
        rest = rest.get(name_end..)?.strip_prefix(b":")?;
        let end = value_end(rest)?;
        fields.push((str::from_utf8(name).ok()?, rest.get(..end)?));
        rest = rest.get(end..)?;
        match rest.split_first()? {
            (b',', after) => rest = after,
            (b'}', []) => return Some(fields),
            _ => return None,
        }
    }
}

/// Where the value that begins the bytes ends.
fn value_end(bytes: &[u8]) -> Option<usize> {
    let (mut depth, mut in_text, mut is_escaped) = (0usize, false, false);
    for (at, byte) in bytes.iter().enumerate() {
        if in_text {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => in_text = false,
                _ => {}
            }
            if !in_text && depth == 0 {
                return Some(at + 1);
            }
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return Some(at),
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b',' if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_comes_apart_and_goes_together_again() {
        let bytes = r#"{"thing":{"a":1,"b":"x\",}{","c":[1,[2,{"d":"]"}]],"e":{"f":true},"g":""}}"#.as_bytes();
        let record = read(bytes).unwrap();
        assert_eq!(record.kind, "thing");
        let values: Vec<(&str, &str)> = record.fields.iter().map(|(name, value)| (*name, str::from_utf8(value).unwrap())).collect();
        assert_eq!(values, [("a", "1"), ("b", r#""x\",}{""#), ("c", r#"[1,[2,{"d":"]"}]]"#), ("e", r#"{"f":true}"#), ("g", "\"\"")]);
        assert_eq!(write(record.kind, record.fields), bytes);
        assert_eq!(write("thing", []), br#"{"thing":{}}"#);
        assert!(read(br#"{"thing":{}}"#).is_some_and(|record| record.fields.is_empty()));
    }

    #[test]
    fn what_is_no_record_is_none() {
        for bytes in ["", "{", "{}", "[]", "1", r#"{"a":1}"#, r#"{"a":{},"b":{}}"#, r#"{"a":{"b":1}"#, r#"{"a":{"b""#] {
            assert!(read(bytes.as_bytes()).is_none(), "{bytes}");
        }
    }
}
