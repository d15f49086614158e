//! Bundles that older versions wrote: the newest verifier goes on believing each of them (promise R16).

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use verify::archive::{TarFiles, ZipFiles};
use verify::check::check;
use verify::files::Files;
use verify::trust::Trust;
use verify::verdict::Verdict;

/// Each kept bundle with its policy, and how many things it proves. None was cosigned: no witness, no time.
const BUNDLES: [(&str, &str, usize); 4] = [
    ("sealed-2026-11-commission.zip", "sealed-2026-11.policy", 19),
    ("sealed-2026-11-party.zip", "sealed-2026-11.policy", 14),
    ("sealed-2026-11-public.zip", "sealed-2026-11.policy", 14),
    ("sealed-2026-11-day.tar", "sealed-2026-11.policy", 34),
];

fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/bundles").join(name)
}

#[test]
fn bundles_of_every_older_version_are_proven_item_by_item() {
    for (name, policy, items) in BUNDLES {
        let trust = Trust::read(&fs::read(kept(policy)).unwrap(), &[]).unwrap();
        let file = File::open(kept(name)).unwrap();
        let mut files: Box<dyn Files> =
            if name.ends_with(".zip") { Box::new(ZipFiles::new(file).unwrap()) } else { Box::new(TarFiles::new(file)) };
        let found = check(files.as_mut(), &trust);
        assert_eq!(found.verdict, Verdict::ProvenWithoutQuorumOrTime, "{name}: {found}");
        assert!(found.faults.is_empty(), "{name}: {found}");
        assert_eq!(found.items.len(), items, "{name}: {found}");
    }
}
