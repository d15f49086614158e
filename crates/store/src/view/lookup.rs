//! Items by id or the beginning of one, for explanations.

use super::{STOOD, View, read_located};
use crate::sqlite::came_of;
use engine::contract::{Came, Located, Lookup};
use engine::heat::HeatSeen;
use engine::{EngineFault, StoreFault};
use model::{Digest, Entry, IncidentId, ObservationId, Position, Signed};
use record::stream::Place;
use std::str::FromStr;

impl Lookup for View {
    fn find(&self, beginning: &str) -> std::result::Result<Vec<String>, StoreFault> {
        let wanted = beginning.to_ascii_uppercase();
        let last = format!("{wanted}~");
        let mut found: Vec<String> = Vec::new();
        for table in ["observation", "incident", "finding", "layer", "coverage", "note"] {
            let sql = format!("SELECT DISTINCT id FROM {table} WHERE id >= :first AND id < :last AND leaf < :n ORDER BY id LIMIT 9");
            found.extend(self.rows(&sql, &[(":first", &wanted), (":last", &last)], |row| row.get::<_, String>(0)).map_err(store)?);
        }
        found.sort();
        found.truncate(9);
        Ok(found)
    }

    fn place(&self, id: &str) -> std::result::Result<Located, StoreFault> {
        let sql = format!("SELECT id, leaf, offset, length, hash FROM {} WHERE id = :id AND {STOOD}", table_of(id));
        let rows = self.rows(&sql, &[(":id", &id)], read_located).map_err(store)?;
        rows.first().copied().ok_or_else(|| StoreFault::Absent { what: format!("{id}: at log position {} it", self.as_of) })
    }

    fn versions(&self, id: &str) -> std::result::Result<Vec<u64>, StoreFault> {
        let sql = format!("SELECT leaf FROM {} WHERE id = :id AND leaf < :n ORDER BY leaf", table_of(id));
        let leaves = self.rows(&sql, &[(":id", &id)], |row| row.get::<_, i64>(0)).map_err(store)?;
        Ok(leaves.into_iter().map(i64::unsigned_abs).collect())
    }

    fn adopted(&self, text: &Digest) -> std::result::Result<Option<(Came, Option<String>)>, StoreFault> {
        let sql = "SELECT log, idx, signed_by FROM act WHERE sha256 = :sha256 AND void IS NULL AND leaf < :n ORDER BY leaf DESC, idx DESC LIMIT 1";
        let row = |row: &rusqlite::Row<'_>| Ok((came_of(row.get(0)?, row.get(1)?), row.get(2)?));
        Ok(self.rows(sql, &[(":sha256", &text.to_string())], row).map_err(store)?.pop())
    }

    fn sender(&self, came: &Came) -> std::result::Result<Option<Place>, StoreFault> {
        let sql = "SELECT sender, stream, epoch, seq, prev FROM sent WHERE log = :log AND idx = :idx AND leaf < :n";
        let (log, index) = (came.log.clone().unwrap_or_default(), i64::try_from(came.index).unwrap_or(i64::MAX));
        let row = |row: &rusqlite::Row<'_>| {
            let (epoch, seq) = (row.get::<_, i64>(2)?.unsigned_abs(), row.get::<_, i64>(3)?.unsigned_abs());
            Ok(Place { sender: row.get(0)?, stream: row.get(1)?, epoch, seq, prev: Digest::from_bytes(row.get(4)?) })
        };
        Ok(self.rows(sql, &[(":log", &log), (":idx", &index)], row).map_err(store)?.pop())
    }

    fn arrivals(&self, artifact: &Digest) -> std::result::Result<Vec<(u64, Came)>, StoreFault> {
        let sql = "SELECT leaf, log, idx FROM artifact WHERE sha256 = :sha256 AND leaf < :n ORDER BY leaf, seq";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?.unsigned_abs(), came_of(row.get(1)?, row.get(2)?)));
        self.rows(sql, &[(":sha256", &artifact.to_string())], read).map_err(store)
    }

    fn mission_file(&self) -> std::result::Result<Option<Digest>, StoreFault> {
        let sql = format!("SELECT sha256 FROM act WHERE kind = 'adopt_mission' AND {STOOD}");
        let found = self.rows(&sql, &[], |row| row.get::<_, String>(0)).map_err(store)?.pop();
        found.map(|text| Digest::from_str(&text).map_err(|_| crate::sqlite::unreadable("a digest"))).transpose()
    }

    fn act(&self, log: &str, index: u64) -> std::result::Result<Option<(Signed, String)>, StoreFault> {
        let sql = "SELECT entry, signed_by FROM act WHERE idx = :idx AND (log = :log OR (log = '' AND :log = :own)) AND leaf < :n
                   AND void IS NULL AND signed_by IS NOT NULL AND entry IS NOT NULL";
        let (index, own) = (i64::try_from(index).unwrap_or(i64::MAX), self.log.name().to_owned());
        let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?));
        let values: [(&str, &dyn rusqlite::ToSql); 3] = [(":idx", &index), (":log", &log), (":own", &own)];
        let Some((bytes, people)) = self.rows(sql, &values, row).map_err(store)?.pop() else { return Ok(None) };
        let Ok(Entry::Signed(signed)) = Entry::read(&bytes) else { return Err(crate::sqlite::unreadable("an act")) };
        Ok(Some((signed, people)))
    }

    fn incident_of(&self, observation: &ObservationId) -> std::result::Result<Option<IncidentId>, StoreFault> {
        let sql = format!(
            "SELECT id FROM incident JOIN membership ON membership.incident_seq = incident.seq WHERE membership.observation = :id AND stands = 1 AND {STOOD}"
        );
        let id = observation.to_string();
        let rows = self.rows(&sql, &[(":id", &id)], |row| row.get::<_, String>(0)).map_err(store)?;
        rows.first().map(|id| IncidentId::from_str(id).map_err(|_| crate::sqlite::unreadable("an id"))).transpose()
    }

    fn findings_on(&self, incident: &IncidentId) -> std::result::Result<Vec<String>, StoreFault> {
        let sql = format!("SELECT id FROM finding WHERE incident = :id AND {STOOD} ORDER BY agreement, clause, id");
        self.rows(&sql, &[(":id", &incident.to_string())], |row| row.get::<_, String>(0)).map_err(store)
    }

    fn heat_seen(&self, at: Position, from_ms: i64, to_ms: i64) -> std::result::Result<Vec<HeatSeen>, StoreFault> {
        let sql = format!(
            "SELECT from_ms, south, north, west, east FROM observation WHERE kind = 'thermal_anomaly' AND from_ms >= :from AND from_ms < :to \
             AND south <= :lat AND north >= :lat AND west <= :lon AND east >= :lon AND {STOOD} ORDER BY from_ms, id"
        );
        let middle = |row: &rusqlite::Row<'_>, low, high| Ok::<_, rusqlite::Error>(i32::midpoint(row.get(low)?, row.get(high)?));
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, Position { lat_e7: middle(row, 1, 2)?, lon_e7: middle(row, 3, 4)? }));
        self.rows(&sql, &[(":from", &from_ms), (":to", &to_ms), (":lat", &at.lat_e7), (":lon", &at.lon_e7)], read).map_err(store)
    }
}

fn table_of(id: &str) -> &'static str {
    match id.get(..4) {
        Some("OBS-") => "observation",
        Some("INC-") => "incident",
        Some("FND-") => "finding",
        Some("LAY-") => "layer",
        Some("COV-") => "coverage",
        _ => "note",
    }
}

fn store(fault: EngineFault) -> StoreFault {
    match fault {
        EngineFault::Store(fault) => fault,
        other => StoreFault::Damaged { what: "data/tregua.db".into(), how: other.to_string() },
    }
}
