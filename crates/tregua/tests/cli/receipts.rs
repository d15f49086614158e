//! Receipts and streams on the running program (T3, T9): what a node promised, what it dropped, and what a clone shows.

use crate::program::{Mission, OK, Run};
use engine::contract::{Desk, Log};
use engine::intake::{promise, take_in};
use ledger::checkpoint::Checkpoint;
use ledger::note::Cosigner;
use model::{Digest, Entry, Instant, KeyKind, SourceId};
use record::key::SecretKey;
use record::stream::{Arrival, NONE_BEFORE};
use record::submission::{Parcel, Payload, admit};
use std::fs;
use std::num::NonZeroU64;
use store::Folder;
use store::keyring::read_key;

/// When the invented submissions come in, seconds since 1970: 2026-02-01T12:00:00Z.
const NOW_S: u64 = 1_769_947_200;

struct Field {
    mission: Mission,
    device: SecretKey,
    node: SecretKey,
}

impl Field {
    /// A mission with a device of its own, whose source is `cameras`.
    fn new() -> Self {
        let mission = Mission::new();
        let mut text = fs::read_to_string(mission.path("mission.toml")).unwrap();
        text.push_str(
            "\n[[source]]\nid = \"cameras\"\nname = \"Cameras\"\n\n[[source]]\nid = \"theirs\"\nname = \"Theirs\"\nparty = \"p1\"\n",
        );
        mission.write("mission.toml", text.as_bytes());
        mission.ok(&["adopt"]);
        let device = mission.path("../device.key");
        mission.ok(&["key", "new", "--kind", "device", "--person", "camera 1", "-o", device.to_str().unwrap()]);
        mission.ok(&["key", "add", device.to_str().unwrap()]);
        let device = read_key(&device).unwrap().secret;
        let keys = Folder::new(&mission.path("")).keyring().all().unwrap();
        let node = keys.into_iter().find(|file| file.kind == KeyKind::Node).unwrap().secret;
        Self { mission, device, node }
    }

    fn parcel(&self, seq: u64, prev: Digest, words: &str, source: &str) -> Parcel {
        let bytes = format!("latitude,longitude,acq_date\n-33.1,-17.{seq},2026-01-05\n#{words}\n").into_bytes();
        let payload = Payload {
            bytes_n: bytes.len() as u64,
            claimed_at: at(0),
            epoch: 1,
            media_type: Some("text/csv".into()),
            name: format!("{seq}.csv"),
            prev,
            read_as: None,
            seq,
            sha256: Digest::of(&bytes),
            source: Some(SourceId(source.into())),
            stream: "main".into(),
            v: 1,
        };
        Parcel { envelope: payload.sign(&self.device).unwrap(), bytes }
    }

    /// Takes a parcel in as a node does, and gives what it was to its stream.
    fn take(&self, parcel: &Parcel) -> Result<(Arrival, Digest), String> {
        let folder = Folder::with_state(&self.mission.path(""), &self.mission.path("../state"), &[71; 32]);
        let mut writer = folder.write().unwrap();
        let mut desk =
            Desk { log: &mut writer.log, vault: &mut writer.vault, projection: &mut writer.projection, keys: &mut writer.keys, now: at(0) };
        let (arrived, _) = take_in(&mut desk, parcel).map_err(|fault| fault.to_string())?;
        Ok((arrived.arrival, arrived.admitted.digest))
    }

    /// What a node promises and then does, or does not do.
    fn receipt(&self, parcel: &Parcel) -> (String, Vec<u8>) {
        let folder = Folder::new(&self.mission.path(""));
        let view = store::view::View::open(&folder, None).unwrap();
        let admitted = admit(&parcel.envelope, &view.register().unwrap(), view.as_of()).unwrap();
        let leaf = Entry::Received(admitted.received(at(0))).canonical().unwrap();
        (self.promised(&parcel.envelope, &leaf), leaf)
    }

    /// What a node promises once it has sealed what came in: the leaf as it will stand in the log.
    fn promised(&self, envelope: &record::dsse::Envelope, leaf: &[u8]) -> String {
        let view = store::view::View::open(&Folder::new(&self.mission.path("")), None).unwrap();
        let admitted = admit(envelope, &view.register().unwrap(), view.as_of()).unwrap();
        promise(&admitted, view.log().name(), self.node.id(), leaf, at(0)).sign(&self.node).unwrap().show()
    }

    /// Witnesses cosign the log as it stands, each at its own time, s after now.
    fn cosign(&self, times_s: [u64; 3]) {
        let note = ledger::note::Note::read(&fs::read(self.mission.path("data/log/checkpoint")).unwrap()).unwrap();
        let lines =
            (1u8..).zip(times_s).map(|(n, s)| witness(n).cosign(note.unverified_text(), NonZeroU64::new(NOW_S + s).unwrap()).unwrap());
        let cosigned = note.with_signatures(note.signatures().iter().cloned().chain(lines)).unwrap();
        Checkpoint::read_text(cosigned.unverified_text()).unwrap();
        fs::write(self.mission.path("data/log/checkpoint.cosigned"), cosigned.to_string()).unwrap();
    }

    fn policy(&self) {
        let vkey = fs::read_to_string(self.mission.path("data/log/vkey")).unwrap();
        let witnesses: String = (1u8..=3).map(|n| format!("witness w{n} {}\n", witness(n).verifier().vkey())).collect();
        let text = format!("log {}\n{witnesses}group q 2 w1 w2 w3\nquorum q\n", vkey.trim());
        self.mission.write("trusted.policy", text.as_bytes());
    }

    fn check(&self, log: Option<&str>) -> Run {
        let mut words = vec!["receipt", "check", "r.json", "--policy", "trusted.policy"];
        words.extend(log.map(|log| ["--log", log]).into_iter().flatten());
        self.mission.run(&words)
    }
}

fn witness(n: u8) -> Cosigner {
    Cosigner::ed25519_from_seed(&format!("witness.example/{n}"), &[n; 32]).unwrap()
}

fn at(s: i64) -> Instant {
    Instant::from_ms((i64::try_from(NOW_S).unwrap() + s) * 1_000).unwrap()
}

#[test]
fn t03_a_dropped_complaint_is_suppressed_with_the_receipt_and_the_tiles() {
    let field = Field::new();
    field.policy();
    let complaint = field.parcel(1, NONE_BEFORE, "complaint", "cameras");
    let (receipt, _) = field.receipt(&complaint);
    field.mission.write("r.json", receipt.as_bytes());
    field.cosign([5, 6, 7]);
    let within = field.check(None);
    assert!(within.is(OK) && within.out.contains("within the promise"), "{within:?}");
    // The node drops it and goes on with other things. One witness that says a late time is no quorum.
    field.mission.write("other.csv", b"latitude,longitude,acq_date\n-33.2,-17.2,2026-01-06\n");
    field.mission.ok(&["add", "other.csv"]);
    field.cosign([10, 11, 90]);
    let waiting = field.check(None);
    assert!(waiting.is(OK) && !waiting.out.contains("SUPPRESSED"), "{waiting:?}");
    field.cosign([10, 88, 90]);
    let broken = field.check(None);
    assert!(broken.is(1) && broken.out.contains("SUPPRESSED: number 1 of stream `main`"), "{broken:?}");
    // The proof stands by itself: the mission is gone, the receipt and the tiles are not.
    let proof = field.mission.path("r.suppressed");
    fs::rename(field.mission.path("data"), field.mission.path("gone")).unwrap();
    fs::write(field.mission.path("node.key"), field.node.public().text()).unwrap();
    let again = field.check(proof.to_str());
    assert!(again.is(1) && again.out.contains("SUPPRESSED"), "{again:?}");
    // Nobody can make such a proof by leaving a tile's bytes out.
    let tile = walk(&proof).into_iter().find(|path| path.display().to_string().contains("tile/0/")).unwrap();
    fs::write(&tile, &fs::read(&tile).unwrap()[32..]).unwrap();
    let forged = field.check(proof.to_str());
    assert!(forged.is(3) && forged.err.contains("they prove nothing"), "{forged:?}");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    store::disk::files_below(folder).unwrap()
}

#[test]
fn t03_what_was_promised_and_entered_is_found() {
    let field = Field::new();
    field.policy();
    let parcel = field.parcel(1, NONE_BEFORE, "a", "cameras");
    let (_, record) = field.receipt(&parcel);
    assert_eq!(field.take(&parcel).unwrap().0, Arrival::Next);
    let log = Folder::new(&field.mission.path("")).read_log().unwrap();
    let index = (0..log.size()).find(|index| log.leaf(*index).unwrap() == record).unwrap();
    field.mission.write("r.json", field.promised(&parcel.envelope, &log.stored(index).unwrap()).as_bytes());
    field.cosign([80, 88, 90]);
    let found = field.check(None);
    assert!(found.is(OK) && found.out.contains(&format!("is entry {index} of the log")), "{found:?}");
    let bare = field.mission.run(&["receipt", "check", "r.json"]);
    assert!(bare.is(OK) && bare.out.contains("included"), "{bare:?}");
}

#[test]
fn t09_missing_reports_become_an_entry_and_a_clone_and_a_replayed_day_show() {
    let field = Field::new();
    let first = field.parcel(1, NONE_BEFORE, "a", "cameras");
    let (_, one) = field.take(&first).unwrap();
    let position = field.mission.position();
    assert_eq!(field.take(&first).unwrap().0, Arrival::Known, "a replayed day");
    assert_eq!(field.mission.position(), position);
    let sixth = field.parcel(6, Digest::of(b"the fifth"), "f", "cameras");
    assert!(matches!(field.take(&sixth).unwrap().0, Arrival::Ahead(gap) if gap.missing_n() == 4));
    let clone = field.parcel(2, one, "by the device", "cameras");
    assert_eq!(field.take(&clone).unwrap().0, Arrival::Late);
    let branch = field.parcel(2, one, "by its clone", "cameras");
    assert!(matches!(field.take(&branch).unwrap().0, Arrival::Branch(_)));
    let status = field.mission.run(&["status"]);
    assert!(status.out.contains("3 reports missing: numbers 3 to 5 of stream `main` of camera 1"), "{status:?}");
    let audit = field.mission.run(&["audit"]);
    assert!(audit.is(OK) && audit.out.contains("was handed in twice with other content"), "{audit:?}");
    let log = Folder::new(&field.mission.path("")).read_log().unwrap();
    let gaps = (0..log.size()).filter(|leaf| matches!(engine::gather::entry(&log, *leaf), Ok(Entry::Gap(_)))).count();
    assert_eq!(gaps, 1);
}

#[test]
fn a_device_of_the_mission_cannot_speak_for_a_party() {
    let field = Field::new();
    let refused = field.take(&field.parcel(1, NONE_BEFORE, "a", "theirs")).unwrap_err();
    assert!(refused.contains("speaks for no party"), "{refused}");
    let mut parcel = field.parcel(1, NONE_BEFORE, "a", "cameras");
    parcel.bytes.push(b'x');
    assert!(field.take(&parcel).unwrap_err().contains("was signed"));
}
