//! Replaying the log into a projection: how it is rebuilt, and how it catches up after a crash.

use crate::batch::read_items;
use crate::bring::brought;
use crate::contract::{ItemAt, Log, Projection, Vault};
use crate::gather::entry;
use crate::{EngineFault, StoreFault};
use ledger::batch::BatchTree;
use ledger::tree::Hash;
use model::entry::BatchHeader;
use model::{Digest, Entry};

/// Applies every entry that the projection has not seen.
///
/// # Errors
/// At the first entry or batch that is absent or damaged.
pub fn replay(
    log: &dyn Log,
    vault: &dyn Vault,
    projection: &mut dyn Projection,
    mut tell: impl FnMut(u64, u64),
) -> Result<(), EngineFault> {
    for leaf in projection.position()..log.size() {
        tell(leaf, log.size());
        let entry = entry(log, leaf)?;
        if let Entry::Anchor(anchor) = &entry {
            projection.bring(log.name(), anchor, &brought(log, vault, projection, leaf, anchor)?)?;
            continue;
        }
        let items = match &entry {
            Entry::Concluded(header) => checked_items(vault, leaf, header)?,
            Entry::Anchor(_) | Entry::Declared(_) | Entry::Gap(_) | Entry::Received(_) | Entry::Signed(_) => Vec::new(),
        };
        projection.apply(&entry, &items)?;
    }
    Ok(())
}

/// Reads a batch's items and checks them against its header.
///
/// # Errors
/// If an item is not the one recorded, or the number or order differs.
pub fn checked_items(vault: &dyn Vault, leaf: u64, header: &BatchHeader) -> Result<Vec<ItemAt>, EngineFault> {
    let file = vault.read_batch(&header.root)?;
    let items = read_items(leaf, &file)?;
    let damaged = |how: String| EngineFault::Store(StoreFault::Damaged { what: format!("batch {} of entry {leaf}", header.root), how });
    if items.len() as u64 != u64::from(header.n) {
        return Err(damaged(format!("{} items instead of {}", items.len(), header.n)));
    }
    let mut tree = BatchTree::new();
    for at in &items {
        tree.push(at.item.id().as_bytes(), Hash(*at.hash.as_bytes())).map_err(|fault| damaged(fault.to_string()))?;
    }
    let root = Digest::from_bytes(tree.close().root.0);
    if root == header.root { Ok(items) } else { Err(damaged(format!("its items give the root {root}"))) }
}
