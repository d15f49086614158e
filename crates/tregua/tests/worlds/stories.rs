//! Each story played: what it expects, what it holds, and what is pending.

use crate::grammar::Holds;
use crate::story::{Step, What};
use crate::world::{Play, World, worlds};
use crate::{counting, fail_with, golden, say};

#[derive(Default)]
struct Told {
    held_n: usize,
    compared_n: usize,
    pending: Vec<String>,
    faults: Vec<String>,
}

#[test]
fn every_world_is_as_its_story_says() {
    let mut told = Told::default();
    let mut worlds_n = 0;
    for world in worlds() {
        worlds_n += 1;
        match world {
            Ok(world) => tell(&world, &mut told),
            Err(faults) => told.faults.extend(faults),
        }
    }
    told.pending.iter().for_each(|what| say(&format!("pending: {what}")));
    let word = if golden::is_blessing() { "golden files written" } else { "golden files as expected" };
    say(&format!("{worlds_n} worlds: {} countings hold, {} {word}, {} pending", told.held_n, told.compared_n, told.pending.len()));
    fail_with(told.faults);
}

fn tell(world: &World, told: &mut Told) {
    match Play::begin(world, &world.mission) {
        Ok(mut play) => {
            let mut steps = world.story.steps.iter();
            while steps.next().is_some_and(|step| tell_step(world, &mut play, step, told)) {}
        }
        Err(fault) => told.faults.push(format!("{}: mission.toml: got {fault}", world.name)),
    }
    let left_over = golden::left_over(world);
    if golden::is_blessing() {
        golden::remove(world, &left_over);
    } else {
        told.faults.extend(left_over.iter().map(|file| format!("{}: expected/{file}: no step names it", world.name)));
    }
}

/// Takes one step; false if nothing after it makes sense.
fn tell_step(world: &World, play: &mut Play<'_>, step: &Step, told: &mut Told) -> bool {
    let place = format!("{}: line {}: {}", world.name, step.line, step.text);
    let done = match &step.what {
        What::Adopt(_) | What::Add(_) => play.step(step),
        What::Expect(golden) => play.stands().and_then(|stands| golden::check(world, play, &stands, golden)).map(|()| told.compared_n += 1),
        What::Holds(holds) => check(play, holds).map(|()| told.held_n += 1),
        What::Pending(what) => {
            told.pending.push(format!("{}: {what}", world.name));
            Ok(())
        }
    };
    let goes_on = done.is_ok() || !matches!(step.what, What::Adopt(_) | What::Add(_));
    told.faults.extend(done.err().map(|got| format!("{place}: got {got}")));
    goes_on
}

fn check(play: &Play<'_>, holds: &Holds) -> Result<(), String> {
    let counted = counting::count(&play.stands()?, holds);
    if counted.is(&holds.value) { Ok(()) } else { Err(counted.to_string()) }
}
