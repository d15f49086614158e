//! Whose hand acts: a secret key in the mission's keys folder, or a file that lies elsewhere.

use crate::fault::Fault;
use engine::Hand;
use model::KeyKind;
use record::key::SecretKey;
use record::register::Register;
use std::path::{Path, PathBuf};
use store::Folder;
use store::keyring::{KeyFile, NewKey, read_key};

/// A person with their key.
pub struct Held {
    /// The person.
    pub person: String,
    /// The key.
    pub secret: SecretKey,
}

impl Held {
    /// As the engine takes it.
    pub fn hand(&self) -> Hand<'_> {
        Hand { person: &self.person, key: &self.secret }
    }
}

/// The officer who acts: the one named, or the only one whose key is here and stands.
pub fn officer(folder: &Folder, register: &Register, leaf: u64, by: Option<&str>) -> Result<Held, Fault> {
    if by.is_some_and(|name| name.trim().is_empty()) {
        return Err(Fault::Call("--by: a name is expected; an act has somebody who answers for it".into()));
    }
    if register.founded().is_none() {
        return Err(Fault::Call("this log has no key register yet, so nobody can sign: `tregua key found --by NAME` begins one".into()));
    }
    let mut here = folder.keyring().all()?;
    here.retain(|file| file.kind == KeyKind::Officer && stands(register, leaf, file));
    let mut people: Vec<String> = here.iter().map(|file| file.person.clone()).collect();
    people.sort();
    people.dedup();
    let names = if people.is_empty() { "none is".into() } else { people.join(", ") };
    let keys = folder.keyring().folder().display().to_string();
    let found = match by {
        Some(name) => here.into_iter().find(|file| file.person == name.trim()).ok_or_else(|| {
            Fault::Call(format!("--by: no officer key of `{name}` that the register knows is in {keys} ({names}). `tregua key new` makes one, `tregua key add` brings it in"))
        })?,
        None if people.len() == 1 => here.into_iter().next().ok_or_else(|| Fault::Call(format!("no officer key is in {keys}")))?,
        None if people.is_empty() => {
            return Err(Fault::Call(format!("no officer key that the register knows is in {keys}: put one there, or name a key file where the command takes one")));
        }
        None => return Err(Fault::Call(format!("several officers have keys here ({names}): say who acts with --by NAME"))),
    };
    Ok(Held { person: found.person, secret: found.secret })
}

/// Every root key at hand: in the keys folder, and in files that lie elsewhere.
pub fn keys_at_hand(folder: &Folder, register: &Register, leaf: u64, with: &[PathBuf]) -> Result<Vec<KeyFile>, Fault> {
    let mut keys = folder.keyring().all()?;
    for path in with {
        keys.push(read_secret(path)?);
    }
    keys.retain(|file| stands(register, leaf, file));
    Ok(keys)
}

/// Reads a secret key that lies anywhere.
pub fn read_secret(path: &Path) -> Result<KeyFile, Fault> {
    read_key(path).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))
}

fn stands(register: &Register, leaf: u64, file: &KeyFile) -> bool {
    register.holding(&file.secret.id()).is_some_and(|holding| holding.stands_at(leaf))
}

/// Makes a secret key and keeps it.
pub fn make_key(folder: &Folder, new: NewKey<'_>, output: Option<&Path>) -> Result<KeyFile, Fault> {
    for word in [Some(new.person), new.body, new.party].into_iter().flatten() {
        if word.trim() != word || word.is_empty() || word.chars().any(char::is_control) {
            return Err(Fault::Call(format!("`{}` is no name: one line without spaces around it is expected", word.escape_debug())));
        }
    }
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|cause| Fault::Call(format!("this machine gives no random numbers: {cause}")))?;
    Ok(folder.keyring().write(&NewKey { seed, ..new }, output)?)
}

/// A new key of a kind, its random part still to come.
pub const fn new_key<'a>(kind: KeyKind, person: &'a str, body: Option<&'a str>) -> NewKey<'a> {
    NewKey { kind, person, body, party: None, seed: [0; 32] }
}

/// The person who acts with a key of one of these kinds: the one named, or the only one whose key is here and stands.
pub fn holder(folder: &Folder, register: &Register, leaf: u64, kinds: &[KeyKind], by: Option<&str>) -> Result<Held, Fault> {
    let mut here = folder.keyring().all()?;
    here.retain(|file| kinds.contains(&file.kind) && stands(register, leaf, file) && by.is_none_or(|name| file.person == name.trim()));
    let mut people: Vec<String> = here.iter().map(|file| file.person.clone()).collect();
    people.sort();
    people.dedup();
    let words: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
    let words = words.join(" or ");
    let keys = folder.keyring().folder().display().to_string();
    match (people.len(), by) {
        (1, _) => here.into_iter().next().map(|file| Held { person: file.person, secret: file.secret }),
        (0, None) => {
            return Err(Fault::Call(format!(
                "no {words} key that the register knows is in {keys}: put one there, or name a file with --key"
            )));
        }
        (0, Some(name)) => return Err(Fault::Call(format!("--by: no {words} key of `{name}` that the register knows is in {keys}"))),
        _ => return Err(Fault::Call(format!("several people have keys here ({}): say who acts with --by NAME", people.join(", ")))),
    }
    .ok_or_else(|| Fault::Call(format!("no {words} key is in {keys}")))
}

/// The node, if its key is here and stands.
pub fn node(folder: &Folder, register: &Register) -> Result<Option<Held>, Fault> {
    let file = folder.keyring().all()?.into_iter().find(|file| file.kind == KeyKind::Node && stands(register, u64::MAX, file));
    Ok(file.map(|file| Held {
        person: register.holding(&file.secret.id()).map_or(file.person, |held| held.key.person.clone()),
        secret: file.secret,
    }))
}
