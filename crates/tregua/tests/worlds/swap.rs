//! Parties are data: their names swapped in the mission's file swap in the output, and nothing else changes.

use crate::grammar::Noun;
use crate::story::{Golden, What};
use crate::world::{Play, World, readable, shown};
use crate::{fail_with, golden};

/// Names that stand in no artifact: what carries them was written by the program.
const STAND_INS: [&str; 2] = ["Placeholder Alpha", "Placeholder Beta"];

#[test]
fn swapping_the_names_of_the_parties_swaps_the_output_and_nothing_else() {
    fail_with(readable().filter_map(|world| check(&world).err().map(|fault| format!("{}: {fault}", world.name))).collect());
}

/// Whatever names the parties have, the output is that of the stand-ins with those names put in.
fn check(world: &World) -> Result<(), String> {
    let mission: toml::Table = world.mission.parse().map_err(shown)?;
    let names: Vec<String> =
        mission["party"].as_array().unwrap().iter().take(2).map(|party| party["name"].as_str().unwrap().to_owned()).collect();
    let [first, second] = names.as_slice() else { return Err("two parties are needed to swap their names".into()) };
    let neutral = output(world, &named(&mission, STAND_INS))?;
    assert!(STAND_INS.iter().all(|name| neutral.contains(name)), "{}: no name is in the output, nothing is tried", world.name);
    for given in [[first.as_str(), second.as_str()], [second.as_str(), first.as_str()]] {
        let expected = neutral.replace(STAND_INS[0], given[0]).replace(STAND_INS[1], given[1]);
        let got = output(world, &named(&mission, given))?;
        if let Some(how) = golden::difference(&expected, &got) {
            return Err(format!("with the parties named {given:?} the output differs {how}"));
        }
    }
    Ok(())
}

fn named(mission: &toml::Table, names: [&str; 2]) -> String {
    let mut mission = mission.clone();
    for (party, name) in mission["party"].as_array_mut().unwrap().iter_mut().zip(names) {
        party.as_table_mut().unwrap().insert("name".into(), name.into());
    }
    mission.to_string()
}

/// Everything that stands at the end of the story, and the reports of the days that it names.
fn output(world: &World, mission: &str) -> Result<String, String> {
    let play = Play::all(world, mission, &world.story.steps)?;
    let stands = play.stands()?;
    let nouns = [Noun::Observations, Noun::Incidents, Noun::Findings, Noun::Refusals, Noun::Layers, Noun::Coverage];
    let mut text: String = nouns.into_iter().map(|noun| golden::items(&stands, noun)).collect();
    let first_day = stands.observations.iter().map(|one| one.time.from).min().and_then(|at| at.day_in(&stands.mission.zone).ok());
    let named = world
        .story
        .steps
        .iter()
        .filter_map(|step| if let What::Expect(Golden::Daily(day)) = &step.what { Some(day.clone()) } else { None });
    for day in named.chain(first_day) {
        text += &golden::daily(&play.folder, &day)?;
    }
    Ok(text)
}
