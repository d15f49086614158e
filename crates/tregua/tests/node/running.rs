//! A mission with registered devices, and a node that runs on it.

use model::{Digest, Instant, SourceId};
use record::dsse::Envelope;
use record::key::{PublicKey, SecretKey};
use record::receipt::Receipt;
use record::stream::NONE_BEFORE;
use record::submission::{Parcel, Payload};
use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;
use store::Folder;
use store::keyring::Keyring;

/// What a run of the program gave.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn is(&self, code: i32) -> bool {
        self.code == Some(code)
    }
}

/// A mission in a folder of its own, with the state of its machine beside it.
pub struct Mission {
    root: PathBuf,
    _scratch: Option<tempfile::TempDir>,
}

impl Mission {
    pub fn new() -> Self {
        let scratch = tempfile::tempdir().unwrap();
        Self { root: scratch.path().into(), ..Self::within(scratch.path()) }.keeping(scratch)
    }

    fn keeping(self, scratch: tempfile::TempDir) -> Self {
        Self { _scratch: Some(scratch), ..self }
    }

    /// In a given folder.
    pub fn within(folder: &Path) -> Self {
        let mission = Self { root: folder.into(), _scratch: None };
        let made = mission.program(&["init", "--name", "Test", "--by", "me"]).arg(folder.join("m")).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        let text = std::fs::read_to_string(mission.path("mission.toml")).unwrap();
        std::fs::write(mission.path("mission.toml"), format!("{text}\n[[source]]\nid = \"sensors\"\nname = \"Sensors\"\n")).unwrap();
        assert!(mission.run(&["adopt", "--by", "me"]).is(0));
        mission
    }

    fn program(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tregua"));
        command.args(words).env_remove("TREGUA_MISSION").env("TREGUA_STATE", self.root.join("state"));
        command
    }

    pub fn run(&self, words: &[&str]) -> Run {
        let output = self.program(words).current_dir(self.path("")).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Run { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join("m").join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub fn folder(&self) -> Folder {
        Folder::new(&self.path(""))
    }

    /// A device whose key the register knows.
    pub fn device(&self, name: &str) -> Device {
        let file = self.root.join(format!("{}.key", name.replace(' ', "-")));
        let made = self.run(&["key", "new", "--kind", "device", "--person", name, "-o", file.to_str().unwrap()]);
        assert!(made.is(0), "{made:?}");
        let added = self.run(&["key", "add", file.to_str().unwrap()]);
        assert!(added.is(0), "{added:?}");
        Device::new(store::keyring::read_key(&file).unwrap().secret)
    }

    /// The node's public key.
    pub fn node_key(&self) -> PublicKey {
        let keys = Keyring::new(&self.path("keys")).all().unwrap();
        keys.into_iter().find(|file| file.kind == model::KeyKind::Node).unwrap().secret.public().clone()
    }

    pub fn start(&self) -> Running {
        let mut command = self.program(&["node", "--listen", "127.0.0.1:0"]);
        let mut child = command.current_dir(self.path("")).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let Some(Ok(address)) = lines.next() else {
            let output = child.wait_with_output().unwrap();
            panic!("the node did not start: {}", String::from_utf8_lossy(&output.stderr));
        };
        Running { child, address: address.trim_end_matches('/').to_owned() }
    }
}

/// A sender with its key, and the digests of what it signed so far.
pub struct Device {
    secret: SecretKey,
    signed: Mutex<HashMap<String, Vec<Digest>>>,
}

impl Device {
    pub fn new(secret: SecretKey) -> Self {
        Self { secret, signed: Mutex::default() }
    }

    pub fn digest(&self, parcel: &Parcel) -> Digest {
        Digest::of(parcel.envelope.unverified_payload())
    }

    /// The number `seq` of a stream.
    pub fn parcel(&self, stream: &str, seq: u64) -> Parcel {
        let mut signed = self.signed.lock().unwrap();
        let digests = signed.entry(stream.into()).or_insert_with(|| vec![NONE_BEFORE]);
        for seq in digests.len() as u64..seq {
            digests.push(payload(stream, seq, *digests.last().unwrap()).digest().unwrap());
        }
        let before = digests[usize::try_from(seq - 1).unwrap()];
        Parcel { envelope: payload(stream, seq, before).sign(&self.secret).unwrap(), bytes: content(stream, seq) }
    }
}

fn payload(stream: &str, seq: u64, prev: Digest) -> Payload {
    let bytes = content(stream, seq);
    Payload {
        bytes_n: bytes.len() as u64,
        claimed_at: Instant::from_ms(1_767_600_000_000).unwrap(),
        epoch: 1,
        media_type: None,
        name: format!("{stream}-{seq}.csv"),
        prev,
        read_as: None,
        seq,
        sha256: Digest::of(&bytes),
        source: Some(SourceId("sensors".into())),
        stream: stream.into(),
        v: 1,
    }
}

fn content(stream: &str, seq: u64) -> Vec<u8> {
    let salt = Digest::of(format!("{stream}/{seq}").as_bytes()).to_string();
    let number = u64::from_str_radix(&salt[..4], 16).unwrap();
    format!("latitude,longitude,acq_date\n-33.{:04},-17.{:04},2026-01-05\n", seq % 10_000, number % 10_000).into_bytes()
}

/// The receipt in an answer, if the node signed it.
pub fn receipt_of(body: &str, mission: &Mission) -> Receipt {
    Receipt::open(&Envelope::read(body.trim().as_bytes()).unwrap(), &mission.node_key()).unwrap()
}

/// A node that runs; killed if a test fails.
pub struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn agent() -> ureq::Agent {
        ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(20))).http_status_as_error(false).build().new_agent()
    }

    pub fn get(&self, path: &str) -> (u16, String) {
        let mut answer = Self::agent().get(format!("{}{path}", self.address)).call().unwrap();
        (answer.status().as_u16(), String::from_utf8_lossy(&answer.body_mut().read_to_vec().unwrap()).into_owned())
    }

    pub fn post(&self, body: &str) -> (u16, String) {
        self.try_post(body, "application/json").unwrap()
    }

    pub fn post_many(&self, lines: &str) -> (u16, String) {
        self.try_post(lines, "application/x-ndjson").unwrap()
    }

    /// `None` if the node went away.
    pub fn try_post(&self, body: &str, kind: &str) -> Option<(u16, String)> {
        let mut answer =
            Self::agent().post(format!("{}/submissions", self.address)).header("content-type", kind).send(body.as_bytes()).ok()?;
        Some((answer.status().as_u16(), answer.body_mut().read_to_string().ok()?))
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Size of the log once it no longer grows.
    pub fn size_when_quiet(&self, mission: &Mission) -> u64 {
        let mut last = 0;
        for _ in 0..40 {
            std::thread::sleep(Duration::from_millis(800));
            let size = engine::Log::size(&mission.folder().read_log().unwrap());
            if size == last {
                return size;
            }
            last = size;
        }
        panic!("the log never came to rest");
    }

    /// Kills it with signal 9.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop; what it kept is in the log then.
    pub fn stop(mut self) {
        assert_eq!(self.get("/log/checkpoint").0, 200, "it answers, so it also hears");
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{status}");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
