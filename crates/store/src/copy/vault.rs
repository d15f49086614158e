//! Taking a vault: every file that the source has and this copy lacks, each checked against its name.

use super::fetch::{VAULT_FILE_BYTES_MAX, garbage, whole};
use super::source::{LIST_MAX, Listed, Source};
use super::{Mirror, PullFault};
use crate::disk::{fault, write_together};
use engine::batch::read_items;
use ledger::batch::BatchTree;
use ledger::tree::Hash;
use model::Digest;
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

impl Mirror {
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
        if is_derived(&file.path) || path.exists() {
            return Ok(());
        }
        let Some(bytes) = fetch(source, file, &path)? else { return Ok(()) };
        match check_file(&file.path, &bytes) {
            Ok(beside) => {
                pulled.files += 1;
                pulled.bytes += bytes.len() as u64;
                for (ending, bytes) in beside {
                    waiting.push(path.with_extension(ending), bytes)?;
                }
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

/// Hash files follow from the items and are made here.
fn is_derived(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "hashes")
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

/// Checks a file against its name; gives what follows from it and lies beside it, by ending.
fn check_file(path: &str, bytes: &[u8]) -> Result<Vec<(&'static str, Vec<u8>)>, String> {
    if let Some(name) = path.strip_prefix("vault/blobs/") {
        let is_right = Digest::of(bytes).to_string() == name;
        return if is_right { Ok(Vec::new()) } else { Err("its bytes do not have the digest of its name".into()) };
    }
    let root = path.strip_prefix("vault/batches/").and_then(|name| name.strip_suffix(".items"));
    let root: Digest = root.and_then(|root| root.parse().ok()).ok_or("no file of a vault has such a name")?;
    let mut tree = BatchTree::new();
    for at in read_items(0, bytes).map_err(|fault| fault.to_string())? {
        tree.push(at.item.id().as_bytes(), Hash(*at.hash.as_bytes())).map_err(|fault| fault.to_string())?;
    }
    let closed = tree.close();
    if closed.root.0 != *root.as_bytes() {
        return Err("its items do not give the root of its name".into());
    }
    Ok(vec![("hashes", closed.hash_file)])
}
