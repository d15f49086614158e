//! Hostile archives: refused at once, before anything large is in memory.

use crate::world::World;
use record::seal::Audience;
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use verify::archive::{TarFiles, ZipFiles};
use verify::check::check;
use verify::files::{Files, FilesFault};
use verify::verdict::Verdict;
use verify::write::{write_tar, write_zip};
use zip::write::SimpleFileOptions;

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn list_zip(bytes: Vec<u8>) -> Result<(), FilesFault> {
    ZipFiles::new(Cursor::new(bytes)).and_then(|mut files| files.list()).map(|_| ())
}

fn list_tar(bytes: Vec<u8>) -> Result<(), FilesFault> {
    TarFiles::new(Cursor::new(bytes)).list().map(|_| ())
}

#[test]
fn a_bundle_is_the_same_as_a_folder_a_tar_and_a_zip() {
    let world = World::of(3);
    let mut files = world.files(Audience::Commission);
    let trust = world.trust(2);
    let folder = check(&mut files, &trust);
    let tar = check(&mut TarFiles::new(Cursor::new(write_tar(&files, "case-1").unwrap())), &trust);
    let zip = check(&mut ZipFiles::new(Cursor::new(write_zip(&files, "case-1").unwrap())).unwrap(), &trust);
    assert_eq!(folder.verdict, Verdict::Proven, "{folder}");
    assert_eq!((&folder, &folder), (&tar, &zip));
}

#[test]
fn a_zip_that_unpacks_to_a_thousand_times_its_size_is_refused_unread() {
    let zeroes = vec![0; 8 << 20];
    assert_eq!(list_zip(zip_of(&[("data/x", &zeroes)])), Err(FilesFault::Bomb("data/x".into())));
    // Many small ones that pass one by one.
    let small = vec![0; (1 << 20) - 1];
    let names: Vec<String> = (0..64).map(|at| format!("data/{at}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), small.as_slice())).collect();
    assert_eq!(list_zip(zip_of(&many)), Err(FilesFault::Bomb("the archive".into())));
}

#[test]
fn an_archive_inside_the_bundle_is_bytes_and_never_opened() {
    let world = World::of(1);
    let inner = zip_of(&[("data/x", &vec![0; 900_000])]);
    let mut files = world.files(Audience::Commission);
    files.insert("data/artifacts/inner.zip".into(), inner);
    let found = check(&mut crate::world::rewritten(&files), &world.trust(2));
    assert!(found.verdict == Verdict::Failed && found.to_string().contains("SHA-256 of its name"), "{found}");
}

#[test]
fn a_size_that_lies_is_found_while_reading_and_never_exceeded() {
    let bytes: Vec<u8> = (0..40_000u32).flat_map(u32::to_le_bytes).collect();
    let mut archive = zip_of(&[("data/x", &bytes)]);
    let real = u32::try_from(bytes.len()).unwrap().to_le_bytes();
    let places: Vec<usize> = archive.windows(4).enumerate().filter(|(_, four)| *four == real).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        archive[at..at + 4].copy_from_slice(&10u32.to_le_bytes());
    }
    let mut files = ZipFiles::new(Cursor::new(archive)).unwrap();
    files.list().unwrap();
    assert_eq!(files.read("data/x"), Err(FilesFault::LyingSize("data/x".into())));
}

#[test]
fn names_that_lead_elsewhere_links_and_doubles_are_refused() {
    for name in ["../../etc/passwd", "/etc/passwd", "data/../../x"] {
        assert!(matches!(list_zip(zip_of(&[(name, b"x")])), Err(FilesFault::Path(_))), "{name}");
    }
    let header = |name: &str, kind: tar::EntryType, size: u64| {
        let mut header = tar::Header::new_ustar();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(kind);
        header.set_size(size);
        header.set_cksum();
        header.as_bytes().to_vec()
    };
    let end = vec![0; 1_024];
    for (name, kind, expected) in [
        ("../x", tar::EntryType::Regular, "path"),
        ("/etc/passwd", tar::EntryType::Regular, "path"),
        ("data/link", tar::EntryType::Symlink, "no file"),
        ("data/hard", tar::EntryType::Link, "no file"),
        ("data/device", tar::EntryType::Char, "no file"),
        ("data/pipe", tar::EntryType::Fifo, "no file"),
    ] {
        let refused = list_tar([header(name, kind, 0), end.clone()].concat());
        let fits = matches!((&refused, expected), (Err(FilesFault::Path(_)), "path") | (Err(FilesFault::NoFile(_)), "no file"));
        assert!(fits, "{name}: {refused:?}");
    }
    let twice = [header("data/x", tar::EntryType::Regular, 0), header("data/x", tar::EntryType::Regular, 0), end.clone()].concat();
    assert_eq!(list_tar(twice), Err(FilesFault::Twice("data/x".into())));
    let huge = [header("data/x", tar::EntryType::Regular, 1 << 32), end].concat();
    assert!(matches!(list_tar(huge), Err(FilesFault::TooLarge { .. })));
    // The zip library keeps the last of two entries of one name: a reader that keeps the first would see another bundle.
    let mut double = zip_of(&[("data/x", b"one"), ("data/y", b"two")]);
    for at in 0..double.len() - 6 {
        if &double[at..at + 6] == b"data/y" {
            double[at..at + 6].copy_from_slice(b"data/x");
        }
    }
    assert_eq!(list_zip(double), Err(FilesFault::Twice("some".into())));
}

#[test]
fn more_files_than_a_bundle_may_have_are_refused() {
    let names: Vec<String> = (0..10_001).map(|at| format!("data/{at}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(list_zip(zip_of(&many)), Err(FilesFault::TooMany));
    let files: BTreeMap<String, Vec<u8>> = names.iter().map(|name| (name.clone(), Vec::new())).collect();
    assert_eq!(list_tar(write_tar(&files, "x").unwrap()), Err(FilesFault::TooMany));
}

#[test]
fn no_beginning_of_an_archive_and_no_bytes_at_random_panic() {
    let world = World::of(1);
    let files = world.files(Audience::Public);
    for archive in [write_tar(&files, "x").unwrap(), write_zip(&files, "x").unwrap()] {
        // A tar ends in zeroes that say nothing: without them it is the same bundle.
        for length in (0..archive.len() - 2_048).step_by(211) {
            let beginning = archive[..length].to_vec();
            let mut tar = TarFiles::new(Cursor::new(beginning.clone()));
            assert_ne!(check(&mut tar, &world.trust(2)).verdict, Verdict::Proven);
            if let Ok(mut zip) = ZipFiles::new(Cursor::new(beginning)) {
                assert_ne!(check(&mut zip, &world.trust(2)).verdict, Verdict::Proven);
            }
        }
    }
}
