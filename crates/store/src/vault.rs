//! The vault as files: adopted texts under their digest, everything else sealed; batches under their root.

use crate::Seals;
use crate::disk::{fault, files_below, read, shown, write_together};
use crate::seals::batch_name;
use engine::batch::{BATCH_KEY, OWN_KEY};
use engine::contract::{Content, KeptItem, Located, SealedUnit};
use engine::{StoreFault, Vault};
use ledger::tree::HASH_BYTES;
use model::Digest;
use record::seal::{ItemKey, KeySource, RecordKey, SealedLeaf, open_item};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The vault of one mission.
pub struct FileVault {
    folder: PathBuf,
    seals: Option<Arc<Seals>>,
    is_shared: bool,
}

impl FileVault {
    /// Uses a folder, without keys: what is sealed does not open. It is made on the first write.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.into(), seals: None, is_shared: false }
    }

    /// Uses a folder with what opens it.
    /// `is_shared`: whether other nodes read what comes in.
    pub fn with_seals(folder: &Path, seals: Arc<Seals>, is_shared: bool) -> Self {
        Self { folder: folder.into(), seals: Some(seals), is_shared }
    }

    /// Whether a key lies under a name.
    ///
    /// # Errors
    /// If the key store is damaged.
    pub fn has_key(&self, name: &[u8; 32]) -> Result<bool, StoreFault> {
        let key = self.seals.as_ref().map(|seals| seals.key(name)).transpose()?;
        Ok(key.flatten().is_some())
    }

    fn blob(&self, digest: &Digest) -> PathBuf {
        self.folder.join("blobs").join(digest.to_string())
    }

    fn batch(&self, root: &Digest, ending: &str) -> PathBuf {
        self.folder.join("batches").join(format!("{root}.{ending}"))
    }

    /// Checks every blob against its name. Batches are checked against their headers by the audit.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn check(&self) -> Result<Vec<String>, StoreFault> {
        let mut faults = Vec::new();
        for path in files_below(&self.folder.join("blobs"))? {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if !is_temporary(&path) && Digest::of(&read(&path)?).to_string() != name {
                faults.push(format!("{} does not hold the bytes of its name", shown(&path)));
            }
        }
        Ok(faults)
    }

    /// Names batches that no header mentions and files half-written: left by an interrupted step, or
    /// put there. They change nothing and are overwritten when needed.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn leftovers(&self, roots: &BTreeSet<Digest>) -> Result<Vec<String>, StoreFault> {
        let root_of = |path: &Path| path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
        let is_known = |path: &Path| root_of(path).is_some_and(|root| roots.contains(&root));
        let batches = files_below(&self.folder.join("batches"))?.into_iter().filter(|path| !is_known(path));
        let blobs = files_below(&self.folder.join("blobs"))?.into_iter().filter(|path| is_temporary(path));
        Ok(batches.chain(blobs).map(|path| shown(&path)).collect())
    }
}

fn is_temporary(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "tmp")
}

impl Vault for FileVault {
    fn put_all(&mut self, pieces: &[&[u8]]) -> Result<Vec<Digest>, StoreFault> {
        let digests: Vec<Digest> = pieces.iter().map(|bytes| Digest::of(bytes)).collect();
        let mut files: BTreeMap<PathBuf, &[u8]> = BTreeMap::new();
        for (digest, bytes) in digests.iter().zip(pieces) {
            let path = self.blob(digest);
            let is_kept = path.exists() && read(&path).is_ok_and(|kept| kept == *bytes);
            if !is_kept {
                files.insert(path, bytes);
            }
        }
        write_together(&files.into_iter().collect::<Vec<_>>())?;
        Ok(digests)
    }

    fn read(&self, digest: &Digest) -> Result<Vec<u8>, StoreFault> {
        let path = self.blob(digest);
        if !path.exists()
            && let Some(seals) = &self.seals
        {
            let copies = seals.attached(digest)?;
            let absent = || StoreFault::Absent { what: format!("artifact {digest}") };
            return copies.into_iter().reduce(|found, other| found.or(other)).unwrap_or_else(|| Err(absent()));
        }
        let bytes = read(&path)?;
        if Digest::of(&bytes) == *digest {
            return Ok(bytes);
        }
        Err(StoreFault::Damaged { what: shown(&path), how: "its bytes do not have the digest of its name".into() })
    }

    fn read_copy(&self, leaf: &[u8], digest: &Digest) -> Result<Vec<u8>, StoreFault> {
        let sealed = SealedLeaf::read(leaf).ok().filter(|_| SealedLeaf::is_claimed_by(leaf));
        let own = match (&self.seals, sealed) {
            (Some(seals), Some(sealed)) => Some(seals.attached_to(&sealed, digest)?),
            _ => None,
        };
        match own {
            Some(bytes) if !self.blob(digest).exists() => Ok(bytes),
            _ => self.read(digest),
        }
    }

    fn is_shared(&self) -> bool {
        self.is_shared
    }

    fn keep(&mut self, units: &[SealedUnit<'_>], keys: &mut KeySource) -> Result<(), StoreFault> {
        let absent = || StoreFault::Absent { what: "keys/: what comes in is sealed, and the key store".into() };
        self.seals.as_ref().ok_or_else(absent)?.keep(units, keys, |root, ending| self.batch(root, ending))
    }

    fn read_batch(&self, root: &Digest) -> Result<Vec<KeptItem>, StoreFault> {
        let path = self.batch(root, "sealed");
        if !path.exists() {
            return read_clear(&self.batch(root, "items"));
        }
        let (file, tiles) = (read(&path)?, self.read_batch_tiles(root)?);
        let opener = self.opener(root)?;
        let cut_off = || StoreFault::Damaged { what: shown(&path), how: "it ends inside an item".into() };
        let (mut items, mut at, mut hashes) = (Vec::new(), 0, tiles.chunks_exact(HASH_BYTES));
        while let Some(rest) = file.get(at..).filter(|rest| !rest.is_empty()) {
            let (length, rest) = rest.split_first_chunk().ok_or_else(cut_off)?;
            let length = u32::from_be_bytes(*length);
            let frame = rest.get(..length as usize).ok_or_else(cut_off)?;
            let hash = hashes.next().and_then(|hash| hash.try_into().ok()).unwrap_or([0; HASH_BYTES]);
            items.push(opener.item(at as u64 + 4, frame, &hash)?);
            at += 4 + length as usize;
        }
        Ok(items)
    }

    fn read_batch_tiles(&self, root: &Digest) -> Result<Vec<u8>, StoreFault> {
        read(&self.batch(root, "hashes"))
    }

    fn read_item(&self, root: &Digest, at: &Located) -> Result<KeptItem, StoreFault> {
        let sealed = self.batch(root, "sealed");
        if !sealed.exists() {
            let bytes = read_part(&self.batch(root, "items"), at)?;
            return Ok(KeptItem { offset: at.offset, length: at.length, content: Content::Clear(bytes) });
        }
        let frame = read_part(&sealed, at)?;
        self.opener(root)?.item(at.offset, &frame, at.hash.as_bytes())
    }
}

impl FileVault {
    fn opener(&self, root: &Digest) -> Result<Opener<'_>, StoreFault> {
        let seals = self.seals.as_deref();
        let key = seals.map(|seals| seals.key(&batch_name(root))).transpose()?.flatten();
        let shared = key.map(|key| (key.item_cipher(), ItemKey::OfBatch(key)));
        Ok(Opener { seals, shared })
    }
}

/// Opens items of one batch.
struct Opener<'a> {
    seals: Option<&'a Seals>,
    shared: Option<([u8; 32], ItemKey)>,
}

impl Opener<'_> {
    fn item(&self, offset: u64, frame: &[u8], hash: &[u8; 32]) -> Result<KeptItem, StoreFault> {
        let length = u32::try_from(frame.len()).unwrap_or(u32::MAX);
        let content = match frame.split_first() {
            None => Content::Damaged,
            Some((&OWN_KEY, sealed)) => {
                let key = self.seals.map(|seals| seals.key(hash)).transpose()?.flatten();
                key.map_or(Content::NoKey, |key: RecordKey| opened(&key.item_cipher(), offset, sealed, ItemKey::Own(key)))
            }
            Some((&BATCH_KEY, sealed)) => match &self.shared {
                Some((cipher, key)) => opened(cipher, offset, sealed, key.clone()),
                None => Content::NoKey,
            },
            Some(_) => Content::Damaged,
        };
        Ok(KeptItem { offset, length, content })
    }
}

fn opened(cipher: &[u8; 32], offset: u64, sealed: &[u8], key: ItemKey) -> Content {
    open_item(cipher, offset, sealed).map_or(Content::Damaged, |bytes| Content::Opened(bytes, key))
}

/// The items of a clear batch of an old log: one line each.
fn read_clear(path: &Path) -> Result<Vec<KeptItem>, StoreFault> {
    let cut_off = || StoreFault::Damaged { what: shown(path), how: "it ends inside an item".into() };
    let (file, mut items, mut offset) = (read(path)?, Vec::new(), 0u64);
    for line in file.split_inclusive(|byte| *byte == b'\n') {
        let bytes = line.strip_suffix(b"\n").ok_or_else(cut_off)?;
        items.push(KeptItem { offset, length: u32::try_from(bytes.len()).unwrap_or(u32::MAX), content: Content::Clear(bytes.to_vec()) });
        offset += line.len() as u64;
    }
    Ok(items)
}

fn read_part(path: &Path, at: &Located) -> Result<Vec<u8>, StoreFault> {
    let mut bytes = vec![0; at.length as usize];
    let file = File::open(path).map_err(|cause| fault(path, &cause))?;
    file.read_exact_at(&mut bytes, at.offset).map_err(|cause| fault(path, &cause))?;
    Ok(bytes)
}
