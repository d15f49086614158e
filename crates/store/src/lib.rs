//! The engine's contracts on files and SQLite: log and vault are the truth, the projection is disposable.

pub mod copy;
pub mod disk;
pub mod folder;
pub mod fsck;
pub mod intake;
pub mod keyring;
pub mod log;
pub mod ratchet;
mod release_key;
pub mod restore;
pub mod seals;
pub mod sqlite;
pub mod start;
pub mod vault;
pub mod view;

pub use folder::{Folder, MissionLock};
pub use log::FileLog;
pub use seals::Seals;
pub use sqlite::SqliteProjection;
pub use vault::FileVault;
