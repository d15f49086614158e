//! Everything as it stood at one position of the log, for reading: pages, reports, explanations.

mod acts;
mod counts;
mod erasable;
mod items;
mod lookup;
mod picture;
mod rehearsal;
mod releases;
mod remedies;
mod review;
mod verification;

pub use acts::ActRow;
pub use counts::{Artifact, Summary};
pub use erasable::Erasable;
pub use picture::{Filter, PictureRow};
pub use review::{Doubt, DoubtfulMember, Offset, OtherHome, Queue};

use crate::sqlite::fault;
use crate::{FileLog, FileVault, Folder};
use engine::contract::{Located, Lookup};
use engine::{EngineFault, Log, StoreFault, Vault};
use model::entry::BatchHeader;
use model::{Digest, Entry, Geometry, Item, Mission};
use rusqlite::{Connection, OpenFlags, Row, ToSql};
use std::cell::RefCell;
use std::collections::BTreeMap;

type Result<T> = std::result::Result<T, EngineFault>;

/// A mission as it stood once the log had `as_of` entries.
pub struct View {
    connection: Connection,
    log: FileLog,
    vault: FileVault,
    as_of: u64,
    headers: RefCell<BTreeMap<u64, BatchHeader>>,
}

/// The condition under which a row stood at the position `:n`.
const STOOD: &str = "leaf < :n AND (until_leaf IS NULL OR until_leaf >= :n)";

impl View {
    /// Looks at a mission as it stands, or as it stood at an earlier position.
    ///
    /// # Errors
    /// If no mission is here, the projection is absent or behind, or the position lies ahead.
    pub fn open(folder: &Folder, as_of: Option<u64>) -> Result<Self> {
        let log = folder.read_log()?;
        let path = folder.database();
        if !path.is_file() {
            return Err(StoreFault::Absent { what: "data/tregua.db: run `tregua rebuild`; the projection".into() }.into());
        }
        let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|cause| fault(&cause))?;
        connection.set_prepared_statement_cache_capacity(64);
        let applied: i64 = connection.query_row("SELECT applied FROM position", [], |row| row.get(0)).map_err(|cause| fault(&cause))?;
        let applied = applied.unsigned_abs().min(log.size());
        let as_of = as_of.unwrap_or(applied);
        if as_of > applied {
            return Err(
                StoreFault::Absent { what: format!("log position {as_of}: the mission stands at {applied}, and that position") }.into()
            );
        }
        Ok(Self { connection, log, vault: folder.vault(), as_of, headers: RefCell::default() })
    }

    /// The position that is looked at.
    pub const fn as_of(&self) -> u64 {
        self.as_of
    }

    /// The log, as it stands now.
    pub const fn log(&self) -> &FileLog {
        &self.log
    }

    /// The vault.
    pub const fn vault(&self) -> &FileVault {
        &self.vault
    }

    /// The root of the log at the position looked at.
    ///
    /// # Errors
    /// If a tile is absent or damaged.
    pub fn root(&self) -> Result<Digest> {
        Ok(self.log.root_at(self.as_of)?)
    }

    /// The mission's data in use then.
    ///
    /// # Errors
    /// If none was adopted, or its file is absent or damaged.
    pub fn mission(&self) -> Result<Mission> {
        let sql = format!("SELECT sha256 FROM act WHERE kind = 'adopt_mission' AND {STOOD}");
        let rows = self.rows(&sql, &[], |row| row.get::<_, String>(0))?;
        let sha256 = rows.first().ok_or(EngineFault::NoMission)?;
        engine::gather::read_mission(&self.text(sha256)?)
    }

    /// Ids and texts of the agreements in use then, with their digests.
    ///
    /// # Errors
    /// If one is absent or damaged.
    pub fn agreements(&self) -> Result<Vec<(String, Digest, String)>> {
        let sql = format!("SELECT subject, sha256 FROM act WHERE kind = 'adopt_agreement' AND {STOOD} ORDER BY subject");
        let rows = self.rows(&sql, &[], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        rows.into_iter().map(|(id, sha256)| Ok((id, digest(&sha256)?, self.text(&sha256)?))).collect()
    }

    /// Texts of the gazetteers in use then, in order of name.
    ///
    /// # Errors
    /// If one is absent or damaged.
    pub fn gazetteers(&self) -> Result<Vec<String>> {
        let sql = format!("SELECT sha256 FROM act WHERE kind = 'adopt_gazetteer' AND {STOOD} ORDER BY subject");
        self.rows(&sql, &[], |row| row.get::<_, String>(0))?.iter().map(|sha256| self.text(sha256)).collect()
    }

    /// Digests of the mission file, agreements and gazetteers in use then.
    ///
    /// # Errors
    /// If storage fails.
    pub fn in_use(&self) -> Result<Vec<Digest>> {
        let rows = self.rows(
            &format!("SELECT sha256 FROM act WHERE kind IN ('adopt_mission', 'adopt_agreement', 'adopt_gazetteer') AND {STOOD}"),
            &[],
            |row| row.get::<_, String>(0),
        )?;
        rows.iter().map(|sha256| digest(sha256)).collect()
    }

    fn text(&self, sha256: &str) -> Result<String> {
        Ok(String::from_utf8_lossy(&self.vault.read(&digest(sha256)?)?).into_owned())
    }

    /// The geometry of a layer version.
    ///
    /// # Errors
    /// If it is absent or damaged.
    pub fn geometry(&self, digest: &Digest) -> Result<Geometry> {
        let bytes = self.vault.read(digest)?;
        serde_json::from_slice(&bytes).map_err(|cause| EngineFault::Record { what: format!("geometry {digest}"), cause: cause.to_string() })
    }

    /// The version of an item that stood.
    ///
    /// # Errors
    /// If there was none, or it is damaged.
    pub fn item(&self, id: &str) -> Result<Item> {
        self.item_at(&self.place(id)?)
    }

    fn item_at(&self, at: &Located) -> Result<Item> {
        let root = self.header(at.leaf)?.root;
        engine::gather::read_located(&self.vault, &root, at).map(|read| read.item)
    }

    /// The header of the batch at an entry.
    ///
    /// # Errors
    /// If the entry is no batch.
    pub fn header(&self, leaf: u64) -> Result<BatchHeader> {
        if let Some(header) = self.headers.borrow().get(&leaf) {
            return Ok(header.clone());
        }
        let Entry::Concluded(header) = engine::gather::entry(&self.log, leaf)? else {
            return Err(EngineFault::Entry { leaf, cause: "a batch was expected here".into() });
        };
        self.headers.borrow_mut().insert(leaf, header.clone());
        Ok(header)
    }

    fn rows<T>(&self, sql: &str, values: &[(&str, &dyn ToSql)], read: impl Fn(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>> {
        let n = i64::try_from(self.as_of).unwrap_or(i64::MAX);
        let mut statement = self.connection.prepare_cached(sql).map_err(|cause| fault(&cause))?;
        let mut all: Vec<(&str, &dyn ToSql)> = values.to_vec();
        all.push((":n", &n));
        all.retain(|(name, _)| statement.parameter_index(name).is_ok_and(|place| place.is_some()));
        let rows = statement.query_map(all.as_slice(), |row| read(row)).map_err(|cause| fault(&cause))?;
        Ok(rows.collect::<rusqlite::Result<Vec<T>>>().map_err(|cause| fault(&cause))?)
    }
}

fn digest(text: &str) -> Result<Digest> {
    text.parse().map_err(|_| crate::sqlite::unreadable("a digest").into())
}

fn read_located(row: &Row<'_>) -> rusqlite::Result<Located> {
    let hash: Vec<u8> = row.get(4)?;
    let hash = <[u8; 32]>::try_from(hash.as_slice()).map_err(|_| rusqlite::Error::InvalidQuery)?;
    let (leaf, offset): (i64, i64) = (row.get(1)?, row.get(2)?);
    Ok(Located { leaf: leaf.unsigned_abs(), offset: offset.unsigned_abs(), length: row.get(3)?, hash: Digest::from_bytes(hash) })
}
