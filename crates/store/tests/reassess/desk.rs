//! A mission in memory's folder with reports, zones and agreements in a few words. All invented.

use engine::Hand;
use engine::acts::{Founders, found};
use engine::assess::{Assessed, Depth, Derived, derive_assessment};
use engine::contract::Desk;
use engine::receive::{Submission, adopt_agreement, adopt_mission, receive};
use model::{Instant, SourceId};
use record::key::SecretKey;
use std::path::Path;
use store::Folder;
use store::folder::Writer;
use tempfile::TempDir;

pub const MAP: &str = "key = [\"id\"]\nsense = { value = \"seen\" }\nactor = { column = \"side\" }\ncause = { column = \"cause\" }\nweapon = { column = \"weapon\" }\n
[time]\ncolumn = \"when\"\n
[kind]\ncolumn = \"kind\"\nvalues = { explosion = \"explosion\", burst = \"burst\", weapon_seen = \"weapon_seen\", uav = \"uav\" }\ndefault = \"damage\"\n
[place]\nlat = \"lat\"\nlon = \"lon\"\nprecision = \"fix\"\nsd = { column = \"sd\", unit = \"m\" }\n";

/// A report: its own id, when, what, where (degrees), how exactly (metres), whose, the cause.
pub struct Row {
    pub id: u64,
    pub when: String,
    pub kind: &'static str,
    pub at: (f64, f64),
    pub sd_m: u64,
    pub side: &'static str,
    pub cause: &'static str,
}

pub struct Mission {
    pub folder: Folder,
    pub writer: Writer,
    files_n: usize,
    /// No two acts are of one moment.
    now: Instant,
    _scratch: TempDir,
}

pub fn mission_text(zone: &str) -> String {
    let party = |id: &str| format!("[[party]]\nid = \"{id}\"\nname = \"{id}\"\nhue = 30\n");
    format!(
        "name = \"test\"\nfictional = true\nzone = \"{zone}\"\n{}{}[[source]]\nid = \"patrols\"\nname = \"patrols\"\n[[source]]\nid = \"map\"\nname = \"map\"\n",
        party("p1"),
        party("p2")
    )
}

impl Mission {
    pub fn begin() -> Self {
        let memory = Path::new("/dev/shm");
        let scratch = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
        let folder = Folder::with_state(&scratch.path().join("mission"), &scratch.path().join("state"), &[9; 32]);
        folder.create_log("tregua.invalid/reassess", &[7; 32]).unwrap();
        let writer = folder.write().unwrap();
        let now = "2026-06-01T00:00:00Z".parse().unwrap();
        let mut mission = Self { folder, writer, files_n: 0, now, _scratch: scratch };
        let log_vkey = mission.folder.verifier().unwrap().vkey().to_string();
        let (root, node, officer) = (SecretKey::from_seed(&[9; 32]), SecretKey::from_seed(&[10; 32]), SecretKey::from_seed(&[8; 32]));
        let founders = Founders { person: "tests", body: None, root: &root, officer: &officer, node: &node, log_vkey: &log_vkey };
        found(&mut mission.desk(), &founders).unwrap();
        mission.adopt_mission("UTC");
        mission
    }

    pub fn desk(&mut self) -> Desk<'_> {
        self.now = self.now.plus_ms(1_000);
        let Writer { log, vault, projection, keys, .. } = &mut self.writer;
        Desk { log, vault, projection, keys, now: self.now }
    }

    pub fn adopt_mission(&mut self, zone: &str) {
        let key = SecretKey::from_seed(&[8; 32]);
        adopt_mission(&mut self.desk(), &mission_text(zone), &Hand { person: "tests", key: &key }).unwrap();
    }

    pub fn adopt(&mut self, text: &str) {
        let (agreement, _) = terms::read_agreement(text);
        let key = SecretKey::from_seed(&[8; 32]);
        adopt_agreement(&mut self.desk(), agreement.unwrap().id(), text, &Hand { person: "tests", key: &key }).unwrap();
    }

    pub fn add_rows(&mut self, rows: &[Row]) {
        let mut text = String::from("id,when,kind,lat,lon,sd,side,cause,weapon\n");
        for Row { id, when, kind, at, sd_m, side, cause } in rows {
            let weapon = if *kind == "weapon_seen" { "120mm mortar" } else { "" };
            text += &format!("{id},{when},{kind},{:.5},{:.5},{sd_m},{side},{cause},{weapon}\n", at.0, at.1);
        }
        self.add(text, "patrols", Some("csv"), Some(MAP));
    }

    /// A version of a square zone with its south-west corner at a place, from a day on, perhaps to a day.
    pub fn add_zone(&mut self, zone: &str, at: (f64, f64), side: f64, from: &str, to: Option<&str>) {
        self.add(zone_file(zone, at, side, from, to), "map", Some("layers"), None);
    }

    fn add(&mut self, text: String, source: &str, read_as: Option<&str>, map: Option<&str>) {
        self.files_n += 1;
        let submission = Submission {
            name: format!("file{}", self.files_n),
            bytes: text.into_bytes(),
            source: Some(SourceId(source.into())),
            read_as: read_as.map(str::to_owned),
            map: map.map(str::to_owned),
        };
        receive(&mut self.desk(), &[submission]).unwrap();
    }

    pub fn settle(&mut self) -> Assessed {
        engine::settle(&mut self.desk(), |read| assert!(read.unreadable.is_none() && read.refusals.is_empty(), "{read:?}"), |_| {})
            .unwrap()
            .assessed
    }

    pub fn derive(&self, depth: Depth) -> Derived {
        derive_assessment(&self.writer.log, &self.writer.vault, &self.writer.projection, depth).unwrap()
    }

    /// What the audit finds.
    pub fn audit(&self) -> Vec<String> {
        let mut fresh = store::SqliteProjection::in_memory().unwrap();
        let audited = engine::audit::audit(&self.writer.log, &self.writer.vault, &mut fresh, |_, _| {}).unwrap();
        assert!(audited.derived > 0);
        audited.differences.into_iter().map(|difference| format!("entry {}: {}", difference.leaf, difference.what)).collect()
    }
}

pub fn zone_file(zone: &str, (lat, lon): (f64, f64), side: f64, from: &str, to: Option<&str>) -> String {
    let to = to.map_or_else(String::new, |to| format!("\"valid_to\":\"{to}\","));
    let (north, east) = (lat + side, lon + side);
    format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{\"layer\":\"{zone}\",\"role\":\"zone\",\"valid_from\":\"{from}\",{to}\"accuracy_m\":100}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{lon:.4},{lat:.4}],[{east:.4},{lat:.4}],[{east:.4},{north:.4}],[{lon:.4},{north:.4}],[{lon:.4},{lat:.4}]]]}}}}]}}"
    )
}

/// An agreement with some terms under one article.
pub fn agreement(id: &str, terms: &[String]) -> String {
    format!(
        "# Test\n\n```toml\n[agreement]\nid = \"{id}\"\nparties = [\"p1\", \"p2\"]\n```\n\n## 1 Article\n\nWords.\n\n```toml\n{}\n```\n",
        terms.join("\n")
    )
}

pub fn moment(id: &str, from: &str) -> String {
    format!("[[term]]\nid = \"{id}\"\nkind = \"effective_moment\"\nquote = \"Words\"\nat = \"{from}\"\nzone = \"UTC\"\n")
}

pub fn act(id: &str, acts: &str, more: &str) -> String {
    format!("[[term]]\nid = \"{id}\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"{acts}\"]\n{more}\n")
}

pub fn row(id: &str, km: u64) -> String {
    format!(
        "[[term]]\nid = \"{id}\"\nkind = \"withdrawal_distance\"\nquote = \"Words\"\nclasses = [\"mortar\"]\ndistance_km = {km}\n[term.baseline]\np1 = {{ line = \"zone0\" }}\np2 = {{ line = \"zone1\" }}\n"
    )
}

pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    pub fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        let at = self.roll(all.len() as u64);
        *all.get(usize::try_from(at).unwrap()).unwrap()
    }
}
