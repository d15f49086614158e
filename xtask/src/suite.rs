//! The whole test suite, with one closing line that counts it.

use crate::chore::{Done, cargo, install, is_on_path, listen};
use crate::{browser, verifier, web};

#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    skipped: Vec<String>,
}

impl Tally {
    /// Counts `test result: ok. 12 passed; 0 failed; ...`, `12 passed, 0 failed` and skips.
    fn hear(&mut self, line: &str) {
        let counted = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")).map(|(_, rest)| rest);
        let closing = counted.or_else(|| line.starts_with(|first: char| first.is_ascii_digit()).then_some(line));
        if let Some(closing) = closing {
            let number = |word: &str| closing.split([';', ',']).find_map(|part| part.trim().strip_suffix(word)?.trim().parse::<u64>().ok());
            if let (Some(passed), Some(failed)) = (number("passed"), number("failed")) {
                self.passed += passed;
                self.failed += failed;
            }
        }
        if let Some(what) = line.trim().strip_prefix("skipped: ") {
            self.skipped.push(what.to_owned());
        }
    }

    fn check(&mut self, name: &str, done: Done) {
        match done {
            Ok(true) => {
                self.passed += 1;
                println!("ok {name}");
            }
            Ok(false) => {
                self.failed += 1;
                println!("not ok {name}");
            }
            Err(what) => {
                self.failed += 1;
                println!("not ok {name}: {what}");
            }
        }
    }
}

/// Tools that some tests run, with the Debian package of each.
const TOOLS: [(&str, &str); 4] = [("strace", "strace"), ("openssl", "openssl"), ("python3", "python3"), ("xz", "xz-utils")];

/// Installs the tools that are missing, if this user may; a test without its tool says what it skips.
fn bring_tools() {
    let missing: Vec<&str> = TOOLS.iter().filter(|(tool, _)| !is_on_path(tool)).map(|(_, package)| *package).collect();
    if !missing.is_empty()
        && let Err(what) = install(&missing)
    {
        println!("{what}");
    }
}

/// Runs everything; false if anything failed.
pub fn run() -> Done {
    let mut tally = Tally::default();
    bring_tools();
    tally.check("the pages build from the lock file", web::build());
    if crate::chore::cargo(&["fmt", "--version"]).output().is_ok_and(|output| output.status.success()) {
        tally.check("the code is formatted", listen(&mut cargo(&["fmt", "--all", "--check"]), |_| {}));
    } else {
        tally.skipped.push("formatting: rustfmt is not on this machine".into());
    }
    if crate::chore::cargo(&["clippy", "--version"]).output().is_ok_and(|output| output.status.success()) {
        let lint = ["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"];
        tally.check("the lints are clean", listen(&mut cargo(&lint), |_| {}));
    } else {
        tally.skipped.push("lints: clippy is not on this machine".into());
    }
    match verifier::missing() {
        Some(what) => tally.skipped.push(format!("the verifier as a page: {what}")),
        None => tally.check("the verifier as a page says what the program says", verifier::build()),
    }
    let mut heard = Tally::default();
    let tests = ["test", "--workspace", "--locked", "--no-fail-fast"];
    let passed = listen(&mut cargo(&tests), |line| heard.hear(line));
    if passed != Ok(true) && heard.failed == 0 {
        tally.check("the tests build and run", passed);
    }
    let mut seen = Tally::default();
    let browsed = browser::run(|line| seen.hear(line));
    if browsed != Ok(true) && seen.failed == 0 {
        tally.check("the pages work in a real browser", browsed);
    }
    for part in [heard, seen] {
        tally.passed += part.passed;
        tally.failed += part.failed;
        tally.skipped.extend(part.skipped);
    }
    tally.skipped.iter().for_each(|what| println!("skipped: {what}"));
    println!("{} passed, {} failed", tally.passed, tally.failed);
    Ok(tally.failed == 0)
}

/// Makes the golden files anew.
pub fn bless() -> Done {
    listen(cargo(&["test", "--workspace", "--locked"]).env("TREGUA_BLESS", "1"), |_| {})
}
