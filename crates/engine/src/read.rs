//! The reading step: one artifact to its observations, coverages, layers and refusals.

use crate::EngineFault;
use crate::batch::{Conclusion, Sharing, inputs_root};
use crate::contract::{Came, Desk, Projection, SealedUnit, Vault};
use crate::gather::{Entries, mission_before, parameters};
use crate::receive::prepare;
use ingest::Gazetteers;
use model::entry::Method;
use model::observation::Passage;
use model::{Digest, Entry, Geometry, Item, LayerVersion, Observation, Reading, Received, Refusal};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What reading an artifact gave.
#[derive(Debug)]
pub struct Read {
    /// The artifact's entry.
    pub came: Came,
    /// The name it came under.
    pub name: String,
    /// Rows met, read and refused.
    pub reading: Reading,
    /// Observations that were not in the mission before.
    pub new_n: usize,
    /// Observations that stood already and say something else now: new versions.
    pub replaced_n: usize,
    /// Observations that stood already and say the same.
    pub known_n: usize,
    /// The rows that could not be read.
    pub refusals: Vec<Refusal>,
    /// Why nothing of the file could be read, if so.
    pub unreadable: Option<String>,
}

/// Readings whose entries are appended together: each append costs several waits for the disk.
const READINGS_AT_ONCE: usize = 64;
/// Conclusions after which they are appended, however few the readings.
const ITEMS_AT_ONCE: usize = 50_000;

/// Reads every artifact that was received and not read yet, in order; one batch each.
///
/// The projection may run ahead of the log by one group of readings. If the process dies then, the
/// projection is made anew from the log, and the artifacts are read again.
///
/// # Errors
/// If storage fails; what was appended before stays.
pub fn read_all(desk: &mut Desk<'_>, tell: impl FnMut(&Read)) -> Result<(), EngineFault> {
    read_some(desk, usize::MAX, tell).map(|_| ())
}

/// [`read_all`] for the first few; gives how many there were to read.
///
/// # Errors
/// If storage fails; what was appended before stays.
pub fn read_some(desk: &mut Desk<'_>, most: usize, mut tell: impl FnMut(&Read)) -> Result<usize, EngineFault> {
    let mut group = Group::default();
    let unread = desk.projection.unread()?;
    let n = unread.len();
    for came in unread.into_iter().take(most) {
        let entry = Entries::new(desk.log).read(&came)?;
        read_artifact(desk, &came, entry, &mut group)?;
        if group.units.len() >= READINGS_AT_ONCE || group.items_n >= ITEMS_AT_ONCE {
            group.append(desk, &mut tell)?;
        }
    }
    group.append(desk, &mut tell)?;
    Ok(n)
}

/// Readings that are kept and applied, and whose entries are not in the log yet.
#[derive(Default)]
struct Group {
    shelf: Rc<Shelf>,
    units: Vec<SealedUnit<'static>>,
    reads: Vec<Read>,
    items_n: usize,
}

impl Group {
    fn append(&mut self, desk: &mut Desk<'_>, tell: &mut impl FnMut(&Read)) -> Result<(), EngineFault> {
        if self.units.is_empty() {
            return Ok(());
        }
        desk.vault.keep(&self.units, desk.keys)?;
        desk.log.append(&self.units.iter().map(|unit| unit.leaf.bytes()).collect::<Vec<_>>())?;
        self.reads.iter().for_each(tell);
        *self = Self { shelf: Rc::clone(&self.shelf), ..Self::default() };
        Ok(())
    }
}

fn read_artifact(desk: &mut Desk<'_>, came: &Came, entry: Entry, group: &mut Group) -> Result<(), EngineFault> {
    let Entry::Received(received) = entry else {
        return Err(EngineFault::Entry { leaf: came.index, cause: "received bytes were expected here".into() });
    };
    let derived = derive_reading(desk.vault, desk.projection, (&received, came), ingest::METHOD_REVISION, &group.shelf)?;
    let position = desk.log.size() + group.units.len() as u64;
    let mut prepared = prepare(derived.conclusion, position, came.index, desk.keys)?;
    prepared.unit.attached = derived.geometries.into_iter().map(|(_, geometry)| Cow::Owned(geometry)).collect();
    desk.projection.apply(&prepared.entry, &prepared.items)?;
    group.items_n += prepared.items.len();
    group.units.push(prepared.unit);
    group.reads.push(derived.read);
    Ok(())
}

/// A reading, derived.
pub struct DerivedReading {
    /// What to record.
    pub conclusion: Conclusion,
    /// Geometries for the vault.
    pub geometries: Vec<(Digest, Vec<u8>)>,
    /// What to tell.
    pub read: Read,
}

/// The gazetteers that readings used, by their digests: each is made ready once.
#[derive(Debug, Default)]
pub struct Shelf(RefCell<BTreeMap<Vec<Digest>, Rc<Gazetteers>>>);

impl Shelf {
    /// Those that an entry could know, with their digests; none in revisions that read no places.
    fn before(
        &self,
        vault: &dyn Vault,
        projection: &dyn Projection,
        came: &Came,
        revision: u32,
    ) -> Result<(Vec<Digest>, Option<Rc<Gazetteers>>), EngineFault> {
        let known = if revision >= ingest::method::CLAIMS_SINCE { projection.gazetteers_before(came)? } else { Vec::new() };
        if known.is_empty() {
            return Ok((known, None));
        }
        if let Some(held) = self.0.borrow().get(&known) {
            return Ok((known, Some(Rc::clone(held))));
        }
        let texts = known.iter().map(|sha256| Ok(String::from_utf8_lossy(&vault.read(sha256)?).into_owned()));
        let made = Rc::new(Gazetteers::new(texts.collect::<Result<_, EngineFault>>()?));
        self.0.borrow_mut().insert(known.clone(), Rc::clone(&made));
        Ok((known, Some(made)))
    }
}

/// Derives the conclusions of reading one artifact by a revision of the method; the same bytes, mission and standing
/// observations always give the same. A revision that this program does not know is taken as its own; the audit then
/// names both.
///
/// # Errors
/// If storage fails.
pub fn derive_reading(
    vault: &dyn Vault,
    projection: &dyn Projection,
    (received, came): (&Received, &Came),
    revision: u32,
    shelf: &Shelf,
) -> Result<DerivedReading, EngineFault> {
    let revision = if (1..=ingest::METHOD_REVISION).contains(&revision) { revision } else { ingest::METHOD_REVISION };
    let in_use = mission_before(vault, projection, came)?;
    let (known, places) = shelf.before(vault, projection, came, revision)?;
    let bytes = vault.read(&received.sha256)?;
    let map = received.map.map(|map| vault.read(&map)).transpose()?.map(|map| String::from_utf8_lossy(&map).into_owned());
    let read_as = received.read_as.as_deref().and_then(|word| word.parse().ok());
    let input = ingest::Input {
        artifact: received.sha256,
        name: &received.name,
        bytes: &bytes,
        read_as,
        map: map.as_deref(),
        source: received.source.as_ref(),
        mission: &in_use.mission,
        places: places.as_deref(),
        received_at: received.received_at,
    };
    let (yielded, unreadable) = match ingest::read_by(&input, revision) {
        Ok(yielded) => (yielded, None),
        Err(fault) => (nothing_read(received, &fault.to_string()), Some(fault.to_string())),
    };
    let (observations, known_n, replaced_n) = leave_out_standing(projection, yielded.observations, came)?;
    let read = Read {
        came: came.clone(),
        name: received.name.clone(),
        reading: yielded.reading.clone(),
        new_n: observations.len() - replaced_n,
        replaced_n,
        known_n,
        refusals: yielded.refusals.clone(),
        unreadable,
    };
    let mut items = vec![Item::Reading(yielded.reading)];
    items.extend(observations.into_iter().map(Item::Observation));
    items.extend(yielded.coverages.into_iter().map(Item::Coverage));
    items.extend(yielded.layers.into_iter().map(Item::Layer));
    items.extend(yielded.refusals.into_iter().map(Item::Refusal));
    let map = received.map.map_or_else(String::new, |map| map.to_string());
    let mut used: Vec<&[u8]> = vec![in_use.sha256.as_bytes(), map.as_bytes(), received.read_as.as_deref().unwrap_or("").as_bytes()];
    used.extend(known.iter().map(|sha256| sha256.as_bytes().as_slice()));
    let method = Method { name: ingest::METHOD_NAME.into(), parameters: parameters(&used), revision };
    let sharing = Sharing::of(&in_use.mission, received.source.as_ref());
    let (log, inputs_root) = (came.log.clone(), inputs_root([&received.sha256]));
    let conclusion = Conclusion { kind: "reading", method, inputs_n: 1, inputs_root, log, items, sharing };
    Ok(DerivedReading { conclusion, geometries: yielded.geometries, read })
}

/// An artifact of which nothing could be read is kept, with the reason: `parse_failed`.
fn nothing_read(received: &Received, why: &str) -> ingest::Yield {
    let from = Passage { artifact: received.sha256, entry: None, line: 0 };
    let refusal = Refusal { column: None, id: Refusal::derive_id(&from, why), from, raw: String::new(), reason: why.into() };
    let reading = Reading {
        artifact: received.sha256,
        format: "unreadable".into(),
        id: Reading::derive_id(&received.sha256),
        notes: Vec::new(),
        read_n: 0,
        refused_n: 1,
        rows_n: 0,
    };
    ingest::Yield {
        reading,
        observations: Vec::new(),
        coverages: Vec::new(),
        layers: Vec::new(),
        geometries: Vec::new(),
        refusals: vec![refusal],
    }
}

/// Leaves out observations that stood already where the artifact came in, and say the same, wherever they were read before; also
/// counts those, and those that replace an older version.
///
/// # Errors
/// If storage fails.
pub fn leave_out_standing(
    projection: &dyn Projection,
    observations: Vec<Observation>,
    came: &Came,
) -> Result<(Vec<Observation>, usize, usize), EngineFault> {
    let ids: Vec<_> = observations.iter().map(|observation| observation.id).collect();
    let standing = projection.standing(&ids, came)?;
    let (mut fresh, mut known_n, mut replaced_n) = (Vec::with_capacity(observations.len()), 0, 0);
    for observation in observations {
        match standing.get(&observation.id) {
            Some(stands) if *stands == said(&observation)? => known_n += 1,
            stands => {
                replaced_n += usize::from(stands.is_some());
                fresh.push(observation);
            }
        }
    }
    Ok((fresh, known_n, replaced_n))
}

/// The layer versions that were read of a file, each with its geometry.
///
/// # Errors
/// If a geometry is not what reading writes.
pub fn layers_in(yielded: &ingest::Yield) -> Result<Vec<(LayerVersion, Geometry)>, EngineFault> {
    let geometries: BTreeMap<Digest, &Vec<u8>> = yielded.geometries.iter().map(|(digest, bytes)| (*digest, bytes)).collect();
    let with_geometry = |layer: &LayerVersion| {
        let fault = |cause: String| EngineFault::Record { what: format!("geometry {}", layer.geometry), cause };
        let bytes = geometries.get(&layer.geometry).ok_or_else(|| fault("it was not read with its layer".into()))?;
        let geometry = serde_json::from_slice(bytes).map_err(|cause| fault(cause.to_string()))?;
        Ok((layer.clone(), geometry))
    };
    yielded.layers.iter().map(with_geometry).collect()
}

/// Digest of what an observation says, without where it was read.
///
/// # Errors
/// If it does not fit the record's profile.
pub fn said(observation: &Observation) -> Result<Digest, EngineFault> {
    let nowhere = Passage { artifact: Digest::from_bytes([0; 32]), entry: None, line: 0 };
    let observation = Observation { from: nowhere, ..observation.clone() };
    let bytes = model::json::canonical(&observation)
        .map_err(|cause| EngineFault::Record { what: observation.id.to_string(), cause: cause.to_string() })?;
    Ok(Digest::of(&bytes))
}
