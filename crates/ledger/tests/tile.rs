//! Tile names, entry bundles, and which tiles a growth touches.

mod common;

use common::leaves;
use ledger::tile::{BundleError, ENTRY_BYTES_MAX, Edge, Level, Tile, TileReadError, TileSource};
use ledger::tile::{bundles_touched, push_entry, read_entries, tiles_touched};
use ledger::tree::{HashSource, root};
use proptest::prelude::*;

fn paths(tiles: &[Tile]) -> Vec<String> {
    tiles.iter().map(Tile::to_string).collect()
}

#[test]
fn tiles_have_the_names_of_the_specification() {
    let size = (1_234_067 << 8) + 1;
    assert_eq!(Tile::at(Level::Hashes(0), 1_234_066, size).unwrap().to_string(), "tile/0/x001/x234/066");
    assert_eq!(Tile::at(Level::Entries, 1_234_067, size).unwrap().to_string(), "tile/entries/x001/x234/067.p/1");
    assert_eq!(Tile::at(Level::Hashes(0), 1_234_068, size), None);
    assert_eq!(Tile::at(Level::Hashes(0), 0, 0), None);
    assert_eq!(Tile::at(Level::Hashes(8), 0, u64::MAX), None);
    let tile: Tile = "tile/63/x018/x446/x744/x073/x709/x551/615.p/255".parse().unwrap();
    assert_eq!((tile.level(), tile.index(), tile.width()), (Level::Hashes(63), u64::MAX, 255));
    assert_eq!(tile.full().to_string(), "tile/63/x018/x446/x744/x073/x709/x551/615");
}

#[test]
fn a_second_name_for_a_tile_is_refused() {
    let wrong = [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/x001",
        "tile/0/001/002",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/data/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p/1/",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/+01",
        "tile/0/0 1",
        "tile/0/xx01/000",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/0/../000",
        "tile/0/٠٠٠",
    ];
    for path in wrong {
        let error = path.parse::<Tile>().unwrap_err().to_string();
        assert!(error.contains(&format!("`{path}`")), "{error}");
    }
}

#[test]
fn the_tree_of_70000_has_the_tiles_of_the_specification() {
    let all = tiles_touched(0, 70_000);
    let partial: Vec<_> = all.iter().copied().filter(|tile| !tile.is_full()).collect();
    assert_eq!(paths(&partial), ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]);
    assert_eq!(all.len(), 273 + 1 + 3);
    assert_eq!(paths(&tiles_touched(255, 256)), ["tile/0/000", "tile/1/000.p/1"]);
    assert_eq!(paths(&tiles_touched(256, 258)), ["tile/0/001.p/2"]);
    assert_eq!(paths(&tiles_touched(250, 600)), ["tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"]);
    assert_eq!(paths(&bundles_touched(250, 600)), ["tile/entries/000", "tile/entries/001", "tile/entries/002.p/88"]);
    assert!(tiles_touched(600, 600).is_empty() && tiles_touched(600, 599).is_empty());
}

#[test]
fn an_entry_of_48_kib_is_the_longest_written_and_65535_bytes_the_longest_read() {
    let mut bundle = Vec::new();
    push_entry(&mut bundle, &[7; ENTRY_BYTES_MAX]).unwrap();
    push_entry(&mut bundle, &[]).unwrap();
    let before = bundle.clone();
    for length in [ENTRY_BYTES_MAX + 1, 65_535, 65_536] {
        assert_eq!(push_entry(&mut bundle, &vec![0; length]), Err(BundleError::TooLong(length)));
    }
    assert_eq!(bundle, before);
    assert_eq!(read_entries(&bundle, 2).unwrap(), [[7; ENTRY_BYTES_MAX].as_slice(), &[]]);
    let foreign = [[0xff, 0xff].as_slice(), &[1; 65_535]].concat();
    assert_eq!(read_entries(&foreign, 1).unwrap(), [&[1; 65_535]]);
}

#[test]
fn a_bundle_with_too_few_or_too_many_bytes_is_refused() {
    let mut bundle = Vec::new();
    push_entry(&mut bundle, b"one").unwrap();
    push_entry(&mut bundle, b"two").unwrap();
    assert_eq!(read_entries(&bundle, 1), Err(BundleError::TooMany(5)));
    assert_eq!(read_entries(&bundle, 3), Err(BundleError::Truncated(2)));
    for cut in 1..5 {
        assert_eq!(read_entries(bundle.get(..10 - cut).unwrap(), 2), Err(BundleError::Truncated(1)));
    }
    assert_eq!(read_entries(&[], 0), Ok(vec![]));
}

#[test]
fn a_tile_that_is_too_short_too_long_or_missing_is_named() {
    let read_with = |bytes: usize| TileSource::new(300, move |_| Ok::<_, String>(vec![0; bytes])).read_hash(0, 299);
    assert!(read_with(44 * 32).is_ok() && read_with(45 * 32).is_ok() && read_with(256 * 32).is_ok());
    for bytes in [0, 43 * 32, 44 * 32 + 1, 256 * 32 + 32] {
        let error = read_with(bytes).unwrap_err();
        assert_eq!(error.to_string(), format!("tile/0/001.p/44: `{bytes}` bytes are not 44 hashes of 32 bytes"));
    }
    let mut gone = TileSource::new(300, |_| Err::<Vec<u8>, _>("gone".to_owned()));
    assert_eq!(root(&mut gone, 300).unwrap_err().to_string(), "tile/1/000.p/1: gone");
    for (level, index) in [(0, 300), (8, 1), (9, 0), (64, 0), (2048, 0), (63, u64::MAX)] {
        let outside = gone.read_hash(level, index);
        assert!(matches!(outside, Err(TileReadError::Outside { .. })), "{level} {index}");
    }
}

proptest! {
    #[test]
    fn a_tile_has_one_name_and_reads_back(level in 0_u8..8, index in any::<u64>(), width in 1_u64..=256, entries in any::<bool>()) {
        let level = if entries { Level::Entries } else { Level::Hashes(level) };
        let unit = if let Level::Hashes(level) = level { 1_u64 << (8 * level) } else { 1 };
        let index = index % (u64::MAX / unit / 256).max(1);
        if let Some(size) = (index * 256 + width).checked_mul(unit) {
            let tile = Tile::at(level, index, size).unwrap();
            prop_assert_eq!((tile.index(), u64::from(tile.width())), (index, width));
            prop_assert_eq!(tile.to_string().parse::<Tile>(), Ok(tile));
        }
    }

    #[test]
    fn any_text_is_read_as_a_tile_only_if_it_is_written_so(path in "(tile/)?[0-9a-z/.x]{0,24}") {
        if let Ok(tile) = path.parse::<Tile>() {
            prop_assert_eq!(tile.to_string(), path);
        }
    }

    #[test]
    fn an_append_gives_exactly_the_tiles_touched(old in 0_u64..1200, more in 0_u64..1200) {
        let all = leaves(old + more);
        let (before, after) = all.split_at(usize::try_from(old).unwrap());
        let mut edge = Edge::new();
        edge.append(before);
        let written = edge.append(after);
        let tiles: Vec<_> = written.iter().map(|(tile, _)| *tile).collect();
        prop_assert_eq!(tiles, tiles_touched(old, old + more));
        prop_assert!(written.iter().all(|(tile, bytes)| bytes.len() == usize::from(tile.width()) * 32));
    }

    #[test]
    fn bundles_read_back(entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..40)) {
        let mut bundle = Vec::new();
        entries.iter().try_for_each(|entry| push_entry(&mut bundle, entry)).unwrap();
        let read = read_entries(&bundle, u16::try_from(entries.len()).unwrap()).unwrap();
        prop_assert_eq!(read, entries);
    }

    #[test]
    fn any_bytes_are_a_bundle_or_a_refusal(bytes in prop::collection::vec(any::<u8>(), 0..400), width in 0_u16..=256) {
        let _ = read_entries(&bytes, width);
    }
}
