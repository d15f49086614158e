//! The projection in SQLite: one file that anyone can open, and that can be deleted at any time.

mod acts;
mod apply;
mod assessed;
mod evidence;
mod facts;
mod fused;
mod gather;
mod sent;
mod settling;
mod union;

pub(crate) use acts::Registers;
pub(crate) use assessed::bit;
pub(crate) use evidence::read as read_evidence;
pub(crate) use facts::facts;
pub(crate) use gather::unreadable;
pub(crate) use settling::counting as settling_acts;
pub use union::Conflict;
pub(crate) use union::{came_of, order_of};

use crate::disk::shown;
use engine::union::Union;
use engine::{StoreFault, Words};
use rusqlite::Connection;
use std::path::Path;

/// Raised whenever the schema changes: an older file is then rebuilt from the log.
const SCHEMA_VERSION: i64 = 10;

/// The projection of one mission.
pub struct SqliteProjection {
    connection: Connection,
    words: Words,
    position: u64,
    /// This log's name, once another is anchored.
    own: String,
    union: Union,
    registers: Registers,
}

/// Says what SQLite said.
pub(crate) fn fault(cause: &rusqlite::Error) -> StoreFault {
    let at = "data/tregua.db".to_owned();
    match cause.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => StoreFault::Full { at },
        Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
            StoreFault::Damaged { what: at, how: format!("{cause}; it can be deleted, `tregua rebuild` makes it anew") }
        }
        _ => StoreFault::Io { at, cause: cause.to_string() },
    }
}

impl SqliteProjection {
    /// Opens the projection for writing, or makes an empty one; one of another schema is made anew.
    ///
    /// # Errors
    /// If the file cannot be used.
    pub fn open(path: &Path) -> Result<Self, StoreFault> {
        let connection = Connection::open(path).map_err(|cause| fault(&cause))?;
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(|cause| fault(&cause))?;
        if version != SCHEMA_VERSION && version != 0 {
            drop(connection);
            remove(path)?;
            return Self::open(path);
        }
        Self::prepare(connection, version == 0)
    }

    /// A projection in memory, for audits and tests.
    ///
    /// # Errors
    /// If SQLite cannot start.
    pub fn in_memory() -> Result<Self, StoreFault> {
        Self::prepare(Connection::open_in_memory().map_err(|cause| fault(&cause))?, true)
    }

    fn prepare(connection: Connection, is_new: bool) -> Result<Self, StoreFault> {
        let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -131072; PRAGMA temp_store = MEMORY;";
        connection.execute_batch(settings).map_err(|cause| fault(&cause))?;
        connection.set_prepared_statement_cache_capacity(64);
        if is_new {
            let schema = format!("BEGIN; {} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;", include_str!("schema.sql"));
            connection.execute_batch(&schema).map_err(|cause| fault(&cause))?;
        }
        let mut projection = Self {
            connection,
            words: Words::default(),
            position: 0,
            own: String::new(),
            union: Union::new(),
            registers: Registers::default(),
        };
        projection.load().map_err(|cause| fault(&cause))?;
        Ok(projection)
    }

    fn load(&mut self) -> rusqlite::Result<()> {
        let applied: i64 = self.connection.query_row("SELECT applied FROM position", [], |row| row.get(0))?;
        self.position = applied.unsigned_abs();
        let mut words = Words::default();
        let mut statement = self.connection.prepare("SELECT text FROM word ORDER BY number")?;
        for text in statement.query_map([], |row| row.get::<_, String>(0))? {
            words.number(&text?);
        }
        drop(statement);
        self.words = words;
        self.load_union()?;
        self.registers = Registers::load(&self.connection, self.position)?;
        Ok(())
    }
}

/// Removes a projection with its side files.
///
/// # Errors
/// If the system refuses.
pub fn remove(path: &Path) -> Result<(), StoreFault> {
    for ending in ["", "-wal", "-shm"] {
        let file = path.with_file_name(format!("{}{ending}", path.file_name().unwrap_or_default().to_string_lossy()));
        match std::fs::remove_file(&file) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreFault::Io { at: shown(&file), cause: cause.to_string() });
            }
            _ => {}
        }
    }
    Ok(())
}
