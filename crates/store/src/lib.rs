//! The engine's traits on files and SQLite; the vault.
