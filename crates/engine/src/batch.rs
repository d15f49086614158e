//! Items to a batch: canonical bytes sorted by id, their hashes, the root that a header commits to.

use crate::EngineFault;
use crate::contract::ItemAt;
use ledger::batch::{BatchTree, CLEAR_SALT};
use ledger::tree::{Frontier, Hash};
use model::entry::{Basis, BatchHeader, Method};
use model::{Digest, Item};

/// Greatest number of items in one batch. Source: INTEGRITY section 6.
pub const ITEMS_MAX: usize = 1 << 24;
/// A batch, ready to be kept.
#[derive(Debug)]
pub struct Built {
    /// Items in order of id.
    pub items: Vec<ItemAt>,
    /// The items' bytes, one line each.
    pub file: Vec<u8>,
    /// Their hash tiles.
    pub tiles: Vec<u8>,
    /// Merkle root over their hashes.
    pub root: Digest,
}

/// Builds a batch. Of two items with one id the later given is kept.
///
/// # Errors
/// If an item does not fit the record's profile, or there are too many.
pub fn build(what: &str, items: Vec<Item>) -> Result<Built, EngineFault> {
    let n = items.len();
    if n > ITEMS_MAX {
        return Err(EngineFault::TooMany { what: what.into(), n });
    }
    let mut keyed: Vec<(String, Item)> = items.into_iter().map(|item| (item.id(), item)).collect();
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    keyed.reverse();
    keyed.dedup_by(|(a, _), (b, _)| a == b);
    keyed.reverse();
    let mut built = Built { items: Vec::with_capacity(keyed.len()), file: Vec::new(), tiles: Vec::new(), root: Digest::of(&[]) };
    let mut tree = BatchTree::new();
    for (id, item) in keyed {
        let bytes = item.canonical().map_err(|cause| EngineFault::Record { what: id.clone(), cause: cause.to_string() })?;
        let hash = item_hash(&bytes);
        tree.push(id.as_bytes(), Hash(*hash.as_bytes())).map_err(|cause| EngineFault::Record { what: id, cause: cause.to_string() })?;
        let offset = built.file.len() as u64;
        built.file.extend_from_slice(&bytes);
        built.file.push(b'\n');
        built.items.push(ItemAt { item, hash, offset, length: u32::try_from(bytes.len()).unwrap_or(u32::MAX) });
    }
    let closed = tree.close();
    built.root = Digest::from_bytes(closed.root.0);
    built.tiles = closed.hash_file;
    Ok(built)
}

/// The hash of an item of a clear batch.
pub fn item_hash(bytes: &[u8]) -> Digest {
    Digest::from_bytes(ledger::batch::item_hash(&CLEAR_SALT, bytes).0)
}

/// Merkle root over inputs in the order given.
pub fn inputs_root<'a>(inputs: impl IntoIterator<Item = &'a Digest>) -> Digest {
    let mut frontier = Frontier::new();
    for input in inputs {
        frontier.append(Hash::leaf(input.as_bytes()));
    }
    Digest::from_bytes(frontier.root().0)
}

/// What a step concluded, before it is recorded.
#[derive(Debug)]
pub struct Conclusion {
    /// Which step.
    pub kind: &'static str,
    /// By what method.
    pub method: Method,
    /// How many inputs were considered.
    pub inputs_n: usize,
    /// Root over them.
    pub inputs_root: Digest,
    /// The log of the entry that caused the step, if it is another one's.
    pub log: Option<String>,
    /// The items.
    pub items: Vec<Item>,
}

/// The header of a conclusion at a position of the log.
pub fn header(conclusion: &Conclusion, built: &Built, as_of: u64, trigger: u64) -> BatchHeader {
    let basis = Basis {
        as_of,
        inputs_n: u32::try_from(conclusion.inputs_n).unwrap_or(u32::MAX),
        inputs_root: conclusion.inputs_root,
        log: conclusion.log.clone(),
        trigger,
    };
    BatchHeader {
        basis,
        kind: conclusion.kind.into(),
        mark: "red".into(),
        method: conclusion.method.clone(),
        n: u32::try_from(built.items.len()).unwrap_or(u32::MAX),
        order: "id".into(),
        plain_root: None,
        root: built.root,
        v: 1,
    }
}

/// Reads a batch file: items with their places and hashes.
///
/// # Errors
/// The first line that is not an item.
pub fn read_items(leaf: u64, file: &[u8]) -> Result<Vec<ItemAt>, EngineFault> {
    let mut items = Vec::new();
    let mut offset = 0u64;
    for line in file.split_inclusive(|byte| *byte == b'\n') {
        let bytes =
            line.strip_suffix(b"\n").ok_or_else(|| EngineFault::Entry { leaf, cause: "its batch file ends inside an item".into() })?;
        let item =
            Item::read(bytes).map_err(|cause| EngineFault::Entry { leaf, cause: format!("item {} of its batch: {cause}", items.len()) })?;
        items.push(ItemAt { item, hash: item_hash(bytes), offset, length: u32::try_from(bytes.len()).unwrap_or(u32::MAX) });
        offset += line.len() as u64;
    }
    Ok(items)
}
