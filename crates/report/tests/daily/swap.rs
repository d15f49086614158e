//! Swapping the parties swaps the output and nothing else.

use crate::numbers::{fill, reports};
use crate::world::*;
use model::{Missing, Mission, Outcome, PartyId};
use proptest::prelude::*;
use report::{Input, daily};

const DAY: &str = "2016-09-11";

fn other(party: &mut PartyId) {
    party.0 = match party.0.as_str() {
        "p1" => "p2".into(),
        "p2" => "p1".into(),
        _ => return,
    };
}

fn swap_mission(mission: &Mission) -> Mission {
    let mut swapped = mission.clone();
    let names: Vec<(PartyId, String)> = mission.parties.iter().map(|party| (party.id.clone(), party.name.clone())).rev().collect();
    for (party, (id, name)) in swapped.parties.iter_mut().zip(names) {
        (party.id, party.name) = (id, name);
    }
    swapped
}

fn swap_input<'a>(input: &Input<'_>, mission: &'a Mission) -> Input<'a> {
    let mut observations = input.observations.clone();
    for one in &mut observations {
        one.actor.iter_mut().for_each(other);
        one.claims.iter_mut().for_each(|claim| claim.about.iter_mut().for_each(other));
    }
    let mut findings = input.findings.clone();
    findings.iter_mut().for_each(|finding| finding.party.iter_mut().for_each(other));
    Input {
        mission,
        form: input.form,
        casebook: input.casebook.clone(),
        day: DAY,
        period: input.period,
        previous: input.previous,
        as_of: input.as_of.clone(),
        incidents: input.incidents.clone(),
        observations,
        findings,
        coverages: input.coverages.clone(),
        clauses: input.clauses.clone(),
        layers: input.layers.clone(),
        refused_n: input.refused_n,
        drawn: Vec::new(),
    }
}

fn swap_text(text: &str) -> String {
    let pairs = [("Northern Council", "Southern Assembly", "\u{1}"), ("\"p1\"", "\"p2\"", "\u{2}")];
    pairs.iter().fold(text.to_owned(), |text, (a, b, mark)| text.replace(a, mark).replace(b, a).replace(mark, b))
}

fn all_forms(input: &Input<'_>) -> [String; 5] {
    let report = daily(input);
    let html = |links| report::show_html(&report, &report::Html { links, stylesheet: report::Stylesheet::Link("/assets/app.css") });
    [
        html(true),
        html(false),
        report::show_csv(&report),
        String::from_utf8(report::show_json(&report)).unwrap(),
        report::show_geojson(&report),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn swapping_the_parties_swaps_the_output_and_nothing_else(reports in reports(), actors in proptest::collection::vec(0..3usize, 30), outcomes in proptest::collection::vec(0..4usize, 30)) {
        let mission = mission("Europe/Kyiv", "19:30");
        let mut input = input(&mission, DAY);
        fill(&mut input, &reports);
        let parties = [None, Some("p1"), Some("p2")];
        for (one, actor) in input.observations.iter_mut().zip(&actors) {
            one.actor = parties[*actor].map(|party| PartyId(party.into()));
            if one.kind == model::Kind::Statement {
                one.claims = vec![claim("a speaker", model::Measure::Launched, 5, "all", parties[*actor].unwrap_or("p2"), false)];
            }
        }
        for (n, one) in input.incidents.iter().enumerate() {
            let outcome = [Outcome::Breach, Outcome::Exempt, Outcome::NoBreach, Outcome::Undetermined][outcomes[n % 30]];
            let missing = if outcome == Outcome::Undetermined { vec![Missing::Actor] } else { Vec::new() };
            input.findings.push(finding(one, ["1", "2"][n % 2], outcome, parties[actors[n % 30]], missing));
        }
        let swapped = swap_mission(&mission);
        let there = all_forms(&swap_input(&input, &swapped));
        let here = all_forms(&input).map(|text| swap_text(&text));
        for (here, there) in here.iter().zip(&there) {
            prop_assert_eq!(here, there);
        }
    }
}

#[test]
fn no_form_uses_a_word_that_takes_sides() {
    let mission = mission("Europe/Kyiv", "19:30");
    let mut input = input(&mission, DAY);
    add(&mut input, vec![observation(1, model::Kind::Explosion, "2016-09-11T12:00:00Z")]);
    input.findings.push(finding(&input.incidents[0].clone(), "1", Outcome::Breach, Some("p1"), Vec::new()));
    let text = all_forms(&input).concat().to_lowercase();
    for word in ["aggressor", "enemy", "terrorist", "attacker", "guilty", "violator", "militant", "regime", "provocation"] {
        assert!(!text.contains(word), "{word}");
    }
}
