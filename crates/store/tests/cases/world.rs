//! A mission on the real store with a commission of three, an analyst and a party's liaison. All invented.

use casework::Office;
use casework::docket::Docket;
use engine::contract::{Desk, Projection};
use engine::receive::{Submission, adopt_agreement, adopt_mission, receive};
use engine::replay::replay;
use engine::{EngineFault, Hand, Log};
use model::{Act, Entry, Instant, Key, KeyKind, PartyId, Role, Signed, SourceId};
use record::key::SecretKey;
use record::register::{Register, new_act, sign_act};
use std::collections::BTreeSet;
use std::path::Path;
use store::Folder;
use store::folder::Writer;
use store::view::View;
use tempfile::TempDir;

pub const LOG: &str = "tregua.invalid/cases";
pub const HOUR_MS: i64 = 3_600_000;
const RULES: &str = "[commission]\nchairs = [\"Tess\", \"Ben\"]\nrule = \"two_thirds\"\n\
    [[commission.seats]]\nmember = \"Tess\"\n[[commission.seats]]\nmember = \"Ben\"\n[[commission.seats]]\nmember = \"Cid\"\n";
const MISSION: &str = "name = \"test\"\nfictional = true\nzone = \"UTC\"\n[[party]]\nid = \"p1\"\nname = \"p1\"\nhue = 30\n[[source]]\nid = \"patrols\"\nname = \"patrols\"\n[[source]]\nid = \"map\"\nname = \"map\"\n";
const MAP: &str = "key = [\"id\"]\nsense = { value = \"seen\" }\n[time]\ncolumn = \"when\"\n[kind]\ncolumn = \"kind\"\nvalues = { explosion = \"explosion\" }\ndefault = \"damage\"\n\
    [place]\nlat = \"lat\"\nlon = \"lon\"\nprecision = \"fix\"\nsd = { column = \"sd\", unit = \"m\" }\n";

/// Numbers from a seed (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % n
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }
}

pub struct World {
    pub folder: Folder,
    pub writer: Option<Writer>,
    pub now: Instant,
    files_n: usize,
    _scratch: TempDir,
}

pub fn secret(person: &str) -> SecretKey {
    let seed = match person {
        "Tess" => 8,
        "Ben" => 11,
        "Cid" => 12,
        "Ada" => 13,
        "liaison" => 14,
        "root" => 9,
        _ => 10,
    };
    SecretKey::from_seed(&[seed; 32])
}

fn key(person: &str) -> Key {
    let (kind, party, roles) = match person {
        "liaison" => (KeyKind::Party, Some(PartyId("p1".into())), vec![]),
        "Ada" => (KeyKind::Officer, None, vec![Role::Analyst]),
        _ => (KeyKind::Officer, None, vec![Role::Commission, Role::Custody]),
    };
    Key {
        body: Some(format!("body of {person}")),
        kind,
        party,
        person: person.into(),
        public: secret(person).public().text().into(),
        roles,
    }
}

impl World {
    pub fn begin() -> Self {
        let memory = Path::new("/dev/shm");
        let scratch = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
        let folder = Folder::with_state(&scratch.path().join("mission"), &scratch.path().join("state"), &[9; 32]);
        folder.create_log(LOG, &[7; 32]).unwrap();
        let writer = Some(folder.write().unwrap());
        let now = "2026-06-01T00:00:00Z".parse().unwrap();
        let mut world = Self { folder, writer, now, files_n: 0, _scratch: scratch };
        let log_vkey = world.folder.verifier().unwrap().vkey().to_string();
        let (root, officer, node) = (secret("root"), secret("Tess"), secret("node"));
        let founders = engine::acts::Founders {
            person: "Tess",
            body: Some("body of Tess"),
            root: &root,
            officer: &officer,
            node: &node,
            log_vkey: &log_vkey,
        };
        engine::acts::found(&mut world.desk(), &founders).unwrap();
        adopt_mission(&mut world.desk(), MISSION, &Hand { person: "Tess", key: &officer }).unwrap();
        for person in ["Ben", "Cid", "Ada", "liaison"] {
            world.sign("Tess", &["root", person], Act::AddKey { key: key(person) }).unwrap();
        }
        world.sign("Tess", &["Tess"], Act::AdoptProcedure { text: RULES.into() }).unwrap();
        world
    }

    pub fn writer(&self) -> &Writer {
        self.writer.as_ref().unwrap()
    }

    pub fn desk(&mut self) -> Desk<'_> {
        self.now = self.now.plus_ms(1_000);
        let Writer { log, vault, projection, keys, .. } = self.writer.as_mut().unwrap();
        Desk { log, vault, projection, keys, now: self.now }
    }

    pub fn docket(&self) -> &Docket {
        &self.writer().projection.office().docket
    }

    pub fn signed(&mut self, author: &str, by: &[&str], act: Act) -> Signed {
        self.now = self.now.plus_ms(1_000);
        let mut signed = new_act(act, author, LOG, self.now);
        by.iter().for_each(|person| sign_act(&mut signed, &secret(person)).unwrap());
        signed
    }

    /// Signs and enters an act, between ticks.
    pub fn sign(&mut self, author: &str, by: &[&str], act: Act) -> Result<u64, EngineFault> {
        let signed = self.signed(author, by, act);
        let node_key = secret("node");
        let node = format!("node of {LOG}");
        engine::timely::enter_timely(&mut self.desk(), signed, Some(&Hand { person: &node, key: &node_key }))
    }

    pub fn tick(&mut self, hours: i64) -> Result<u64, EngineFault> {
        self.now = self.now.plus_ms(hours * HOUR_MS);
        let node_key = secret("node");
        let node = format!("node of {LOG}");
        engine::timely::tick(&mut self.desk(), &Hand { person: &node, key: &node_key }, None)
    }

    /// A report by its own id: handed in again with other words it is corrected.
    pub fn report(&mut self, id: u64, when: &str, kind: &str, name: Option<&str>) {
        self.files_n += 1;
        let text = format!("id,when,kind,lat,lon,sd\n{id},{when},{kind},-33.{id:02},-17.{id:02},50\n");
        let submission = Submission {
            name: name.map_or_else(|| format!("file{}", self.files_n), Into::into),
            bytes: text.into_bytes(),
            source: Some(SourceId("patrols".into())),
            read_as: Some("csv".into()),
            map: Some(MAP.into()),
        };
        receive(&mut self.desk(), &[submission]).unwrap();
        engine::settle(&mut self.desk(), |_| {}, |_| {}).unwrap();
    }

    /// A square zone, known since 2020, one degree wide.
    pub fn zone(&mut self, name: &str, (lat, lon): (f64, f64)) {
        let (north, east) = (lat + 1.0, lon + 1.0);
        let text = format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{\"layer\":\"{name}\",\"role\":\"zone\",\"valid_from\":\"2020-01-01T00:00:00Z\",\"accuracy_m\":100}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[[{lon},{lat}],[{east},{lat}],[{east},{north}],[{lon},{north}],[{lon},{lat}]]]}}}}]}}"
        );
        let source = Some(SourceId("map".into()));
        let submission = Submission { name: "zone".into(), bytes: text.into_bytes(), source, read_as: Some("layers".into()), map: None };
        receive(&mut self.desk(), &[submission]).unwrap();
        engine::settle(&mut self.desk(), |_| {}, |_| {}).unwrap();
    }

    pub fn amend(&mut self, radius: u64) {
        let text = format!(
            "# Test\n\n```toml\n[agreement]\nid = \"truce\"\nparties = [\"p1\"]\n```\n\n## 1 Article\n\nWords {radius}.\n\n```toml\n[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"Words\"\nacts = [\"explosion\"]\n```\n"
        );
        let key = secret("Tess");
        adopt_agreement(&mut self.desk(), "truce", &text, &Hand { person: "Tess", key: &key }).unwrap();
        engine::settle(&mut self.desk(), |_| {}, |_| {}).unwrap();
    }

    /// The process ends and starts again: what the log has and the projection lacks is brought in.
    pub fn restart(&mut self, without_projection: bool) {
        self.writer = None;
        if without_projection {
            store::sqlite::remove(&self.folder.database()).unwrap();
        }
        let mut writer = self.folder.write().unwrap();
        replay(&writer.log, &writer.vault, &mut writer.projection, |_, _| {}).unwrap();
        self.writer = Some(writer);
    }

    /// An act that reached the log when the process was killed before anything else.
    pub fn crash_after(&mut self, signed: Signed) {
        let entry = Entry::Signed(signed);
        self.writer.as_mut().unwrap().log.append(&[entry.canonical().unwrap()]).unwrap();
        self.restart(false);
    }

    /// Makes a report unreadable for ever.
    pub fn redact(&mut self, id: &str) {
        let view = View::open(&self.folder, None).unwrap();
        let units: Vec<model::Unit> = view.erasable_observation(id).unwrap().units.into_iter().collect();
        if units.is_empty() {
            return;
        }
        let names = view.key_names(units.iter().copied()).unwrap();
        drop(view);
        self.sign("Ben", &["Ben", "Tess"], Act::OrderErasure { ground: "asked for".into(), units }).unwrap();
        store::sqlite::remove(&self.folder.database()).unwrap();
        let mut writer = self.writer.take().unwrap();
        self.folder.seals().destroy(&names, &mut writer.keys).unwrap();
        drop(writer);
        self.restart(true);
        engine::settle(&mut self.desk(), |_| {}, |_| {}).unwrap();
    }

    /// The entries from one on that count and that a person signed.
    pub fn signed_since(&self, person: &str, since: u64) -> BTreeSet<u64> {
        let (mut register, mut found) = (Register::default(), BTreeSet::new());
        let log = &self.writer().log;
        for leaf in 0..log.size() {
            if let Ok(Entry::Signed(signed)) = Entry::read(&log.stored(leaf).unwrap())
                && let Ok(judged) = register.take(leaf, &signed)
                && leaf >= since
                && judged.by.iter().any(|one| one.person == person)
            {
                found.insert(leaf);
            }
        }
        found
    }

    /// The office folded from the log's own entries, with nothing of the store between.
    pub fn folded(&self) -> Office {
        let (mut register, mut office) = (Register::default(), Office::default());
        let log = &self.writer().log;
        for leaf in 0..log.size() {
            if let Ok(Entry::Signed(signed)) = Entry::read(&log.stored(leaf).unwrap())
                && let Ok(judged) = register.take(leaf, &signed)
            {
                let _ = engine::acts::take_office(&mut office, leaf, &signed.declared, &judged);
            }
        }
        office
    }
}
