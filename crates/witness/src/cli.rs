//! The verbs of a witness, the same in its own program and in `tregua witness`.

use crate::WitnessFault;
use crate::disk::{read_text, write_durably};
use crate::keeper::{Keeper, cosigned_unix_s, read_state, state_file};
use crate::keys::{self, Kinds};
use crate::serve::listen;
use crate::state::State;
use clap::Subcommand;
use ledger::note::{Note, Verifier};
use ledger::policy::Policy;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What a witness can be asked for.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make a witness: its keys, readable by their owner only, and an empty memory.
    Init {
        /// The witness's folder; it is made if it is not there.
        dir: PathBuf,
        /// The witness's name, for ever: an address without `http://`, say `witness.example/w1`.
        #[arg(long)]
        name: String,
        /// Which cosignatures it gives.
        #[arg(long, value_enum, default_value_t = Kinds::Both)]
        keys: Kinds,
    },
    /// Make the witness know a log, from the empty tree or from a checkpoint got by hand.
    AddLog {
        /// The witness's folder.
        dir: PathBuf,
        /// A verifier key of the log, or a file with some, one a line; may be given again.
        #[arg(long, value_name = "KEY|FILE", required = true)]
        vkey: Vec<String>,
        /// The log's name where it differs from its keys' name.
        #[arg(long)]
        name: Option<String>,
        /// Begin at this signed checkpoint.
        #[arg(long, value_name = "FILE", conflicts_with = "from_empty", required_unless_present = "from_empty")]
        genesis: Option<PathBuf>,
        /// Begin at the empty tree: for a log that has just been made.
        #[arg(long)]
        from_empty: bool,
    },
    /// Print the witness's verifier keys, and lines for a policy.
    Vkey {
        /// The witness's folder.
        dir: PathBuf,
    },
    /// Print what the witness remembers of each log.
    Status {
        /// The witness's folder.
        dir: PathBuf,
        /// One JSON value a log.
        #[arg(long)]
        json: bool,
    },
    /// Answer logs and monitors.
    Serve {
        /// The witness's folder.
        dir: PathBuf,
        /// Address to listen on; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:8644", value_name = "ADDRESS:PORT")]
        listen: SocketAddr,
    },
}

/// Does it.
///
/// # Errors
/// [`WitnessFault`].
pub fn run(verb: &Verb) -> Result<(), WitnessFault> {
    match verb {
        Verb::Init { dir, name, keys } => init(dir, name, *keys),
        Verb::AddLog { dir, vkey, name, genesis, .. } => add_log(dir, vkey, name.as_deref(), genesis.as_deref()),
        Verb::Vkey { dir } => show_keys(dir),
        Verb::Status { dir, json } => status(dir, *json),
        Verb::Serve { dir, listen } => serve(dir, *listen),
    }
}

fn init(dir: &Path, name: &str, kinds: Kinds) -> Result<(), WitnessFault> {
    std::fs::create_dir_all(dir).map_err(|cause| WitnessFault::io(dir, &cause))?;
    if state_file(dir).exists() {
        return Err(WitnessFault::Call(format!("{}: the memory of a witness is here already", dir.display())));
    }
    keys::create(dir, name, kinds)?;
    write_durably(&state_file(dir), State::default().show().as_bytes())?;
    show_keys(dir)
}

fn add_log(dir: &Path, vkeys: &[String], name: Option<&str>, genesis: Option<&Path>) -> Result<(), WitnessFault> {
    let mut keys: Vec<Verifier> = Vec::new();
    for text in vkeys {
        let text = if Path::new(text).is_file() { read_text(Path::new(text))? } else { text.clone() };
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            keys.push(line.parse().map_err(|fault: ledger::note::KeyError| WitnessFault::Call(format!("--vkey: {fault}")))?);
        }
    }
    let first = keys.first().map(|key| key.name().to_owned()).ok_or_else(|| WitnessFault::Call("--vkey: a key is expected".into()))?;
    if name.is_none() && keys.iter().any(|key| key.name() != first) {
        return Err(WitnessFault::Call("--vkey: keys of one log have one name, or `--name` says what the log is called".into()));
    }
    let name = name.unwrap_or(&first);
    let genesis = genesis.map(read_text).transpose()?;
    let mut keeper = Keeper::open(dir)?;
    keeper.add_log(name, keys, genesis.as_deref().map(str::as_bytes))?;
    say(&format!("this witness knows the log {name} now"));
    Ok(())
}

fn show_keys(dir: &Path) -> Result<(), WitnessFault> {
    let cosigners = keys::read(dir)?;
    let mut policy = String::new();
    let mut names = Vec::new();
    for cosigner in &cosigners {
        let vkey = cosigner.verifier().vkey();
        say(&vkey.to_string());
        let name =
            format!("{}{}", cosigner.verifier().name(), if vkey.kind() == ledger::note::COSIGNATURE_ED25519 { "" } else { "/ml-dsa-44" });
        policy += &format!("witness {name} {vkey} http://ADDRESS:PORT\n");
        names.push(name);
    }
    let (Some(first), true) = (cosigners.first(), names.len() > 1) else { return Ok(()) };
    // Two keys of one operator count once only inside a group of their own.
    let group = format!("group {}/any any {}\n", first.verifier().name(), names.join(" "));
    if Policy::read(format!("{policy}{group}quorum none\n").as_bytes()).is_ok() {
        say(&format!(
            "\nlines for a policy; count `{}/any`, not the keys, since both are one operator's:\n{policy}{}",
            first.verifier().name(),
            group.trim_end()
        ));
    }
    Ok(())
}

fn status(dir: &Path, json: bool) -> Result<(), WitnessFault> {
    let cosigners = keys::read(dir)?;
    for (name, state) in read_state(dir)?.logs {
        let note = state.checkpoint.as_ref().and_then(|text| Note::read(text.as_bytes()).ok());
        let unix_s = note.and_then(|note| cosigned_unix_s(&note, &cosigners)).filter(|_| state.is_cosigned);
        let (size, root) = (state.log.seen.size, state.log.seen.root);
        if json {
            let value = serde_json::json!({"log": name, "size": size, "root": root.to_string(), "cosigned_unix_s": unix_s, "refused": state.refused});
            say(&value.to_string());
        } else {
            let when = unix_s.map_or("not cosigned yet".to_owned(), |unix_s| format!("cosigned at {unix_s} (seconds since 1970)"));
            say(&format!("{name}: {size} entries, root {root}; {when}"));
        }
    }
    let forks: Vec<_> = std::fs::read_dir(dir.join("forks")).map(|found| found.flatten().collect()).unwrap_or_default();
    for fork in forks.iter().filter(|_| !json) {
        say(&format!("FORK: {} holds two histories that a log signed", fork.path().display()));
    }
    Ok(())
}

fn serve(dir: &Path, address: SocketAddr) -> Result<(), WitnessFault> {
    let keeper = Keeper::open(dir)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|cause| WitnessFault::Io { at: "the server".into(), cause: cause.to_string() })?;
    runtime.block_on(async {
        let listening = listen(address).await?;
        say(&format!("http://{}", listening.address()));
        listening.serve(keeper).await
    })
}

/// A reader that went away (`| head`) is no fault.
fn say(line: &str) {
    drop(writeln!(io::stdout().lock(), "{line}"));
}
