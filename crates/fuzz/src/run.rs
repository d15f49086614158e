//! Running a target: each panic and each slow input is a finding, with the bytes that made it.

use crate::{Mutator, Target};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Time that any input may take whatever its length, milliseconds: a machine that does other work
/// pauses a program for so long. Source: assumed.
pub const PAUSE_MS_MAX: u64 = 100;

/// Time per byte of input, nanoseconds: 1 s/MB. Source: INTEGRITY handbook, promise R15.
const BYTE_NS_MAX: u64 = 1_000;

/// How often a slow input is tried again before it counts: only what is slow each time is slow.
const RETRIES: u32 = 4;

/// How long to run.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Seed of the mutations.
    pub seed: u64,
    /// Most inputs.
    pub inputs: u64,
    /// Most time.
    pub time: Duration,
}

/// What a run without findings did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// Inputs given, the seeds included.
    pub inputs: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The longest time that one input took.
    pub slowest: Duration,
}

/// An input that breaks a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The target.
    pub target: &'static str,
    /// Panicked, or took so long.
    pub slow: Option<Duration>,
    /// The input.
    pub input: Vec<u8>,
}

/// Most time that an input may take, nanoseconds.
pub fn ns_allowed(bytes: usize) -> u64 {
    PAUSE_MS_MAX * 1_000_000 + BYTE_NS_MAX * u64::try_from(bytes).unwrap_or(u64::MAX / BYTE_NS_MAX / 2)
}

/// Gives a target its seeds and then mutations of them.
///
/// # Errors
/// The first [`Finding`].
pub fn run(target: &Target, plan: Plan) -> Result<Report, Finding> {
    let started = Instant::now();
    let seeds = (target.seeds)();
    let mut mutator = Mutator::new(plan.seed, seeds.clone());
    let mut report = Report { inputs: 0, bytes: 0, slowest: Duration::ZERO };
    for seed in &seeds {
        give(target, seed, &mut report)?;
    }
    while report.inputs < plan.inputs && started.elapsed() < plan.time {
        give(target, &mutator.next_input(), &mut report)?;
    }
    Ok(report)
}

fn give(target: &Target, input: &[u8], report: &mut Report) -> Result<(), Finding> {
    let finding = |slow| Finding { target: target.name, slow, input: input.to_vec() };
    let mut took = time(target, input).ok_or_else(|| finding(None))?;
    let allowed = Duration::from_nanos(ns_allowed(input.len()));
    for _ in 0..RETRIES {
        if took > allowed {
            took = took.min(time(target, input).ok_or_else(|| finding(None))?);
        }
    }
    if took > allowed {
        return Err(finding(Some(took)));
    }
    report.inputs += 1;
    report.bytes += u64::try_from(input.len()).unwrap_or(u64::MAX);
    report.slowest = report.slowest.max(took);
    Ok(())
}

/// How long the input took; `None` when it panicked.
fn time(target: &Target, input: &[u8]) -> Option<Duration> {
    let started = Instant::now();
    catch_unwind(AssertUnwindSafe(|| (target.run)(input))).ok()?;
    Some(started.elapsed())
}

/// The bytes as they can stand in a Rust test.
impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.slow {
            None => write!(out, "{} panics", self.target)?,
            Some(took) => write!(out, "{} takes {} ms", self.target, took.as_millis())?,
        }
        write!(out, " on {} bytes: b\"{}\"", self.input.len(), self.input.escape_ascii())
    }
}
