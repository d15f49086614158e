//! What the store asks of a disk, the real one, and writing files so that they are wholly there or not at all.

use engine::StoreFault;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Writes that wait for the disk side by side: the file system makes several durable in one go.
const WAITING_MAX: usize = 8;

/// A disk. Trusted in one thing: what it said to have synced survives a crash and a power cut.
/// Not trusted to keep bytes unchanged: whoever reads them checks them.
pub trait Disk: Debug + Send + Sync {
    /// Reads a whole file.
    ///
    /// # Errors
    /// Absent or unreadable.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Reads a part of a file.
    ///
    /// # Errors
    /// Absent, unreadable, or shorter than asked.
    fn read_part(&self, path: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>>;
    /// Length of a file, bytes; one that is not there has none.
    ///
    /// # Errors
    /// Unreadable.
    fn length(&self, path: &Path) -> io::Result<u64> {
        match self.read(path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(0),
            other => other.map(|bytes| bytes.len() as u64),
        }
    }
    /// All files below a folder, sorted; a folder that is not there has none.
    ///
    /// # Errors
    /// If a folder cannot be read.
    fn files_below(&self, folder: &Path) -> io::Result<Vec<PathBuf>>;
    /// Writes a file and syncs its bytes. Its name is durable after [`Disk::sync_folder`] only.
    ///
    /// # Errors
    /// Then the file may hold anything.
    fn put(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// [`Disk::put`] for some files, side by side where the disk gains by it.
    ///
    /// # Errors
    /// The first in the order of the files.
    fn put_some(&self, files: &[(PathBuf, &[u8])]) -> io::Result<()> {
        files.iter().try_for_each(|(path, bytes)| self.put(path, bytes))
    }
    /// Appends to a file, making it if need be, and syncs its bytes.
    ///
    /// # Errors
    /// Then any part of the bytes may stand at its end.
    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Cuts a file to a length, and syncs it.
    ///
    /// # Errors
    /// If the system refuses.
    fn cut(&self, path: &Path, length: u64) -> io::Result<()>;
    /// Gives a file another name, replacing what has that name.
    ///
    /// # Errors
    /// Then the names are as they were.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    ///
    /// # Errors
    /// If the system refuses.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Removes a folder that is empty.
    ///
    /// # Errors
    /// If it is not, or the system refuses.
    fn remove_folder(&self, folder: &Path) -> io::Result<()>;
    /// Makes a folder with all above it, durably.
    ///
    /// # Errors
    /// If the system refuses.
    fn make_folder(&self, folder: &Path) -> io::Result<()>;
    /// Makes the names in a folder durable.
    ///
    /// # Errors
    /// If the system cannot.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
}

/// The disk of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn read_part(&self, path: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        File::open(path)?.read_exact_at(&mut bytes, offset)?;
        Ok(bytes)
    }

    fn length(&self, path: &Path) -> io::Result<u64> {
        match fs::metadata(path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(0),
            other => other.map(|facts| facts.len()),
        }
    }

    fn files_below(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        let mut folders = vec![folder.to_path_buf()];
        while let Some(folder) = folders.pop() {
            let entries = match fs::read_dir(&folder) {
                Err(cause) if cause.kind() == io::ErrorKind::NotFound => continue,
                other => other?,
            };
            for entry in entries {
                let path = entry?.path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files.sort();
        Ok(files)
    }

    fn put(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn put_some(&self, files: &[(PathBuf, &[u8])]) -> io::Result<()> {
        if let [(path, bytes)] = files {
            return self.put(path, bytes);
        }
        for some in files.chunks(WAITING_MAX) {
            std::thread::scope(|scope| {
                let writing: Vec<_> = some.iter().map(|(path, bytes)| scope.spawn(move || self.put(path, bytes))).collect();
                let broken = |_| io::Error::other("a write stopped half-way");
                writing.into_iter().map(|one| one.join().map_err(broken)?).collect::<io::Result<Vec<()>>>()
            })?;
        }
        Ok(())
    }

    fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = File::options().create(true).append(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_data()
    }

    fn cut(&self, path: &Path, length: u64) -> io::Result<()> {
        let file = File::options().write(true).open(path)?;
        file.set_len(length)?;
        file.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        fs::remove_dir(folder)
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        let missing: Vec<&Path> = folder.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.is_dir()).collect();
        fs::create_dir_all(folder)?;
        // A folder is there after a power cut only if the folder that names it was synced.
        let namers = missing.iter().filter_map(|made| made.parent()).filter(|namer| !namer.as_os_str().is_empty());
        namers.rev().try_for_each(|namer| self.sync_folder(namer))
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let here = folder.as_os_str().is_empty();
        File::open(if here { Path::new(".") } else { folder })?.sync_all()
    }
}

/// Says what the system said of a file, without the folders above the mission.
pub fn fault(path: &Path, cause: &io::Error) -> StoreFault {
    let at = shown(path);
    match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreFault::Full { at },
        io::ErrorKind::NotFound => StoreFault::Absent { what: at },
        _ => StoreFault::Io { at, cause: cause.to_string() },
    }
}

/// The last four parts of a path: enough to find the file in its mission.
pub fn shown(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    parts.get(parts.len().saturating_sub(4)..).unwrap_or(&parts).join("/")
}

/// Writes bytes under a temporary name, makes them durable, gives them their name, and makes the
/// name durable. A crash leaves the old file or the new one.
///
/// # Errors
/// Then the file is as it was; the temporary one is removed.
pub fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), StoreFault> {
    write_together(&[(path.to_path_buf(), bytes)])
}

/// Writes files as [`write_durably`] does, some at a time side by side, and waits once for all
/// their names.
///
/// # Errors
/// The first fault; then some of them may be there, none half-written.
pub fn write_together(files: &[(PathBuf, &[u8])]) -> Result<(), StoreFault> {
    write_on(&RealDisk, files)
}

/// [`write_together`] on a given disk.
///
/// # Errors
/// The first fault; then some of them may be there, none half-written.
pub fn write_on(disk: &dyn Disk, files: &[(PathBuf, &[u8])]) -> Result<(), StoreFault> {
    let folders: BTreeSet<&Path> = files.iter().filter_map(|(path, _)| path.parent()).collect();
    for folder in &folders {
        disk.make_folder(folder).map_err(|cause| fault(folder, &cause))?;
    }
    let waiting: Vec<(PathBuf, &[u8])> = files.iter().map(|(path, bytes)| (temporary(path), *bytes)).collect();
    let written = name_all(disk, files, &waiting);
    if written.is_err() {
        // The first fault is the one to tell; a temporary file left behind is overwritten next time.
        waiting.iter().for_each(|(path, _)| drop(disk.remove(path)));
    }
    written?;
    folders.iter().try_for_each(|folder| disk.sync_folder(folder).map_err(|cause| fault(folder, &cause)))
}

fn name_all(disk: &dyn Disk, files: &[(PathBuf, &[u8])], waiting: &[(PathBuf, &[u8])]) -> Result<(), StoreFault> {
    let at = files.first().map_or(Path::new(""), |(path, _)| path);
    disk.put_some(waiting).map_err(|cause| fault(at, &cause))?;
    for ((path, _), (temporary, _)) in files.iter().zip(waiting) {
        disk.rename(temporary, path).map_err(|cause| fault(path, &cause))?;
    }
    Ok(())
}

fn temporary(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.tmp"))
}

/// Makes the names in a folder durable.
///
/// # Errors
/// If the system cannot.
pub fn sync_folder(folder: &Path) -> Result<(), StoreFault> {
    RealDisk.sync_folder(folder).map_err(|cause| fault(folder, &cause))
}

/// Reads a whole file.
///
/// # Errors
/// Absent or unreadable.
pub fn read(path: &Path) -> Result<Vec<u8>, StoreFault> {
    fs::read(path).map_err(|cause| fault(path, &cause))
}

/// All files below a folder, sorted; a folder that is not there has none.
///
/// # Errors
/// If a folder cannot be read.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>, StoreFault> {
    RealDisk.files_below(folder).map_err(|cause| fault(folder, &cause))
}

/// A file that only its owner may read.
///
/// # Errors
/// If one is there already, or the disk refuses.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), StoreFault> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|cause| fault(folder, &cause))?;
    }
    let opened = File::options().create_new(true).write(true).mode(0o600).open(path);
    let written = opened.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(|cause| fault(path, &cause))?;
    path.parent().map_or(Ok(()), sync_folder)
}
