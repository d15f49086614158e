//! Any flipped bit in log or vault is found: by the audit, or because the mission refuses to open.

use crate::world::{Play, World, readable, shown};
use crate::{fail_with, say};
use engine::Log;
use model::{Digest, Entry};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Instant;
use store::disk::files_below;
use store::{Folder, SqliteProjection};

/// Random positions tried in each world.
const TRIES: usize = 40;

/// Everything that an audit finds, as `tregua audit` looks for it. `fresh` holds the fold afterwards.
pub fn found(folder: &Folder, fresh: &mut SqliteProjection) -> Result<Vec<String>, String> {
    let log = folder.read_log().map_err(shown)?;
    let mut found = log.check().map_err(shown)?;
    found.extend(folder.vault().check().map_err(shown)?);
    found.extend(folder.vault().leftovers(&roots(&log)).map_err(shown)?);
    found.extend(log.leftovers().map_err(shown)?);
    let audited = engine::audit::audit(&log, &folder.vault(), fresh, |_, _| {}).map_err(shown)?;
    found.extend(audited.differences.into_iter().map(|difference| format!("entry {}: {}", difference.leaf, difference.what)));
    Ok(found)
}

fn roots(log: &dyn Log) -> BTreeSet<Digest> {
    let header = |leaf| if let Ok(Entry::Concluded(header)) = engine::gather::entry(log, leaf) { Some(header.root) } else { None };
    (0..log.size()).filter_map(header).collect()
}

/// Whether [`found`] would find anything; the cheap looks come first, and the first find ends it.
fn is_found(folder: &Folder) -> bool {
    let Ok(log) = folder.read_log() else { return true };
    if !log.check().is_ok_and(|faults| faults.is_empty()) || !folder.vault().check().is_ok_and(|faults| faults.is_empty()) {
        return true;
    }
    let mut fresh = SqliteProjection::in_memory().unwrap();
    !engine::audit::audit(&log, &folder.vault(), &mut fresh, |_, _| {}).is_ok_and(|audited| audited.differences.is_empty())
}

/// A played mission with its files of record.
struct Kept {
    folder: Folder,
    files: Vec<(PathBuf, Vec<u8>)>,
    _scratch: tempfile::TempDir,
}

impl Kept {
    fn play(world: &World) -> Result<Self, String> {
        let (folder, scratch) = Play::all(world, &world.mission, &world.story.steps)?.close();
        let data = folder.root().join("data");
        let mut files = Vec::new();
        for path in [data.join("log"), data.join("vault")].iter().flat_map(|part| files_below(part).unwrap()) {
            let bytes = fs::read(&path).unwrap();
            files.push((path, bytes));
        }
        Ok(Self { folder, files, _scratch: scratch })
    }

    /// Flips one bit, looks, and puts it back.
    fn is_found(&self, path: &Path, bytes: &[u8], at: usize, bit: usize) -> bool {
        let file = File::options().write(true).open(path).unwrap();
        file.write_all_at(&[bytes[at] ^ (1 << bit)], at as u64).unwrap();
        let is_found = is_found(&self.folder);
        file.write_all_at(&[bytes[at]], at as u64).unwrap();
        is_found
    }

    fn missed(&self, world: &World, path: &Path, at: usize, bit: usize) -> String {
        format!(
            "{}: bit {bit} of byte {at} of {} was flipped, and nothing was found",
            world.name,
            path.strip_prefix(self.folder.root()).unwrap().display()
        )
    }
}

#[test]
fn in_the_smallest_world_every_flipped_byte_of_log_and_vault_is_found() {
    let world = readable().min_by_key(World::bytes_n).unwrap();
    let kept = Kept::play(&world).unwrap();
    assert!(!is_found(&kept.folder), "{}: it is damaged before anything is flipped", world.name);
    let (begun, mut faults, mut n) = (Instant::now(), Vec::new(), 0);
    for (path, bytes) in &kept.files {
        for (at, bit) in (0..bytes.len()).flat_map(|at| bits(path, at).map(move |bit| (at, bit))) {
            n += 1;
            if !kept.is_found(path, bytes, at, bit) {
                faults.push(kept.missed(&world, path, at, bit));
            }
        }
    }
    say(&format!("{}: {n} bits flipped one by one, every byte, in {:.1} s", world.name, begun.elapsed().as_secs_f32()));
    fail_with(faults);
}

/// One bit of each byte; all of them in the two files whose text could be written in more than one way.
fn bits(path: &Path, at: usize) -> Range<usize> {
    let is_text = path.ends_with("log/checkpoint") || path.ends_with("log/vkey");
    if is_text { 0..8 } else { at % 8..at % 8 + 1 }
}

#[test]
fn in_every_world_flipped_bits_at_random_places_of_log_and_vault_are_found() {
    let mut faults = Vec::new();
    let mut dice = Dice(0x7472_6567_7561);
    for world in readable() {
        let Ok(kept) = Kept::play(&world) else { continue };
        for _ in 0..TRIES {
            let (path, bytes) = &kept.files[dice.below(kept.files.len())];
            let (at, bit) = (dice.below(bytes.len()), dice.below(8));
            if !kept.is_found(path, bytes, at, bit) {
                faults.push(kept.missed(&world, path, at, bit));
            }
        }
    }
    fail_with(faults);
}

/// Numbers from a fixed seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % n as u64).unwrap()
    }
}
