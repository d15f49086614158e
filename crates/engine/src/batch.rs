//! Items to a sealed batch: canonical bytes sorted by id, their salted hashes, the root that a header commits to.

use crate::contract::{BatchFiles, Content, ItemAt, KeptItem};
use crate::{EngineFault, StoreFault};
use ledger::batch::{BatchTree, CLEAR_SALT};
use ledger::tree::{Frontier, Hash};
use model::entry::{Basis, BatchHeader, Method};
use model::{Digest, Item, Mission, SourceId};
use record::seal::{ItemKey, KeySource, RecordKey, seal_item};

/// Greatest number of items in one batch. Source: INTEGRITY section 6.
pub const ITEMS_MAX: usize = 1 << 24;
/// First byte of a frame: the item lies under a key of its own.
pub const OWN_KEY: u8 = 1;
/// First byte of a frame: the item lies under its batch's key.
pub const BATCH_KEY: u8 = 0;
/// Formats whose rows are plainly a machine's: without `--source` their name is the source.
const MACHINE_FORMATS: [&str; 1] = ["firms"];

/// A batch, ready to be kept.
#[derive(Debug)]
pub struct Built {
    /// Items in order of id.
    pub items: Vec<ItemAt>,
    /// What the vault keeps.
    pub files: BatchFiles,
    /// Merkle root over the items without their salts.
    pub plain_root: Digest,
}

/// Builds a sealed batch under a key. Of two items with one id the later given is kept.
///
/// The file holds one frame per item: length (u32, big-endian), then [`OWN_KEY`] or [`BATCH_KEY`],
/// then ciphertext; an item's offset and length are those of what follows the length.
///
/// # Errors
/// If an item does not fit the record's profile, or there are too many.
pub fn build(conclusion: &mut Conclusion, key: &RecordKey, keys: &mut KeySource) -> Result<Built, EngineFault> {
    let sorted = sort(conclusion.kind, std::mem::take(&mut conclusion.items))?;
    let shared = (ItemKey::OfBatch(key.clone()), key.item_cipher());
    let (mut tree, mut plain) = (BatchTree::new(), Frontier::new());
    let mut files = BatchFiles { root: Digest::of(&[]), items: Vec::new(), tiles: Vec::new(), keys: Vec::new() };
    let mut items = Vec::with_capacity(sorted.len());
    for (id, item) in sorted {
        let bytes = canonical(&item, &id)?;
        let own = (!conclusion.sharing.is_shared(&item)).then(|| keys.draw());
        let own = own.map(|key| (key.item_cipher(), ItemKey::Own(key)));
        let (item_key, cipher) = own.as_ref().map_or((&shared.0, &shared.1), |(cipher, key)| (key, cipher));
        let hash = record::seal::item_hash(&bytes, &item_key.of(&id), &id);
        tree.push(id.as_bytes(), hash).map_err(|cause| EngineFault::Record { what: id, cause: cause.to_string() })?;
        let (hash, plain_hash) = (Digest::from_bytes(hash.0), item_hash(&bytes));
        plain.append(Hash(*plain_hash.as_bytes()));
        let (offset, length) = push_frame(&mut files.items, item_key, cipher, &bytes);
        if let ItemKey::Own(key) = item_key {
            files.keys.push((hash, key.clone()));
        }
        items.push(ItemAt { item, hash, plain: plain_hash, offset, length });
    }
    let closed = tree.close();
    (files.root, files.tiles) = (Digest::from_bytes(closed.root.0), closed.hash_file);
    Ok(Built { items, files, plain_root: Digest::from_bytes(plain.root().0) })
}

fn push_frame(file: &mut Vec<u8>, key: &ItemKey, cipher: &[u8; 32], item: &[u8]) -> (u64, u32) {
    let flag = if matches!(key, ItemKey::Own(_)) { OWN_KEY } else { BATCH_KEY };
    let offset = file.len() as u64 + 4;
    let sealed = seal_item(cipher, offset, item);
    let length = u32::try_from(sealed.len() + 1).unwrap_or(u32::MAX);
    file.extend_from_slice(&length.to_be_bytes());
    file.push(flag);
    file.extend_from_slice(&sealed);
    (offset, length)
}

/// A conclusion's items as an auditor can derive them again: ids and hashes without salt, in order.
pub struct Plain {
    /// Id and hash of each item.
    pub items: Vec<(String, Digest)>,
    /// Merkle root over the hashes.
    pub root: Digest,
}

/// Puts a conclusion's items in order and hashes them without salt.
///
/// # Errors
/// As [`build`].
pub fn plain(conclusion: &mut Conclusion) -> Result<Plain, EngineFault> {
    let mut frontier = Frontier::new();
    let mut items = Vec::new();
    for (id, item) in sort(conclusion.kind, std::mem::take(&mut conclusion.items))? {
        let hash = item_hash(&canonical(&item, &id)?);
        frontier.append(Hash(*hash.as_bytes()));
        items.push((id, hash));
    }
    Ok(Plain { items, root: Digest::from_bytes(frontier.root().0) })
}

fn sort(what: &str, items: Vec<Item>) -> Result<Vec<(String, Item)>, EngineFault> {
    let n = items.len();
    if n > ITEMS_MAX {
        return Err(EngineFault::TooMany { what: what.into(), n });
    }
    let mut keyed: Vec<(String, Item)> = items.into_iter().map(|item| (item.id(), item)).collect();
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    keyed.reverse();
    keyed.dedup_by(|(a, _), (b, _)| a == b);
    keyed.reverse();
    Ok(keyed)
}

fn canonical(item: &Item, id: &str) -> Result<Vec<u8>, EngineFault> {
    item.canonical().map_err(|cause| EngineFault::Record { what: id.to_owned(), cause: cause.to_string() })
}

/// The hash of an item without salt: of a clear batch, or for comparing contents.
pub fn item_hash(bytes: &[u8]) -> Digest {
    Digest::from_bytes(ledger::batch::item_hash(&CLEAR_SALT, bytes).0)
}

/// Which items lie under their batch's key: those that rest on sources that report about nobody.
/// Everything else can be erased alone.
#[derive(Clone, Debug, Default)]
pub struct Sharing {
    machines: Vec<SourceId>,
    persons: Vec<SourceId>,
    of_machine: bool,
}

impl Sharing {
    /// The sharing that a mission's sources allow; `artifact` is the source of the artifact that is read.
    pub fn of(mission: &Mission, artifact: Option<&SourceId>) -> Self {
        let (machines, persons): (Vec<_>, Vec<_>) = mission.sources.iter().partition(|source| source.machine && source.party.is_none());
        let ids = |sources: Vec<&model::mission::Source>| sources.into_iter().map(|source| source.id.clone()).collect();
        let mut sharing = Self { machines: ids(machines), persons: ids(persons), of_machine: false };
        sharing.of_machine = artifact.is_some_and(|source| sharing.is_machine(source));
        sharing
    }

    fn is_machine(&self, source: &SourceId) -> bool {
        let is_plain = MACHINE_FORMATS.contains(&source.0.as_str()) && !self.persons.contains(source);
        is_plain || self.machines.contains(source)
    }

    fn is_shared(&self, item: &Item) -> bool {
        match item {
            Item::Observation(observation) => self.is_machine(&observation.source),
            Item::Incident(incident) => {
                !incident.origins.is_empty() && incident.origins.iter().all(|origin| self.is_machine(&origin.source))
            }
            Item::Coverage(coverage) => self.is_machine(&coverage.source),
            Item::Layer(layer) => self.is_machine(&layer.source),
            Item::Refusal(_) => self.of_machine,
            Item::Reading(_) | Item::Withdrawal(_) => true,
            Item::Finding(_) => false,
        }
    }
}

/// Merkle root over inputs in the order given.
pub fn inputs_root<'a>(inputs: impl IntoIterator<Item = &'a Digest>) -> Digest {
    let mut frontier = Frontier::new();
    for input in inputs {
        frontier.append(Hash::leaf(input.as_bytes()));
    }
    Digest::from_bytes(frontier.root().0)
}

/// What a step concluded, before it is recorded.
#[derive(Debug)]
pub struct Conclusion {
    /// Which step.
    pub kind: &'static str,
    /// By what method.
    pub method: Method,
    /// How many inputs were considered.
    pub inputs_n: usize,
    /// Root over them.
    pub inputs_root: Digest,
    /// The log of the entry that caused the step, if it is another one's.
    pub log: Option<String>,
    /// The items.
    pub items: Vec<Item>,
    /// Which of them lie under one key.
    pub sharing: Sharing,
}

/// The header of a conclusion at a position of the log.
pub fn header(conclusion: &Conclusion, built: &Built, as_of: u64, trigger: u64) -> BatchHeader {
    let basis = Basis {
        as_of,
        inputs_n: u32::try_from(conclusion.inputs_n).unwrap_or(u32::MAX),
        inputs_root: conclusion.inputs_root,
        log: conclusion.log.clone(),
        trigger,
    };
    BatchHeader {
        basis,
        kind: conclusion.kind.into(),
        mark: "red".into(),
        method: conclusion.method.clone(),
        n: u32::try_from(built.items.len()).unwrap_or(u32::MAX),
        order: "id".into(),
        plain_root: Some(built.plain_root),
        root: built.files.root,
        v: 1,
    }
}

/// Reads an item of the batch at an entry; `None` if no key opens it.
///
/// # Errors
/// If it opens and is no item.
pub fn read_item(leaf: u64, kept: &KeptItem) -> Result<Option<ItemAt>, EngineFault> {
    let read = |bytes: &[u8]| {
        Item::read(bytes)
            .map_err(|cause| EngineFault::Entry { leaf, cause: format!("the item at byte {} of its batch: {cause}", kept.offset) })
    };
    let (item, hash, plain) = match &kept.content {
        Content::NoKey => return Ok(None),
        Content::Damaged => {
            let how = format!("the item at byte {} is not the item that was recorded: its key does not open it", kept.offset);
            return Err(StoreFault::Damaged { what: format!("the batch of entry {leaf}"), how }.into());
        }
        Content::Clear(bytes) => {
            let hash = item_hash(bytes);
            (read(bytes)?, hash, hash)
        }
        Content::Opened(bytes, key) => {
            let item = read(bytes)?;
            let id = item.id();
            (item, Digest::from_bytes(record::seal::item_hash(bytes, &key.of(&id), &id).0), item_hash(bytes))
        }
    };
    Ok(Some(ItemAt { item, hash, plain, offset: kept.offset, length: kept.length }))
}
