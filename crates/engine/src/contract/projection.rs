//! What stands, as a fold over the log; it can be deleted.

use super::{Came, ItemAt, Located, StoreFault};
use crate::Words;
use casework::Office;
use casework::verification::Facts;
use fusion::Evidence;
use fusion::near::Region;
use model::entry::Method;
use model::{Anchor, Digest, Entry, Instant, LayerVersion, Position, Received, Signed};
use record::register::Register;
use record::stream::{Arrival, Place};
use std::collections::{BTreeMap, BTreeSet};

/// An entry of another log that an anchor brings in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Its position in that log.
    pub index: u64,
    /// What it says: received, declared, or an anchor.
    pub entry: Entry,
}

/// An adopted agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// Its id.
    pub id: String,
    /// The act.
    pub leaf: u64,
    /// Its text in the vault.
    pub sha256: Digest,
}

/// A finding that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingFinding {
    /// Its hash without salt.
    pub hash: Digest,
    /// The incident it is about; absent for series.
    pub incident: Option<model::IncidentId>,
    /// The agreement.
    pub agreement: String,
    /// The clause.
    pub clause: String,
    /// Its result, as its word.
    pub outcome: String,
}

/// An assessment that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Its entry.
    pub leaf: u64,
    /// How it was made.
    pub method: Method,
    /// Whether an order of erasure came after it: what was destroyed tells no one what it was.
    pub is_erased_since: bool,
}

/// What came to be otherwise since the last assessment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Incidents that are new, changed or dissolved, or have a member that is new or superseded.
    pub incidents: BTreeSet<model::IncidentId>,
    /// Whether any figure is new or superseded.
    pub figures: bool,
    /// Whether any deed, inventory or coverage is new or superseded.
    pub papers: bool,
    /// Whether anything came in: then the record reaches farther.
    pub arrivals: bool,
}

/// The last fusion that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastFusion {
    /// Its method.
    pub method: String,
    /// Its revision.
    pub revision: u32,
    /// Whether the mission's data changed since, or something was erased: then everything is fused.
    pub is_outdated: bool,
    /// Whether people settled something since.
    pub is_settled_since: bool,
}

/// What came to be otherwise since the last fusion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Observations that are new or superseded and are or were evidence.
    pub ids: BTreeSet<model::ObservationId>,
    /// Their evidence, as it stood at the last fusion and as it stands.
    pub versions: Vec<Evidence>,
    /// Whether a named place is used that was not, or is no longer.
    pub names_changed: bool,
}

/// The fold over the log, in the form in which the steps gather. Disposable.
pub trait Projection {
    /// Entries applied so far.
    fn position(&self) -> u64;
    /// Applies the entry at `position()`, with its items if it is a batch.
    ///
    /// # Errors
    /// Then nothing of it is applied.
    fn apply(&mut self, entry: &Entry, items: &[ItemAt]) -> Result<(), StoreFault>;
    /// Passes over the entry at `position()`: it was erased by an order.
    ///
    /// # Errors
    /// If storage fails.
    fn pass_over(&mut self) -> Result<(), StoreFault>;
    /// The entry by which the same bytes came under the same name, source, format and mapping, if they did.
    ///
    /// # Errors
    /// If storage fails.
    fn received(&self, submission: &Received) -> Result<Option<u64>, StoreFault>;
    /// Applies the anchor at `position()` with the entries that it brings in, in their order.
    ///
    /// # Errors
    /// Then nothing of it is applied.
    fn bring(&mut self, own: &str, anchor: &Anchor, brought: &[Brought]) -> Result<(), StoreFault>;
    /// How many entries of another log are anchored in this one.
    fn anchored(&self, log: &str) -> u64;
    /// Received entries that no reading followed yet, what an entry could know of before it.
    ///
    /// # Errors
    /// If storage fails.
    fn unread(&self) -> Result<Vec<Came>, StoreFault>;
    /// The mission's data of which an entry could know: the latest of its past.
    ///
    /// # Errors
    /// If storage fails.
    fn mission_before(&self, came: &Came) -> Result<Option<Digest>, StoreFault>;
    /// The gazetteers of which an entry could know, the latest of each name in its past, in order of name.
    ///
    /// # Errors
    /// If storage fails.
    fn gazetteers_before(&self, came: &Came) -> Result<Vec<Digest>, StoreFault>;
    /// The gazetteers in use, by name.
    ///
    /// # Errors
    /// If storage fails.
    fn gazetteers(&self) -> Result<Vec<Adopted>, StoreFault>;
    /// The mission's data in use: its act and its file in the vault.
    ///
    /// # Errors
    /// If storage fails.
    fn mission(&self) -> Result<Option<(u64, Digest)>, StoreFault>;
    /// The agreements in use, by id.
    ///
    /// # Errors
    /// If storage fails.
    fn agreements(&self) -> Result<Vec<Adopted>, StoreFault>;
    /// All current layer versions, by id.
    ///
    /// # Errors
    /// If storage fails.
    fn layers(&self) -> Result<Vec<LayerVersion>, StoreFault>;
    /// Of these observation ids, the ones that stood already where an artifact came in, with the
    /// digest of what they said.
    ///
    /// # Errors
    /// If storage fails.
    fn standing(&self, ids: &[model::ObservationId], came: &Came) -> Result<BTreeMap<model::ObservationId, Digest>, StoreFault>;
    /// The evidence of all current observations, by id, and their item hashes in the same order.
    ///
    /// # Errors
    /// If storage fails.
    fn evidence(&self) -> Result<(Vec<Evidence>, Vec<Digest>, Words), StoreFault>;
    /// Id and hash without salt of all current incidents that still stand.
    ///
    /// # Errors
    /// If storage fails.
    fn incidents(&self) -> Result<BTreeMap<model::IncidentId, Digest>, StoreFault>;
    /// Id and item hash of the standing incidents that have a member of one of these kinds, by id.
    ///
    /// # Errors
    /// If storage fails.
    fn incidents_with(&self, kinds: &[model::Kind]) -> Result<Vec<(model::IncidentId, Digest)>, StoreFault>;
    /// The current findings that still stand: all, or those on some incidents and, if asked, on series of figures.
    ///
    /// # Errors
    /// If storage fails.
    fn findings(&self, on: Option<(&BTreeSet<model::IncidentId>, bool)>)
    -> Result<BTreeMap<model::FindingId, StandingFinding>, StoreFault>;
    /// How many findings stand, by outcome word.
    ///
    /// # Errors
    /// If storage fails.
    fn outcomes(&self) -> Result<BTreeMap<String, usize>, StoreFault>;
    /// The last assessment that was applied.
    ///
    /// # Errors
    /// If storage fails.
    fn assessment(&self) -> Result<Option<Assessment>, StoreFault>;
    /// What came to be otherwise since the last assessment, other than texts and layers.
    ///
    /// # Errors
    /// If storage fails.
    fn touched(&self) -> Result<Touched, StoreFault>;
    /// The standing incidents that any of some searches finds; rather too many than too few.
    ///
    /// # Errors
    /// If storage fails.
    fn incidents_found(&self, searches: &[terms::Search]) -> Result<BTreeSet<model::IncidentId>, StoreFault>;
    /// Every adoption of an agreement that counts or counted, in the order over all logs: of each
    /// agreement the last one is in use.
    ///
    /// # Errors
    /// If storage fails.
    fn adoptions(&self) -> Result<Vec<Adopted>, StoreFault>;
    /// The layer versions that were current once an entry was applied, by id.
    ///
    /// # Errors
    /// If storage fails.
    fn layers_at(&self, leaf: u64) -> Result<Vec<LayerVersion>, StoreFault>;
    /// Where the current versions of the items with these ids stand, in the order asked.
    ///
    /// # Errors
    /// If one is absent or storage fails.
    fn locate(&self, ids: &[String]) -> Result<Vec<Located>, StoreFault>;
    /// Entries that are releases, oldest first.
    ///
    /// # Errors
    /// If storage fails.
    fn releases(&self) -> Result<Vec<u64>, StoreFault>;
    /// The last fusion that was applied.
    ///
    /// # Errors
    /// If storage fails.
    fn last_fusion(&self) -> Result<Option<LastFusion>, StoreFault>;
    /// What came to be otherwise since the last fusion, other than acts.
    ///
    /// # Errors
    /// If storage fails.
    fn moved(&self) -> Result<Moved, StoreFault>;
    /// The evidence of some observations, as far as they stand and are evidence, with their item hashes.
    ///
    /// # Errors
    /// If storage fails.
    fn evidence_of(&self, ids: &BTreeSet<model::ObservationId>) -> Result<Vec<(Evidence, Digest)>, StoreFault>;
    /// The standing evidence of a region with its item hashes, in no particular order; long evidence of its tiles
    /// whatever its time.
    ///
    /// # Errors
    /// If storage fails.
    fn evidence_in(&self, region: &Region) -> Result<Vec<(Evidence, Digest)>, StoreFault>;
    /// The named places that standing evidence in a region's tiles uses, at whatever time.
    ///
    /// # Errors
    /// If storage fails.
    fn names_in(&self, region: &Region) -> Result<Vec<Position>, StoreFault>;
    /// Id and hash without salt of the current incidents that still stand and have one of these members.
    ///
    /// # Errors
    /// If storage fails.
    fn incidents_of(&self, members: &BTreeSet<model::ObservationId>) -> Result<BTreeMap<model::IncidentId, Digest>, StoreFault>;
    /// The words that evidence numbers.
    fn words(&self) -> &Words;
    /// How many observations are evidence, and how many incidents stand.
    ///
    /// # Errors
    /// If storage fails.
    fn counts(&self) -> Result<(usize, usize), StoreFault>;
    /// The acts that settle what is one event and count (merge, split, leave, unbind), in their order over all logs.
    ///
    /// # Errors
    /// If storage fails.
    fn settling(&self) -> Result<Vec<(Came, Signed)>, StoreFault>;
    /// Ids of current observations that state figures (statements, deliveries, inventories), by id.
    ///
    /// # Errors
    /// If storage fails.
    fn figures(&self) -> Result<Vec<model::ObservationId>, StoreFault>;
    /// Ids of current observations that terms ask for by themselves (deeds, inventories), by id.
    ///
    /// # Errors
    /// If storage fails.
    fn deeds(&self) -> Result<Vec<model::ObservationId>, StoreFault>;
    /// Ids of all current coverages, by id.
    ///
    /// # Errors
    /// If storage fails.
    fn coverages(&self) -> Result<Vec<model::CoverageId>, StoreFault>;
    /// When the last artifact so far came in, by the clock of the node that received it: what was due
    /// before is overdue. Until something comes in, no time passes for a conclusion.
    ///
    /// # Errors
    /// If storage fails.
    fn last_received(&self) -> Result<Option<Instant>, StoreFault>;
    /// What the record says so far of an observation, an incident or a finding, by its id; `None` if none such stands.
    ///
    /// # Errors
    /// If storage fails.
    fn facts(&self, subject: &str) -> Result<Option<Facts>, StoreFault>;
    /// The key register, folded over the signed acts applied so far.
    fn register(&self) -> &Register;
    /// What people did, folded over the same acts.
    fn office(&self) -> &Office;
    /// What a submission would be to its stream, after what was applied so far.
    ///
    /// # Errors
    /// If storage fails.
    fn arrival(&self, place: &Place, digest: &Digest) -> Result<Arrival, StoreFault>;
    /// A digest of everything that stands: equal digests mean equal folds.
    ///
    /// # Errors
    /// If storage fails.
    fn digest(&self) -> Result<Digest, StoreFault>;
    /// A digest of the standing observations, incidents and findings alone, by id and content: equal
    /// on all nodes that hold the same entries, in whatever order they came.
    ///
    /// # Errors
    /// If storage fails.
    fn state_digest(&self) -> Result<Digest, StoreFault>;
}
