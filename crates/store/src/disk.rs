//! Writing a file so that it is wholly there or not at all, also after a crash.

use engine::StoreFault;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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

/// Writes that wait for the disk side by side: the file system makes several durable in one go.
const WAITING_MAX: usize = 8;

/// Writes bytes under a temporary name, makes them durable, gives them their name, and makes the
/// name durable. A crash leaves the old file or the new one.
///
/// # Errors
/// Then the file is as it was; the temporary one is removed.
pub fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), StoreFault> {
    write_together(&[(path.to_path_buf(), bytes)])
}

/// Writes files of one folder as [`write_durably`] does, some at a time side by side, and waits
/// once for all their names.
///
/// # Errors
/// The first fault in the order of the files; then some of them may be there, none half-written.
pub fn write_together(files: &[(PathBuf, &[u8])]) -> Result<(), StoreFault> {
    let Some(folder) = files.first().and_then(|(path, _)| path.parent()) else { return Ok(()) };
    fs::create_dir_all(folder).map_err(|cause| fault(folder, &cause))?;
    for some in files.chunks(WAITING_MAX) {
        std::thread::scope(|scope| {
            let writing: Vec<_> = some.iter().map(|(path, bytes)| scope.spawn(move || write_one(path, bytes))).collect();
            let broken = |_| StoreFault::Io { at: shown(folder), cause: "a write stopped half-way".into() };
            writing.into_iter().map(|one| one.join().map_err(broken)?).collect::<Result<Vec<()>, StoreFault>>()
        })?;
    }
    sync_folder(folder)
}

fn write_one(path: &Path, bytes: &[u8]) -> Result<(), StoreFault> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = path.with_file_name(format!(".{name}.tmp"));
    let written = write_and_sync(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    written.map_err(|cause| {
        // The first fault is the one to tell; a temporary file left behind is overwritten next time.
        drop(fs::remove_file(&temporary));
        fault(path, &cause)
    })
}

fn write_and_sync(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the names in a folder durable.
///
/// # Errors
/// If the system cannot.
pub fn sync_folder(folder: &Path) -> Result<(), StoreFault> {
    File::open(folder).and_then(|open| open.sync_all()).map_err(|cause| fault(folder, &cause))
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
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => continue,
            other => other.map_err(|cause| fault(&folder, &cause))?,
        };
        for entry in entries {
            let path = entry.map_err(|cause| fault(&folder, &cause))?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}
