//! Streams in the projection: each number of each sender, so that gaps, replays and branches are known at once.

use super::union::At;
use super::{SqliteProjection, fault};
use engine::StoreFault;
use model::{Digest, Received};
use record::register::Register;
use record::stream::{Arrival, Place, Streams};
use record::submission::admit_again;
use rusqlite::{Connection, Transaction, params};

/// Takes a received entry that was handed in signed. One whose signature does not hold has no place
/// in any stream; the audit names it. The same submission by way of two nodes has one place.
pub(super) fn take(to: &Transaction<'_>, register: &Register, at: &At<'_>, received: &Received) -> rusqlite::Result<()> {
    let Ok(Some(admitted)) = admit_again(received, register, at.index.unsigned_abs()) else { return Ok(()) };
    let place = admitted.place();
    let branches = matches!(judge(to, &place, &admitted.digest)?, Arrival::Branch(_));
    let sql = "INSERT OR IGNORE INTO sent (sender, stream, epoch, seq, payload, prev, leaf, log, idx, branches)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let (payload, prev) = (admitted.digest.as_bytes().as_slice(), place.prev.as_bytes().as_slice());
    let (epoch, seq) = (number(place.epoch), number(place.seq));
    let row = params![place.sender, place.stream, epoch, seq, payload, prev, at.leaf, at.log, at.index, branches];
    to.prepare_cached(sql)?.execute(row).map(|_| ())
}

impl SqliteProjection {
    pub(super) fn arrival_of(&self, place: &Place, digest: &Digest) -> Result<Arrival, StoreFault> {
        judge(&self.connection, place, digest).map_err(|cause| fault(&cause))
    }
}

/// Judges a place by its neighbours, the last of its epoch and the last epoch; the first that came
/// with a number keeps it.
fn judge(from: &Connection, place: &Place, digest: &Digest) -> rusqlite::Result<Arrival> {
    let key = params![place.sender, place.stream, number(place.epoch), number(place.seq), digest.as_bytes().as_slice()];
    let sql = "SELECT EXISTS (SELECT 1 FROM sent WHERE sender = ?1 AND stream = ?2 AND epoch = ?3 AND seq = ?4 AND payload = ?5)";
    if from.prepare_cached(sql)?.query_row(key, |row| row.get(0))? {
        return Ok(Arrival::Known);
    }
    let sql = "SELECT * FROM (SELECT epoch, seq, payload, prev FROM sent WHERE sender = ?1 AND stream = ?2 AND epoch = ?3 AND seq BETWEEN ?4 - 1 AND ?4 + 1 ORDER BY seq, leaf, idx)
               UNION ALL
               SELECT * FROM (SELECT epoch, seq, payload, prev FROM sent WHERE sender = ?1 AND stream = ?2 AND epoch = ?3 ORDER BY seq DESC, leaf, idx LIMIT 1)
               UNION ALL
               SELECT * FROM (SELECT epoch, seq, payload, prev FROM sent WHERE sender = ?1 AND stream = ?2 ORDER BY epoch DESC, seq DESC, leaf, idx LIMIT 1)";
    let mut statement = from.prepare_cached(sql)?;
    let row = |row: &rusqlite::Row<'_>| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, [u8; 32]>(2)?, row.get::<_, [u8; 32]>(3)?))
    };
    let rows = statement.query_map(params![place.sender, place.stream, number(place.epoch), number(place.seq)], row)?;
    let mut streams = Streams::default();
    for taken in rows {
        let (epoch, seq, payload, prev) = taken?;
        let (epoch, seq, prev) = (epoch.unsigned_abs(), seq.unsigned_abs(), Digest::from_bytes(prev));
        streams.put(&Place { epoch, seq, prev, ..place.clone() }, Digest::from_bytes(payload));
    }
    Ok(streams.judge(place, digest))
}

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
