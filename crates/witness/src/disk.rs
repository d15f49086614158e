//! Files that are wholly there or not at all, and the lock of the one process that writes them.

use crate::WitnessFault;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// Writes under a temporary name, syncs, renames, and syncs the folder. A crash leaves the old
/// file or the new one.
pub fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), WitnessFault> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = path.with_file_name(format!(".{name}.tmp"));
    let written = File::create(&temporary).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    let named = written.and_then(|()| fs::rename(&temporary, path)).and_then(|()| sync_folder(path));
    named.map_err(|cause| WitnessFault::io(path, &cause))
}

/// Writes a new file that its owner alone may read.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), WitnessFault> {
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let written = opened.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.and_then(|()| sync_folder(path)).map_err(|cause| WitnessFault::io(path, &cause))
}

/// Takes the lock of a witness's folder; the system releases it when the process ends.
pub fn lock(folder: &Path) -> Result<File, WitnessFault> {
    let path = folder.join("lock");
    let file = File::create(&path).map_err(|cause| WitnessFault::io(&path, &cause))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(WitnessFault::Busy(folder.display().to_string())),
        Err(TryLockError::Error(cause)) => Err(WitnessFault::io(&path, &cause)),
    }
}

/// Reads a text file.
pub fn read_text(path: &Path) -> Result<String, WitnessFault> {
    let bytes = fs::read(path).map_err(|cause| WitnessFault::Damaged { at: path.display().to_string(), how: cause.to_string() })?;
    String::from_utf8(bytes).map_err(|_| WitnessFault::Damaged { at: path.display().to_string(), how: "UTF-8 is expected".into() })
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
