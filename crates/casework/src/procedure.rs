//! The rules of procedure: who verifies, how a commission decides, what is due when; a mission's own file.

use serde::Deserialize;

/// Why rules of procedure cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("procedure.toml: {0}")]
pub struct ProcedureFault(String);

/// The rules of procedure. Without a file the defaults hold (DOMAIN 2.3, 2.4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Procedure {}

impl Procedure {
    /// Reads them.
    ///
    /// # Errors
    /// A sentence with line and what would be right.
    pub fn read(text: &str) -> Result<Self, ProcedureFault> {
        toml::from_str(text).map_err(|fault| ProcedureFault(fault.to_string().trim_end().to_owned()))
    }
}
