//! Records and items: from the bytes shown to a signed root, every step.

use super::trees::{Place, Trees};
use super::{CHECKPOINTS, ITEMS, RECORDS};
use crate::bag::Bag;
use crate::trust::Trust;
use ledger::proof::LogProof;
use ledger::tree::verify_inclusion;
use record::seal::{ItemProof, Proven, RecordProof};
use serde_json::Value;

/// Something that is claimed to be in the log, and what was found so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Its file.
    pub file: String,
    /// What it is, as far as it is opened.
    pub what: String,
    /// Where it stands, once that is proven.
    pub place: Option<Place>,
    /// What it shows, once it is proven: canonical JSON and its value.
    pub shown: Option<(Vec<u8>, Value)>,
    /// What does not hold.
    pub fails: Vec<String>,
    /// What should be known.
    pub remarks: Vec<String>,
}

impl Claim {
    /// Something of which nothing is known yet.
    pub fn of(file: String, what: String) -> Self {
        Self { file, what, place: None, shown: None, fails: Vec::new(), remarks: Vec::new() }
    }

    /// The kind of the record: the one key of its JSON.
    pub fn kind(&self) -> &str {
        let object = self.shown.as_ref().and_then(|(_, value)| value.as_object());
        object.and_then(|object| object.keys().next()).map_or("", String::as_str)
    }

    /// The id that it shows, if it shows one.
    pub fn id(&self) -> Option<&str> {
        let (_, value) = self.shown.as_ref()?;
        value.get(self.kind())?.get("id")?.as_str()
    }

    /// Whether every step so far holds.
    pub const fn holds(&self) -> bool {
        self.fails.is_empty() && self.place.is_some()
    }
}

/// Checks all proofs of entries.
pub fn records(bag: &mut Bag<'_>, trees: &mut Trees, trust: &Trust) -> Vec<Claim> {
    let names = bag.names(RECORDS, ".record-proof");
    let mut claims: Vec<Claim> = names
        .iter()
        .map(|name| {
            let mut claim = Claim::of(format!("{RECORDS}{name}.record-proof"), format!("entry {name}"));
            let read = |bytes: &[u8]| {
                let proof = RecordProof::read(bytes)?;
                Ok((proof.check()?, proof.log))
            };
            prove(&mut claim, bag, trees, trust, read);
            if let Some(index) = claim.place.map(|place| place.index) {
                if index.to_string() != *name {
                    claim.fails.push(format!("it stands at entry {index}, not at the one of its name"));
                }
                claim.what = format!("entry {index}: {}", claim.kind());
            }
            claim
        })
        .collect();
    claims.sort_by_key(|claim| claim.place.map_or(u64::MAX, |place| place.index));
    claims
}

/// Checks all proofs of items.
pub fn items(bag: &mut Bag<'_>, trees: &mut Trees, trust: &Trust) -> Vec<Claim> {
    let names = bag.names(ITEMS, ".item-proof");
    names
        .iter()
        .map(|name| {
            let mut claim = Claim::of(format!("{ITEMS}{name}.item-proof"), name.clone());
            let mut header = None;
            let read = |bytes: &[u8]| {
                let proof = ItemProof::read(bytes)?;
                let proven = proof.check()?;
                header.clone_from(&proven.header);
                Ok((proven, proof.log))
            };
            prove(&mut claim, bag, trees, trust, read);
            if claim.holds() {
                let id = claim.id().map(str::to_owned);
                if id.as_ref().is_some_and(|id| id != name) {
                    claim.fails.push("it shows another id than that of its name".into());
                }
                claim.what = format!("{} {name}", claim.kind());
                claim.remarks.extend(header.as_deref().and_then(show_method));
            }
            claim
        })
        .collect()
}

/// By what method an item was concluded, in words.
fn show_method(header: &[u8]) -> Option<String> {
    let header: Value = serde_json::from_slice(header).ok()?;
    let header = header.get("concluded")?;
    let method = header.get("method")?;
    let (name, revision) = (method.get("name")?.as_str()?, method.get("revision")?.as_u64()?);
    Some(format!("concluded by {name} revision {revision}, one of {} items of its step", header.get("n")?.as_u64()?))
}

/// Reads a proof, checks it up to the leaf, and the leaf up to a signed root. A proof that ends
/// at its blank line is completed by the bundle's main checkpoint.
fn prove(
    claim: &mut Claim,
    bag: &mut Bag<'_>,
    trees: &mut Trees,
    trust: &Trust,
    read: impl FnOnce(&[u8]) -> Result<(Proven, LogProof), record::seal::ItemProofError>,
) {
    let mut bytes = match bag.read(&claim.file) {
        Ok(bytes) => bytes,
        Err(fault) => return claim.fails.push(fault.to_string()),
    };
    if bytes.ends_with(b"\n\n") {
        bytes.extend_from_slice(trees.main());
    }
    let proven = read(&bytes).map_err(|fault| fault.to_string()).and_then(|(proven, log)| {
        let tree = trees.judge(&format!("{CHECKPOINTS} in {}", claim.file), log.checkpoint(), trust)?;
        let checkpoint = trees.at(tree).map(|tree| &tree.judgement.checkpoint).ok_or("no checkpoint")?;
        verify_inclusion(&proven.leaf, log.index, checkpoint.size, &log.path, &checkpoint.root).map_err(|fault| fault.to_string())?;
        let value = serde_json::from_slice(&proven.view).map_err(|fault| fault.to_string())?;
        Ok((Place { tree, index: log.index }, (proven.view, value)))
    });
    match proven {
        Ok((place, shown)) => (claim.place, claim.shown) = (Some(place), Some(shown)),
        Err(fault) => claim.fails.push(fault),
    }
}
