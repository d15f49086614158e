//! What stood, as far as releases need it.

use super::{Result, View};
use engine::Vault;
use engine::contract::Lookup;
use engine::release::Standing;
use model::{Act, Digest, Entry, Item, Mission};
use std::collections::BTreeSet;

impl View {
    /// Hashes of the items that orders of erasure name: they stay in their batches.
    ///
    /// # Errors
    /// If an order cannot be read.
    pub fn erased_items(&self) -> Result<BTreeSet<Digest>> {
        let sql = "SELECT leaf FROM act WHERE kind = 'order_erasure' AND log = '' AND void IS NULL AND leaf < :n";
        let mut erased = BTreeSet::new();
        for leaf in self.rows(sql, &[], |row| row.get::<_, i64>(0))? {
            let Entry::Signed(signed) = self.entry(leaf.unsigned_abs())? else { continue };
            let Act::OrderErasure { units, .. } = signed.declared.act else { continue };
            for unit in units {
                let (Some(item), Ok(header)) = (unit.item, self.header(unit.leaf)) else { continue };
                let tiles = self.vault().read_batch_tiles(&header.root)?;
                let at = usize::try_from(item).unwrap_or(usize::MAX).saturating_mul(32);
                let hash = tiles.get(at..).and_then(|rest| rest.first_chunk::<32>());
                erased.extend(hash.copied().map(Digest::from_bytes));
            }
        }
        Ok(erased)
    }
}

impl Standing for View {
    fn entry(&self, leaf: u64) -> Result<Entry> {
        engine::gather::entry(self.log(), leaf)
    }

    fn standing(&self, id: &str) -> Result<(Item, Digest)> {
        let located = self.place(id)?;
        Ok((self.item_at(&located)?, located.hash))
    }

    fn mission_in_use(&self) -> Result<Mission> {
        self.mission()
    }

    fn releases(&self) -> Result<Vec<u64>> {
        let sql = "SELECT leaf FROM act WHERE kind = 'release' AND log = '' AND void IS NULL AND leaf < :n ORDER BY leaf";
        Ok(self.rows(sql, &[], |row| row.get::<_, i64>(0))?.into_iter().map(i64::unsigned_abs).collect())
    }
}
