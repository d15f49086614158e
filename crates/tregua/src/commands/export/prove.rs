//! Proofs for a bundle: entries and items opened for an audience, all leading to one checkpoint.

use crate::fault::Fault;
use engine::contract::{Content, Lookup};
use engine::{Log, StoreFault, Vault};
use ledger::batch::item_path;
use ledger::checkpoint::Checkpoint;
use ledger::note::Note;
use ledger::proof::LogProof;
use ledger::tile::{Tile, TileSource};
use ledger::tree::{HASH_BYTES, Hash, prove_consistency, prove_inclusion};
use model::{Act, Digest, Entry};
use record::seal::{Audience, ItemProof, Opening, RecordProof};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use store::FileLog;
use store::view::View;
use verify::write::Bundle;

/// Hash tiles of a batch, and where each item hash stands in it.
struct BatchTiles {
    bytes: Vec<u8>,
    places: HashMap<[u8; HASH_BYTES], u64>,
}

/// Makes proofs that lead to the best checkpoint there is.
pub struct Prover<'a> {
    view: &'a View,
    note: Note,
    bytes: Vec<u8>,
    checkpoint: Checkpoint,
    paths: RefCell<BTreeMap<u64, Vec<Hash>>>,
    batches: RefCell<BTreeMap<Digest, BatchTiles>>,
}

impl<'a> Prover<'a> {
    /// Takes the cosigned checkpoint if it covers the position looked at, else the log's own.
    pub fn new(view: &'a View) -> Result<Self, Fault> {
        let cosigned = fs::read(view.log().folder().join("checkpoint.cosigned")).ok();
        let cosigned = cosigned.and_then(|bytes| read_note(&bytes).ok().map(|(note, checkpoint)| (bytes, note, checkpoint)));
        let cosigned = cosigned.filter(|(_, _, checkpoint)| checkpoint.size >= view.as_of() && checkpoint.size <= view.log().size());
        let (bytes, note, checkpoint) = match cosigned {
            Some(cosigned) => cosigned,
            None => {
                let bytes = view.log().checkpoint().into_bytes();
                let (note, checkpoint) = read_note(&bytes)?;
                (bytes, note, checkpoint)
            }
        };
        Ok(Self { view, note, bytes, checkpoint, paths: RefCell::default(), batches: RefCell::default() })
    }

    /// The checkpoint that all proofs lead to.
    pub fn checkpoint(&self) -> &[u8] {
        &self.bytes
    }

    /// The log's name.
    pub fn log_name(&self) -> &str {
        &self.checkpoint.log_name
    }

    /// The log's verifier key, as the log's folder has it.
    pub fn vkey(&self) -> String {
        fs::read_to_string(self.view.log().folder().join("vkey")).unwrap_or_default().trim_end().to_owned()
    }

    /// Whether somebody beside the log has signed.
    pub fn is_cosigned(&self) -> bool {
        self.note.signatures().iter().any(|signature| signature.name != self.checkpoint.log_name)
    }

    /// The policy in use, for people: the one adopted, or the log's key alone.
    pub fn policy(&self) -> Result<String, Fault> {
        let adopted = super::gather::acts(self.view)?.into_iter().rev().find_map(|(_, entry)| match entry {
            Entry::Signed(signed) => {
                if let Act::AdoptPolicy { text } = signed.declared.act {
                    Some(text)
                } else {
                    None
                }
            }
            _ => None,
        });
        Ok(adopted.unwrap_or_else(|| format!("log {}\nquorum none\n", self.vkey())))
    }

    /// The proof of an entry.
    pub fn record(&self, leaf: u64, audience: Audience) -> Result<RecordProof, Fault> {
        Ok(RecordProof { record: self.open_entry(leaf, audience)?, log: self.log_proof(leaf)? })
    }

    /// The proof of an item, and the name under which it may be shown.
    pub fn item(&self, id: &str, audience: Audience) -> Result<(String, ItemProof), Fault> {
        let at = self.view.place(id).map_err(Fault::from)?;
        let header = self.view.header(at.leaf)?;
        let n = u64::from(header.n);
        let (index, path) = self.item_path(&header.root, n, at.hash.as_bytes(), id)?;
        let item = match self.view.vault().read_item(&header.root, &at)?.content {
            Content::Clear(bytes) => clear(bytes, audience, id)?,
            Content::Opened(bytes, key) => Opening::of_item(&bytes, &key.of(id), id, audience),
            Content::NoKey | Content::Damaged => {
                let how = "its key does not open it".to_owned();
                return Err(StoreFault::Damaged { what: format!("{id} in the batch of entry {}", at.leaf), how }.into());
            }
        };
        let name = if audience == Audience::Public { format!("item-{}-{index}", at.leaf) } else { id.to_owned() };
        let header = self.open_entry(at.leaf, audience)?;
        Ok((name, ItemProof { item, index, n, path, header, log: self.log_proof(at.leaf)? }))
    }

    /// Adds stamped checkpoints with their time stamps, and the way from each to the main one.
    pub fn add_times(&self, bundle: &mut Bundle) -> Result<(), Fault> {
        for stamped in crate::commands::stamp::stamped(self.view.log().folder())? {
            let (_, checkpoint) = read_note(&stamped.checkpoint)?;
            if checkpoint.size > self.view.log().size() {
                continue;
            }
            let (old, new) = (checkpoint.size.min(self.checkpoint.size), checkpoint.size.max(self.checkpoint.size));
            let consistency = prove_consistency(&mut self.source(), old, new).map_err(|fault| damaged(&fault))?;
            bundle.add_checkpoint(checkpoint.size, &stamped.checkpoint, &consistency);
            stamped.responses.iter().for_each(|(name, response)| bundle.add_stamp(checkpoint.size, name, response));
        }
        Ok(())
    }

    fn open_entry(&self, leaf: u64, audience: Audience) -> Result<Opening, Fault> {
        if let Some((record, key)) = self.view.log().unseal(leaf)? {
            return Ok(Opening::of_entry(&record, &key, audience));
        }
        let stored = stored(self.view.log(), leaf)?;
        let is_act = matches!(Entry::read(&stored), Ok(Entry::Signed(_) | Entry::Declared(_) | Entry::Anchor(_) | Entry::Gap(_)));
        if is_act { Ok(Opening::clear(stored)) } else { clear(stored, audience, &format!("entry {leaf}")) }
    }

    fn log_proof(&self, leaf: u64) -> Result<LogProof, Fault> {
        let mut paths = self.paths.borrow_mut();
        let path = match paths.get(&leaf) {
            Some(path) => path.clone(),
            None => {
                let path = prove_inclusion(&mut self.source(), leaf, self.checkpoint.size).map_err(|fault| damaged(&fault))?;
                paths.entry(leaf).or_insert(path).clone()
            }
        };
        Ok(LogProof::new(leaf, path, &self.note))
    }

    /// The whole log's tiles: they hold every smaller tree.
    fn source(&self) -> TileSource<impl FnMut(Tile) -> Result<Vec<u8>, String>> {
        let folder = self.view.log().folder();
        TileSource::new(self.view.log().size(), move |tile| fs::read(folder.join(tile.to_string())).map_err(|cause| cause.to_string()))
    }

    fn item_path(&self, root: &Digest, n: u64, hash: &[u8; HASH_BYTES], id: &str) -> Result<(u64, Vec<Hash>), Fault> {
        let mut batches = self.batches.borrow_mut();
        if !batches.contains_key(root) {
            batches.insert(*root, BatchTiles::of(self.view.vault().read_batch_tiles(root)?, n));
        }
        let absent = || Fault::from(StoreFault::Absent { what: format!("{id} among the hashes of its batch") });
        let tiles = batches.get(root).ok_or_else(absent)?;
        let index = *tiles.places.get(hash).ok_or_else(absent)?;
        let read = |offset: u64, length: usize| {
            let from = usize::try_from(offset).map_err(|fault| fault.to_string())?;
            tiles.bytes.get(from..from + length).map(<[u8]>::to_vec).ok_or_else(|| "the hash file is too short".to_owned())
        };
        Ok((index, item_path(index, n, read).map_err(|fault| damaged(&fault))?))
    }
}

impl BatchTiles {
    fn of(bytes: Vec<u8>, n: u64) -> Self {
        let hashes = bytes.chunks_exact(HASH_BYTES).take(usize::try_from(n).unwrap_or(usize::MAX));
        let places = (0..).zip(hashes).filter_map(|(index, hash)| Some((hash.try_into().ok()?, index))).collect();
        Self { bytes, places }
    }
}

/// The bytes of a leaf as the log holds them.
pub fn stored(log: &FileLog, leaf: u64) -> Result<Vec<u8>, Fault> {
    Ok(log.stored(leaf)?)
}

/// A clear record is for the Commission alone: nothing in it can be left out.
fn clear(bytes: Vec<u8>, audience: Audience, what: &str) -> Result<Opening, Fault> {
    if audience == Audience::Commission {
        return Ok(Opening::clear(bytes));
    }
    Err(Fault::Input(format!(
        "{what}: it was recorded in the clear, by an older version: nothing of it can be held back, so that it can be bundled for the commission alone"
    )))
}

fn read_note(bytes: &[u8]) -> Result<(Note, Checkpoint), Fault> {
    let note = Note::read(bytes).map_err(|fault| damaged(&fault))?;
    let checkpoint = Checkpoint::read_text(note.unverified_text()).map_err(|fault| damaged(&fault))?;
    Ok((note, checkpoint))
}

fn damaged(fault: &dyn std::fmt::Display) -> Fault {
    StoreFault::Damaged { what: "the log's checkpoint or hash tiles".into(), how: fault.to_string() }.into()
}
