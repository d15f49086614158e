//! A mission with witnesses around it, good ones as real processes and bad ones as they come.

use crate::program::{Mission, Run};
use ledger::note::Verifier;
use ledger::policy::{Judgement, Policy};
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Exit code of a log that may be read and not written.
pub const READ_ONLY: i32 = 6;

/// How a witness behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Manner {
    /// A real one.
    Honest,
    /// Nothing listens at its address.
    Down,
    /// Takes connections and sends a byte now and then, never an answer.
    Slow,
    /// Answers at once, and never the same nonsense twice.
    Garbage,
}

/// A witness and its address.
pub struct Witness {
    pub folder: PathBuf,
    pub address: String,
    child: Option<Child>,
}

impl Witness {
    /// Stops it, as by a power cut.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Starts it at the address it had.
    pub fn start(&mut self) {
        let (child, address) = serve(&self.folder, &self.address);
        assert_eq!(address, self.address);
        self.child = Some(child);
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A mission whose log witnesses know.
pub struct Town {
    pub mission: Mission,
    pub witnesses: Vec<Witness>,
}

impl Town {
    /// Makes a mission with one file in its log, witnesses `W1`.. that behave so, and a policy that
    /// ends in `rules`.
    pub fn new(manners: &[Manner], rules: &str) -> Self {
        let mission = Mission::new();
        let town = Self { witnesses: Vec::new(), mission };
        let witnesses = (1..).zip(manners).map(|(number, manner)| town.witness(number, *manner)).collect();
        let town = Self { witnesses, ..town };
        town.write_policy(rules);
        town.add(1);
        town
    }

    fn witness(&self, number: usize, manner: Manner) -> Witness {
        let folder = self.mission.path(&format!("../w{number}"));
        let dir = folder.display().to_string();
        assert!(self.mission.run(&["witness", "init", &dir, "--name", &format!("witness.example/w{number}"), "--keys", "ml-dsa44"]).is(0));
        let vkey = self.mission.path("data/log/vkey").display().to_string();
        let known = self.mission.run(&["witness", "add-log", &dir, "--from-empty", "--vkey", &vkey]);
        assert!(known.is(0), "{known:?}");
        let (child, address) = match manner {
            Manner::Honest => serve(&folder, "127.0.0.1:0").map_child(),
            Manner::Down => (None, unused_address()),
            Manner::Slow => (None, pretend(dawdle)),
            Manner::Garbage => (None, pretend(talk_nonsense)),
        };
        Witness { folder, address, child }
    }

    pub fn write_policy(&self, rules: &str) {
        let mut text = format!("log {}", fs::read_to_string(self.mission.path("data/log/vkey")).unwrap());
        for (number, witness) in (1..).zip(&self.witnesses) {
            let said = self.mission.run(&["witness", "vkey", &witness.folder.display().to_string()]).out;
            writeln!(text, "witness W{number} {} http://{}", said.lines().next().unwrap(), witness.address).unwrap();
        }
        self.mission.write("witnesses.policy", (text + rules).as_bytes());
    }

    /// Adds a file of its own, so that the log grows.
    pub fn add(&self, number: u32) {
        let run = add_to(&self.mission, &self.mission.path(""), number);
        assert!(run.is(0), "{run:?}");
    }

    pub fn cosign(&self) -> Run {
        self.mission.run(&["log", "cosign"])
    }

    pub fn policy(&self) -> Policy {
        Policy::read(&fs::read(self.mission.path("witnesses.policy")).unwrap()).unwrap()
    }

    /// What a stranger with the same policy makes of the cosigned checkpoint, if there is one.
    pub fn cosigned(&self) -> Option<Judgement> {
        judged(&self.policy(), &self.mission.path(""))
    }

    pub fn log_key(&self) -> Verifier {
        fs::read_to_string(self.mission.path("data/log/vkey")).unwrap().trim().parse().unwrap()
    }

    pub fn size(&self) -> u64 {
        size(&self.mission.path(""))
    }

    /// The same mission once more, with its keys and its state: what a dishonest operator has.
    pub fn second_copy(&self) -> PathBuf {
        let copy = self.mission.path("../copy");
        fs::create_dir(&copy).unwrap();
        for what in ["m", "state"] {
            assert!(Command::new("cp").arg("-a").arg(self.mission.path("..").join(what)).arg(&copy).status().unwrap().success());
        }
        copy
    }

    /// Runs the program on the copy.
    pub fn run_copy(&self, copy: &Path, words: &[&str]) -> Run {
        let mut command = self.mission.command(words);
        command.current_dir(copy.join("m")).env("TREGUA_STATE", copy.join("state")).output().unwrap().into()
    }

    pub fn add_to_copy(&self, copy: &Path, number: u32) -> Run {
        write_file(&copy.join("m"), number);
        self.run_copy(copy, &["add", &format!("f{number}.csv")])
    }
}

/// What a policy makes of a mission's cosigned checkpoint.
pub fn judged(policy: &Policy, mission: &Path) -> Option<Judgement> {
    let bytes = fs::read(mission.join("data/log/checkpoint.cosigned")).ok()?;
    Some(policy.judge(&bytes).unwrap())
}

/// Size that the log itself has signed.
pub fn size(mission: &Path) -> u64 {
    fs::read_to_string(mission.join("data/log/checkpoint")).unwrap().lines().nth(1).unwrap().parse().unwrap()
}

fn add_to(mission: &Mission, folder: &Path, number: u32) -> Run {
    write_file(folder, number);
    mission.run(&["add", &format!("f{number}.csv")])
}

fn write_file(folder: &Path, number: u32) {
    let text = format!("latitude,longitude,acq_date\n-33.{number},-17.2,2026-01-05\n");
    fs::write(folder.join(format!("f{number}.csv")), text).unwrap();
}

fn serve(folder: &Path, address: &str) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tregua"))
        .args(["witness", "serve", "--listen", address])
        .arg(folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
    (child, url.trim().strip_prefix("http://").unwrap().to_owned())
}

trait MapChild {
    fn map_child(self) -> (Option<Child>, String);
}

impl MapChild for (Child, String) {
    fn map_child(self) -> (Option<Child>, String) {
        (Some(self.0), self.1)
    }
}

fn unused_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// Answers every connection in its way until the test ends.
fn pretend(answer: fn(TcpStream, u32)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for (number, stream) in (0..).zip(listener.incoming().flatten()) {
            std::thread::spawn(move || answer(stream, number));
        }
    });
    address
}

fn dawdle(mut stream: TcpStream, _: u32) {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".chunks(1).chain(std::iter::repeat(b"x".as_slice()));
    for byte in head {
        if stream.write_all(byte).is_err() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn talk_nonsense(mut stream: TcpStream, number: u32) {
    drop(stream.set_read_timeout(Some(Duration::from_millis(50))));
    let mut request = vec![0; 64 * 1024];
    while stream.read(&mut request).is_ok_and(|read| read > 0) {}
    let (status, body) = match number % 6 {
        0 => (200, b"\xe2\x80\x94 witness.example/w1 AAAA\n".to_vec()),
        1 => (409, b"99999999999999999999999\n".to_vec()),
        2 => (200, vec![b'x'; 10 << 20]),
        3 => (422, b"\x1b[2Jno\n".to_vec()),
        4 => (409, b"0\n".to_vec()),
        _ => (777, vec![0xff; 10]),
    };
    let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)));
}
