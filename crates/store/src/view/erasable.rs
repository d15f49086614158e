//! What has to become unreadable together: a report or a file, and everything that was concluded from it.

use super::{Result, View};
use engine::contract::{Came, Lookup};
use engine::{EngineFault, Log, StoreFault, Vault};
use model::{Digest, Item, Subject, Unit};
use record::seal::SealedLeaf;
use rusqlite::ToSql;
use std::collections::BTreeSet;

/// What an erasure takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erasable {
    /// Everything that can be erased by itself, in order.
    pub units: BTreeSet<Unit>,
    /// Observations among them.
    pub observations_n: usize,
    /// Versions of incidents and findings that were concluded from them.
    pub concluded_n: usize,
    /// What lies under a key that it shares with others (rows of machines), or in the clear: it stays.
    pub kept: Vec<String>,
}

/// A version of an item: the entry of its batch, and its hash there.
type Version = (u64, Vec<u8>);

impl View {
    /// Everything that has to go so that a report is gone: all its versions, the files that it was read
    /// from, and the versions of incidents and findings that considered it.
    ///
    /// # Errors
    /// If there is no such report, or storage fails.
    pub fn erasable_observation(&self, id: &str) -> Result<Erasable> {
        let mut erasable = Erasable::default();
        let Item::Observation(observation) = self.item(id)? else { return Err(EngineFault::UnknownId(id.into())) };
        self.add_observation(id, &mut erasable)?;
        for (_, came) in self.arrivals(&observation.from.artifact)? {
            self.add_entry(&came, &mut erasable)?;
        }
        self.add_series(&[id.to_owned()].into(), &mut erasable)?;
        Ok(erasable)
    }

    /// Everything that has to go so that a file is gone: the entry, what was read from it, and what was
    /// concluded from that.
    ///
    /// # Errors
    /// If no file came in by that entry, or storage fails.
    pub fn erasable_entry(&self, leaf: u64) -> Result<Erasable> {
        let mut erasable = Erasable::default();
        self.add_entry(&Came::here(leaf), &mut erasable)?;
        let at = i64::try_from(leaf).unwrap_or(i64::MAX);
        let readings =
            self.rows("SELECT leaf FROM batch WHERE kind = 'reading' AND trigger_leaf = :at", &[(":at", &at)], |row| row.get::<_, i64>(0))?;
        let mut ids = BTreeSet::new();
        for reading in readings {
            self.add_entry(&Came::here(reading.unsigned_abs()), &mut erasable)?;
            ids.extend(
                self.rows("SELECT DISTINCT id FROM observation WHERE leaf = :at", &[(":at", &reading)], |row| row.get::<_, String>(0))?,
            );
        }
        for id in &ids {
            self.add_observation(id, &mut erasable)?;
        }
        self.add_series(&ids, &mut erasable)?;
        Ok(erasable)
    }

    fn add_entry(&self, came: &Came, erasable: &mut Erasable) -> Result<()> {
        let leaf = came.index;
        if let Some(log) = &came.log {
            erasable.kept.push(format!("entry {leaf} of the log {log}: its own node erases it"));
        } else if SealedLeaf::is_claimed_by(&self.log().stored(leaf)?) {
            erasable.units.insert(Unit { item: None, leaf });
        } else {
            erasable.kept.push(format!("entry {leaf} is clear"));
        }
        Ok(())
    }

    fn add_observation(&self, id: &str, erasable: &mut Erasable) -> Result<()> {
        erasable.observations_n += 1;
        for version in self.versions_of("SELECT leaf, hash FROM observation WHERE id = :id", id)? {
            self.add_item(&version, id, erasable)?;
        }
        let sql = "SELECT incident.leaf, incident.hash FROM membership JOIN incident ON incident.seq = membership.incident_seq WHERE membership.observation = :id";
        for version in self.versions_of(sql, id)? {
            self.add_concluded(&version, "an incident", erasable)?;
        }
        let sql = "SELECT finding.leaf, finding.hash FROM finding WHERE incident IN
                   (SELECT incident.id FROM membership JOIN incident ON incident.seq = membership.incident_seq WHERE membership.observation = :id)";
        for version in self.versions_of(sql, id)? {
            self.add_concluded(&version, "a finding", erasable)?;
        }
        Ok(())
    }

    /// Findings on series of figures and on what is owed say themselves which reports and incidents they used.
    fn add_series(&self, ids: &BTreeSet<String>, erasable: &mut Erasable) -> Result<()> {
        let mut cited = ids.clone();
        let sql = "SELECT DISTINCT incident.id FROM membership JOIN incident ON incident.seq = membership.incident_seq WHERE membership.observation = :id";
        for id in ids {
            let id: &dyn ToSql = id;
            cited.extend(self.rows(sql, &[(":id", id)], |row| row.get::<_, String>(0))?);
        }
        for (leaf, hash) in self.versions_of("SELECT leaf, hash FROM finding WHERE incident IS NULL AND :id = :id", "")? {
            let header = self.header(leaf)?;
            let Some(kept) =
                self.index_of(leaf, &hash)?.and_then(|index| self.vault.read_batch(&header.root).ok()?.into_iter().nth(index as usize))
            else {
                continue;
            };
            let Some(read) = engine::batch::read_item(leaf, &kept)? else { continue };
            if let Item::Finding(finding) = read.item
                && cites(&finding.subject, &cited)
            {
                self.add_concluded(&(leaf, hash), "a finding", erasable)?;
            }
        }
        Ok(())
    }

    fn add_concluded(&self, version: &Version, what: &str, erasable: &mut Erasable) -> Result<()> {
        erasable.concluded_n += 1;
        self.add_item(version, what, erasable)
    }

    fn add_item(&self, (leaf, hash): &Version, what: &str, erasable: &mut Erasable) -> Result<()> {
        if erasable.units.contains(&Unit { item: None, leaf: *leaf }) {
            return Ok(());
        }
        let name = <[u8; 32]>::try_from(hash.as_slice()).map_err(|_| crate::sqlite::unreadable("a hash"))?;
        let has_key = self.vault.has_key(&name)?;
        match self.index_of(*leaf, hash)?.filter(|_| has_key) {
            Some(index) => drop(erasable.units.insert(Unit { item: Some(index), leaf: *leaf })),
            None => erasable.kept.push(format!("{what} in the batch of entry {leaf}: it has no key of its own")),
        }
        Ok(())
    }

    fn index_of(&self, leaf: u64, hash: &[u8]) -> Result<Option<u32>> {
        let header = self.header(leaf)?;
        let tiles = self.vault.read_batch_tiles(&header.root)?;
        let index = tiles.chunks_exact(32).take(header.n as usize).position(|known| known == hash);
        Ok(index.and_then(|index| u32::try_from(index).ok()))
    }

    fn versions_of(&self, sql: &str, id: &str) -> Result<Vec<Version>> {
        let id: &dyn ToSql = &id;
        self.rows(sql, &[(":id", id)], |row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?)))
    }

    /// The names under which the keys of units lie in the key store: what destroying them takes.
    ///
    /// # Errors
    /// If a unit is not in the log, or storage fails.
    pub fn key_names(&self, units: impl IntoIterator<Item = Unit>) -> Result<Vec<[u8; 32]>> {
        let mut names = Vec::new();
        for unit in units {
            let Some(item) = unit.item else {
                let leaf = SealedLeaf::read(&self.log().stored(unit.leaf)?);
                names.extend(leaf.map(|leaf| *leaf.commitment()));
                // A whole batch takes its items with keys of their own with it.
                if let Ok(header) = self.header(unit.leaf) {
                    names.push(crate::seals::batch_name(&header.root));
                    let tiles = self.vault.read_batch_tiles(&header.root)?;
                    names.extend(tiles.chunks_exact(32).take(header.n as usize).filter_map(|hash| <[u8; 32]>::try_from(hash).ok()));
                }
                continue;
            };
            match self.header(unit.leaf) {
                Ok(header) => {
                    let tiles = self.vault.read_batch_tiles(&header.root)?;
                    names.extend(engine::replay::hash_at(&tiles, item).map(|hash| hash.0));
                }
                // Its batch is gone already.
                Err(EngineFault::Store(StoreFault::NoKey { .. })) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(names)
    }

    /// Whether any of these names still has a key.
    ///
    /// # Errors
    /// If the key store is damaged.
    pub fn has_any_key(&self, names: &[[u8; 32]]) -> Result<bool> {
        for name in names {
            if self.vault.has_key(name)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The digest of an artifact that an entry received, for people.
    ///
    /// # Errors
    /// If storage fails.
    pub fn artifact_at(&self, leaf: u64) -> Result<Option<Digest>> {
        let at = i64::try_from(leaf).unwrap_or(i64::MAX);
        let found = self.rows("SELECT sha256 FROM artifact WHERE leaf = :at", &[(":at", &at)], |row| row.get::<_, String>(0))?;
        found.first().map(|sha256| super::digest(sha256)).transpose()
    }
}

/// Whether a finding rests on any of these reports or incidents by its own word.
fn cites(subject: &Subject, ids: &BTreeSet<String>) -> bool {
    let (observations, incidents) = match subject {
        Subject::Duty { observations, incidents, .. } => (observations.as_slice(), incidents.as_slice()),
        Subject::Series { observations, .. } => (observations.as_slice(), [].as_slice()),
        Subject::Incident(_) => return false,
    };
    observations.iter().any(|id| ids.contains(&id.to_string())) || incidents.iter().any(|id| ids.contains(&id.to_string()))
}
