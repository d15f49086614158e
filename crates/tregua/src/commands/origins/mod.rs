//! `tregua origins`: which stories carry which earlier ones, and how many origins stand behind them.

mod input;
mod rows;
mod show;

use super::Bench;
use crate::cli::Origins;
use crate::fault::Fault;
use crate::screen::complain;
use fusion::origins::{Limits, Telling, Traced, trace};
use input::{Input, Story};
use std::process::ExitCode;

/// Reads the inputs, traces their stories.
pub fn run(bench: &Bench, call: &Origins) -> Result<ExitCode, Fault> {
    let read = input::read_all(&call.files)?;
    read.refused.iter().for_each(|refusal| complain(refusal));
    let stories: Vec<&Story> = read.inputs.iter().flat_map(|input| &input.stories).collect();
    if stories.is_empty() {
        return Err(Fault::Input("no story in what was given: a page, a text, or rows with a column `text` are expected".into()));
    }
    let credits: Vec<Vec<&str>> = stories.iter().map(|story| story.credits()).collect();
    let points: Vec<Vec<fusion::origins::Point<'_>>> = stories.iter().map(|story| story.points()).collect();
    let tellings: Vec<Telling<'_>> =
        stories.iter().zip(&credits).zip(&points).map(|((story, credits), points)| story.telling(credits, points)).collect();
    let found = Found {
        traced: trace(&tellings, &Limits::default()),
        limits: Limits::default(),
        inputs: &read.inputs,
        stories: &stories,
        credits: &credits,
    };
    if bench.json {
        found.say_json()
    } else {
        found.say()
    }
    Ok(if read.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

/// What was traced, with what it was traced in.
struct Found<'a> {
    traced: Traced,
    limits: Limits,
    inputs: &'a [Input],
    /// The stories of all inputs, one after the other; numbered as in `traced`.
    stories: &'a [&'a Story],
    /// Whom each story names as where it has it from.
    credits: &'a [Vec<&'a str>],
}
