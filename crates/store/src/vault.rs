//! The vault as files: artifacts under their digest, batches under their root.

use crate::disk::{fault, files_below, read, shown, write_together};
use engine::contract::BatchFiles;
use engine::{StoreFault, Vault};
use model::Digest;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// The vault of one mission.
pub struct FileVault {
    folder: PathBuf,
}

impl FileVault {
    /// Uses a folder; it is made on the first write.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.into() }
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
        let bytes = read(&path)?;
        if Digest::of(&bytes) == *digest {
            return Ok(bytes);
        }
        Err(StoreFault::Damaged { what: shown(&path), how: "its bytes do not have the digest of its name".into() })
    }

    fn put_batches(&mut self, batches: &[BatchFiles]) -> Result<(), StoreFault> {
        let files: BTreeMap<PathBuf, &[u8]> = batches
            .iter()
            .flat_map(|batch| {
                [(self.batch(&batch.root, "items"), batch.items.as_slice()), (self.batch(&batch.root, "hashes"), batch.tiles.as_slice())]
            })
            .collect();
        write_together(&files.into_iter().collect::<Vec<_>>())
    }

    fn read_batch(&self, root: &Digest) -> Result<Vec<u8>, StoreFault> {
        read(&self.batch(root, "items"))
    }

    fn read_batch_tiles(&self, root: &Digest) -> Result<Vec<u8>, StoreFault> {
        read(&self.batch(root, "hashes"))
    }

    fn read_batch_part(&self, root: &Digest, offset: u64, length: u32) -> Result<Vec<u8>, StoreFault> {
        let path = self.batch(root, "items");
        let mut bytes = vec![0; length as usize];
        let file = File::open(&path).map_err(|cause| fault(&path, &cause))?;
        file.read_exact_at(&mut bytes, offset).map_err(|cause| fault(&path, &cause))?;
        Ok(bytes)
    }
}
