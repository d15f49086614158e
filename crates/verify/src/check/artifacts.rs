//! Artifacts are what a proven record names; every id of a report is proven.

use super::proofs::Claim;
use super::{ARTIFACTS, REPORT};
use crate::bag::Bag;
use crate::verdict::Findings;
use model::Digest;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Beginnings of ids: see `model::id`.
const ID_BEGINNINGS: [&str; 7] = ["COV-", "FND-", "INC-", "LAY-", "OBS-", "RDG-", "REF-"];
/// Most ids that are named one by one in a fault.
const NAMED_MAX: usize = 5;

/// Holds every artifact against its name, and the name against what proven records say.
pub fn check(bag: &mut Bag<'_>, claims: &mut Vec<Claim>) {
    let mut named: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (at, claim) in claims.iter().enumerate().filter(|(_, claim)| claim.holds()) {
        for digest in claim.shown.iter().flat_map(|(_, value)| texts(value)).filter(|text| is_digest(text)) {
            named.entry(digest.to_owned()).or_insert((at, claim.what.clone()));
        }
    }
    for name in bag.names(ARTIFACTS, "") {
        let mut claim = Claim::of(format!("{ARTIFACTS}{name}"), format!("artifact {name}"));
        match bag.read(&claim.file) {
            Ok(bytes) if Digest::of(&bytes).to_string() == name => match named.get(&name) {
                Some((at, by)) => {
                    claim.place = claims.get(*at).and_then(|claim| claim.place);
                    claim.remarks.push(format!("these are the bytes that {by} names"));
                }
                None => claim.fails.push("no proven record here names these bytes".into()),
            },
            Ok(_) => claim.fails.push("its bytes do not have the SHA-256 of its name".into()),
            Err(fault) => claim.fails.push(fault.to_string()),
        }
        claims.push(claim);
    }
    tell_absent(claims);
}

/// Says of each item which others it names that are not here: nothing is wrong with that, but the
/// reader should know that more is to be had.
fn tell_absent(claims: &mut [Claim]) {
    let here: BTreeSet<String> = claims.iter().filter_map(|claim| claim.id()).map(str::to_owned).collect();
    for claim in claims.iter_mut() {
        let absent = claim.shown.iter().flat_map(|(_, value)| texts(value)).filter(|text| is_id(text) && !here.contains(*text)).count();
        if absent > 0 {
            claim.remarks.push(format!("it names {absent} things that are not in this bundle"));
        }
    }
}

/// Every id that the report names is a proven item here.
pub fn check_report(bag: &mut Bag<'_>, claims: &[Claim], found: &mut Findings) {
    if !bag.has(REPORT) {
        return;
    }
    let report = bag.read(REPORT).map_err(|fault| fault.to_string());
    let report = report.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).map_err(|fault| format!("{REPORT}: {fault}")));
    let report = match report {
        Ok(report) => report,
        Err(fault) => return found.faults.push(fault),
    };
    let proven: BTreeSet<&str> = claims.iter().filter(|claim| claim.holds()).filter_map(Claim::id).collect();
    let named: BTreeSet<&str> = texts(&report).into_iter().filter(|text| is_id(text)).collect();
    let absent: Vec<&str> = named.iter().copied().filter(|id| !proven.contains(id)).collect();
    if absent.is_empty() {
        found.notes.push(format!("{REPORT}: each of the {} ids that its numbers count is proven here", named.len()));
    } else {
        let shown: Vec<&str> = absent.iter().copied().take(NAMED_MAX).collect();
        found.faults.push(format!(
            "{REPORT}: {} of the ids that its numbers count are not proven here: {}",
            absent.len(),
            shown.join(", ")
        ));
    }
}

/// All strings in a JSON value; nesting is bounded by the parser.
fn texts(value: &Value) -> Vec<&str> {
    let (mut open, mut texts) = (vec![value], Vec::new());
    while let Some(next) = open.pop() {
        match next {
            Value::String(text) => texts.push(text.as_str()),
            Value::Array(list) => open.extend(list),
            Value::Object(object) => open.extend(object.values()),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    texts
}

fn is_digest(text: &str) -> bool {
    text.parse::<Digest>().is_ok()
}

fn is_id(text: &str) -> bool {
    ID_BEGINNINGS.iter().any(|beginning| text.strip_prefix(beginning).is_some_and(|rest| rest.len() == 16 && !rest.contains(' ')))
}
