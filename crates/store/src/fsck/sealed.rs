//! Levels 3 and 4: each sealed leaf opens or was erased by an order; each batch is what its header says.

use super::{Damage, Extent, Level};
use crate::Folder;
use engine::contract::{Content, Log, Vault};
use engine::erased::Orders;
use engine::{EngineFault, StoreFault};
use ledger::batch::BatchTree;
use ledger::tree::Hash;
use model::entry::BatchHeader;
use model::{Digest, Entry};

impl Folder {
    /// Opens every sealed leaf and checks every batch against its header. Only an order of erasure in
    /// the log excuses what no key opens.
    ///
    /// # Errors
    /// If the log cannot be read at all.
    pub fn check_seals(&self) -> Result<Vec<Damage>, EngineFault> {
        let (log, vault) = (self.read_log()?, self.vault());
        let orders = Orders::read(&log)?;
        let mut damages = Vec::new();
        for leaf in 0..log.size() {
            match engine::gather::entry(&log, leaf) {
                Ok(Entry::Concluded(header)) => check_batch(&vault, &orders, leaf, &header, &mut damages),
                Ok(Entry::Anchor(_) | Entry::Declared(_) | Entry::Gap(_) | Entry::Received(_) | Entry::Signed(_)) => {}
                Err(EngineFault::Store(StoreFault::NoKey { .. })) if orders.of_entry(leaf).is_some() => {}
                Err(EngineFault::Store(fault)) => damages.push(of_fault(Level::Leaves, &fault).at(leaf)),
                Err(fault) => damages.push(Damage::of(Level::Leaves, Extent::Wrong, "data/log", fault.to_string()).at(leaf)),
            }
        }
        Ok(damages)
    }
}

fn of_fault(level: Level, fault: &StoreFault) -> Damage {
    let (extent, file) = match fault {
        StoreFault::NoKey { .. } => (Extent::Absent, "keys"),
        StoreFault::Absent { .. } => (Extent::Absent, "data/vault"),
        _ => (Extent::Wrong, "data/vault"),
    };
    Damage::of(level, extent, file, fault.to_string())
}

fn check_batch(vault: &dyn Vault, orders: &Orders, leaf: u64, header: &BatchHeader, damages: &mut Vec<Damage>) {
    let file = format!("data/vault/batches/{}", header.root);
    let mut wrong = |extent, item, what: String| damages.push(Damage { item, ..Damage::of(Level::Batches, extent, &file, what).at(leaf) });
    let (kept, tiles) = match (vault.read_batch(&header.root), vault.read_batch_tiles(&header.root)) {
        (Ok(kept), Ok(tiles)) => (kept, tiles),
        (Err(fault), _) | (_, Err(fault)) => return damages.push(of_fault(Level::Batches, &fault).at(leaf)),
    };
    let mut tree = BatchTree::new();
    for (kept, index) in kept.iter().zip(0u32..) {
        let item = Some(u64::from(index));
        let recorded = engine::replay::hash_at(&tiles, index);
        match engine::batch::read_item(leaf, kept) {
            Ok(Some(at)) if recorded == Some(Hash(*at.hash.as_bytes())) => {}
            Ok(Some(_)) => wrong(Extent::Wrong, item, "it is not the item that was recorded".into()),
            Ok(None) if orders.of_item(leaf, index).is_some() => {}
            Ok(None) => wrong(Extent::Absent, item, "no key in keys/ opens it, and no order erased it".into()),
            Err(_) if matches!(kept.content, Content::Damaged) => wrong(Extent::Wrong, item, "its key does not open it".into()),
            Err(fault) => wrong(Extent::Wrong, item, fault.to_string()),
        }
        if let Err(fault) = tree.push_hash(recorded.unwrap_or(Hash::EMPTY)) {
            wrong(Extent::Wrong, item, fault.to_string());
        }
    }
    let closed = tree.close();
    if Digest::from_bytes(closed.root.0) != header.root || closed.n != u64::from(header.n) || closed.hash_file != tiles {
        wrong(Extent::Wrong, None, "its hash tiles do not give the root and number that its header says".into());
    }
}
