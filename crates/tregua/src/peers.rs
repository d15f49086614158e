//! The other nodes that a mission knows: `peers.toml` in its folder, written by `tregua peer add`.

use crate::fault::Fault;
use ledger::note::Verifier;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::PathBuf;
use store::Folder;
use store::disk::write_durably;

/// Greatest number of peers.
const PEERS_MAX: usize = 64;

/// Another node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peer {
    /// What this mission calls it.
    pub name: String,
    /// Its log's verifier key.
    pub vkey: String,
    /// The policy whose quorum must have cosigned what is taken, a file; absent = the log's own signature is enough.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub policy: Option<PathBuf>,
    /// Where its log is usually read: a folder or an http address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<String>,
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peers {
    #[serde(default, rename = "peer")]
    all: Vec<Peer>,
}

impl Peer {
    /// Its log's key.
    pub fn key(&self) -> Result<Verifier, Fault> {
        self.vkey.parse().map_err(|fault: ledger::note::KeyError| Fault::Input(format!("peers.toml: peer `{}`: {fault}", self.name)))
    }
}

impl Peers {
    fn file(folder: &Folder) -> PathBuf {
        folder.root().join("peers.toml")
    }

    /// Reads them; a mission without the file has none.
    pub fn read(folder: &Folder) -> Result<Self, Fault> {
        let path = Self::file(folder);
        let text = match fs::read_to_string(&path) {
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            other => other.map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))?,
        };
        let peers: Self = toml::from_str(&text).map_err(|fault| Fault::Input(format!("{}: {fault}", path.display())))?;
        if peers.all.len() > PEERS_MAX {
            return Err(Fault::Input(format!("{}: {} peers; at most {PEERS_MAX} are expected", path.display(), peers.all.len())));
        }
        Ok(peers)
    }

    /// Adds one, or says more of one with the same name and key.
    pub fn add(&mut self, folder: &Folder, peer: Peer) -> Result<(), Fault> {
        let is_other = |known: &Peer| (known.name == peer.name) != (known.vkey == peer.vkey);
        if let Some(known) = self.all.iter().find(|known| is_other(known)) {
            return Err(Fault::Call(format!("peer `{}` is known with the key {}; a name has one key", known.name, known.vkey)));
        }
        self.all.retain(|known| known.name != peer.name);
        self.all.push(peer);
        self.all.sort_by(|a, b| a.name.cmp(&b.name));
        let text = toml::to_string(self).map_err(|fault| Fault::Input(format!("peers.toml: {fault}")))?;
        let text = format!("# The other nodes of this mission. `tregua peer add` writes this file.\n\n{text}");
        Ok(write_durably(&Self::file(folder), text.as_bytes())?)
    }

    /// All, by name.
    pub fn all(&self) -> &[Peer] {
        &self.all
    }

    /// The one with a name.
    pub fn named(&self, name: &str) -> Result<&Peer, Fault> {
        self.all.iter().find(|peer| peer.name == name).ok_or_else(|| {
            let known: Vec<&str> = self.all.iter().map(|peer| peer.name.as_str()).collect();
            let known = if known.is_empty() { "there is none".into() } else { known.join(", ") };
            Fault::Call(format!("`{name}` is no peer ({known}); `tregua peer add NAME --vkey KEY` adds one"))
        })
    }

    /// The one with a log.
    pub fn of_log(&self, log: &str) -> Option<&Peer> {
        self.all.iter().find(|peer| peer.key().is_ok_and(|key| key.name() == log))
    }
}
