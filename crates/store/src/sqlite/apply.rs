//! One entry of the log applied: its rows in, the rows that it supersedes closed; all or nothing.

use super::acts::{self, Registers};
use super::union::{At, Ranks, artifact_at};
use super::{SqliteProjection, assessed, evidence, fault, fused, sent};
use engine::contract::ItemAt;
use engine::union::Rank;
use engine::{StoreFault, Words};
use model::entry::{BatchHeader, Received};
use model::{Coverage, Entry, Finding, Incident, Item, LayerVersion, Observation, Place, geodesy};
use rusqlite::{Transaction, params};

impl SqliteProjection {
    pub(super) fn pass_over_entry(&mut self) -> Result<(), StoreFault> {
        let next = i64::try_from(self.position + 1).unwrap_or(i64::MAX);
        self.connection.execute("UPDATE position SET applied = ?1", [next]).map_err(|cause| fault(&cause))?;
        self.position += 1;
        Ok(())
    }

    pub(super) fn apply_entry(&mut self, entry: &Entry, items: &[ItemAt]) -> Result<(), StoreFault> {
        let leaf = i64::try_from(self.position).unwrap_or(i64::MAX);
        let known = self.words.all().len();
        let Self { connection, words, union, own, registers, .. } = self;
        let transaction = connection.transaction().map_err(|cause| fault(&cause))?;
        let applied = apply(&transaction, (&Ranks { union, own }, registers), words, leaf, entry, items)
            .and_then(|()| keep_words(&transaction, words, known))
            .and_then(|()| transaction.execute("UPDATE position SET applied = ?1", [leaf + 1]).map(|_| ()))
            .and_then(|()| transaction.commit());
        match applied {
            Ok(()) => {
                self.position += 1;
                Ok(())
            }
            Err(cause) => {
                self.load().map_err(|cause| fault(&cause))?;
                Err(fault(&cause))
            }
        }
    }
}

fn apply(
    to: &Transaction<'_>,
    (ranks, registers): (&Ranks<'_>, &mut Registers),
    words: &mut Words,
    leaf: i64,
    entry: &Entry,
    items: &[ItemAt],
) -> rusqlite::Result<()> {
    let at = At::here(leaf);
    match entry {
        Entry::Received(received) => receive(to, &at, received).and_then(|()| sent::take(to, registers.of(at.log), &at, received)),
        Entry::Declared(declared) => acts::declare_unsigned(to, (ranks, registers), &at, declared),
        Entry::Signed(signed) => acts::declare(to, (ranks, registers), &at, signed),
        Entry::Anchor(_) | Entry::Gap(_) => Ok(()),
        Entry::Concluded(header) => conclude(to, ranks, words, leaf, header, items),
    }
}

fn keep_words(to: &Transaction<'_>, words: &Words, known: usize) -> rusqlite::Result<()> {
    let mut statement = to.prepare_cached("INSERT INTO word (number, text) VALUES (?1, ?2)")?;
    for (place, word) in words.all().iter().enumerate().skip(known) {
        statement.execute(params![number_of(place + 1), word])?;
    }
    Ok(())
}

pub(super) fn receive(to: &Transaction<'_>, at: &At<'_>, received: &Received) -> rusqlite::Result<()> {
    let sql = "INSERT INTO artifact (leaf, log, idx, sha256, name, source, read_as, map, bytes_n, received_ms)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let source = received.source.as_ref().map(|source| source.0.as_str());
    let bytes_n = i64::try_from(received.bytes_n).unwrap_or(i64::MAX);
    let map = received.map.map(|map| map.to_string());
    to.execute(
        sql,
        params![
            at.leaf,
            at.log,
            at.index,
            received.sha256.to_string(),
            received.name,
            source,
            received.read_as,
            map,
            bytes_n,
            received.received_at.ms()
        ],
    )?;
    Ok(())
}

fn conclude(
    to: &Transaction<'_>,
    ranks: &Ranks<'_>,
    words: &mut Words,
    leaf: i64,
    header: &BatchHeader,
    items: &[ItemAt],
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO batch (leaf, kind, method, revision, n, root, trigger_leaf, artifact) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let trigger = i64::try_from(header.basis.trigger).unwrap_or(i64::MAX);
    let from = At { leaf, log: header.basis.log.as_deref().unwrap_or(""), index: trigger };
    let artifact = if header.kind == "reading" { artifact_at(to, &from)? } else { None };
    let root = header.root.to_string();
    to.execute(sql, params![leaf, header.kind, header.method.name, header.method.revision, header.n, root, trigger, artifact])?;
    let rows = Rows { to, leaf, supersedes: supersedes(to)?, rank: artifact.and_then(|_| ranks.of_reading(&from)), ranks };
    let mut memberships: Vec<(String, i64)> = Vec::new();
    let mut spots = assessed::spots(to, &incidents_of(items))?.into_iter();
    for at in items {
        match &at.item {
            Item::Observation(observation) => rows.observation(at, observation, words)?,
            Item::Incident(incident) => rows.incident(at, incident, &spots.next().unwrap_or_default(), &mut memberships)?,
            Item::Finding(finding) => rows.finding(at, finding)?,
            Item::Withdrawal(withdrawal) => rows.close("finding", &withdrawal.id.to_string())?,
            Item::Layer(layer) => rows.layer(at, layer)?,
            Item::Coverage(coverage) => rows.coverage(at, coverage)?,
            Item::Refusal(refusal) => rows.note(at, &refusal.id.to_string(), &refusal.from.artifact.to_string())?,
            Item::Reading(reading) => {
                rows.note(at, &reading.id.to_string(), &reading.artifact.to_string())?;
                let sql = "UPDATE artifact SET reading_leaf = ?1, format = ?2, rows_n = ?3, read_n = ?4, refused_n = ?5 WHERE seq = ?6";
                to.execute(sql, params![leaf, reading.format, reading.rows_n, reading.read_n, reading.refused_n, artifact])?;
            }
        }
    }
    memberships.sort();
    let mut statement = to.prepare_cached("INSERT INTO membership (observation, incident_seq) VALUES (?1, ?2)")?;
    for (observation, incident) in &memberships {
        statement.execute(params![observation, incident])?;
    }
    match header.kind.as_str() {
        "assessment" => assessed::mark(to, leaf, header),
        "fusion" => fused::mark(to, leaf, header),
        _ => Ok(()),
    }
}

fn incidents_of(items: &[ItemAt]) -> Vec<&Incident> {
    items.iter().filter_map(|at| if let Item::Incident(incident) = &at.item { Some(incident) } else { None }).collect()
}

/// Which tables hold rows that a new one could supersede: an empty table needs no looking up.
struct Supersedes {
    observations: bool,
    incidents: bool,
}

fn supersedes(to: &Transaction<'_>) -> rusqlite::Result<Supersedes> {
    let has = |table: &str| to.query_row(&format!("SELECT EXISTS (SELECT 1 FROM {table})"), [], |row| row.get(0));
    Ok(Supersedes { observations: has("observation")?, incidents: has("incident")? })
}

struct Rows<'a> {
    to: &'a Transaction<'a>,
    leaf: i64,
    supersedes: Supersedes,
    /// Where the artifact that was read stands among those of all logs; absent where one log is all there is.
    rank: Option<Rank>,
    ranks: &'a Ranks<'a>,
}

impl Rows<'_> {
    /// Closes the row that stands under an id, unless it was read from an artifact of higher rank;
    /// says whether it was.
    fn give_way(&self, table: &'static str, id: &str) -> rusqlite::Result<bool> {
        let stands = match &self.rank {
            Some(rank) => self.ranks.of_standing(self.to, table, id)?.is_some_and(|stands| stands > *rank),
            None => false,
        };
        if !stands {
            self.close(table, id)?;
        }
        Ok(stands)
    }

    /// A row that came late and gives way to what stands never stood.
    fn close_new(&self, table: &'static str, is_outranked: bool) -> rusqlite::Result<()> {
        if !is_outranked {
            return Ok(());
        }
        let sql = format!("UPDATE {table} SET until_leaf = leaf WHERE seq = ?1");
        self.to.prepare_cached(&sql)?.execute([self.to.last_insert_rowid()]).map(|_| ())
    }

    fn close(&self, table: &str, id: &str) -> rusqlite::Result<()> {
        let sql = match table {
            "observation" => "UPDATE observation SET until_leaf = ?1 WHERE id = ?2 AND until_leaf IS NULL",
            "incident" => "UPDATE incident SET until_leaf = ?1 WHERE id = ?2 AND until_leaf IS NULL",
            "finding" => "UPDATE finding SET until_leaf = ?1 WHERE id = ?2 AND until_leaf IS NULL",
            "layer" => "UPDATE layer SET until_leaf = ?1 WHERE id = ?2 AND until_leaf IS NULL",
            "coverage" => "UPDATE coverage SET until_leaf = ?1 WHERE id = ?2 AND until_leaf IS NULL",
            _ => "UPDATE note SET until_leaf = ?1 WHERE id = ?2 AND until_leaf IS NULL",
        };
        self.to.prepare_cached(sql)?.execute(params![self.leaf, id]).map(|_| ())
    }

    fn observation(&self, at: &ItemAt, observation: &Observation, words: &mut Words) -> rusqlite::Result<()> {
        let id = observation.id.to_string();
        let is_outranked = self.supersedes.observations && self.give_way("observation", &id)?;
        let said = engine::read::said(observation).map_err(|fault| rusqlite::Error::ToSqlConversionFailure(Box::new(fault)))?;
        let evidence = engine::fuse::evidence_of(observation, words);
        let fused::Spot { tile, middle_ms, is_long, name } = fused::spot_of(evidence.as_ref());
        let evidence = evidence.map(|evidence| evidence::write(&evidence));
        let sql =
            "INSERT INTO observation (id, leaf, offset, length, hash, plain, said, kind, source, artifact, from_ms, to_ms, is_figure, is_deed, evidence, south, north, west, east, tile, middle_ms, is_long, name_lat_e7, name_lon_e7)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)";
        let (from, to) = (observation.time.from.ms(), observation.time.to.ms());
        let (hash, said) = (at.hash.as_bytes().as_slice(), said.as_bytes().as_slice());
        let artifact = observation.from.artifact.to_string();
        let is_figure = !observation.claims.is_empty();
        let is_deed = observation.deed.is_some() || observation.kind == model::Kind::Inventory;
        let [south, north, west, east] = assessed::columns(terms::Patch::of_observation(observation));
        let row = params![
            id,
            self.leaf,
            offset(at),
            at.length,
            hash,
            at.plain.as_bytes().as_slice(),
            said,
            observation.kind.word(),
            observation.source.0,
            artifact,
            from,
            to,
            is_figure,
            is_deed,
            evidence,
            south,
            north,
            west,
            east,
            tile,
            middle_ms,
            is_long,
            name.map(|(lat, _)| lat),
            name.map(|(_, lon)| lon)
        ];
        self.to.prepare_cached(sql)?.execute(row)?;
        if self.supersedes.incidents {
            assessed::widen(self.to, observation)?;
        }
        self.close_new("observation", is_outranked)
    }

    fn incident(
        &self,
        at: &ItemAt,
        incident: &Incident,
        spot: &assessed::Spot,
        memberships: &mut Vec<(String, i64)>,
    ) -> rusqlite::Result<()> {
        let id = incident.id.to_string();
        if self.supersedes.incidents {
            self.close("incident", &id)?;
        }
        let sql = "INSERT INTO incident (id, leaf, offset, length, hash, plain, stands, kind, from_ms, to_ms, lat_e7, lon_e7, sd_m, is_shape, members_n, origins_n, chance_ppm, crowded, kinds, south, north, west, east)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)";
        let [south, north, west, east] = assessed::columns(spot.patch);
        let centre = incident.place.as_ref().and_then(geodesy::summary);
        let is_shape = matches!(incident.place, Some(Place::Polygon(_) | Place::Sector(_) | Place::Mixture(_)));
        let (lat, lon, sd) = (centre.map(|(at, _)| at.lat_e7), centre.map(|(at, _)| at.lon_e7), centre.map(|(_, sd)| sd));
        let chance = incident.members.iter().map(|member| member.chance_ppm).min().unwrap_or(0);
        let (from, to) = (incident.time.from.ms(), incident.time.to.ms());
        self.to.prepare_cached(sql)?.execute(params![
            id,
            self.leaf,
            offset(at),
            at.length,
            at.hash.as_bytes().as_slice(),
            at.plain.as_bytes().as_slice(),
            incident.moved_to.is_empty(),
            incident.kind.word(),
            from,
            to,
            lat,
            lon,
            sd,
            is_shape,
            number_of(incident.members.len()),
            number_of(incident.origins.len()),
            chance,
            incident.crowded,
            spot.kinds,
            south,
            north,
            west,
            east
        ])?;
        let seq = self.to.last_insert_rowid();
        memberships.extend(incident.members.iter().map(|member| (member.observation.to_string(), seq)));
        Ok(())
    }

    fn finding(&self, at: &ItemAt, finding: &Finding) -> rusqlite::Result<()> {
        let id = finding.id.to_string();
        self.close("finding", &id)?;
        let sql =
            "INSERT INTO finding (id, leaf, offset, length, hash, plain, incident, rests_on, agreement, clause, outcome, from_ms, to_ms)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
        let incident = match &finding.subject {
            model::Subject::Incident(id) => Some(id.to_string()),
            model::Subject::Duty { .. } | model::Subject::Series { .. } => None,
        };
        let (from, to) = (finding.time.from.ms(), finding.time.to.ms());
        let row = params![
            id,
            self.leaf,
            offset(at),
            at.length,
            at.hash.as_bytes().as_slice(),
            at.plain.as_bytes().as_slice(),
            incident,
            rests_on(&finding.subject),
            finding.agreement,
            finding.clause,
            finding.outcome.word(),
            from,
            to
        ];
        self.to.prepare_cached(sql)?.execute(row).map(|_| ())
    }

    fn layer(&self, at: &ItemAt, layer: &LayerVersion) -> rusqlite::Result<()> {
        let id = layer.id.to_string();
        let is_outranked = self.give_way("layer", &id)?;
        let version = model::json::canonical(layer).map_err(|fault| rusqlite::Error::ToSqlConversionFailure(Box::new(fault)))?;
        let sql = "INSERT INTO layer (id, leaf, offset, length, hash, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let version = String::from_utf8_lossy(&version).into_owned();
        self.to.prepare_cached(sql)?.execute(params![id, self.leaf, offset(at), at.length, at.hash.as_bytes().as_slice(), version])?;
        self.close_new("layer", is_outranked)
    }

    fn coverage(&self, at: &ItemAt, coverage: &Coverage) -> rusqlite::Result<()> {
        let id = coverage.id.to_string();
        let is_outranked = self.give_way("coverage", &id)?;
        let sql = "INSERT INTO coverage (id, leaf, offset, length, hash, station, from_ms, to_ms, planned_min, observed_min)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let (from, to) = (coverage.time.from.ms(), coverage.time.to.ms());
        let row = params![
            id,
            self.leaf,
            offset(at),
            at.length,
            at.hash.as_bytes().as_slice(),
            coverage.station,
            from,
            to,
            coverage.planned_min,
            coverage.observed_min
        ];
        self.to.prepare_cached(sql)?.execute(row)?;
        self.close_new("coverage", is_outranked)
    }

    fn note(&self, at: &ItemAt, id: &str, artifact: &str) -> rusqlite::Result<()> {
        let is_outranked = self.give_way("note", id)?;
        let sql = "INSERT INTO note (id, leaf, offset, length, hash, artifact) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.to.prepare_cached(sql)?.execute(params![id, self.leaf, offset(at), at.length, at.hash.as_bytes().as_slice(), artifact])?;
        self.close_new("note", is_outranked)
    }
}

/// The incidents and reports that a finding is about.
fn rests_on(subject: &model::Subject) -> String {
    let ids: Vec<String> = match subject {
        model::Subject::Incident(id) => vec![id.to_string()],
        model::Subject::Duty { incidents, observations, .. } => {
            incidents.iter().map(ToString::to_string).chain(observations.iter().map(ToString::to_string)).collect()
        }
        model::Subject::Series { observations, .. } => observations.iter().map(ToString::to_string).collect(),
    };
    ids.join(" ")
}

pub(super) fn number_of(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn offset(at: &ItemAt) -> i64 {
    i64::try_from(at.offset).unwrap_or(i64::MAX)
}
