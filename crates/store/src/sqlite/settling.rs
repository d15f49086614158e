//! Acts that settle what is one event: merge, split, leave, unbind.

use super::union::came_of;
use super::{fault, unreadable};
use engine::StoreFault;
use engine::contract::Came;
use model::{Entry, Signed};
use rusqlite::Connection;
use std::collections::BTreeMap;

type Result<T> = std::result::Result<T, StoreFault>;

/// Those that counted once the log had so many entries, in the order that is given to them.
pub(crate) fn counting(from: &Connection, as_of: u64, order: impl Fn(Vec<Came>) -> Vec<Came>) -> Result<Vec<(Came, Signed)>> {
    let sql = "SELECT log, idx, entry FROM act WHERE kind IN ('leave', 'merge', 'split', 'unbind') AND void IS NULL AND entry IS NOT NULL AND leaf < ?1
               ORDER BY seq";
    let mut statement = from.prepare_cached(sql).map_err(|cause| fault(&cause))?;
    let as_of = i64::try_from(as_of).unwrap_or(i64::MAX);
    let rows = statement
        .query_map([as_of], |row| Ok((came_of(row.get(0)?, row.get(1)?), row.get::<_, Vec<u8>>(2)?)))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
        .map_err(|cause| fault(&cause))?;
    let mut acts: BTreeMap<Came, Signed> = BTreeMap::new();
    let mut met = Vec::with_capacity(rows.len());
    for (came, bytes) in rows {
        let Ok(Entry::Signed(signed)) = Entry::read(&bytes) else { return Err(unreadable("an act")) };
        met.push(came.clone());
        acts.insert(came, signed);
    }
    Ok(order(met).into_iter().filter_map(|came| acts.remove(&came).map(|signed| (came, signed))).collect())
}
