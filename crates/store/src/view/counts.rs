//! Counts of what stood, and the files behind them.

use super::{Result, STOOD, View};
use std::collections::BTreeMap;

/// Counts of what stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Entries by family: received, declared, concluded.
    pub families: [u64; 3],
    /// Files received.
    pub artifacts: u64,
    /// Observations.
    pub observations: u64,
    /// Rows refused.
    pub refused: u64,
    /// Incidents.
    pub incidents: u64,
    /// Findings by outcome.
    pub findings: BTreeMap<String, u64>,
    /// Earliest and latest moment of an incident, ms since 1970 UTC.
    pub span_ms: Option<(i64, i64)>,
    /// Incidents by kind.
    pub kinds: BTreeMap<String, u64>,
}

/// A file that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Its entry.
    pub leaf: u64,
    /// Its digest, hexadecimal.
    pub sha256: String,
    /// Its name.
    pub name: String,
    /// Its source.
    pub source: Option<String>,
    /// Size, bytes.
    pub bytes_n: u64,
    /// When it came in, ms since 1970 UTC.
    pub received_ms: i64,
    /// As what it was read.
    pub format: Option<String>,
    /// Rows met, read, refused.
    pub rows: Option<(u64, u64, u64)>,
}

/// What two nodes accepted alike is one record.
const SUBMISSIONS: &str = "SELECT count(*) FROM (SELECT DISTINCT sha256, name, source, read_as, map FROM artifact WHERE leaf < :n)";

impl View {
    /// Counts of what stood.
    ///
    /// # Errors
    /// If storage fails.
    pub fn summary(&self) -> Result<Summary> {
        let one =
            |sql: &str| -> Result<u64> { Ok(self.rows(sql, &[], |row| row.get::<_, i64>(0))?.first().map_or(0, |n| n.unsigned_abs())) };
        let pairs = |sql: &str| -> Result<BTreeMap<String, u64>> {
            let rows = self.rows(sql, &[], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
            Ok(rows.into_iter().map(|(word, n)| (word, n.unsigned_abs())).collect())
        };
        let span = format!("SELECT min(from_ms), max(to_ms) FROM incident WHERE stands = 1 AND {STOOD}");
        let span = self.rows(&span, &[], |row| Ok(row.get::<_, Option<i64>>(0)?.zip(row.get::<_, Option<i64>>(1)?)))?;
        Ok(Summary {
            families: [
                one(SUBMISSIONS)?,
                one("SELECT count(*) FROM act WHERE leaf < :n")?,
                one("SELECT count(*) FROM batch WHERE leaf < :n")?,
            ],
            artifacts: one(SUBMISSIONS)?,
            observations: one(&format!("SELECT count(*) FROM observation WHERE {STOOD}"))?,
            refused: one(&format!("SELECT count(*) FROM note WHERE id LIKE 'REF-%' AND {STOOD}"))?,
            incidents: one(&format!("SELECT count(*) FROM incident WHERE stands = 1 AND {STOOD}"))?,
            findings: pairs(&format!("SELECT outcome, count(*) FROM finding WHERE {STOOD} GROUP BY outcome"))?,
            span_ms: span.first().copied().flatten(),
            kinds: pairs(&format!("SELECT kind, count(*) FROM incident WHERE stands = 1 AND {STOOD} GROUP BY kind"))?,
        })
    }

    /// How many findings stood, by agreement, clause and outcome.
    ///
    /// # Errors
    /// If storage fails.
    pub fn outcomes_by_clause(&self) -> Result<BTreeMap<(String, String), BTreeMap<String, u64>>> {
        let sql = format!("SELECT agreement, clause, outcome, count(*) FROM finding WHERE {STOOD} GROUP BY agreement, clause, outcome");
        let mut outcomes: BTreeMap<(String, String), BTreeMap<String, u64>> = BTreeMap::new();
        for (agreement, clause, outcome, n) in
            self.rows(&sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, i64>(3)?)))?
        {
            outcomes.entry((agreement, clause)).or_default().insert(outcome, n.unsigned_abs());
        }
        Ok(outcomes)
    }

    /// Files that had been received, in order of arrival.
    ///
    /// # Errors
    /// If storage fails.
    pub fn artifacts(&self) -> Result<Vec<Artifact>> {
        let sql = "SELECT leaf, sha256, name, source, bytes_n, received_ms, format, rows_n, read_n, refused_n FROM artifact WHERE leaf < :n ORDER BY leaf";
        self.rows(sql, &[], |row| {
            let n = |column: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(i64::unsigned_abs));
            let rows = n(7)?.zip(n(8)?).zip(n(9)?).map(|((rows, read), refused)| (rows, read, refused));
            Ok(Artifact {
                leaf: n(0)?.unwrap_or(0),
                sha256: row.get(1)?,
                name: row.get(2)?,
                source: row.get(3)?,
                bytes_n: n(4)?.unwrap_or(0),
                received_ms: row.get(5)?,
                format: row.get(6)?,
                rows,
            })
        })
    }
}
