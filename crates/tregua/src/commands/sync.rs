//! `tregua sync`: what other nodes received and declared, brought in and concluded upon here.

use super::{Bench, add};
use crate::cli::{Sync, SyncVerb};
use crate::fault::Fault;
use crate::peers::Peers;
use crate::quorum::Quorum;
use crate::screen::{remark, say};
use crate::web_source::source_of;
use engine::bring::{anchor, needs};
use engine::{Log, Projection};
use model::Entry;
use model::count::grouped;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::FileLog;
use store::copy::{Below, FolderSource, Mirror, Pulled, Source, peer_folder};
use store::folder::Writer;

/// Logs that rest on logs that rest on logs, no further: two nodes that spoke daily for a century.
const DEPTH_MAX: usize = 100_000;

/// Runs it.
pub fn run(bench: &Bench, sync: &Sync) -> Result<ExitCode, Fault> {
    bench.needs_mission()?;
    match &sync.verb {
        Some(SyncVerb::Export { dir, peer }) => export(bench, dir, peer),
        Some(SyncVerb::Import { dir }) => import(bench, dir),
        None => with_peers(bench, sync),
    }
}

fn with_peers(bench: &Bench, sync: &Sync) -> Result<ExitCode, Fault> {
    let peers = Peers::read(&bench.folder)?;
    let chosen: Vec<(String, String)> = match &sync.peer {
        Some(name) => {
            let peer = peers.named(name)?;
            let from = sync.from.clone().or_else(|| peer.from.clone());
            let from =
                from.ok_or_else(|| Fault::Call(format!("--from: where `{name}` is read is not known yet; name a folder or an address")))?;
            vec![(peer.key()?.name().to_owned(), from)]
        }
        None => {
            let places = peers.all().iter().filter_map(|peer| Some((peer, peer.from.clone()?)));
            places.map(|(peer, from)| Ok((peer.key()?.name().to_owned(), from))).collect::<Result<_, Fault>>()?
        }
    };
    if chosen.is_empty() {
        return Err(Fault::Call("no peer has a place to be read at: `tregua peer add NAME --vkey KEY --from DIR|URL`".into()));
    }
    let mut code = ExitCode::SUCCESS;
    let mut writer = bench.write()?;
    let mut bringing = Bringing { bench, peers: &peers, always: sync.anchor, brought_n: 0 };
    let is_one = chosen.len() == 1;
    for (log, from) in &chosen {
        let brought = source_of(from).map_err(Fault::from).and_then(|source| bringing.bring(&mut writer, log, source.as_ref()));
        match brought {
            Err(fault) if !is_one => {
                // One peer that cannot be reached keeps nobody from the others.
                remark(&format!("tregua: {log}: {fault}"));
                code = fault.exit_code();
            }
            other => other?,
        }
    }
    bringing.settle(&mut writer)?;
    Ok(code)
}

fn import(bench: &Bench, dir: &Path) -> Result<ExitCode, Fault> {
    let peers = Peers::read(&bench.folder)?;
    let source = FolderSource::new(dir)?;
    let log = Mirror::new(source.root()).verifier()?.name().to_owned();
    if peers.of_log(&log).is_none() {
        return Err(Fault::Call(format!(
            "{}: it holds the log {log}, which is no peer here; `tregua peer add NAME --vkey KEY`",
            dir.display()
        )));
    }
    let mut writer = bench.write()?;
    let mut bringing = Bringing { bench, peers: &peers, always: false, brought_n: 0 };
    bringing.bring(&mut writer, &log, &source)?;
    bringing.settle(&mut writer)?;
    Ok(ExitCode::SUCCESS)
}

/// Bringing in peers' logs.
struct Bringing<'a> {
    bench: &'a Bench,
    peers: &'a Peers,
    always: bool,
    brought_n: u64,
}

/// Part of a log that is to be anchored, once everything is anchored that its entries rest on.
struct Wanted {
    log: String,
    size: u64,
    checkpoint: String,
    /// Entries up to here rest on nothing that is not anchored here.
    looked_at: u64,
}

/// The node that is read, and the copies of logs that are held here meanwhile.
struct Reading<'a> {
    log: &'a str,
    source: &'a dyn Source,
    copies: BTreeMap<String, FileLog>,
}

impl Bringing<'_> {
    /// Brings in one node's log, and before it those parts of others that its entries rest on.
    fn bring(&mut self, writer: &mut Writer, log: &str, source: &dyn Source) -> Result<(), Fault> {
        let mut reading = Reading { log, source, copies: BTreeMap::new() };
        let pulled = self.pull(&mut reading, log)?;
        let (size, checkpoint) = reading.copies.get(log).map_or_else(Default::default, |copy| (copy.size(), copy.checkpoint()));
        let from = writer.projection.anchored(log);
        let fresh = needs(self.copy(&mut reading, log, size)?, from, size)?.entries_n;
        let mut leaf = None;
        if fresh > 0 || (self.always && size > from) {
            let mut open = vec![Wanted { log: log.into(), size, checkpoint, looked_at: from }];
            while let Some(wanted) = open.last_mut() {
                if let Some(first) = self.rests_on(writer, &mut reading, wanted)? {
                    open.push(first);
                } else {
                    leaf = self.anchor(writer, &mut reading, wanted)?;
                    open.pop();
                }
                if open.len() > DEPTH_MAX {
                    return Err(Fault::Input(format!("{}: its log rests on others more than {DEPTH_MAX} deep", source.name())));
                }
            }
        }
        let name = self.peers.of_log(log).map_or(log, |peer| peer.name.as_str());
        self.tell(name, &pulled, leaf, fresh);
        Ok(())
    }

    /// Brings this node's copy of a log up to what the other node has of it.
    fn pull(&self, reading: &mut Reading<'_>, log: &str) -> Result<Pulled, Fault> {
        let peer = self.peers.of_log(log).ok_or_else(|| {
            let name = reading.source.name();
            Fault::Call(format!("{name} rests on the log {log}, which is no peer here; `tregua peer add NAME --vkey KEY`"))
        })?;
        let mirror = Mirror::new(&peer_folder(&self.data(), log));
        mirror.begin(&peer.key()?)?;
        let below = Below::new(reading.source, &peer_folder(Path::new(""), log).display().to_string());
        let source: &dyn Source = if log == reading.log { reading.source } else { &below };
        let pulled = Quorum::read(peer.policy.as_deref())?.pull(&mirror, source)?;
        reading.copies.insert(log.into(), mirror.log()?);
        Ok(pulled)
    }

    fn data(&self) -> PathBuf {
        self.bench.folder.root().join("data")
    }

    /// The copy of a log, with at least so many entries.
    fn copy<'b>(&self, reading: &'b mut Reading<'_>, log: &str, size: u64) -> Result<&'b FileLog, Fault> {
        if reading.copies.get(log).is_none_or(|copy| copy.size() < size) {
            self.pull(reading, log)?;
        }
        let short = || Fault::Input(format!("{}: it does not hold {size} entries of {log}, on which its own rest", reading.source.name()));
        reading.copies.get(log).filter(|copy| copy.size() >= size).ok_or_else(short)
    }

    /// The first part of another log that the wanted entries rest on and that is not anchored here.
    fn rests_on(&self, writer: &Writer, reading: &mut Reading<'_>, wanted: &mut Wanted) -> Result<Option<Wanted>, Fault> {
        let copy = self.copy(reading, &wanted.log, wanted.size)?;
        while wanted.looked_at < wanted.size {
            if let Ok(Entry::Anchor(of)) = Entry::read(&copy.stored(wanted.looked_at)?) {
                let looked_at = writer.projection.anchored(&of.log);
                if of.log != writer.log.name() && looked_at < of.size {
                    return Ok(Some(Wanted { log: of.log, size: of.size, checkpoint: of.checkpoint, looked_at }));
                }
            }
            wanted.looked_at += 1;
        }
        Ok(None)
    }

    fn anchor(&mut self, writer: &mut Writer, reading: &mut Reading<'_>, wanted: &Wanted) -> Result<Option<u64>, Fault> {
        let from = writer.projection.anchored(&wanted.log);
        let needs = needs(self.copy(reading, &wanted.log, wanted.size)?, from, wanted.size)?;
        Mirror::new(&self.data()).pull_bytes(reading.source, &needs.bytes)?;
        self.brought_n += needs.entries_n;
        Ok(anchor(&mut self.bench.desk(writer), &wanted.checkpoint)?)
    }

    fn tell(&self, name: &str, pulled: &Pulled, leaf: Option<u64>, entries_n: u64) {
        if self.bench.json {
            let value = serde_json::json!({"peer": name, "held": pulled.new, "new": pulled.new - pulled.old, "brought": entries_n, "anchor": leaf, "is_behind": pulled.is_behind});
            return say(&value.to_string());
        }
        let new = grouped(pulled.new - pulled.old);
        match leaf {
            Some(leaf) => say(&format!(
                "{name}: {new} new entries, {} of them received or declared; anchored at {} by entry {leaf}",
                grouped(entries_n),
                grouped(pulled.new)
            )),
            None => say(&format!("{name}: {new} new entries; nothing received or declared that was not here")),
        }
    }

    /// Concludes upon what came in.
    fn settle(&self, writer: &mut Writer) -> Result<(), Fault> {
        if self.brought_n > 0 {
            add::settle_and_say(self.bench, writer)?;
        }
        let conflicts = writer.projection.conflicts()?;
        conflicts.iter().for_each(|conflict| remark(&super::peer::show_conflict(self.peers, conflict)));
        Ok(())
    }
}

/// Writes this node's log, what came in under it, and its copies of other logs.
fn export(bench: &Bench, dir: &Path, peer: &str) -> Result<ExitCode, Fault> {
    let peers = Peers::read(&bench.folder)?;
    peers.named(peer)?;
    let own = FolderSource::new(bench.folder.root())?;
    let stick = Mirror::new(dir);
    stick.begin(&bench.folder.verifier()?)?;
    let pulled = stick.pull_log(&own, false, &|_| Ok(()))?;
    let vault = stick.pull_received(&own)?;
    for other in peers.all().iter().filter(|other| other.name != peer) {
        let key = other.key()?;
        let below: PathBuf = peer_folder(Path::new(""), key.name());
        if bench.folder.root().join("data").join(&below).join("log").join("checkpoint").is_file() {
            let copy = Mirror::new(&dir.join(&below));
            copy.begin(&key)?;
            copy.pull_log(&Below::new(&own, &below.display().to_string()), false, &|_| Ok(()))?;
        }
    }
    let (new, files) = (pulled.new - pulled.old, vault.files);
    if bench.json {
        say(&serde_json::json!({"entries": pulled.new, "new": new, "files": files, "bytes": vault.bytes}).to_string());
    } else {
        say(&format!("{}: {} entries, {} of them new; {} new files", dir.display(), grouped(pulled.new), grouped(new), grouped(files)));
        say(&format!("on the other node: `tregua sync import {}`", dir.display()));
    }
    Ok(ExitCode::SUCCESS)
}
