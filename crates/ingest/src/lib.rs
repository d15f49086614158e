//! Bytes to observations, one folder per source; every folder looks the same.
//!
//! [`read`] takes the bytes of one artifact and gives what they say: observations, coverages, layer versions,
//! and each row that could not be read with its place and reason. It reads no clock, no file and no
//! environment: the same input always gives the same [`Yield`].

mod claimed;
mod decode;
mod document;
mod fault;
mod format;
mod gazetteers;
mod geometry;
mod harvest;
pub mod listing;
mod mapping;
mod member;
pub mod method;
mod passage;
mod prose;
pub mod rows;
pub mod sheets;
mod sources;
mod table;
#[cfg(test)]
mod testing;
mod unpack;
mod words;

pub use claimed::claims_in;
pub use fault::Unreadable;
pub use format::{Format, NoFormat};
pub use gazetteers::Gazetteers;
pub use method::{METHOD_NAME, METHOD_REVISION};
pub use passage::show_passage;

use document::Document;
use harvest::Harvest;
use member::Member;
use method::NOTES_MAX;
use model::{
    Coverage, CoverageId, Digest, Instant, LayerVersion, LayerVersionId, Mission, Observation, Reading, Refusal, RefusalId, SourceId,
};
use std::collections::{BTreeMap, BTreeSet};

/// An artifact and the circumstances under which it is read.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// Digest of the bytes.
    pub artifact: Digest,
    /// The file's name; some formats carry their day in it.
    pub name: &'a str,
    /// The bytes, possibly packed as gz or zip.
    pub bytes: &'a [u8],
    /// The format that the operator named.
    pub read_as: Option<Format>,
    /// The text of a mapping file, for tables.
    pub map: Option<&'a str>,
    /// Which of the mission's sources it came from; absent = the format's own word.
    pub source: Option<&'a SourceId>,
    /// The mission: its parties and zones.
    pub mission: &'a Mission,
    /// The mission's gazetteers; without them no place is read from prose.
    pub places: Option<&'a Gazetteers>,
    /// When it came in; later days are refused.
    pub received_at: Instant,
}

/// What an artifact says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Yield {
    /// Rows met, read and refused, and what a person should know.
    pub reading: Reading,
    /// Reports, each id once, in the order of the file.
    pub observations: Vec<Observation>,
    /// Who could have seen what, each id once.
    pub coverages: Vec<Coverage>,
    /// Versions of zones, lines and areas of control, each id once.
    pub layers: Vec<LayerVersion>,
    /// The layers' geometries: canonical JSON of [`model::Geometry`] under its digest, each once, sorted.
    pub geometries: Vec<(Digest, Vec<u8>)>,
    /// Rows that could not be read, each id once.
    pub refusals: Vec<Refusal>,
}

/// Reads one artifact.
///
/// # Errors
/// If nothing of it can be read; each fault says what to do.
pub fn read(input: &Input<'_>) -> Result<Yield, Unreadable> {
    read_by(input, METHOD_REVISION)
}

/// Reads one artifact as a revision of the method did, from 1 to [`METHOD_REVISION`], so that old conclusions can be
/// made again. Revision 1 took several stories of a page for one; 1 and 2 read neither claims nor places from prose.
///
/// # Errors
/// If nothing of it can be read.
pub fn read_by(input: &Input<'_>, revision: u32) -> Result<Yield, Unreadable> {
    let mut total = Total::default();
    if let Some(source) = input.source.filter(|source| input.mission.source(source).is_none()) {
        total.notes.push(format!("`{source}` is not among the mission's sources: the mission's time zone is taken"));
    }
    unpack::each_file(input.name, input.bytes, &mut |part| {
        let read = part.bytes.and_then(|bytes| read_part(input, revision, (part.entry, part.name), bytes, &mut total));
        match (part.entry, read) {
            (Some(entry), Err(fault)) => total.refuse_part(input, entry, &fault),
            (_, read) => read,
        }
    })?;
    Ok(total.finish(input))
}

/// Visits each text of a file, unpacked from gz and zip: its name in the archive, and its bytes as they are. Gives what
/// could not be had, each with its reason.
///
/// # Errors
/// A packing that is damaged as a whole or breaks a limit, and a file alone that is no text.
pub fn each_text(name: &str, bytes: &[u8], mut visit: impl FnMut(Option<&str>, &[u8])) -> Result<Vec<String>, Unreadable> {
    let mut refused = Vec::new();
    unpack::each_file(name, bytes, &mut |part| {
        let seen = part.bytes.and_then(|bytes| decode::check(bytes).map(|()| bytes));
        match (part.entry, seen) {
            (entry, Ok(bytes)) => visit(entry, bytes),
            (Some(entry), Err(fault)) => refused.push(format!("{entry}: {fault}")),
            (None, Err(fault)) => return Err(fault),
        }
        Ok(())
    })?;
    Ok(refused)
}

fn read_part(
    input: &Input<'_>,
    revision: u32,
    (entry, name): (Option<&str>, &str),
    bytes: &[u8],
    total: &mut Total,
) -> Result<(), Unreadable> {
    let decoded = decode::decode(bytes)?;
    let document = Document { revision, ..Document::open(&decoded.text)? };
    let format = document.choose(input.read_as, input.map.is_some())?;
    let member = Member::new(input, entry, name, format)?;
    let mut harvest = Harvest::new(&member);
    harvest.notes.extend(decoded.notes);
    sources::read(format, &document, &mut harvest)?;
    total.add(harvest);
    Ok(())
}

/// All files of an artifact together.
#[derive(Default)]
struct Total {
    formats: BTreeSet<&'static str>,
    notes: Vec<String>,
    rows_n: u32,
    refused_n: u32,
    observations: Vec<Observation>,
    coverages: Vec<Coverage>,
    layers: Vec<LayerVersion>,
    geometries: BTreeMap<Digest, Vec<u8>>,
    refusals: Vec<Refusal>,
}

impl Total {
    fn add(&mut self, mut harvest: Harvest<'_>) {
        let entry = harvest.member.entry.as_deref();
        let notes = harvest.all_notes().into_iter().map(|note| entry.map_or_else(|| note.clone(), |entry| format!("{entry}: {note}")));
        self.notes.extend(notes);
        self.formats.insert(harvest.member.format.word());
        self.rows_n = self.rows_n.saturating_add(harvest.rows_n);
        self.refused_n = self.refused_n.saturating_add(u32::try_from(harvest.refusals.len()).unwrap_or(u32::MAX));
        self.observations.append(&mut harvest.observations);
        self.coverages.append(&mut harvest.coverages);
        self.layers.append(&mut harvest.layers);
        self.geometries.append(&mut harvest.geometries);
        self.refusals.append(&mut harvest.refusals);
    }

    /// A file of an archive that cannot be read is a refusal; the other files are read.
    fn refuse_part(&mut self, input: &Input<'_>, entry: &str, fault: &Unreadable) -> Result<(), Unreadable> {
        let member = Member::new(input, Some(entry), entry, Format::Statement)?;
        self.refusals.push(harvest::refusal(&member, 1, entry, fault::Fault::row(fault.to_string())));
        self.rows_n = self.rows_n.saturating_add(1);
        self.refused_n = self.refused_n.saturating_add(1);
        Ok(())
    }

    fn finish(self, input: &Input<'_>) -> Yield {
        let mut notes = self.notes;
        let met_n = self.observations.len();
        let observations: Vec<Observation> = latest_by(self.observations, |observation| observation.id);
        if met_n > observations.len() {
            notes.push(format!("rows left out because a later one carries the same key: {}", met_n - observations.len()));
        }
        if notes.len() > NOTES_MAX {
            let left_out_n = notes.len() - NOTES_MAX;
            notes.truncate(NOTES_MAX);
            notes.push(format!("{left_out_n} more notes were left out"));
        }
        let format = if self.formats.is_empty() { "archive".into() } else { self.formats.into_iter().collect::<Vec<_>>().join("+") };
        let reading = Reading {
            artifact: input.artifact,
            format,
            id: Reading::derive_id(&input.artifact),
            notes,
            read_n: self.rows_n.saturating_sub(self.refused_n),
            refused_n: self.refused_n,
            rows_n: self.rows_n,
        };
        Yield {
            reading,
            observations,
            coverages: latest_by(self.coverages, |coverage: &Coverage| -> CoverageId { coverage.id }),
            layers: latest_by(self.layers, |layer: &LayerVersion| -> LayerVersionId { layer.id }),
            geometries: self.geometries.into_iter().collect(),
            refusals: latest_by(self.refusals, |refusal: &Refusal| -> RefusalId { refusal.id }),
        }
    }
}

/// Leaves each id once, where it stands last.
fn latest_by<T, K: Ord>(items: Vec<T>, id: impl Fn(&T) -> K) -> Vec<T> {
    let mut seen = BTreeSet::new();
    let mut latest: Vec<T> = items.into_iter().rev().filter(|item| seen.insert(id(item))).collect();
    latest.reverse();
    latest
}
