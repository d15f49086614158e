//! The worlds on disk, and one of them played through the real engine and store.

use crate::stands::Stands;
use crate::story::{Add, Step, Story, What, read};
use engine::Hand;
use engine::acts::{Founders, found};
use engine::contract::Desk;
use engine::receive::{Submission, adopt_agreement, adopt_mission, receive};
use model::{Instant, SourceId};
use record::key::SecretKey;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use store::Folder;
use store::folder::Writer;
use tempfile::TempDir;

/// A folder below `fixtures/worlds`.
pub struct World {
    pub name: String,
    pub folder: PathBuf,
    pub mission: String,
    pub story: Story,
}

impl World {
    /// Bytes that come in, roughly: what the story adds.
    pub fn bytes_n(&self) -> u64 {
        let added = self.story.steps.iter().filter_map(|step| if let What::Add(add) = &step.what { Some(&add.file) } else { None });
        added.map(|file| fs::metadata(self.folder.join(file)).map_or(0, |file| file.len())).sum()
    }
}

/// All worlds, by name; a world that cannot be read is its faults.
pub fn worlds() -> Vec<Result<World, Vec<String>>> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/worlds");
    let mut folders: Vec<PathBuf> = fs::read_dir(all).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(!folders.is_empty(), "fixtures/worlds holds no world");
    folders.into_iter().map(load).collect()
}

/// The worlds that can be read; the others fail in the test of the stories.
pub fn readable() -> impl Iterator<Item = World> {
    worlds().into_iter().flatten()
}

fn load(folder: PathBuf) -> Result<World, Vec<String>> {
    let name = folder.file_name().unwrap().to_string_lossy().into_owned();
    let said = |fault: &dyn Display| format!("{name}: {fault}");
    let text = |file: &str| fs::read_to_string(folder.join(file)).map_err(|cause| vec![said(&format!("{file}: {cause}"))]);
    text("README.md")?;
    let mission = text("mission.toml")?;
    let story = read(&text("story.txt")?).map_err(|faults| faults.iter().map(|fault| said(fault)).collect::<Vec<_>>())?;
    Ok(World { name, mission, story, folder })
}

/// A mission on which a story is being played.
pub struct Play<'a> {
    world: &'a World,
    pub folder: Folder,
    pub writer: Writer,
    _scratch: TempDir,
}

impl<'a> Play<'a> {
    /// A fresh mission with these data adopted.
    pub fn begin(world: &'a World, mission: &str) -> Result<Self, String> {
        let scratch = scratch().map_err(shown)?;
        let folder = Folder::with_state(&scratch.path().join("mission"), &scratch.path().join("state"), &[9; 32]);
        folder.create_log("tregua.invalid/world", &[7; 32]).map_err(shown)?;
        let writer = folder.write().map_err(shown)?;
        let hand = officer();
        let mut play = Self { world, folder, writer, _scratch: scratch };
        let now = world.story.steps.first().map_or_else(|| Instant::from_ms(0).unwrap(), |step| step.now);
        let log_vkey = play.folder.verifier().map_err(shown)?.vkey().to_string();
        let (root, node) = (SecretKey::from_seed(&[9; 32]), SecretKey::from_seed(&[10; 32]));
        let founders = Founders { person: "worlds", body: None, root: &root, officer: &hand, node: &node, log_vkey: &log_vkey };
        found(&mut play.desk(now), &founders).map_err(shown)?;
        adopt_mission(&mut play.desk(now), mission, &Hand { person: "worlds", key: &hand }).map_err(shown)?;
        Ok(play)
    }

    /// Plays steps from first to last; those that do nothing are passed over.
    pub fn all(world: &'a World, mission: &str, steps: &[Step]) -> Result<Self, String> {
        let mut play = Self::begin(world, mission)?;
        for step in steps {
            play.step(step).map_err(|fault| format!("{}: line {}: {}: got {fault}", world.name, step.line, step.text))?;
        }
        Ok(play)
    }

    /// Does what a step does.
    pub fn step(&mut self, step: &Step) -> Result<(), String> {
        match &step.what {
            What::Adopt(file) => self.adopt(file, step.now),
            What::Add(add) => self.add(add, step.now),
            What::Expect(_) | What::Holds(_) | What::Pending(_) => Ok(()),
        }
    }

    /// What stands now.
    pub fn stands(&self) -> Result<Stands, String> {
        Stands::read(&self.folder).map_err(shown)
    }

    /// Everything closed but the files, until the returned folder goes.
    pub fn close(self) -> (Folder, TempDir) {
        (self.folder, self._scratch)
    }

    fn desk(&mut self, now: Instant) -> Desk<'_> {
        Desk {
            log: &mut self.writer.log,
            vault: &mut self.writer.vault,
            projection: &mut self.writer.projection,
            keys: &mut self.writer.keys,
            now,
        }
    }

    fn adopt(&mut self, file: &str, now: Instant) -> Result<(), String> {
        let text = self.text(file)?;
        if file.ends_with(".toml") {
            adopt_mission(&mut self.desk(now), &text, &Hand { person: "worlds", key: &officer() }).map_err(shown)?;
        } else {
            let (agreement, faults) = terms::read_agreement(&text);
            let agreement = agreement.ok_or_else(|| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
            let hand = officer();
            adopt_agreement(&mut self.desk(now), agreement.id(), &text, &Hand { person: "worlds", key: &hand }).map_err(shown)?;
        }
        self.settle(now)
    }

    fn add(&mut self, add: &Add, now: Instant) -> Result<(), String> {
        let mut bytes = fs::read(self.world.folder.join(&add.file)).map_err(|cause| format!("{}: {cause}", add.file))?;
        bytes.extend(std::iter::repeat_n(b'\n', add.blank_lines_n));
        let source = add.source.as_ref().map(|id| SourceId(id.clone()));
        let in_use = engine::gather::mission(&self.writer.vault, &self.writer.projection).map_err(shown)?.mission;
        if let Some(unknown) = source.as_ref().filter(|source| in_use.source(source).is_none()) {
            return Err(format!("`{unknown}` is no source in use"));
        }
        let map = add.map.as_ref().map(|map| self.text(map)).transpose()?;
        let name = add.file.rsplit('/').next().unwrap().to_owned();
        receive(&mut self.desk(now), &[Submission { name, bytes, source, read_as: add.read_as.clone(), map }]).map_err(shown)?;
        self.settle(now)
    }

    fn settle(&mut self, now: Instant) -> Result<(), String> {
        engine::settle(&mut self.desk(now), |_| {}, |_| {}).map(|_| ()).map_err(shown)
    }

    fn text(&self, file: &str) -> Result<String, String> {
        fs::read_to_string(self.world.folder.join(file)).map_err(|cause| format!("{file}: {cause}"))
    }
}

/// The key of the one officer of all worlds.
fn officer() -> SecretKey {
    SecretKey::from_seed(&[8; 32])
}

/// A folder in memory where the system has one: a story waits for no disk.
fn scratch() -> std::io::Result<TempDir> {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }
}

/// A fault in its own words.
pub fn shown(fault: impl Display) -> String {
    fault.to_string()
}
