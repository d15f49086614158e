//! What people see: results on the standard output, progress and faults on the standard error.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};

/// Writes a line of a result. A reader that went away (`| head`) is no fault.
pub fn say(line: &str) {
    drop(writeln!(io::stdout().lock(), "{line}"));
}

/// Writes a line that nobody may overlook; red on a terminal.
pub fn alarm(line: &str) {
    if io::stdout().is_terminal() { say(&format!("\u{1b}[1;31m{line}\u{1b}[0m")) } else { say(line) }
}

/// Writes bytes of a result as they are.
pub fn say_bytes(bytes: &[u8]) {
    let mut out = io::stdout().lock();
    drop(out.write_all(bytes).and_then(|()| out.flush()));
}

/// Writes a remark that is no part of the result.
pub fn remark(line: &str) {
    drop(writeln!(io::stderr().lock(), "{line}"));
}

/// Writes why something could not be done.
pub fn complain(line: &str) {
    remark(&format!("tregua: {line}"));
}

/// A bar for long work with a known end; it shows itself on a terminal only.
pub fn bar(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(0).with_message(what);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar
}

/// A turning sign for long work without a known end; it shows itself on a terminal only.
pub fn spinner(what: String) -> ProgressBar {
    let spinner = ProgressBar::new_spinner().with_message(what);
    spinner.enable_steady_tick(std::time::Duration::from_millis(120));
    spinner
}
