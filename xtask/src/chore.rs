//! Running other programs from the project's root, and saying what is missing.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a chore gives: done, done with failures, or why it could not be done.
pub type Done = Result<bool, String>;

/// The project's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A program, started from the project's root.
pub fn program(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root());
    if std::env::var_os("TREGUA_STATE").is_none() {
        // Missions of tests and figures are thrown away; so are their ratchets.
        command.env("TREGUA_STATE", root().join("target").join("state"));
    }
    command
}

/// Cargo, the same one that runs this chore.
pub fn cargo(arguments: &[&str]) -> Command {
    program(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()), arguments)
}

/// Runs a program to its end; a failure names it.
pub fn must(command: &mut Command) -> Result<(), String> {
    let shown = show(command);
    eprintln!("$ {shown}");
    let status = command.status().map_err(|cause| format!("{shown}: {cause}"))?;
    if status.success() { Ok(()) } else { Err(format!("{shown}: {status}")) }
}

/// Runs a program, passes its standard output on line by line, and gives whether it succeeded.
pub fn listen(command: &mut Command, mut hear: impl FnMut(&str)) -> Done {
    let shown = show(command);
    eprintln!("$ {shown}");
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|cause| format!("{shown}: {cause}"))?;
    if let Some(out) = child.stdout.take() {
        let (mut out, mut bytes) = (BufReader::new(out), Vec::new());
        // A line that is not UTF-8 is shown as far as it is; it must not end the listening.
        while out.read_until(b'\n', &mut bytes).is_ok_and(|n| n > 0) {
            let line = String::from_utf8_lossy(&bytes);
            let line = line.trim_end_matches(['\n', '\r']);
            println!("{line}");
            hear(line);
            bytes.clear();
        }
    }
    Ok(child.wait().map_err(|cause| format!("{shown}: {cause}"))?.success())
}

/// Whether a program is on this machine.
pub fn has(name: &str) -> bool {
    Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Whether a program lies on the path; it need not know `--version`.
pub fn is_on_path(name: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}

/// Whether this user may install packages.
pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Installs Debian packages if this user may; else says what to run.
pub fn install(packages: &[&str]) -> Result<(), String> {
    let names = packages.join(" ");
    if !is_root() || !has("apt-get") {
        return Err(format!("missing on this machine: run `apt-get update && apt-get install -y {names}` as root, then again"));
    }
    must(program("apt-get", &["update", "-q"]).stdout(Stdio::null()))?;
    let mut arguments = vec!["install", "-y", "-q", "--no-install-recommends"];
    arguments.extend(packages);
    must(program("apt-get", &arguments).env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null()))
}

fn show(command: &Command) -> String {
    let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
    let name = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy();
    format!("{name} {}", words.join(" "))
}
