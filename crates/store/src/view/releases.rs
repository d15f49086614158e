//! What stood, as far as releases need it.

use super::{Result, View};
use engine::contract::Lookup;
use engine::release::Standing;
use model::{Digest, Entry, Item, Mission};

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
