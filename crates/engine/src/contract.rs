//! What the engine needs from storage: a log, a vault and a projection, each with what it promises.

use crate::Words;
use casework::Office;
use casework::verification::Facts;
use fusion::Evidence;
use fusion::near::Region;
use model::entry::Method;
use model::{Anchor, Digest, Entry, Instant, Item, LayerVersion, Mission, Position, Received, Signed};
use record::register::Register;
use record::seal::{ItemKey, KeySource, RecordKey, SealedLeaf};
use record::stream::{Arrival, Place};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Why storage could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// The disk is full: nothing of the refused write was recorded.
    #[error("{at}: the disk is full; nothing of this step was recorded. Free some space and run the command again")]
    Full {
        /// The file.
        at: String,
    },
    /// Reading or writing failed.
    #[error("{at}: {cause}")]
    Io {
        /// The file.
        at: String,
        /// What the system said.
        cause: String,
    },
    /// Something that must be there is not.
    #[error("{what} is not there")]
    Absent {
        /// What.
        what: String,
    },
    /// What is stored is not what was written.
    #[error("{what} is damaged: {how}. Run `tregua audit` to see all damage, and restore the file from a copy")]
    Damaged {
        /// What.
        what: String,
        /// How it differs.
        how: String,
    },
    /// The log may be read and not written: going on could sign a second history of it.
    #[error("{why}")]
    ReadOnly {
        /// Why, and what to do.
        why: String,
    },
    /// It is sealed, and the key store has no key that opens it: erased by an order, or lost.
    #[error("{what} is sealed, and no key in keys/ opens it: either an order erased it, or the key store is another one's or was lost")]
    NoKey {
        /// What.
        what: String,
    },
    /// Somebody else writes.
    #[error(
        "another process is writing to this mission{by}. Wait for it to end, or stop it; reading (serve, report, explain) is possible meanwhile"
    )]
    Busy {
        /// Who, if known.
        by: String,
    },
}

/// An entry of this log, or of one that it anchors.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Came {
    /// The other log's name; `None` = this log.
    pub log: Option<String>,
    /// Position in that log, from 0.
    pub index: u64,
}

impl Came {
    /// An entry of this log.
    pub const fn here(index: u64) -> Self {
        Self { log: None, index }
    }
}

/// The append-only log. Trusted to be durable once `append` returns; an attacker who can write
/// its files is found by the audit.
pub trait Log {
    /// Entries in the log.
    fn size(&self) -> u64;
    /// Root of the tree over all entries.
    fn root(&self) -> Digest;
    /// The signed checkpoint of this size, a note.
    fn checkpoint(&self) -> String;
    /// The log's name.
    fn name(&self) -> &str;
    /// Root of the tree over the first `size` entries.
    ///
    /// # Errors
    /// If there are fewer, or a tile is absent or damaged.
    fn root_of(&self, size: u64) -> Result<Digest, StoreFault>;
    /// The verified copy of another log that this node keeps.
    ///
    /// # Errors
    /// If there is none, or it is damaged.
    fn peer(&self, name: &str) -> Result<Box<dyn Log>, StoreFault>;
    /// The bytes of one entry; of a sealed leaf the record that it commits to.
    ///
    /// # Errors
    /// Absent or damaged; [`StoreFault::NoKey`] if it is sealed and no key opens it.
    fn leaf(&self, index: u64) -> Result<Vec<u8>, StoreFault>;
    /// The bytes of one leaf as they stand in the tree.
    ///
    /// # Errors
    /// Absent or damaged.
    fn stored(&self, index: u64) -> Result<Vec<u8>, StoreFault>;
    /// Appends leaves together; all of them are durable, and under a new checkpoint, when it returns.
    ///
    /// # Errors
    /// Then none of them is in the log.
    fn append(&mut self, leaves: &[Vec<u8>]) -> Result<u64, StoreFault>;
}

/// Content-addressed bytes: artifacts, agreements, geometries, batches. Not trusted: every read
/// checks the digest. What came in and what was concluded lies here as ciphertext; its keys lie in
/// the key store, apart from it.
pub trait Vault {
    /// Keeps pieces of bytes in the clear, each under its digest; all are durable when it returns. Keeping the
    /// same bytes twice is no fault.
    ///
    /// # Errors
    /// Then some of them may be kept; none is half-written.
    fn put_all(&mut self, pieces: &[&[u8]]) -> Result<Vec<Digest>, StoreFault>;
    /// Keeps bytes under their digest; durable when it returns.
    ///
    /// # Errors
    /// Then nothing is kept.
    fn put(&mut self, bytes: &[u8]) -> Result<Digest, StoreFault> {
        self.put_all(&[bytes]).map(|_| Digest::of(bytes))
    }
    /// Reads bytes and checks their digest.
    ///
    /// # Errors
    /// Absent or damaged.
    fn read(&self, digest: &Digest) -> Result<Vec<u8>, StoreFault>;
    /// Reads the copy of bytes that belongs to one entry, whose leaf is given as it stands in the tree: a
    /// sealed entry's lies under its own key. Copies of other entries, and what a step left that was
    /// interrupted, say nothing of it.
    ///
    /// # Errors
    /// If it is absent or damaged.
    fn read_copy(&self, leaf: &[u8], digest: &Digest) -> Result<Vec<u8>, StoreFault>;
    /// Whether other nodes read what comes in here. They have no keys of this node's records yet, so
    /// that what comes in then lies in the clear.
    fn is_shared(&self) -> bool {
        false
    }
    /// Keeps sealed entries with everything that lies under their keys: the keys first, then the
    /// ciphertext; all of it is durable when it returns, and the leaves may enter the log.
    /// `keys` gives the first keys of a new key store.
    ///
    /// # Errors
    /// Then the leaves must not enter the log; what lies there already is unreferenced and harmless.
    fn keep(&mut self, units: &[SealedUnit<'_>], keys: &mut KeySource) -> Result<(), StoreFault>;
    /// Reads all items of a batch in order, opened; the caller checks them against the root.
    ///
    /// # Errors
    /// Absent, or damaged so that it does not come apart. An item that no key opens is no error.
    fn read_batch(&self, root: &Digest) -> Result<Vec<KeptItem>, StoreFault>;
    /// Reads the hash tiles of a batch.
    ///
    /// # Errors
    /// Absent.
    fn read_batch_tiles(&self, root: &Digest) -> Result<Vec<u8>, StoreFault>;
    /// Reads one item of a batch, opened; the caller checks it.
    ///
    /// # Errors
    /// Absent, damaged, or sealed without a key.
    fn read_item(&self, root: &Digest, at: &Located) -> Result<KeptItem, StoreFault>;
}

/// A sealed entry that is about to be recorded.
#[derive(Debug)]
pub struct SealedUnit<'a> {
    /// Its leaf.
    pub leaf: SealedLeaf,
    /// The record that the leaf commits to: canonical bytes.
    pub record: Vec<u8>,
    /// Its key.
    pub key: RecordKey,
    /// Bytes that belong to it, each found again by its digest: artifact, mapping file, geometries.
    pub attached: Vec<Cow<'a, [u8]>>,
    /// Its items, if it is the header of a batch.
    pub batch: Option<BatchFiles>,
}

/// A batch as it lies in the vault.
#[derive(Debug)]
pub struct BatchFiles {
    /// Merkle root over its items.
    pub root: Digest,
    /// Its items, sealed, one frame each (`crate::batch`).
    pub items: Vec<u8>,
    /// Its hash tiles.
    pub tiles: Vec<u8>,
    /// Keys of items that can be erased alone, by the items' hashes.
    pub keys: Vec<(Digest, RecordKey)>,
}

/// An item as it lies in its batch's file.
#[derive(Debug)]
pub struct KeptItem {
    /// Where it begins in the file.
    pub offset: u64,
    /// How many bytes.
    pub length: u32,
    /// What it is.
    pub content: Content,
}

/// The bytes of an item, as far as they can be read.
#[derive(Debug)]
pub enum Content {
    /// In a clear batch of an old log.
    Clear(Vec<u8>),
    /// Opened by its key.
    Opened(Vec<u8>, ItemKey),
    /// No key opens it.
    NoKey,
    /// Its key does not open it.
    Damaged,
}

/// An item with its place in its batch.
#[derive(Debug)]
pub struct ItemAt {
    /// The item.
    pub item: Item,
    /// Its hash in the batch's tree.
    pub hash: Digest,
    /// Its hash without salt: equal for equal items, whatever their keys. In clear batches the same as `hash`.
    pub plain: Digest,
    /// Where its bytes begin in the batch file.
    pub offset: u64,
    /// How many bytes.
    pub length: u32,
}

/// Where the current version of an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    /// The entry whose batch holds it.
    pub leaf: u64,
    /// Where its bytes begin in the batch file.
    pub offset: u64,
    /// How many bytes.
    pub length: u32,
    /// Its hash in the batch's tree.
    pub hash: Digest,
}

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

/// Everything that the steps work on.
pub struct Desk<'a> {
    /// The log.
    pub log: &'a mut dyn Log,
    /// The vault.
    pub vault: &'a mut dyn Vault,
    /// The fold.
    pub projection: &'a mut dyn Projection,
    /// Fresh record keys.
    pub keys: &'a mut KeySource,
    /// This node's clock, read once for each command.
    pub now: Instant,
}

/// The mission in use, with where it was adopted.
pub struct InUse {
    /// Its data.
    pub mission: Mission,
    /// Digest of its file.
    pub sha256: Digest,
}

/// What stood at one position of the log, looked up by id: for explanations and pages.
pub trait Lookup {
    /// Ids that begin so, at most 9, sorted.
    ///
    /// # Errors
    /// If storage fails.
    fn find(&self, beginning: &str) -> Result<Vec<String>, StoreFault>;
    /// Where the version that stood of an item is.
    ///
    /// # Errors
    /// If it is absent or storage fails.
    fn place(&self, id: &str) -> Result<Located, StoreFault>;
    /// The entries at which versions of an item came, oldest first.
    ///
    /// # Errors
    /// If storage fails.
    fn versions(&self, id: &str) -> Result<Vec<u64>, StoreFault>;
    /// The entries by which an artifact was received, oldest first, each with the entry of this log
    /// that brought it: more than one if the same bytes came from several sources or to several
    /// nodes, or were read in several ways.
    ///
    /// # Errors
    /// If storage fails.
    fn arrivals(&self, artifact: &Digest) -> Result<Vec<(u64, Came)>, StoreFault>;
    /// The entry that took a text into use, and the people whose signatures under it hold; `None` if
    /// they are none, as in older logs.
    ///
    /// # Errors
    /// If storage fails.
    fn adopted(&self, text: &Digest) -> Result<Option<(Came, Option<String>)>, StoreFault>;
    /// Who handed in the artifact of an entry under a signature that holds, with the stream, epoch and number.
    ///
    /// # Errors
    /// If storage fails.
    fn sender(&self, came: &Came) -> Result<Option<Place>, StoreFault>;
    /// The mission's file in use, in the vault.
    ///
    /// # Errors
    /// If storage fails.
    fn mission_file(&self) -> Result<Option<Digest>, StoreFault>;
    /// A signed act that counts, by the name of its log and its entry there, with the people whose signatures hold.
    ///
    /// # Errors
    /// If storage fails.
    fn act(&self, log: &str, index: u64) -> Result<Option<(Signed, String)>, StoreFault>;
    /// The incident that an observation is in.
    ///
    /// # Errors
    /// If storage fails.
    fn incident_of(&self, observation: &model::ObservationId) -> Result<Option<model::IncidentId>, StoreFault>;
    /// Ids of the findings on an incident.
    ///
    /// # Errors
    /// If storage fails.
    fn findings_on(&self, incident: &model::IncidentId) -> Result<Vec<String>, StoreFault>;
    /// Heat seen within its error of a place from one moment (ms since 1970) to before another: when, and its middle.
    ///
    /// # Errors
    /// If storage fails.
    fn heat_seen(&self, at: model::Position, from_ms: i64, to_ms: i64) -> Result<Vec<crate::heat::HeatSeen>, StoreFault>;
}
