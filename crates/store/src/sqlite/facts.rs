//! What the record says of an observation, an incident or a finding: what verification is judged by.

use super::Registers;
use casework::verification::{Actor, Facts};
use model::act::alike;
use model::{Act, Digest, Entry, SourceId};
use rusqlite::{Connection, OptionalExtension, ToSql, params};
use std::collections::BTreeSet;

/// Reads it as of a position; `None` if no such thing stood.
pub(crate) fn facts(from: &Connection, as_of: u64, registers: &Registers, subject: &str) -> rusqlite::Result<Option<Facts>> {
    let at = At { from, n: i64::try_from(as_of).unwrap_or(i64::MAX), registers };
    match subject.get(..4) {
        Some("OBS-") => at.observation(subject),
        Some("INC-") => at.incident(subject),
        Some("FND-") => at.finding(subject),
        _ => Ok(None),
    }
}

struct At<'a> {
    from: &'a Connection,
    n: i64,
    registers: &'a Registers,
}

impl At<'_> {
    fn observation(&self, id: &str) -> rusqlite::Result<Option<Facts>> {
        let sql = "SELECT said FROM observation WHERE id = ?1 AND leaf < ?2 AND (until_leaf IS NULL OR until_leaf >= ?2)";
        let said: Option<Vec<u8>> = self.from.prepare_cached(sql)?.query_row(params![id, self.n], |row| row.get(0)).optional()?;
        let Some(said) = said else { return Ok(None) };
        let reports = BTreeSet::from([id.to_owned()]);
        let mut kin = self.shared(&reports)?;
        kin.remove(id);
        self.with_hands(Digest::tagged("said", &[&said]), kin, &reports, 1).map(Some)
    }

    fn incident(&self, id: &str) -> rusqlite::Result<Option<Facts>> {
        let Some((reports, origins_n)) = self.members(id)? else { return Ok(None) };
        let parts: Vec<&[u8]> = reports.iter().map(|report| report.as_bytes()).collect();
        let mut kin = self.shared(&reports)?;
        kin.remove(id);
        self.with_hands(Digest::tagged("members", &parts), kin, &reports, origins_n).map(Some)
    }

    fn finding(&self, id: &str) -> rusqlite::Result<Option<Facts>> {
        let sql = "SELECT plain, rests_on FROM finding WHERE id = ?1 AND leaf < ?2 AND (until_leaf IS NULL OR until_leaf >= ?2)";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?));
        let Some((plain, rests_on)) = self.from.prepare_cached(sql)?.query_row(params![id, self.n], read).optional()? else {
            return Ok(None);
        };
        let (mut reports, mut origins_n) = (BTreeSet::new(), 0_u32);
        let mut kin: BTreeSet<String> = rests_on.split_whitespace().map(Into::into).collect();
        for rested in rests_on.split_whitespace() {
            if rested.starts_with("OBS-") {
                reports.insert(rested.to_owned());
            } else if let Some((members, n)) = self.members(rested)? {
                reports.extend(members);
                origins_n = origins_n.max(n);
            }
        }
        kin.extend(self.shared(&reports)?);
        kin.remove(id);
        self.with_hands(Digest::tagged("finding", &[&plain]), kin, &reports, origins_n).map(Some)
    }

    /// The reports of an incident that stood, and how many origins they have at most.
    fn members(&self, incident: &str) -> rusqlite::Result<Option<(BTreeSet<String>, u32)>> {
        let sql = "SELECT seq, origins_n FROM incident
                   WHERE id = ?1 AND stands = 1 AND leaf < ?2 AND (until_leaf IS NULL OR until_leaf >= ?2)";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, u32>(1)?));
        let Some((seq, origins_n)) = self.from.prepare_cached(sql)?.query_row(params![incident, self.n], read).optional()? else {
            return Ok(None);
        };
        let reports = self.words("SELECT observation FROM membership WHERE incident_seq = ?1", &[&seq])?;
        Ok(Some((reports, origins_n)))
    }

    /// The reports themselves, every incident that any of them was ever in, and every finding that ever was on one of those.
    fn shared(&self, reports: &BTreeSet<String>) -> rusqlite::Result<BTreeSet<String>> {
        let mut incidents = BTreeSet::new();
        for report in reports {
            let sql = "SELECT DISTINCT incident.id FROM membership JOIN incident ON incident.seq = membership.incident_seq
                       WHERE membership.observation = ?1 AND incident.leaf < ?2";
            incidents.extend(self.words(sql, &[report, &self.n])?);
        }
        let mut shared: BTreeSet<String> = reports.clone();
        for incident in &incidents {
            shared.extend(self.words("SELECT DISTINCT id FROM finding WHERE incident = ?1 AND leaf < ?2", &[incident, &self.n])?);
        }
        shared.extend(incidents);
        Ok(shared)
    }

    /// Who handed in any version of some reports, and from which sources they came.
    fn with_hands(&self, version: Digest, kin: BTreeSet<String>, reports: &BTreeSet<String>, origins_n: u32) -> rusqlite::Result<Facts> {
        let (mut artifacts, mut sources) = (BTreeSet::new(), BTreeSet::new());
        for report in reports {
            let of = |column: &str| format!("SELECT DISTINCT {column} FROM observation WHERE id = ?1 AND leaf < ?2");
            artifacts.extend(self.words(&of("artifact"), &[report, &self.n])?);
            sources.extend(self.words(&of("source"), &[report, &self.n])?.into_iter().map(SourceId));
        }
        let mut handed_in = BTreeSet::new();
        let sql = "SELECT DISTINCT sent.sender, sent.log FROM artifact JOIN sent ON sent.log = artifact.log AND sent.idx = artifact.idx
                   WHERE artifact.sha256 = ?1 AND artifact.leaf < ?2";
        for artifact in artifacts {
            let mut statement = self.from.prepare_cached(sql)?;
            let mut rows = statement.query(params![artifact, self.n])?;
            while let Some(row) = rows.next()? {
                let (person, log): (String, String) = (row.get(0)?, row.get(1)?);
                let body = self.body_of(&person, &log);
                handed_in.insert(Actor { person, body });
            }
        }
        let joined = self.joined(reports)?;
        Ok(Facts { version, kin, handed_in, joined, sources, origins_n })
    }

    /// Who signed a merge or split that counts and names any of some reports.
    fn joined(&self, reports: &BTreeSet<String>) -> rusqlite::Result<BTreeSet<Actor>> {
        let sql = "SELECT log, idx, entry FROM act WHERE kind IN ('merge', 'split') AND void IS NULL AND entry IS NOT NULL AND leaf < ?1";
        let mut statement = self.from.prepare_cached(sql)?;
        let mut rows = statement.query(params![self.n])?;
        let mut joined = BTreeSet::new();
        while let Some(row) = rows.next()? {
            let (log, index, bytes): (String, i64, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let Ok(Entry::Signed(signed)) = Entry::read(&bytes) else { continue };
            let (Act::Merge { groups, .. } | Act::Split { groups, .. }) = &signed.declared.act else { continue };
            if !groups.iter().flatten().any(|id| reports.contains(&id.to_string())) {
                continue;
            }
            let judged = self.registers.known(&log).and_then(|register| register.judge(index.unsigned_abs(), &signed).ok());
            joined.extend(judged.into_iter().flat_map(|judged| judged.by).map(|one| Actor { person: one.person, body: one.body }));
        }
        Ok(joined)
    }

    /// The organisation of a sender, by the register of the log that received it.
    fn body_of(&self, person: &str, log: &str) -> Option<String> {
        let register = self.registers.known(log)?;
        let own = |holding: &&record::register::Holding| alike(&holding.key.person) == alike(person);
        register.holdings().map(|(_, holding)| holding).find(own).and_then(|holding| holding.key.body.clone())
    }

    fn words(&self, sql: &str, values: &[&dyn ToSql]) -> rusqlite::Result<BTreeSet<String>> {
        let mut statement = self.from.prepare_cached(sql)?;
        statement.query_map(values, |row| row.get(0))?.collect()
    }
}
