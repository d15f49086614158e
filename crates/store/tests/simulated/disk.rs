//! A disk in memory that crashes at any step, forgets or tears what was not synced, fills up and refuses.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use store::disk::Disk;

/// Numbers from a seed (SplitMix64).
#[derive(Debug)]
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    pub fn is(&mut self, one_in: u64) -> bool {
        self.below(one_in) == 0
    }
}

/// What a file holds now, and what of it is surely on the disk.
#[derive(Clone, Debug, Default)]
struct File {
    now: Vec<u8>,
    synced: Vec<u8>,
}

/// A change of a name that its folder was not synced after.
#[derive(Clone, Debug)]
enum Change {
    Named(PathBuf, usize),
    Gone(PathBuf),
}

#[derive(Debug)]
struct Inner {
    files: Vec<File>,
    names: BTreeMap<PathBuf, usize>,
    synced_names: BTreeMap<PathBuf, usize>,
    changes: Vec<Change>,
    dice: Dice,
    steps: u64,
    crash_at: u64,
    fault_at: u64,
    room: Option<usize>,
    /// Every checkpoint that was ever written anywhere, in whatever way.
    checkpoints: Vec<Vec<u8>>,
}

/// The disk.
#[derive(Debug)]
pub struct SimulatedDisk(Mutex<Inner>);

impl SimulatedDisk {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(Inner {
            files: Vec::new(),
            names: BTreeMap::new(),
            synced_names: BTreeMap::new(),
            changes: Vec::new(),
            dice: Dice(seed),
            steps: 0,
            crash_at: u64::MAX,
            fault_at: u64::MAX,
            room: None,
            checkpoints: Vec::new(),
        }))
    }

    /// Crashes after so many more steps; every step from then on fails.
    pub fn crash_in(&self, steps: u64) {
        let mut inner = self.0.lock().unwrap();
        inner.crash_at = inner.steps + steps;
    }

    /// Refuses one step, so many steps from now.
    pub fn fault_in(&self, steps: u64) {
        let mut inner = self.0.lock().unwrap();
        inner.fault_at = inner.steps + steps;
    }

    /// So many more bytes fit; `None` = any number.
    pub fn room(&self, room: Option<usize>) {
        self.0.lock().unwrap().room = room;
    }

    pub fn has_crashed(&self) -> bool {
        let inner = self.0.lock().unwrap();
        inner.steps >= inner.crash_at
    }

    /// Comes back after a power cut: of what was not synced, any part may be there, torn or not.
    pub fn power_cut(&self) {
        let mut inner = self.0.lock().unwrap();
        let inner = &mut *inner;
        let mut names = std::mem::take(&mut inner.synced_names);
        for change in std::mem::take(&mut inner.changes) {
            if inner.dice.is(2) {
                apply(&mut names, change);
            }
        }
        for file in &mut inner.files {
            file.now = survive(file, &mut inner.dice);
            file.synced.clone_from(&file.now);
        }
        inner.synced_names.clone_from(&names);
        inner.names = names;
        inner.restart();
    }

    /// The process ends and starts again; the machine did not.
    pub fn restart(&self) {
        self.0.lock().unwrap().restart();
    }

    pub fn checkpoints(&self) -> Vec<Vec<u8>> {
        self.0.lock().unwrap().checkpoints.clone()
    }

    /// Flips one bit of a file; gives it back when called again with the same.
    pub fn flip(&self, path: &Path, bit: usize) {
        let mut inner = self.0.lock().unwrap();
        let id = *inner.names.get(path).unwrap();
        let file = inner.files.get_mut(id).unwrap();
        if let Some(byte) = file.now.get_mut(bit / 8) {
            *byte ^= 1 << (bit % 8);
        }
    }
}

impl Inner {
    fn restart(&mut self) {
        (self.crash_at, self.fault_at) = (u64::MAX, u64::MAX);
    }

    /// One step: the point at which a crash or fault can come.
    fn step(&mut self) -> io::Result<()> {
        self.steps += 1;
        if self.steps >= self.crash_at {
            return Err(io::Error::other("crashed"));
        }
        if self.steps == self.fault_at {
            return Err(io::Error::other("input/output error"));
        }
        Ok(())
    }

    fn file(&mut self, path: &Path) -> io::Result<&mut File> {
        let id = *self.names.get(path).ok_or(io::ErrorKind::NotFound)?;
        self.files.get_mut(id).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn make(&mut self, path: &Path) -> usize {
        self.files.push(File::default());
        let id = self.files.len() - 1;
        self.names.insert(path.into(), id);
        self.changes.push(Change::Named(path.into(), id));
        id
    }

    /// Writes as much as there is room for.
    fn write(&mut self, id: usize, bytes: &[u8]) -> io::Result<()> {
        let fits = self.room.map_or(bytes.len(), |room| room.min(bytes.len()));
        if let Some(room) = &mut self.room {
            *room -= fits;
        }
        let file = self.files.get_mut(id).ok_or(io::ErrorKind::NotFound)?;
        file.now.extend_from_slice(bytes.get(..fits).unwrap_or(bytes));
        if fits < bytes.len() { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }
}

fn apply(names: &mut BTreeMap<PathBuf, usize>, change: Change) {
    match change {
        Change::Named(path, id) => drop(names.insert(path, id)),
        Change::Gone(path) => drop(names.remove(&path)),
    }
}

/// What a file holds after a power cut: what was synced, and of the rest any beginning, whose last
/// bytes may be garbled.
fn survive(file: &File, dice: &mut Dice) -> Vec<u8> {
    if file.now == file.synced || dice.is(3) {
        return file.synced.clone();
    }
    let common = file.now.iter().zip(&file.synced).take_while(|(one, other)| one == other).count();
    let kept = common + usize::try_from(dice.below((file.now.len() - common) as u64 + 1)).unwrap();
    let mut bytes = file.now.get(..kept).unwrap().to_vec();
    if dice.is(2) {
        let garbled = usize::try_from(dice.below((kept - common) as u64 + 1)).unwrap();
        for byte in bytes.iter_mut().rev().take(garbled) {
            *byte = u8::try_from(dice.below(256)).unwrap();
        }
    }
    bytes
}

impl Disk for SimulatedDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut inner = self.0.lock().unwrap();
        if inner.steps >= inner.crash_at {
            return Err(io::Error::other("crashed"));
        }
        inner.file(path).map(|file| file.now.clone())
    }

    fn read_part(&self, path: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let from = usize::try_from(offset).unwrap();
        self.read(path)?.get(from..from + length).map(<[u8]>::to_vec).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn files_below(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        Ok(self.0.lock().unwrap().names.keys().filter(|path| path.starts_with(folder)).cloned().collect())
    }

    fn put(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut inner = self.0.lock().unwrap();
        inner.step()?;
        let id = match inner.names.get(path).copied() {
            Some(id) => id,
            None => inner.make(path),
        };
        if let Some(file) = inner.files.get_mut(id) {
            file.now.clear();
        }
        if path.to_string_lossy().contains("checkpoint") {
            inner.checkpoints.push(bytes.to_vec());
        }
        inner.write(id, bytes)?;
        inner.step()?;
        let file = inner.files.get_mut(id).unwrap();
        file.synced.clone_from(&file.now);
        Ok(())
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut inner = self.0.lock().unwrap();
        inner.step()?;
        let id = match inner.names.get(path).copied() {
            Some(id) => id,
            None => inner.make(path),
        };
        inner.write(id, bytes)?;
        inner.step()?;
        let file = inner.files.get_mut(id).unwrap();
        file.synced.clone_from(&file.now);
        Ok(())
    }

    fn cut(&self, path: &Path, length: u64) -> io::Result<()> {
        let mut inner = self.0.lock().unwrap();
        inner.step()?;
        let file = inner.file(path)?;
        file.now.truncate(usize::try_from(length).unwrap());
        file.synced.clone_from(&file.now);
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut inner = self.0.lock().unwrap();
        inner.step()?;
        let id = inner.names.remove(from).ok_or(io::ErrorKind::NotFound)?;
        inner.names.insert(to.into(), id);
        inner.changes.extend([Change::Named(to.into(), id), Change::Gone(from.into())]);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut inner = self.0.lock().unwrap();
        inner.step()?;
        inner.names.remove(path).ok_or(io::ErrorKind::NotFound)?;
        inner.changes.push(Change::Gone(path.into()));
        Ok(())
    }

    fn remove_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn make_folder(&self, _: &Path) -> io::Result<()> {
        self.0.lock().unwrap().step()
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut inner = self.0.lock().unwrap();
        inner.step()?;
        for change in std::mem::take(&mut inner.changes) {
            let (Change::Named(path, _) | Change::Gone(path)) = &change;
            if path.parent() == Some(folder) {
                apply(&mut inner.synced_names, change);
            } else {
                inner.changes.push(change);
            }
        }
        Ok(())
    }
}
