//! A witness as a real process, and a log that asks it; all names invented.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
#![allow(dead_code, clippy::allow_attributes, reason = "each test program uses a part of this module")]

use ledger::checkpoint::Checkpoint;
use ledger::note::{Note, Signer, Verifier};
use ledger::tree::{Frontier, Hash, HashSource, prove_consistency};
use ledger::witness::AddCheckpoint;
use std::convert::Infallible;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

pub const LOG: &str = "log.example/mission";

/// Runs a verb to its end.
pub fn call(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tregua-witness")).args(arguments).output().unwrap()
}

pub fn must(arguments: &[&str]) -> String {
    let output = call(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A witness's folder with keys that knows the log from the empty tree.
pub fn made(folder: &Path) -> PathBuf {
    let folder = folder.join("w");
    let dir = folder.display().to_string();
    must(&["init", &dir, "--name", "witness.example/w"]);
    must(&["add-log", &dir, "--from-empty", "--vkey", &signer().verifier().vkey().to_string()]);
    folder
}

pub fn keys(folder: &Path) -> Vec<Verifier> {
    let said = must(&["vkey", &folder.display().to_string()]);
    said.lines().take_while(|line| !line.is_empty()).map(|line| line.parse().unwrap()).collect()
}

/// A witness that answers; killed, as by a power cut, when dropped.
pub struct Serving {
    child: Child,
    pub url: String,
}

impl Serving {
    pub fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tregua-witness"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .arg(folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        assert!(url.starts_with("http://"), "{url}");
        Self { child, url: url.trim().to_owned() }
    }

    pub fn ask(&self, body: &str) -> (u16, String) {
        let mut answer = agent().post(format!("{}/add-checkpoint", self.url)).send(body).unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    }

    pub fn read(&self, path: &str) -> (u16, String) {
        let mut answer = agent().get(format!("{}/{path}", self.url)).call().unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().new_agent()
}

pub fn signer() -> Signer {
    Signer::from_seed(LOG, &[7; 32]).unwrap()
}

pub fn leaves(size: u64, history: u8) -> Vec<Hash> {
    (0..size).map(|at| Hash::leaf(&[&[history][..], &at.to_be_bytes()].concat())).collect()
}

pub fn root(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::new();
    leaves.iter().for_each(|leaf| frontier.append(*leaf));
    frontier.root()
}

pub fn signed(leaves: &[Hash]) -> Note {
    Checkpoint::new(LOG, leaves.len() as u64, root(leaves)).sign(&[&signer()]).unwrap()
}

/// What a log with these leaves sends to a witness that has seen the first `old`.
pub fn request(old: usize, leaves: &[Hash]) -> String {
    let proof = prove_consistency(&mut Leaves(leaves), old as u64, leaves.len() as u64).unwrap();
    AddCheckpoint::new(old as u64, proof, signed(leaves)).unwrap().to_string()
}

struct Leaves<'a>(&'a [Hash]);

impl HashSource for Leaves<'_> {
    type Error = Infallible;

    fn read_hash(&mut self, level: u32, index: u64) -> Result<Hash, Infallible> {
        let start = usize::try_from(index << level).unwrap();
        Ok(root(&self.0[start..start + (1 << level)]))
    }
}
