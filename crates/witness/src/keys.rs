//! The witness's secret keys: a file of its own that its owner alone may read.

use crate::WitnessFault;
use crate::disk::{read_text, write_private};
use clap::ValueEnum;
use ledger::note::Cosigner;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Bits of a file's mode that let others than its owner at it.
const OTHERS: u32 = 0o077;

/// Which signature types a witness gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kinds {
    /// Both: the one for readers of today, the other for the time of quantum computers.
    Both,
    /// Ed25519 cosignatures (type 0x04) only.
    Ed25519,
    /// ML-DSA-44 cosignatures (type 0x06) only.
    MlDsa44,
}

/// Where the keys of the witness in this folder lie.
pub fn keys_file(folder: &Path) -> PathBuf {
    folder.join("witness.key")
}

/// Makes the keys from fresh randomness of the system.
pub fn create(folder: &Path, name: &str, kinds: Kinds) -> Result<Vec<Cosigner>, WitnessFault> {
    let path = keys_file(folder);
    if path.exists() {
        return Err(WitnessFault::Call(format!("{}: a witness is here already; its keys are made once", folder.display())));
    }
    let mut text = format!("{name}\n");
    for kind in [Kinds::Ed25519, Kinds::MlDsa44] {
        if kinds == Kinds::Both || kinds == kind {
            let mut seed = [0; 32];
            getrandom::fill(&mut seed)
                .map_err(|cause| WitnessFault::Io { at: "the system's randomness".into(), cause: cause.to_string() })?;
            text += &format!("{} {}\n", word(kind), show_hex(&seed));
        }
    }
    let cosigners = read_keys(&text).ok_or_else(|| {
        WitnessFault::Call(format!(
            "name `{name}`: 1 to 255 bytes without spaces, control characters and `+` are expected, as in `witness.example/w1`"
        ))
    })?;
    write_private(&path, text.as_bytes())?;
    Ok(cosigners)
}

/// Reads the keys; a file that others may read is refused.
pub fn read(folder: &Path) -> Result<Vec<Cosigner>, WitnessFault> {
    let path = keys_file(folder);
    let damaged = |how: &str| WitnessFault::Damaged { at: path.display().to_string(), how: how.into() };
    let text = read_text(&path).map_err(|_| WitnessFault::Call(format!("{}: no witness is here; `init` makes one", folder.display())))?;
    let mode = fs::metadata(&path).map_err(|cause| WitnessFault::io(&path, &cause))?.permissions().mode();
    if mode & OTHERS != 0 {
        return Err(damaged(&format!("others may read it (mode {:03o}); `chmod 600` is expected", mode & 0o777)));
    }
    read_keys(&text)
        .ok_or_else(|| damaged("the witness's name, then a line `ed25519` or `ml-dsa-44` with 64 hexadecimal digits are expected"))
}

fn read_keys(text: &str) -> Option<Vec<Cosigner>> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    let name = lines.next()?;
    let key = |line: &str| {
        let (kind, seed) = line.split_once(' ')?;
        let seed = read_hex(seed)?;
        match kind {
            "ed25519" => Cosigner::ed25519_from_seed(name, &seed).ok(),
            "ml-dsa-44" => Cosigner::ml_dsa_44_from_seed(name, &seed).ok(),
            _ => None,
        }
    };
    let keys: Vec<Cosigner> = lines.map(key).collect::<Option<_>>()?;
    (!keys.is_empty()).then_some(keys)
}

const fn word(kind: Kinds) -> &'static str {
    match kind {
        Kinds::MlDsa44 => "ml-dsa-44",
        Kinds::Both | Kinds::Ed25519 => "ed25519",
    }
}

fn show_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read_hex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    let mut bytes = [0; 32];
    if digits.len() != 2 * bytes.len() || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}
