//! Chores of the project: `cargo xtask demo | test | web | bless | bench | fuzz | verifier | soak | real`.

mod bench;
mod browser;
mod chore;
mod demo;
mod fuzz;
mod real;
mod soak;
mod suite;
mod verifier;
mod web;

use std::process::ExitCode;

const HELP: &str = "cargo xtask CHORE

  demo [--port P]   build everything (release) and serve the demonstration mission
  test              pass every test, installing or starting what they need
  web               build the pages' scripts and styles into web/dist
  bless             make the golden files anew; look at the difference before you commit it
  bench             print our own figures
  fuzz [--seconds N] [--seed N] [TARGET]
                    give every parser mutated input for N seconds each (60)
  verifier          build the verifier as one HTML page (WebAssembly) and hold it against the program
  soak [--seeds N] [--kills N]
                    the tests of faults for long: seeds of the simulated disk (10000), kills of the node (500)
  real [--small]    load the real data of TREGUA_DATA, print figures, write docs/real-data.md
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["demo", rest @ ..] => demo::run(rest),
        ["test"] => suite::run(),
        ["web"] => web::build(),
        ["bless"] => suite::bless(),
        ["bench"] => bench::run(),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        ["verifier"] => verifier::build(),
        ["soak", rest @ ..] => soak::run(rest),
        ["real"] => real::run(false),
        ["real", "--small"] => real::run(true),
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(what) => {
            eprintln!("xtask: {what}");
            ExitCode::FAILURE
        }
    }
}
