//! The pages in a real browser, against the real program with the demonstration mission.

use crate::chore::{has, install, listen, program, root};
use crate::demo::built_program;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

/// Runs the browser tests; `hear` gets every line.
pub fn run(hear: impl FnMut(&str)) -> Result<bool, String> {
    let name = built_program()?;
    if !has("chromium") {
        install(&["chromium"])?;
    }
    let mut server =
        program(&name, &["demo", "--port", "0"]).stdout(Stdio::piped()).spawn().map_err(|cause| format!("tregua demo: {cause}"))?;
    let tested = address(&mut server)
        .and_then(|base| listen(program("node", &["test/picture.mjs", &base]).current_dir(root().join("web")).env("BASE", &base), hear));
    stop(server);
    tested
}

/// The address that the server prints once it answers.
fn address(server: &mut Child) -> Result<String, String> {
    let out = server.stdout.take().ok_or("tregua demo: no output")?;
    let mut lines = BufReader::new(out).lines().map_while(Result::ok);
    let base = lines.find(|line| line.starts_with("http://")).ok_or("tregua demo: it ended without an address")?;
    // The rest of its output is read and dropped, so that it never waits for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    Ok(base.trim_end_matches('/').to_owned())
}

/// Asks the server to stop, so that it removes its temporary mission.
fn stop(mut server: Child) {
    let asked = program("kill", &["-INT", &server.id().to_string()]).status().is_ok_and(|status| status.success());
    if !asked {
        server.kill().ok();
    }
    server.wait().ok();
}
