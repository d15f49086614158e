//! Taking a vault: every file that the source has and this copy lacks, each checked against its name.

use super::fetch::{VAULT_FILE_BYTES_MAX, garbage, whole};
use super::source::{LIST_MAX, Listed, Source};
use super::{Mirror, PullFault};
use crate::disk::{fault, write_together};
use ledger::batch::{BatchTree, CLEAR_SALT, hash_file_bytes, item_hash};
use ledger::tree::{HASH_BYTES, Hash};
use model::{Digest, Item};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Files made durable together.
const FILES_AT_ONCE: usize = 64;
/// Bytes held before they are made durable.
const BYTES_AT_ONCE: usize = 64 << 20;
/// Files up to this size come in one part and need no place for an interrupted transfer.
const SMALL_BYTES_MAX: u64 = super::source::PART_BYTES_MAX;
/// Most listings followed: a hundred million files.
const LISTINGS_MAX: usize = 10_000;
/// Files that were not right, shown one by one.
const REFUSED_MAX: usize = 100;

/// What taking a vault brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PulledVault {
    /// Files that were new.
    pub files: u64,
    /// Bytes in them.
    pub bytes: u64,
    /// Files that the source gave and that are not what their names say, with how; at most a hundred.
    pub refused: Vec<String>,
}

/// Files that came and are not durable yet.
#[derive(Default)]
struct Waiting {
    files: Vec<(PathBuf, Vec<u8>)>,
    bytes_n: usize,
}

impl Waiting {
    fn push(&mut self, path: PathBuf, bytes: Vec<u8>) -> Result<(), PullFault> {
        self.bytes_n += bytes.len();
        let is_elsewhere = self.files.first().is_some_and(|(first, _)| first.parent() != path.parent());
        if is_elsewhere || self.files.len() >= FILES_AT_ONCE || self.bytes_n >= BYTES_AT_ONCE {
            self.write()?;
        }
        self.files.push((path, bytes));
        Ok(())
    }

    fn write(&mut self) -> Result<(), PullFault> {
        let files: Vec<(PathBuf, &[u8])> = self.files.iter().map(|(path, bytes)| (path.clone(), bytes.as_slice())).collect();
        write_together(&files)?;
        *self = Self::default();
        Ok(())
    }
}

/// What a file's name must be.
const NO_NAME: &str = "no file of a vault has such a name";
/// The one file that grows.
const PACK: &str = "vault/pack";

impl Mirror {
    /// Whether the source's pack has frames that this copy lacks.
    fn has_grown(&self, file: &Listed, path: &Path) -> bool {
        file.path == PACK && fs::metadata(path).is_ok_and(|facts| facts.len() < file.bytes_n)
    }

    /// Takes every file of the vault that is not here yet. A file that is not what its name says is
    /// refused and named; the others still come.
    ///
    /// # Errors
    /// If the source cannot be reached or the disk refuses: what came whole stays.
    pub fn pull_vault(&self, source: &dyn Source) -> Result<PulledVault, PullFault> {
        self.pull_some(source, &|_| true)
    }

    /// Takes only what came in or was taken into use, not what the other node concluded.
    ///
    /// # Errors
    /// As [`Mirror::pull_vault`].
    pub fn pull_received(&self, source: &dyn Source) -> Result<PulledVault, PullFault> {
        self.pull_some(source, &|path| path.starts_with("vault/blobs/"))
    }

    /// Takes the bytes with these digests.
    ///
    /// # Errors
    /// If one of them is not there or not right, besides what [`Mirror::pull_vault`] says.
    pub fn pull_bytes(&self, source: &dyn Source, digests: &BTreeSet<Digest>) -> Result<PulledVault, PullFault> {
        let mut pulled = PulledVault::default();
        let mut waiting = Waiting::default();
        for digest in digests {
            let path = format!("vault/blobs/{digest}");
            if self.root().join(&path).exists() {
                continue;
            }
            let part = source.part(&path, 0)?.ok_or_else(|| garbage(source, &path, "it is not there"))?;
            let file = Listed { path, bytes_n: part.total };
            self.take_file(source, &file, &mut waiting, &mut pulled)?;
            if let Some(how) = pulled.refused.first() {
                return Err(garbage(source, &file.path, how.clone()));
            }
        }
        waiting.write()?;
        Ok(pulled)
    }

    fn pull_some(&self, source: &dyn Source, is_wanted: &dyn Fn(&str) -> bool) -> Result<PulledVault, PullFault> {
        let mut pulled = PulledVault::default();
        let mut waiting = Waiting::default();
        let mut after = String::new();
        for _ in 0..LISTINGS_MAX {
            let listed = source.list(&after)?;
            check_listing(source, &after, &listed)?;
            for file in listed.iter().filter(|file| is_wanted(&file.path)) {
                self.take_file(source, file, &mut waiting, &mut pulled)?;
            }
            match listed.last() {
                Some(last) if listed.len() >= LIST_MAX => after.clone_from(&last.path),
                _ => break,
            }
        }
        waiting.write()?;
        Ok(pulled)
    }

    fn take_file(&self, source: &dyn Source, file: &Listed, waiting: &mut Waiting, pulled: &mut PulledVault) -> Result<(), PullFault> {
        let path = self.root().join(&file.path);
        if path.exists() && !self.has_grown(file, &path) {
            return Ok(());
        }
        let Some(bytes) = fetch(source, file, &path)? else { return Ok(()) };
        match check_file(&file.path, &bytes) {
            Ok(()) => {
                pulled.files += 1;
                pulled.bytes += bytes.len() as u64;
                waiting.push(path, bytes)
            }
            Err(how) => {
                if pulled.refused.len() < REFUSED_MAX {
                    pulled.refused.push(format!("{}: {how}", file.path));
                }
                Ok(())
            }
        }
    }
}

/// Names must be in order, plain, and below the vault: a name is not to lead anywhere else.
fn check_listing(source: &dyn Source, after: &str, listed: &[Listed]) -> Result<(), PullFault> {
    let mut before = after;
    for file in listed {
        let is_plain = file.path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '\0']));
        if !file.path.starts_with("vault/") || !is_plain || file.path.as_str() <= before {
            return Err(garbage(
                source,
                &file.path.chars().take(100).collect::<String>(),
                "this is no name of a vault's file, or out of order",
            ));
        }
        if file.bytes_n > VAULT_FILE_BYTES_MAX {
            return Err(garbage(source, &file.path, format!("{} bytes; at most {VAULT_FILE_BYTES_MAX} are expected", file.bytes_n)));
        }
        before = &file.path;
    }
    Ok(())
}

/// Reads a file; a large one goes on where an interrupted transfer ended.
fn fetch(source: &dyn Source, file: &Listed, path: &Path) -> Result<Option<Vec<u8>>, PullFault> {
    if file.bytes_n <= SMALL_BYTES_MAX {
        return whole(source, &file.path, VAULT_FILE_BYTES_MAX, Vec::new(), |_| Ok(()));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let begun_path = path.with_file_name(format!(".{name}.part"));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|cause| fault(folder, &cause))?;
    }
    let mut begun = fs::read(&begun_path).unwrap_or_default();
    if begun.len() as u64 >= file.bytes_n {
        begun.clear();
    }
    let opened = File::options().create(true).append(true).open(&begun_path);
    let mut part = opened.map_err(|cause| fault(&begun_path, &cause))?;
    part.set_len(begun.len() as u64).map_err(|cause| fault(&begun_path, &cause))?;
    let bytes = whole(source, &file.path, VAULT_FILE_BYTES_MAX, begun, |bytes| {
        part.write_all(bytes).map_err(|cause| fault(&begun_path, &cause).into())
    })?;
    // It is whole in memory now; a leftover would only cost room.
    drop(fs::remove_file(&begun_path));
    Ok(bytes)
}

/// Checks a file against its name, as far as this is possible without its keys: adopted texts, hash
/// files and clear batches; of ciphertext only that it comes apart.
fn check_file(path: &str, bytes: &[u8]) -> Result<(), String> {
    if let Some(name) = path.strip_prefix("vault/blobs/") {
        let is_right = Digest::of(bytes).to_string() == name;
        return if is_right { Ok(()) } else { Err("its bytes do not have the digest of its name".into()) };
    }
    if path == PACK || path.strip_prefix("vault/sealed/").is_some_and(|name| name.parse::<Digest>().is_ok()) {
        return Ok(());
    }
    let (root, ending) = path.strip_prefix("vault/batches/").and_then(|name| name.split_once('.')).ok_or(NO_NAME)?;
    let root: Digest = root.parse().map_err(|_| NO_NAME)?;
    let mut tree = BatchTree::new();
    match ending {
        "sealed" => return Ok(()),
        "hashes" => {
            let n = items_of(bytes.len()).ok_or("no hash file has this length")?;
            for hash in bytes.chunks_exact(HASH_BYTES).take(n).filter_map(Hash::read) {
                tree.push_hash(hash).map_err(|fault| fault.to_string())?;
            }
        }
        "items" => {
            for line in bytes.split_inclusive(|byte| *byte == b'\n') {
                let item = line.strip_suffix(b"\n").ok_or("it ends inside an item")?;
                let id = Item::read(item).map_err(|fault| fault.to_string())?.id();
                tree.push(id.as_bytes(), item_hash(&CLEAR_SALT, item)).map_err(|fault| fault.to_string())?;
            }
        }
        _ => return Err(NO_NAME.into()),
    }
    let closed = tree.close();
    if closed.root.0 != *root.as_bytes() {
        return Err("its items do not give the root of its name".into());
    }
    if ending == "items" || closed.hash_file == bytes { Ok(()) } else { Err("its upper levels do not follow from its items".into()) }
}

/// How many items have a hash file of this length.
fn items_of(bytes_n: usize) -> Option<usize> {
    let most = bytes_n / HASH_BYTES;
    let least = most - most / 255 - 2.min(most - most / 255);
    (least..=most).rev().find(|n| hash_file_bytes(*n as u64) == bytes_n as u64)
}
