//! Replaying the log into a projection: how it is rebuilt, and how it catches up after a crash.

use crate::batch::read_item;
use crate::bring::brought;
use crate::contract::{ItemAt, Log, Projection, Vault};
use crate::erased::Orders;
use crate::gather::entry;
use crate::{EngineFault, StoreFault};
use ledger::batch::BatchTree;
use ledger::tree::Hash;
use model::entry::BatchHeader;
use model::{Digest, Entry};

/// Applies every entry that the projection has not seen; what an order erased is passed over.
///
/// # Errors
/// At the first entry or batch that is absent or damaged, or that no key opens without an order.
pub fn replay(
    log: &dyn Log,
    vault: &dyn Vault,
    projection: &mut dyn Projection,
    mut tell: impl FnMut(u64, u64),
) -> Result<(), EngineFault> {
    let mut excuse = Excuse::new(log);
    for leaf in projection.position()..log.size() {
        tell(leaf, log.size());
        let entry = match entry(log, leaf) {
            Err(EngineFault::Store(StoreFault::NoKey { .. })) if excuse.orders()?.of_entry(leaf).is_some() => {
                projection.pass_over()?;
                continue;
            }
            other => other?,
        };
        if let Entry::Anchor(anchor) = &entry {
            projection.bring(log.name(), anchor, &brought(log, vault, projection, leaf, anchor)?)?;
            continue;
        }
        let items = match &entry {
            Entry::Concluded(header) => checked_items(vault, leaf, header, &mut excuse)?.items,
            Entry::Anchor(_) | Entry::Declared(_) | Entry::Gap(_) | Entry::Received(_) | Entry::Signed(_) => Vec::new(),
        };
        projection.apply(&entry, &items)?;
    }
    Ok(())
}

/// The orders of erasure, read only once something does not open.
pub struct Excuse<'a> {
    log: &'a dyn Log,
    orders: Option<Orders>,
}

impl<'a> Excuse<'a> {
    /// Reads nothing yet.
    pub const fn new(log: &'a dyn Log) -> Self {
        Self { log, orders: None }
    }

    /// All orders in the log.
    ///
    /// # Errors
    /// If the log cannot be read.
    pub fn orders(&mut self) -> Result<&Orders, EngineFault> {
        let orders = match self.orders.take() {
            Some(orders) => orders,
            None => Orders::read(self.log)?,
        };
        Ok(self.orders.insert(orders))
    }
}

/// A batch's items, and those that an order erased.
#[derive(Debug, Default)]
pub struct Checked {
    /// The items that can be read.
    pub items: Vec<ItemAt>,
    /// Index of each erased item, with its order.
    pub erased: Vec<(u32, u64)>,
}

/// Reads a batch's items and checks them against its header. An erased item stands in the tree by
/// its hash.
///
/// # Errors
/// If an item is not the one recorded, no key opens it without an order, or the number or order differs.
pub fn checked_items(vault: &dyn Vault, leaf: u64, header: &BatchHeader, excuse: &mut Excuse<'_>) -> Result<Checked, EngineFault> {
    let damaged = |how: String| EngineFault::Store(StoreFault::Damaged { what: format!("batch {} of entry {leaf}", header.root), how });
    let kept = vault.read_batch(&header.root)?;
    if kept.len() as u64 != u64::from(header.n) {
        return Err(damaged(format!("{} items instead of {}", kept.len(), header.n)));
    }
    let mut checked = Checked { items: Vec::with_capacity(kept.len()), erased: Vec::new() };
    let mut tree = BatchTree::new();
    for (kept, index) in kept.iter().zip(0u32..) {
        let pushed = match read_item(leaf, kept)? {
            Some(at) => {
                let pushed = tree.push(at.item.id().as_bytes(), Hash(*at.hash.as_bytes()));
                checked.items.push(at);
                pushed
            }
            None => {
                let no_key = || StoreFault::NoKey { what: format!("item {index} of the batch of entry {leaf}") };
                checked.erased.push((index, excuse.orders()?.of_item(leaf, index).ok_or_else(no_key)?));
                tree.push_hash(
                    hash_at(&vault.read_batch_tiles(&header.root)?, index).ok_or_else(|| damaged("its hash tiles are too short".into()))?,
                )
            }
        };
        pushed.map_err(|fault| damaged(fault.to_string()))?;
    }
    let root = Digest::from_bytes(tree.close().root.0);
    if root == header.root { Ok(checked) } else { Err(damaged(format!("its items give the root {root}"))) }
}

/// The hash of an item among its batch's hash tiles.
pub fn hash_at(tiles: &[u8], index: u32) -> Option<Hash> {
    let at = usize::try_from(index).ok()?.checked_mul(32)?;
    Hash::read(tiles.get(at..at.checked_add(32)?)?)
}
