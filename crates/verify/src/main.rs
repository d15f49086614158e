//! `tregua-verify`: what a bundle or a log proves, by what you trust and nobody else.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use verify::archive::{TarFiles, ZipFiles};
use verify::check::check;
use verify::files::{Files, FilesFault, Listing};
use verify::limits::{FILES_MAX, PATH_DEPTH_MAX};
use verify::log::check_log;
use verify::trust::Trust;
use verify::verdict::{Findings, Verdict};

const HELP: &str = "tregua-verify BUNDLE --policy FILE [--tsa-roots PEM]... [--json]
tregua-verify --log DIR  --policy FILE [--json]

Checks a bundle (a folder, .tar or .zip) or a whole log, offline, by what you trust:
  --policy FILE     the logs, witnesses and quorum that you trust (C2SP tlog-policy); one in the bundle is never trusted
  --tsa-roots PEM   root certificates of the time-stamp authorities that you trust; may come several times
  --log DIR         check a log's folder (checkpoint, tile/...) instead of a bundle
  --json            the verdicts as JSON

Exit codes: 0 all proven; 1 something failed; 2 proven without quorum or time; 3 malformed, or the call is wrong.
";

/// What is asked.
struct Call {
    what: PathBuf,
    is_log: bool,
    policy: PathBuf,
    roots: Vec<PathBuf>,
    json: bool,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|word| word == "--help" || word == "-h") {
        say(HELP);
        return ExitCode::SUCCESS;
    }
    match read_call(arguments).and_then(|call| run(&call)) {
        Ok(verdict) => ExitCode::from(verdict.exit_code()),
        Err(why) => {
            drop(writeln!(std::io::stderr().lock(), "tregua-verify: {why}"));
            ExitCode::from(Verdict::Malformed.exit_code())
        }
    }
}

/// Writes a result; a reader that went away is no fault.
fn say(text: &str) {
    drop(std::io::stdout().lock().write_all(text.as_bytes()));
}

fn read_call(arguments: Vec<String>) -> Result<Call, String> {
    let mut words = arguments.into_iter();
    let (mut what, mut log, mut policy, mut roots, mut json) = (None, None, None, Vec::new(), false);
    while let Some(word) = words.next() {
        let mut value = || words.next().map(PathBuf::from).ok_or_else(|| format!("`{word}`: a file is expected after it"));
        match word.as_str() {
            "--policy" => policy = Some(value()?),
            "--tsa-roots" => roots.push(value()?),
            "--log" => log = Some(value()?),
            "--json" => json = true,
            option if option.starts_with('-') => return Err(format!("`{option}` is no option; `tregua-verify --help` lists them")),
            _ if what.is_some() => return Err(format!("`{word}`: one bundle at a time is expected")),
            bundle => what = Some(PathBuf::from(bundle)),
        }
    }
    let policy = policy.ok_or("`--policy FILE` is missing: what is trusted must come from you; `tregua-verify --help` says more")?;
    match (what, log) {
        (Some(what), None) => Ok(Call { what, is_log: false, policy, roots, json }),
        (None, Some(what)) => Ok(Call { what, is_log: true, policy, roots, json }),
        _ => Err("a BUNDLE or `--log DIR` is expected, one of them".into()),
    }
}

fn run(call: &Call) -> Result<Verdict, String> {
    let roots = call.roots.iter().map(|path| read_file(path)).collect::<Result<Vec<_>, _>>()?;
    let trust = Trust::read(&read_file(&call.policy)?, &roots).map_err(|fault| fault.to_string())?;
    if call.is_log {
        let checkpoint = read_checkpoint(&call.what)?;
        let mut read = |path: &str| read_file(&call.what.join(path));
        let found = check_log(&checkpoint, &trust, &mut read)?;
        say(&if call.json { json(&found)? } else { found.to_string() });
        return Ok(found.verdict);
    }
    let found = match open(&call.what)? {
        Ok(mut files) => check(files.as_mut(), &trust),
        Err(fault) => Findings::malformed(fault.to_string()),
    };
    say(&if call.json { json(&found)? } else { found.to_string() });
    Ok(found.verdict)
}

fn json<T: serde::Serialize>(found: &T) -> Result<String, String> {
    serde_json::to_string(found).map(|text| text + "\n").map_err(|fault| fault.to_string())
}

fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|cause| format!("{}: {cause}", path.display()))
}

/// The cosigned checkpoint where there is one.
fn read_checkpoint(log: &Path) -> Result<Vec<u8>, String> {
    let cosigned = log.join("checkpoint.cosigned");
    if cosigned.is_file() { read_file(&cosigned) } else { read_file(&log.join("checkpoint")) }
}

/// A bundle by what it is: a folder, or an archive by its first bytes.
fn open(path: &Path) -> Result<Result<Box<dyn Files>, FilesFault>, String> {
    let unreadable = |cause: std::io::Error| format!("{}: {cause}", path.display());
    if path.is_dir() {
        return Ok(Ok(Box::new(FolderFiles { root: path.into(), sizes: BTreeMap::new() })));
    }
    let mut first = [0; 4];
    let mut file = File::open(path).map_err(unreadable)?;
    let n = file.read(&mut first).map_err(unreadable)?;
    if n == 4 && first.starts_with(b"PK") {
        return Ok(ZipFiles::new(file).map(|files| Box::new(files) as Box<dyn Files>));
    }
    Ok(Ok(Box::new(TarFiles::new(file))))
}

/// A bundle as a folder. Links are refused, so that no name leads out of it.
struct FolderFiles {
    root: PathBuf,
    sizes: BTreeMap<String, u64>,
}

impl Files for FolderFiles {
    fn list(&mut self) -> Result<Listing, FilesFault> {
        let mut listing = Listing::default();
        let mut folders = vec![(self.root.clone(), String::new(), 0)];
        let mut seen = 0;
        while let Some((folder, prefix, depth)) = folders.pop() {
            if depth > PATH_DEPTH_MAX {
                return Err(FilesFault::TooMany);
            }
            for entry in fs::read_dir(&folder).map_err(|cause| FilesFault::Broken(cause.to_string()))? {
                seen += 1;
                if seen > 2 * FILES_MAX {
                    return Err(FilesFault::TooMany);
                }
                let entry = entry.map_err(|cause| FilesFault::Broken(cause.to_string()))?;
                let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
                let about = entry.path().symlink_metadata().map_err(|cause| FilesFault::Broken(cause.to_string()))?;
                if about.is_dir() {
                    folders.push((entry.path(), format!("{name}/"), depth + 1));
                } else if about.is_file() {
                    listing.add(&name, about.len())?;
                    self.sizes.insert(name, about.len());
                } else {
                    return Err(FilesFault::NoFile(name.escape_default().take(80).collect()));
                }
            }
        }
        Ok(listing)
    }

    fn read(&mut self, path: &str) -> Result<Vec<u8>, FilesFault> {
        let bytes = *self.sizes.get(path).ok_or_else(|| FilesFault::Absent(path.into()))?;
        let file = File::open(self.root.join(path)).map_err(|cause| FilesFault::Broken(cause.to_string()))?;
        let mut read = Vec::new();
        file.take(bytes.saturating_add(1)).read_to_end(&mut read).map_err(|cause| FilesFault::Broken(cause.to_string()))?;
        if read.len() as u64 == bytes { Ok(read) } else { Err(FilesFault::LyingSize(path.into())) }
    }
}
