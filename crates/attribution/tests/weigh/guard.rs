//! What must never leave: a place of an origin, or anything of it before the delay (METHOD 13).

use crate::draws::{Draws, check};
use crate::g3::{NOMINAL, incident};
use attribution::method::DELAY_MS;
use attribution::{Age, propose};
use serde_json::Value;

/// All numbers of a JSON value with their names.
fn numbers(name: &str, value: &Value, all: &mut Vec<(String, i64)>) {
    match value {
        Value::Number(number) => all.push((name.into(), number.as_i64().expect("whole numbers alone"))),
        Value::Array(list) => list.iter().for_each(|one| numbers(name, one, all)),
        Value::Object(map) => map.iter().for_each(|(name, one)| numbers(name, one, all)),
        _ => {}
    }
}

#[test]
fn a_proposal_holds_chances_and_weights_and_no_number_that_could_be_a_place() {
    let mut draws = Draws(9);
    for n in 0..12 {
        let (draft, _) = incident(&mut draws, &NOMINAL);
        let age = if n % 2 == 0 { Age::Ms(DELAY_MS) } else { Age::Unknown };
        let proposal = propose(&check(draft), age);
        let value = serde_json::to_value(&proposal).unwrap();
        let mut all = Vec::new();
        numbers("", &value, &mut all);
        let known = ["chance_ppm", "hi_ppm", "lo_ppm", "odds_mnat", "lr_mnat", "share_ppm", "revision", "classes_min", "robust_lo_ppm"];
        assert!(all.len() > 20 && all.iter().all(|(name, _)| known.contains(&name.as_str())), "{all:?}");
        assert!(all.iter().filter(|(name, _)| name == "share_ppm").all(|(_, share)| share % 100_000 == 0), "{all:?}");
        assert_eq!(value.get("origin").is_some(), age.is_over());
    }
}

#[test]
fn before_the_delay_no_direction_is_told_in_any_sentence() {
    let mut draws = Draws(10);
    let mut told_late = 0;
    for _ in 0..12 {
        let (draft, _) = incident(&mut draws, &NOMINAL);
        let words = |age: Age| serde_json::to_string(&propose(&check(draft.clone()), age)).unwrap();
        for early in [words(Age::Unknown), words(Age::Ms(DELAY_MS - 1)), words(Age::Ms(-5))] {
            assert!(!["north", "south", "east\"", "west", "degree"].iter().any(|wind| early.contains(wind)), "{early}");
        }
        told_late += usize::from(words(Age::Ms(DELAY_MS)).contains("points to the"));
    }
    assert!(told_late > 4);
}

#[test]
fn repeated_questions_with_pieces_left_out_give_no_sector_narrower_than_45_degrees() {
    // Every subset of the evidence is asked for: what differs between the answers still speaks of the same eight sectors in tenths.
    let mut draws = Draws(12);
    let mut names = std::collections::BTreeSet::new();
    for _ in 0..6 {
        let (draft, _) = incident(&mut draws, &NOMINAL);
        for left_out in 0..=draft.evidence.len() {
            let mut part = draft.clone();
            if left_out < part.evidence.len() {
                part.evidence.remove(left_out);
            }
            let origin = propose(&check(part), Age::Ms(DELAY_MS)).origin.unwrap();
            names.extend(origin.sectors().iter().map(|share| share.name().to_owned()));
            assert!(origin.sectors().iter().chain(origin.sides()).all(|share| share.share_ppm() % 100_000 == 0));
        }
    }
    assert!(names.len() > 3 && names.iter().all(|name| attribution::coarse::WINDS.contains(&name.as_str())), "{names:?}");
}
