//! A record with its protected fields as digests, and the disclosures that open them (RFC 9901).

use super::audience::{Audience, least_audience};
use super::fields::{self, Record};
use super::keys::{Derivation, RecordKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::json::check_canonical;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Digests stand in groups of so many: decoys fill them up. Source: INTEGRITY section 5.
const DIGESTS_STEP: usize = 8;
/// Most disclosures that are read with one record; a record has far fewer fields.
const DISCLOSURES_MAX: usize = 256;
/// The key under which the digests stand. Source: RFC 9901 section 4.2.4.1.
const DIGESTS: &str = "_sd";

/// Why a record does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisclosureFault {
    /// The committed bytes are no record.
    #[error("the committed bytes are no record: {0} is expected")]
    Record(&'static str),
    /// A disclosure is not one.
    #[error("disclosure {0} is none: the base64url of `[\"<salt>\",\"<name>\",<value>]` is expected")]
    Disclosure(usize),
    /// A disclosure belongs to another record, or was changed.
    #[error("disclosure {0} belongs to another record: its digest is not among those committed to")]
    Foreign(usize),
    /// A field would stand twice.
    #[error("disclosure {0} opens the field `{1}` a second time")]
    Twice(usize, String),
}

/// The committed bytes of a record: what commitments and item hashes are made over. A function of
/// the record's canonical bytes and its key, so that only those are kept.
///
/// Bytes that are no record `{"<kind>":{...}}` are committed to as they stand.
pub fn committed(record: &[u8], key: &RecordKey) -> Vec<u8> {
    let Some(record) = fields::read(record) else { return record.to_vec() };
    let salts = key.derive();
    let mut digests: Vec<String> = protected(&record).map(|(name, value)| digest_of(&disclosure(&salts, name, value))).collect();
    let decoys = DIGESTS_STEP - digests.len() % DIGESTS_STEP;
    if decoys < DIGESTS_STEP || digests.is_empty() {
        digests.extend((0..decoys as u64).map(|number| URL_SAFE_NO_PAD.encode(salts.bytes(&[b"tregua/decoy/v1", &number.to_be_bytes()]))));
    }
    digests.sort_unstable();
    let list = format!("[\"{}\"]", digests.join("\",\""));
    let clear = record.fields.iter().filter(|(name, value)| least_audience(record.kind, name, value) == Audience::Public).copied();
    fields::write(record.kind, std::iter::once((DIGESTS, list.as_bytes())).chain(clear))
}

/// The disclosures that open a record for an audience, in order of the fields' names.
pub fn disclosures(record: &[u8], key: &RecordKey, audience: Audience) -> Vec<String> {
    let Some(record) = fields::read(record) else { return Vec::new() };
    let salts = key.derive();
    let seen = protected(&record).filter(|(name, value)| least_audience(record.kind, name, value) <= audience);
    seen.map(|(name, value)| disclosure(&salts, name, value)).collect()
}

/// Opens committed bytes: gives the record as canonical JSON with the disclosed fields in their
/// places. With all disclosures these are the record's own bytes.
///
/// # Errors
/// If a disclosure is not one of this record's.
pub fn view(committed: &[u8], disclosures: &[String]) -> Result<Vec<u8>, DisclosureFault> {
    check_canonical(committed).map_err(|_| DisclosureFault::Record("`tregua-json/1`"))?;
    let record = fields::read(committed).ok_or(DisclosureFault::Record("an object with one key whose value is an object"))?;
    let digests = read_digests(&record)?;
    if disclosures.len() > DISCLOSURES_MAX {
        return Err(DisclosureFault::Disclosure(DISCLOSURES_MAX));
    }
    let mut opened: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (name, value) in record.fields.iter().filter(|(name, _)| *name != DIGESTS) {
        opened.insert((*name).to_owned(), value.to_vec());
    }
    for (place, disclosure) in disclosures.iter().enumerate() {
        let (name, value) = read_disclosure(disclosure).ok_or(DisclosureFault::Disclosure(place))?;
        if digests.binary_search(&digest_of(disclosure)).is_err() {
            return Err(DisclosureFault::Foreign(place));
        }
        if opened.insert(name.clone(), value).is_some() {
            return Err(DisclosureFault::Twice(place, name));
        }
    }
    let bytes = fields::write(record.kind, opened.iter().map(|(name, value)| (name.as_str(), value.as_slice())));
    check_canonical(&bytes).map_err(|_| DisclosureFault::Record("a record whose opened form is `tregua-json/1`"))?;
    Ok(bytes)
}

fn protected<'a>(record: &'a Record<'a>) -> impl Iterator<Item = (&'a str, &'a [u8])> {
    record.fields.iter().filter(|(name, value)| least_audience(record.kind, name, value) != Audience::Public).copied()
}

/// base64url of `["<salt>","<name>",<value>]`, the array in canonical form.
fn disclosure(salts: &Derivation, name: &str, value: &[u8]) -> String {
    let salt = URL_SAFE_NO_PAD.encode(salts.bytes(&[b"tregua/field-salt/v1", name.as_bytes()]));
    let array = [b"[\"", salt.as_bytes(), b"\",\"", name.as_bytes(), b"\",", value, b"]"].concat();
    URL_SAFE_NO_PAD.encode(array)
}

/// base64url of the SHA-256 over the disclosure's own characters. Source: RFC 9901 section 4.2.3.
fn digest_of(disclosure: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(disclosure.as_bytes()))
}

fn read_disclosure(disclosure: &str) -> Option<(String, Vec<u8>)> {
    let array = URL_SAFE_NO_PAD.decode(disclosure).ok()?;
    check_canonical(&array).ok()?;
    let (salt, name, _): (String, String, serde_json::Value) = serde_json::from_slice(&array).ok()?;
    let head = format!("[\"{salt}\",\"{name}\",");
    let value = array.strip_prefix(head.as_bytes())?.strip_suffix(b"]")?;
    let is_name = !name.is_empty() && name != DIGESTS && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    is_name.then(|| (name, value.to_vec()))
}

/// The digests of a record: sorted, each once, a multiple of eight. A record of a clear log has none.
fn read_digests(record: &Record<'_>) -> Result<Vec<String>, DisclosureFault> {
    let fault = DisclosureFault::Record("a sorted list `_sd` with a multiple of 8 digests, each once");
    let Some((_, list)) = record.fields.iter().find(|(name, _)| *name == DIGESTS) else { return Ok(Vec::new()) };
    let digests: Vec<String> = serde_json::from_slice(list).map_err(|_| fault.clone())?;
    let is_sorted = digests.is_sorted_by(|a, b| a < b);
    if is_sorted && !digests.is_empty() && digests.len().is_multiple_of(DIGESTS_STEP) { Ok(digests) } else { Err(fault) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9901 section 4.2.1 and 4.2.3: the published disclosure, spaces and all, has the published digest.
    #[test]
    fn the_outer_steps_give_the_digest_of_the_published_example() {
        let array = "[\"_26bc4LT-ac6q2KI6cBW5es\", \"family_name\", \"M\u{f6}bius\"]";
        let disclosure = URL_SAFE_NO_PAD.encode(array);
        assert_eq!(disclosure, "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0");
        assert_eq!(digest_of(&disclosure), "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0");
    }
}
