//! Runs the targets for a while: `tregua-fuzz [--seconds N] [--seed N] [TARGET...]`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for developers")]

use fuzz::{Plan, Target, all, run};
use std::process::ExitCode;
use std::time::Duration;

/// Seconds for each target when none are given.
const SECONDS: u64 = 60;

fn main() -> ExitCode {
    let Some((plan, targets)) = read_arguments(std::env::args().skip(1)) else {
        eprintln!("usage: tregua-fuzz [--seconds N] [--seed N] [TARGET...]; targets: {}", names(&all()));
        return ExitCode::from(2);
    };
    let mut code = ExitCode::SUCCESS;
    for target in targets {
        match run(&target, plan) {
            Ok(report) => println!("{}: {} inputs, {} bytes, slowest {:?}", target.name, report.inputs, report.bytes, report.slowest),
            Err(finding) => {
                println!("{finding}");
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}

fn read_arguments(mut arguments: impl Iterator<Item = String>) -> Option<(Plan, Vec<Target>)> {
    let (mut seconds, mut seed, mut chosen) = (SECONDS, 1, Vec::new());
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seconds" => seconds = arguments.next()?.parse().ok()?,
            "--seed" => seed = arguments.next()?.parse().ok()?,
            name => chosen.push(all().into_iter().find(|target| target.name == name)?),
        }
    }
    let plan = Plan { seed, inputs: u64::MAX, time: Duration::from_secs(seconds) };
    Some((plan, if chosen.is_empty() { all() } else { chosen }))
}

fn names(targets: &[Target]) -> String {
    targets.iter().map(|target| format!("\"{}\"", target.name)).collect::<Vec<_>>().join(", ")
}
