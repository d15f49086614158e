//! One file per command; what they share is opening a mission and reading the clock.

mod act;
mod add;
mod adopt;
mod alerts;
mod attribute;
mod audit;
mod bonds;
mod case;
mod claims;
mod commitment;
mod cosigning;
mod demo;
mod distance;
mod erase;
mod estimate;
mod explain;
mod export;
mod foresee;
mod fsck;
mod fuse;
mod heat;
mod init;
mod key;
mod lines;
mod locate;
mod log;
mod mirror;
mod node;
mod open_data;
mod origins;
mod peer;
mod radar;
mod read;
mod rebuild;
mod receipt;
mod release;
mod report;
mod reports;
mod review;
mod score;
mod serve;
mod simulate;
mod stamp;
mod status;
mod stream;
mod submit;
mod sync;
mod terms;
mod verification;
mod zones;

use crate::cli::{Call, Verb};
use crate::cosign;
use crate::fault::Fault;
use crate::screen;
use engine::contract::Desk;
use engine::replay::replay;
use engine::{Log, Projection};
use model::Instant;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};
use store::Folder;
use store::folder::Writer;

/// What every command knows.
pub struct Bench {
    folder: Folder,
    state: Option<PathBuf>,
    json: bool,
    now: Instant,
}

/// The bytes of a file that a command works on.
fn bytes_of(path: &Path) -> Result<Vec<u8>, Fault> {
    std::fs::read(path).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))
}

/// Bytes of a file, or of the standard input for `-`.
fn bytes_or_input(path: &Path) -> Result<Vec<u8>, Fault> {
    if path != Path::new("-") {
        return bytes_of(path);
    }
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)
        .map_err(|cause| Fault::Input(format!("standard input: {cause}")))?;
    Ok(bytes)
}

/// Runs a command.
pub fn run(call: Call) -> Result<ExitCode, Fault> {
    let state = call.state.clone().or_else(default_state);
    let folder = folder_at(&call.mission, state.as_deref())?;
    let bench = Bench { folder, state, json: call.json, now: now(call.now.as_deref())? };
    match call.verb {
        Verb::Demo(demo) => demo::run(&bench, &demo),
        Verb::Init(init) => init::run(&bench, &init),
        Verb::Adopt(adopt) => adopt::run(&bench, &adopt),
        Verb::Add(add) => add::run(&bench, &add),
        Verb::Terms(terms) => terms::run(&bench, &terms),
        Verb::Lines(lines) => lines::run(&bench, &lines),
        Verb::Read(read) => read::run(&bench, &read),
        Verb::Zones(zones) => zones::run(&bench, &zones),
        Verb::Distance(distance) => distance::run(&bench, &distance),
        Verb::Attribute(call) => attribute::run(&bench, &call),
        Verb::Alerts(call) => alerts::run(&bench, &call),
        Verb::Claims(claims) => claims::run(&bench, &claims),
        Verb::Estimate(estimate) => estimate::run(&bench, &estimate),
        Verb::Fuse(call) => fuse::run(&bench, &call),
        Verb::Score(call) => score::run(&bench, &call),
        Verb::Simulate(call) => simulate::run(&bench, &call),
        Verb::Origins(origins) => origins::run(&bench, &origins),
        Verb::Locate(locate) => locate::run(&bench, &locate),
        Verb::Heat(call) => heat::run(&bench, &call),
        Verb::Radar(radar) => radar::run(&bench, &radar),
        Verb::Report(report) => report::run(&bench, &report),
        Verb::Explain(explain) => explain::run(&bench, &explain),
        Verb::Status(status) => status::run(&bench, &status),
        Verb::Rebuild => rebuild::run(&bench),
        Verb::Audit => audit::run(&bench),
        Verb::Fsck(fsck) => fsck::run(&bench, &fsck),
        Verb::Key(call) => key::run(&bench, &call.verb),
        Verb::Act(call) => act::run(&bench, &call.verb),
        Verb::Review(call) => review::run(&bench, &call),
        Verb::Merge(call) => bonds::merge(&bench, &call),
        Verb::Split(call) => bonds::split(&bench, &call),
        Verb::Leave(call) => bonds::leave(&bench, &call),
        Verb::Unbind(call) => bonds::unbind(&bench, &call),
        Verb::Case(call) => case::run(&bench, &call),
        Verb::Remedy(call) => case::run_remedy(&bench, &call),
        Verb::Due(call) => case::due(&bench, &call),
        Verb::Tick(call) => case::tick(&bench, &call),
        Verb::Commitment(call) => commitment::run(&bench, &call.verb),
        Verb::Erase(erase) => erase::run(&bench, &erase),
        Verb::Verification(verb) => verification::run(&bench, &verb),
        Verb::Release(call) => release::run(&bench, &call.verb),
        Verb::Submit(call) => submit::run(&bench, &call),
        Verb::Receipt(call) => receipt::run(&bench, &call.verb),
        Verb::Log(call) => log::run(&bench, &call.verb),
        Verb::Witness(call) => {
            witness::run(&call.verb)?;
            Ok(ExitCode::SUCCESS)
        }
        Verb::Mirror(mirror) => mirror::run(&bench, &mirror),
        Verb::Peer(peer) => peer::run(&bench, &peer),
        Verb::Sync(sync) => sync::run(&bench, &sync),
        Verb::Export(export) => export::run(&bench, &export.verb),
        Verb::Node(call) => node::run(&bench, &call),
        Verb::Serve(serve) => serve::run(&bench, &serve),
    }
}

/// Where state belongs that is no configuration and no cache (XDG Base Directory 0.8).
fn default_state() -> Option<PathBuf> {
    let absolute = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = absolute("XDG_STATE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local").join("state")));
    state.map(|state| state.join("tregua"))
}

/// A mission's folder; without a state folder it can be read only.
fn folder_at(root: &Path, state: Option<&Path>) -> Result<Folder, Fault> {
    let Some(state) = state else { return Ok(Folder::new(root)) };
    Ok(Folder::with_state(root, state, &random()?))
}

/// 32 bytes that nobody can guess.
fn random() -> Result<[u8; 32], Fault> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|cause| Fault::Call(format!("this machine gives no random numbers: {cause}")))?;
    Ok(bytes)
}

fn now(given: Option<&str>) -> Result<Instant, Fault> {
    if let Some(given) = given {
        return given.parse().map_err(|fault| Fault::Call(format!("--now: {fault}")));
    }
    let since =
        SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| Fault::Call("this machine's clock stands before 1970: set it".into()))?;
    let ms = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    Instant::from_ms(ms).map_err(|fault| Fault::Call(format!("this machine's clock: {fault}: set it")))
}

impl Bench {
    fn needs_mission(&self) -> Result<(), Fault> {
        if self.folder.is_mission() { Ok(()) } else { Err(Fault::NoMission(self.folder.root().display().to_string())) }
    }

    /// Opens the mission for writing. A projection that is behind (after a crash) catches up; one
    /// that is ahead of the log (a restored backup) is made anew.
    fn write(&self) -> Result<Writer, Fault> {
        self.needs_mission()?;
        let writer = self.folder.write_unless(cosign::outside(&self.folder)?)?;
        self.catch_up(writer)
    }

    fn catch_up(&self, mut writer: Writer) -> Result<Writer, Fault> {
        if writer.projection.position() > writer.log.size() {
            screen::remark("the projection knows more than the log; it is made anew");
            drop(writer);
            store::sqlite::remove(&self.folder.database())?;
            writer = self.folder.write_unless(cosign::outside(&self.folder)?)?;
        }
        let bar = screen::bar("catching up");
        replay(&writer.log, &writer.vault, &mut writer.projection, |done, all| {
            bar.set_length(all);
            bar.set_position(done);
        })?;
        bar.finish_and_clear();
        Ok(writer)
    }

    /// The same bench with another mission on it.
    fn with(&self, folder: Folder) -> Self {
        Self { folder, state: self.state.clone(), json: self.json, now: self.now }
    }

    fn desk<'a>(&self, writer: &'a mut Writer) -> Desk<'a> {
        Desk { log: &mut writer.log, vault: &mut writer.vault, projection: &mut writer.projection, keys: &mut writer.keys, now: self.now }
    }

    fn view(&self, as_of: Option<u64>) -> Result<store::view::View, Fault> {
        self.needs_mission()?;
        Ok(store::view::View::open(&self.folder, as_of)?)
    }
}
