//! Secret keys of people, devices and the node, one file each, readable by their owner only.
//!
//! ```text
//! tregua secret key
//! kind officer
//! person Your Name
//! body Your Organisation
//! seed 64 hexadecimal digits
//! ```

use crate::disk::write_private;
use crate::disk::{fault, read, shown};
use engine::StoreFault;
use model::{Digest, KeyId, KeyKind, PartyId};
use record::key::SecretKey;
use std::fs;
use std::path::{Path, PathBuf};

const FIRST_LINE: &str = "tregua secret key";

/// A folder of secret keys.
#[derive(Clone, Debug)]
pub struct Keyring {
    folder: PathBuf,
}

/// One secret key with whose it is.
#[derive(Clone, Debug)]
pub struct KeyFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is for.
    pub kind: KeyKind,
    /// Whose it is.
    pub person: String,
    /// The organisation that its holder answers to.
    pub body: Option<String>,
    /// The party that it speaks for.
    pub party: Option<PartyId>,
    /// The key.
    pub secret: SecretKey,
}

/// A key that is to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewKey<'a> {
    /// What it is for.
    pub kind: KeyKind,
    /// Whose it is.
    pub person: &'a str,
    /// The organisation that its holder answers to.
    pub body: Option<&'a str>,
    /// The party that it speaks for.
    pub party: Option<&'a str>,
    /// 32 random bytes.
    pub seed: [u8; 32],
}

impl Keyring {
    /// Names a folder; nothing is read yet.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Every secret key in it, by file name. Files of other forms, such as the log's key, are passed over.
    ///
    /// # Errors
    /// If a key of this form cannot be read.
    pub fn all(&self) -> Result<Vec<KeyFile>, StoreFault> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Ok(Vec::new()) };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "key") && starts_as_key(path));
        paths.sort();
        paths.iter().map(|path| read_key(path)).collect()
    }

    /// Writes a new key into the folder, or to a path.
    ///
    /// # Errors
    /// If the file is there already, or the disk refuses.
    pub fn write(&self, new: &NewKey<'_>, path: Option<&Path>) -> Result<KeyFile, StoreFault> {
        let secret = SecretKey::from_seed(&new.seed);
        let path = path.map_or_else(|| self.folder.join(file_name(new, secret.id())), Into::into);
        let mut text = format!("{FIRST_LINE}\nkind {}\nperson {}\n", new.kind.word(), new.person);
        text.extend(new.body.map(|body| format!("body {body}\n")));
        text.extend(new.party.map(|party| format!("party {party}\n")));
        text.push_str(&format!("seed {}\n", Digest::from_bytes(new.seed)));
        write_private(&path, text.as_bytes())?;
        read_key(&path)
    }
}

/// Reads one key.
///
/// # Errors
/// If it is absent or of another form; its content is not shown.
pub fn read_key(path: &Path) -> Result<KeyFile, StoreFault> {
    let bytes = read(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let damaged = |line: &str| StoreFault::Damaged { what: shown(path), how: format!("a secret key has a line `{line}`") };
    let mut lines = text.lines();
    if lines.next() != Some(FIRST_LINE) {
        return Err(damaged(FIRST_LINE));
    }
    let fields: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(' ')).collect();
    let field = |name: &str| fields.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let kind = field("kind").and_then(|word| KeyKind::ALL.into_iter().find(|kind| kind.word() == word));
    let seed: Option<Digest> = field("seed").and_then(|seed| seed.parse().ok());
    Ok(KeyFile {
        path: path.into(),
        kind: kind.ok_or_else(|| damaged("kind WORD"))?,
        person: field("person").ok_or_else(|| damaged("person NAME"))?.into(),
        body: field("body").map(Into::into),
        party: field("party").map(|party| PartyId(party.into())),
        secret: SecretKey::from_seed(seed.ok_or_else(|| damaged("seed 64-HEXADECIMAL-DIGITS"))?.as_bytes()),
    })
}

fn starts_as_key(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| bytes.starts_with(FIRST_LINE.as_bytes()))
}

/// `officer-your-name-XS1F0F5K.key`
fn file_name(new: &NewKey<'_>, id: KeyId) -> String {
    let plain: String = new.person.chars().map(|letter| if letter.is_alphanumeric() { letter.to_ascii_lowercase() } else { '-' }).collect();
    let short: String = id.to_string().chars().skip(4).take(8).collect();
    format!("{}-{}-{short}.key", new.kind.word(), plain.chars().take(40).collect::<String>())
}

/// Removes a secret key that was replaced.
///
/// # Errors
/// If the system refuses.
pub fn remove_key(file: &KeyFile) -> Result<(), StoreFault> {
    fs::remove_file(&file.path).map_err(|cause| fault(&file.path, &cause))
}
