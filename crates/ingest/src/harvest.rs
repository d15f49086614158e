//! What comes out of one file while it is read: observations, layers, refusals and notes.

use crate::Unreadable;
use crate::fault::Fault;
use crate::member::Member;
use crate::method::{NAME_CHARS_MAX, RAW_CHARS_MAX};
use crate::table::{Met, Row, Table};
use crate::words::text::clean;
use model::{Coverage, Digest, Geometry, LayerVersion, Observation, ObservationId, Refusal};
use std::collections::BTreeMap;

/// What has come out so far.
pub(crate) struct Harvest<'m> {
    /// The circumstances.
    pub member: &'m Member<'m>,
    /// Reports.
    pub observations: Vec<Observation>,
    /// Coverages.
    pub coverages: Vec<Coverage>,
    /// Layer versions.
    pub layers: Vec<LayerVersion>,
    /// Geometries' canonical bytes.
    pub geometries: BTreeMap<Digest, Vec<u8>>,
    /// Rows refused.
    pub refusals: Vec<Refusal>,
    /// Rows met.
    pub rows_n: u32,
    /// Remarks on the whole file.
    pub notes: Vec<String>,
    tallies: BTreeMap<&'static str, (u32, u32)>,
    equal: BTreeMap<ObservationId, u32>,
}

impl<'m> Harvest<'m> {
    /// Begins a file.
    pub fn new(member: &'m Member<'m>) -> Self {
        Self {
            member,
            observations: Vec::new(),
            coverages: Vec::new(),
            layers: Vec::new(),
            geometries: BTreeMap::new(),
            refusals: Vec::new(),
            rows_n: 0,
            notes: Vec::new(),
            tallies: BTreeMap::new(),
            equal: BTreeMap::new(),
        }
    }

    /// Reads every row of a table with one function; a row that it refuses is kept as a refusal.
    ///
    /// # Errors
    /// A file with more rows than can be counted.
    pub fn rows(
        &mut self,
        table: &Table<'_>,
        read_row: &mut dyn FnMut(&Row<'_>, &mut Self) -> Result<(), Fault>,
    ) -> Result<(), Unreadable> {
        if table.skipped_n > 0 {
            self.notes.push(format!("lines above the table's header passed over: {}", table.skipped_n));
        }
        table.each_row(&mut |met| match met {
            Met::Row(row) => {
                let read = read_row(&row, self);
                self.count(row.line, row.raw, read)
            }
            Met::Torn { line, raw, fault } => self.count(line, raw, Err(fault)),
        })
    }

    /// Counts one row, feature or text, and keeps it as a refusal if it could not be read.
    ///
    /// # Errors
    /// More rows than can be counted.
    pub fn count(&mut self, line: u32, raw: &str, read: Result<(), Fault>) -> Result<(), Unreadable> {
        let too_many = || Unreadable::TooLarge { what: "the number of rows".into(), limit: "4,294,967,295" };
        self.rows_n = self.rows_n.checked_add(1).ok_or_else(too_many)?;
        if let Err(fault) = read {
            self.refusals.push(refusal(self.member, line, raw, fault));
        }
        Ok(())
    }

    /// The id of a row that carries the source's own key.
    pub fn id_by_key(&self, key: &str) -> ObservationId {
        self.id(key.as_bytes(), 0)
    }

    /// The id of a row without a key: its content, and which of the equal rows of this file it is.
    pub fn id_by_content(&mut self, content: &[u8]) -> ObservationId {
        let first = self.id(content, 0);
        let ordinal = self.equal.entry(first).and_modify(|n| *n += 1).or_insert(0);
        match *ordinal {
            0 => first,
            ordinal => self.id(content, ordinal),
        }
    }

    fn id(&self, key: &[u8], ordinal: u32) -> ObservationId {
        ObservationId::derive(self.member.format.word(), &self.member.source.0, key, ordinal)
    }

    /// Keeps a geometry and names it by its digest.
    ///
    /// # Errors
    /// If it does not fit the record's profile.
    pub fn keep_geometry(&mut self, geometry: &Geometry) -> Result<Digest, Fault> {
        let bytes = model::json::canonical(geometry).map_err(|fault| Fault::row(fault.to_string()))?;
        let digest = Digest::of(&bytes);
        self.geometries.entry(digest).or_insert(bytes);
        Ok(digest)
    }

    /// Counts rows of which the same is to be said; "n rows, the first at line l" follows it.
    pub fn tally(&mut self, what: &'static str, line: u32) {
        self.tallies.entry(what).and_modify(|(n, _)| *n += 1).or_insert((1, line));
    }

    /// All remarks, with those counted by row.
    pub fn all_notes(&mut self) -> Vec<String> {
        let mut notes = std::mem::take(&mut self.notes);
        for (what, (n, line)) in &self.tallies {
            notes.push(if *n == 1 {
                format!("{what}: 1 row, at line {line}")
            } else {
                format!("{what}: {n} rows, the first at line {line}")
            });
        }
        notes.into_iter().map(|note| clean(&note, NAME_CHARS_MAX)).collect()
    }
}

/// A row, feature or file that could not be read, with its own words.
pub(crate) fn refusal(member: &Member<'_>, line: u32, raw: &str, fault: Fault) -> Refusal {
    let from = member.passage(line);
    let reason = clean(&fault.reason, NAME_CHARS_MAX);
    let column = fault.column.map(|column| clean(&column, NAME_CHARS_MAX));
    Refusal { column, id: Refusal::derive_id(&from, &reason), from, raw: clean(raw, RAW_CHARS_MAX), reason }
}
