//! Acts that had been entered, with who signed them, and the key register as it stood.

use super::{Result, View};
use casework::Office;
use engine::contract::Came;
use model::Signed;
use model::entry::Gap;
use record::register::Register;

/// An act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActRow {
    /// Its entry.
    pub leaf: u64,
    /// The log in which it stands; `None` = this one.
    pub log: Option<String>,
    /// What was done: `adopt_mission`, `decide`, ...
    pub kind: String,
    /// The agreement, case or key that it is about; may be empty.
    pub subject: String,
    /// Who says that they did it.
    pub by: String,
    /// The people whose signatures hold; absent for unsigned acts of older logs, and void ones.
    pub signed_by: Option<String>,
    /// Why it does not count.
    pub void: Option<String>,
    /// When, ms since 1970 UTC, as its author says.
    pub at_ms: i64,
}

impl View {
    /// Acts in order.
    ///
    /// # Errors
    /// If storage fails.
    pub fn acts(&self) -> Result<Vec<ActRow>> {
        let sql = "SELECT idx, kind, subject, by_whom, signed_by, void, at_ms, log FROM act WHERE leaf < :n ORDER BY leaf, seq";
        self.rows(sql, &[], |row| {
            Ok(ActRow {
                leaf: row.get::<_, i64>(0)?.unsigned_abs(),
                log: Some(row.get::<_, String>(7)?).filter(|log| !log.is_empty()),
                kind: row.get(1)?,
                subject: row.get(2)?,
                by: row.get(3)?,
                signed_by: row.get(4)?,
                void: row.get(5)?,
                at_ms: row.get(6)?,
            })
        })
    }

    /// The acts that settle what is one event and counted, in their order over all logs.
    ///
    /// # Errors
    /// If storage fails.
    pub fn settling(&self) -> Result<Vec<(Came, Signed)>> {
        let order = crate::sqlite::order_of(&self.connection, self.as_of).map_err(|cause| crate::sqlite::fault(&cause))?;
        Ok(crate::sqlite::settling_acts(&self.connection, self.as_of, order)?)
    }

    /// Numbers that are missing in the streams of those who hand things in.
    ///
    /// # Errors
    /// If storage fails.
    pub fn missing_reports(&self) -> Result<Vec<Gap>> {
        let sql =
            "SELECT sender, stream, epoch, seq, coalesce(lag(seq) OVER (PARTITION BY sender, stream, epoch ORDER BY seq), 0) AS before
                   FROM sent WHERE leaf < :n";
        let sql = format!("SELECT sender, stream, epoch, before + 1, seq - 1 FROM ({sql}) WHERE seq > before + 1 ORDER BY 1, 2, 3, 4");
        self.rows(&sql, &[], |row| {
            let number = |column: usize| row.get::<_, i64>(column).map(i64::unsigned_abs);
            Ok(Gap { epoch: number(2)?, from: number(3)?, sender: row.get(0)?, stream: row.get(1)?, to: number(4)?, v: 1 })
        })
    }

    /// What people had done by then: verification, cases, commitments.
    ///
    /// # Errors
    /// If storage fails.
    pub fn office(&self) -> Result<Office> {
        crate::sqlite::Registers::load(&self.connection, self.as_of)
            .map(|registers| registers.office().clone())
            .map_err(|cause| crate::sqlite::fault(&cause).into())
    }

    /// The key register as it stood.
    ///
    /// # Errors
    /// If storage fails.
    pub fn register(&self) -> Result<Register> {
        crate::sqlite::Registers::load(&self.connection, self.as_of)
            .map(|registers| registers.own().clone())
            .map_err(|cause| crate::sqlite::fault(&cause).into())
    }
}
