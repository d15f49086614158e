//! gz and zip to their files, with limits, without ever touching a path.

use crate::Unreadable;
use crate::method::{ARCHIVE_FILES_MAX, PACKING_DEPTH_MAX, UNPACK_FLOOR_BYTES, UNPACK_RATIO_MAX, UNPACKED_BYTES_MAX};
use std::io::{Cursor, Read};

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZIP: &[u8] = b"PK\x03\x04";
const ZIP_EMPTY: &[u8] = b"PK\x05\x06";

/// One file of an artifact.
pub(crate) struct Part<'a> {
    /// Its name inside an archive; absent outside one.
    pub entry: Option<&'a str>,
    /// Its name without folders and without `.gz`.
    pub name: &'a str,
    /// Its bytes, or why they could not be had.
    pub bytes: Result<&'a [u8], Unreadable>,
}

/// What may still be unpacked of one artifact.
struct Budget {
    bytes: u64,
    files: usize,
}

/// Visits each file of an artifact.
///
/// # Errors
/// Packing that is damaged as a whole or breaks a limit, and what `visit` gives back.
pub(crate) fn each_file(name: &str, bytes: &[u8], visit: &mut dyn FnMut(Part<'_>) -> Result<(), Unreadable>) -> Result<(), Unreadable> {
    let mut budget = Budget { bytes: UNPACKED_BYTES_MAX, files: ARCHIVE_FILES_MAX };
    if bytes.len() as u64 > UNPACKED_BYTES_MAX {
        return Err(Unreadable::TooLarge { what: "the file".into(), limit: "1 GiB" });
    }
    open(Wrapped { entry: None, name, bytes, depth: 0 }, &mut budget, visit)
}

struct Wrapped<'a> {
    entry: Option<&'a str>,
    name: &'a str,
    bytes: &'a [u8],
    depth: u32,
}

fn open(file: Wrapped<'_>, budget: &mut Budget, visit: &mut dyn FnMut(Part<'_>) -> Result<(), Unreadable>) -> Result<(), Unreadable> {
    let is_gzip = file.bytes.starts_with(GZIP);
    let is_zip = file.bytes.starts_with(ZIP) || file.bytes.starts_with(ZIP_EMPTY);
    if (is_gzip || is_zip) && file.depth >= PACKING_DEPTH_MAX {
        return Err(Unreadable::Bomb { limit: format!("{PACKING_DEPTH_MAX} layers of packing") });
    }
    if is_gzip {
        let bytes = gunzip(file.bytes, budget)?;
        let name = file.name.strip_suffix(".gz").unwrap_or(file.name);
        return open(Wrapped { name, bytes: &bytes, depth: file.depth + 1, ..file }, budget, visit);
    }
    if is_zip {
        return unzip(&file, budget, visit);
    }
    visit(Part { entry: file.entry, name: last_name(file.name), bytes: Ok(file.bytes) })
}

fn last_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

fn gunzip(packed: &[u8], budget: &mut Budget) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    let mut rest = packed;
    while rest.starts_with(GZIP) {
        let mut member = flate2::bufread::GzDecoder::new(rest);
        let allowed = allowance(packed.len() as u64, budget);
        read_within(&mut member, allowed, &mut bytes)?.map_err(|cause| Unreadable::Damaged { packing: "gzip", cause })?;
        rest = member.into_inner();
    }
    budget.bytes = budget.bytes.saturating_sub(bytes.len() as u64);
    Ok(bytes)
}

fn unzip(file: &Wrapped<'_>, budget: &mut Budget, visit: &mut dyn FnMut(Part<'_>) -> Result<(), Unreadable>) -> Result<(), Unreadable> {
    let damaged = |cause: zip::result::ZipError| Unreadable::Damaged { packing: "zip", cause: cause.to_string() };
    let mut archive = zip::ZipArchive::new(Cursor::new(file.bytes)).map_err(damaged)?;
    if archive.file_names().any(|name| name == "[Content_Types].xml") {
        return Err(Unreadable::Foreign {
            what: "an office document",
            instead: "save each sheet as CSV, or the text as plain text, and add that",
        });
    }
    if archive.len() > budget.files {
        return Err(Unreadable::Bomb { limit: format!("{ARCHIVE_FILES_MAX} files") });
    }
    budget.files -= archive.len();
    let mut files_n = 0;
    for index in 0..archive.len() {
        let name = archive.name_for_index(index).unwrap_or("").to_owned();
        if is_furniture(&name) {
            continue;
        }
        files_n += 1;
        let inner = file.entry.map_or_else(|| name.clone(), |outer| format!("{outer}/{name}"));
        let bytes = unzip_one(&mut archive, index, budget);
        let fault = match bytes {
            Ok(bytes) => {
                let inside = Wrapped { entry: Some(&inner), name: &name, bytes: &bytes, depth: file.depth + 1 };
                match open(inside, budget, visit) {
                    Ok(()) => continue,
                    Err(fault) => fault,
                }
            }
            Err(fault) => fault,
        };
        visit(Part { entry: Some(&inner), name: last_name(&name), bytes: Err(fault) })?;
    }
    if files_n == 0 { Err(Unreadable::Empty) } else { Ok(()) }
}

/// Folders and what desktops leave in archives.
fn is_furniture(name: &str) -> bool {
    name.ends_with('/') || name.ends_with('\\') || name.starts_with("__MACOSX/") || last_name(name) == ".DS_Store"
}

fn unzip_one(archive: &mut zip::ZipArchive<Cursor<&[u8]>>, index: usize, budget: &mut Budget) -> Result<Vec<u8>, Unreadable> {
    let damaged = |cause: String| Unreadable::Damaged { packing: "zip", cause };
    let mut member = archive.by_index(index).map_err(|cause| damaged(cause.to_string()))?;
    let allowed = allowance(member.compressed_size(), budget);
    let mut bytes = Vec::new();
    let read = read_within(&mut member, allowed, &mut bytes);
    budget.bytes = budget.bytes.saturating_sub(bytes.len() as u64);
    read?.map_err(damaged)?;
    Ok(bytes)
}

/// How much a packed file of this size may unpack to.
fn allowance(packed: u64, budget: &Budget) -> u64 {
    packed.saturating_mul(UNPACK_RATIO_MAX).max(UNPACK_FLOOR_BYTES).min(budget.bytes)
}

/// Reads on into `bytes` until the end, or until it holds more than is allowed.
fn read_within(from: &mut dyn Read, allowed: u64, bytes: &mut Vec<u8>) -> Result<Result<(), String>, Unreadable> {
    let room = allowed.saturating_add(1).saturating_sub(bytes.len() as u64);
    let read = from.take(room).read_to_end(bytes);
    if bytes.len() as u64 > allowed {
        let limit = format!("{UNPACK_RATIO_MAX} times its size, or to more than 1 GiB in all");
        return Err(Unreadable::Bomb { limit });
    }
    Ok(read.map(|_| ()).map_err(|cause| cause.to_string()))
}

#[cfg(test)]
mod tests {

    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut packer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            packer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            packer.write_all(bytes).unwrap();
        }
        packer.finish().unwrap().into_inner()
    }

    fn all(bytes: &[u8]) -> Result<Vec<(Option<String>, String, usize)>, Unreadable> {
        let mut found = Vec::new();
        each_file("x.csv.gz", bytes, &mut |part| {
            found.push((part.entry.map(Into::into), part.name.to_owned(), part.bytes.map_or(usize::MAX, <[u8]>::len)));
            Ok(())
        })?;
        Ok(found)
    }

    #[test]
    fn a_gz_file_in_a_zip_archive_is_unpacked_and_names_never_become_paths() {
        let bytes = zip_of(&[("../../etc/a.csv.gz", &gzip(b"abc")), ("folder/", b""), ("__MACOSX/b", b"x"), ("b.txt", b"de")]);
        let found = all(&bytes).unwrap();
        assert_eq!(found, [(Some("../../etc/a.csv.gz".into()), "a.csv".into(), 3), (Some("b.txt".into()), "b.txt".into(), 2)]);
    }

    #[test]
    fn a_file_without_packing_passes_as_it_is_and_two_gz_members_are_one_file() {
        assert_eq!(all(b"plain").unwrap(), [(None, "x.csv.gz".into(), 5)]);
        assert_eq!(all(&[gzip(b"ab"), gzip(b"cd")].concat()).unwrap(), [(None, "x.csv".into(), 4)]);
    }

    #[test]
    fn a_bomb_is_refused_and_a_small_file_of_equal_rows_is_not() {
        assert!(matches!(all(&gzip(&vec![0; 40 << 20])), Err(Unreadable::Bomb { .. })));
        assert!(all(&gzip(&vec![b'a'; 4 << 20])).is_ok());
        assert!(matches!(all(&gzip(&gzip(&gzip(b"a")))), Err(Unreadable::Bomb { .. })));
        let inside = zip_of(&[("bomb", &vec![0; 40 << 20]), ("good", b"ok")]);
        assert_eq!(all(&inside).unwrap(), [(Some("bomb".into()), "bomb".into(), usize::MAX), (Some("good".into()), "good".into(), 2)]);
    }

    #[test]
    fn a_truncated_gz_and_an_empty_archive_say_what_to_do() {
        let whole = gzip(&[7; 5000]);
        let fault = all(whole.get(..whole.len() - 9).unwrap()).unwrap_err().to_string();
        assert!(fault.starts_with("the gzip data end too early or are damaged") && fault.ends_with("fetch the file again"), "{fault}");
        assert_eq!(all(&zip_of(&[])), Err(Unreadable::Empty));
        assert!(matches!(all(&zip_of(&[("[Content_Types].xml", b"x")])), Err(Unreadable::Foreign { .. })));
    }
}
