//! What several steps gather in the same way: the mission in use, items by id, figures of a batch.

use crate::batch::read_item;
use crate::contract::{Came, InUse, ItemAt, Located, Log, Projection, Vault};
use crate::{EngineFault, StoreFault};
use model::entry::BatchHeader;
use model::{Digest, Entry, Item, Mission};
use std::collections::BTreeMap;

/// Reads a mission's data and checks them.
///
/// # Errors
/// A sentence with line and what would be right.
pub fn read_mission(text: &str) -> Result<Mission, EngineFault> {
    let mission: Mission = toml::from_str(text).map_err(|fault| EngineFault::Mission(fault.to_string().trim_end().to_owned()))?;
    mission.check().map_err(|fault| EngineFault::Mission(fault.to_string()))?;
    release::Policy::of(&mission.release).map_err(|fault| EngineFault::Mission(fault.to_string()))?;
    Ok(mission)
}

/// The mission in use.
///
/// # Errors
/// If none was adopted, or its file is absent or damaged.
pub fn mission(vault: &dyn Vault, projection: &dyn Projection) -> Result<InUse, EngineFault> {
    let (_, sha256) = projection.mission()?.ok_or(EngineFault::NoMission)?;
    let text = String::from_utf8_lossy(&vault.read(&sha256)?).into_owned();
    Ok(InUse { mission: read_mission(&text)?, sha256 })
}

/// The mission's data with which an artifact is read: those that its log knew when it came in, so
/// that every node reads it alike, whenever it learns of it. An artifact that came in before any
/// mission was adopted is read without one.
///
/// # Errors
/// If the file is absent or damaged.
pub fn mission_before(vault: &dyn Vault, projection: &dyn Projection, came: &Came) -> Result<InUse, EngineFault> {
    let text = match projection.mission_before(came)? {
        Some(sha256) => String::from_utf8_lossy(&vault.read(&sha256)?).into_owned(),
        None => NO_MISSION.into(),
    };
    Ok(InUse { mission: read_mission(&text)?, sha256: Digest::of(text.as_bytes()) })
}

/// What stands for a mission where none was adopted.
const NO_MISSION: &str = "name = \"no mission\"\nzone = \"UTC\"\n";

/// Reads entries of the log and of the logs that it anchors; keeps the copies open.
pub struct Entries<'a> {
    log: &'a dyn Log,
    peers: BTreeMap<String, Box<dyn Log>>,
}

impl<'a> Entries<'a> {
    /// Opens no copy yet.
    pub const fn new(log: &'a dyn Log) -> Self {
        Self { log, peers: BTreeMap::new() }
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// Absent, damaged or of an unknown shape.
    pub fn read(&mut self, came: &Came) -> Result<Entry, EngineFault> {
        let Some(name) = &came.log else { return entry(self.log, came.index) };
        if !self.peers.contains_key(name) {
            self.peers.insert(name.clone(), self.log.peer(name)?);
        }
        let absent = || StoreFault::Absent { what: format!("a copy of the log {name}") };
        entry(self.peers.get(name).ok_or_else(absent)?.as_ref(), came.index)
    }
}

/// Reads one entry of the log.
///
/// # Errors
/// Absent, damaged or of an unknown shape.
pub fn entry(log: &dyn Log, leaf: u64) -> Result<Entry, EngineFault> {
    Entry::read(&log.leaf(leaf)?).map_err(|cause| EngineFault::Entry { leaf, cause: cause.to_string() })
}

/// Reads items by id, each checked against its hash; knows the roots of the batches it met.
pub struct Items<'a> {
    log: &'a dyn Log,
    vault: &'a dyn Vault,
    projection: &'a dyn Projection,
    headers: BTreeMap<u64, BatchHeader>,
}

impl<'a> Items<'a> {
    /// Starts with no batch known.
    pub const fn new(log: &'a dyn Log, vault: &'a dyn Vault, projection: &'a dyn Projection) -> Self {
        Self { log, vault, projection, headers: BTreeMap::new() }
    }

    /// Reads the current versions of items, in the order asked.
    ///
    /// # Errors
    /// If one is absent or damaged.
    pub fn read(&mut self, ids: &[String]) -> Result<Vec<Item>, EngineFault> {
        let located = self.projection.locate(ids)?;
        located.iter().map(|at| self.read_at(at)).collect()
    }

    /// Reads the item at a place and checks it against its hash.
    ///
    /// # Errors
    /// If it is absent or damaged.
    pub fn read_at(&mut self, at: &Located) -> Result<Item, EngineFault> {
        let root = self.header(at.leaf)?.root;
        read_located(self.vault, &root, at).map(|read| read.item)
    }

    /// The header of the batch at an entry.
    ///
    /// # Errors
    /// If the entry is no batch.
    pub fn header(&mut self, leaf: u64) -> Result<&BatchHeader, EngineFault> {
        if !self.headers.contains_key(&leaf) {
            let Entry::Concluded(header) = entry(self.log, leaf)? else {
                return Err(EngineFault::Entry { leaf, cause: "a batch was expected here".into() });
            };
            self.headers.insert(leaf, header);
        }
        self.headers.get(&leaf).ok_or(EngineFault::Entry { leaf, cause: "a batch was expected here".into() })
    }
}

/// Reads the item at a place of a batch and checks it against its hash.
///
/// # Errors
/// If it is absent, damaged, or sealed without a key.
pub fn read_located(vault: &dyn Vault, root: &Digest, at: &Located) -> Result<ItemAt, EngineFault> {
    let no_key = || StoreFault::NoKey { what: format!("the item at byte {} of batch {root}", at.offset) };
    let read = read_item(at.leaf, &vault.read_item(root, at)?)?.ok_or_else(no_key)?;
    if read.hash == at.hash {
        return Ok(read);
    }
    let how = format!("the item at byte {} is not the one that was recorded", at.offset);
    Err(StoreFault::Damaged { what: format!("batch {root}"), how }.into())
}

/// Digest of a list of texts and digests that together are a method's parameters.
pub fn parameters(parts: &[&[u8]]) -> Digest {
    Digest::tagged("parameters", parts)
}
