//! `tregua peer`: the other nodes of the mission, and what of them is here.

use super::Bench;
use super::mirror::key_of;
use crate::cli::{Peer as Call, PeerVerb};
use crate::fault::Fault;
use crate::peers::{Peer, Peers};
use crate::quorum::Quorum;
use crate::screen::{remark, say};
use engine::contract::Came;
use engine::{Log, Projection};
use store::SqliteProjection;
use store::copy::{Mirror, peer_folder};
use store::sqlite::Conflict;

use model::count::grouped;
use std::path::Path;
use std::process::ExitCode;

/// Runs a verb on peers.
pub fn run(bench: &Bench, call: &Call) -> Result<ExitCode, Fault> {
    bench.needs_mission()?;
    match &call.verb {
        PeerVerb::Add { name, vkey, policy, from } => add(bench, name, vkey, policy.as_deref(), from.clone()),
        PeerVerb::List => list(bench),
    }
}

fn add(bench: &Bench, name: &str, vkey: &str, policy: Option<&Path>, from: Option<String>) -> Result<ExitCode, Fault> {
    Quorum::read(policy)?;
    let policy = policy.map(std::path::absolute).transpose().map_err(|cause| Fault::Call(format!("--policy: {cause}")))?;
    let key = key_of(vkey)?;
    if key.name() == bench.folder.verifier()?.name() {
        return Err(Fault::Call(format!("{}: this is the mission's own log", key.name())));
    }
    let mut peers = Peers::read(&bench.folder)?;
    let [received, ..] = bench.view(None)?.summary()?.families;
    if peers.all().is_empty() && received > 0 {
        remark(&format!(
            "note: the {received} files received so far lie sealed and do not reach peers; only what comes in from now on does"
        ));
    }
    peers.add(&bench.folder, Peer { name: name.into(), vkey: key.vkey().to_string(), policy, from })?;
    say(&format!("peer `{name}`: log {}. `tregua sync {name}` brings in what it has", key.name()));
    Ok(ExitCode::SUCCESS)
}

fn list(bench: &Bench) -> Result<ExitCode, Fault> {
    let peers = Peers::read(&bench.folder)?;
    let projection = SqliteProjection::open(&bench.folder.database())?;
    for peer in peers.all() {
        let key = peer.key()?;
        let mirror = Mirror::new(&peer_folder(&bench.folder.root().join("data"), key.name()));
        let held = if mirror.is_begun() { mirror.log()?.size() } else { 0 };
        let anchored = projection.anchored(key.name());
        if bench.json {
            say(&serde_json::json!({"peer": peer.name, "log": key.name(), "from": peer.from, "held": held, "anchored": anchored})
                .to_string());
        } else {
            let from = peer.from.as_deref().map_or_else(String::new, |from| format!(", read at {from}"));
            say(&format!(
                "{}: log {}, {} entries here, {} of them anchored{from}",
                peer.name,
                key.name(),
                grouped(held),
                grouped(anchored)
            ));
        }
    }
    projection.conflicts()?.iter().for_each(|conflict| say(&show_conflict(&peers, conflict)));
    Ok(ExitCode::SUCCESS)
}

/// A contradiction between nodes, with what to do.
pub fn show_conflict(peers: &Peers, conflict: &Conflict) -> String {
    let what = match conflict.kind.as_str() {
        "adopt_mission" => "the mission's data".to_owned(),
        "adopt_gazetteer" => format!("gazetteer `{}`", conflict.subject),
        _ => format!("agreement `{}`", conflict.subject),
    };
    let others: Vec<String> = conflict.others.iter().map(|(came, _)| place(peers, came)).collect();
    format!(
        "conflict: {what} was taken into use differently by nodes that did not know of each other; {} counts, not {}. Adopt it again on one node to settle it",
        place(peers, &conflict.counts),
        others.join(", ")
    )
}

fn place(peers: &Peers, came: &Came) -> String {
    match &came.log {
        None => format!("entry {} here", came.index),
        Some(log) => {
            let name = peers.of_log(log).map_or(log.as_str(), |peer| peer.name.as_str());
            format!("entry {} of {name}", came.index)
        }
    }
}
