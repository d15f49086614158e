//! Random histories: after each step what stands is what assessing everything would say, and the audit agrees.

use crate::desk::{Dice, Mission, Row, act, agreement, moment, row};
use engine::assess::Depth;

/// Histories tried in each run.
const HISTORIES: u64 = 6;
/// Steps of each.
const STEPS: u64 = 12;

fn day(dice: &mut Dice) -> String {
    format!("2026-01-{:02}", 1 + dice.roll(28))
}

fn rows(dice: &mut Dice) -> Vec<Row> {
    let one = |dice: &mut Dice| Row {
        id: dice.roll(60),
        when: format!("{}T{:02}:{:02}", day(dice), dice.roll(24), dice.roll(60)),
        kind: dice.pick(&["explosion", "burst", "weapon_seen", "uav"]),
        at: (48.0 + dice.roll(1_000) as f64 / 1e3, 37.0 + dice.roll(1_000) as f64 / 1e3),
        sd_m: 50 + dice.roll(2_000),
        side: dice.pick(&["", "p1", "p2"]),
        cause: dice.pick(&["", "", "demining"]),
    };
    (0..1 + dice.roll(12)).map(|_| one(dice)).collect()
}

/// A text that differs from the others in a few places, or in the order of its terms.
fn text(dice: &mut Dice) -> String {
    let mut terms = vec![moment("0", dice.pick(&["2026-01-03", "2026-01-10"]))];
    let mut more: Vec<String> = Vec::new();
    for n in 0..3 {
        let outside = dice.pick(&["", "", "outside = true"]);
        let zone = format!("zone = \"zone{n}\"\n{outside}\nexcept_causes = [\"{}\"]", dice.pick(&["demining", "training"]));
        more.push(act(&format!("z{n}"), dice.pick(&["explosion", "burst"]), &zone));
    }
    more.push(act("all", dice.pick(&["explosion", "uav"]), ""));
    more.push(row("w", dice.pick(&[5, 20])));
    if dice.roll(3) == 0 {
        more.remove(usize::try_from(dice.roll(5)).unwrap());
    }
    if dice.roll(2) == 0 {
        more.reverse();
    }
    terms.append(&mut more);
    agreement(dice.pick(&["halt", "halt", "other"]), &terms)
}

fn step(mission: &mut Mission, dice: &mut Dice) {
    match dice.roll(10) {
        0..4 => mission.add_rows(&rows(dice)),
        4..7 => mission.adopt(&text(dice)),
        7..9 => {
            let (zone, from) = (format!("zone{}", dice.roll(3)), day(dice));
            let to = (dice.roll(3) == 0).then(|| format!("2026-02-{:02}", 1 + dice.roll(20)));
            let at = (48.0 + dice.roll(800) as f64 / 1e3, 37.0 + dice.roll(800) as f64 / 1e3);
            mission.add_zone(&zone, at, 0.05 + dice.roll(300) as f64 / 1e3, &from, to.as_deref());
        }
        _ => mission.adopt_mission(dice.pick(&["UTC", "Europe/Kyiv"])),
    }
}

/// Plays histories; gives how many incidents were held against the clauses, how many clauses concern, and findings changed.
fn play(seeds: impl Iterator<Item = u64>) -> [usize; 3] {
    let mut sums = [0; 3];
    for seed in seeds {
        let (mut dice, mut mission) = (Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)), Mission::begin());
        for n in 0..STEPS {
            step(&mut mission, &mut dice);
            // Several things may happen between two assessments.
            if dice.roll(3) == 0 {
                step(&mut mission, &mut dice);
            }
            let assessed = mission.settle();
            let found = [assessed.evaluated_n, assessed.concerned_n, assessed.changed_n];
            sums.iter_mut().zip(found).for_each(|(sum, n)| *sum += n);
            let all = mission.derive(Depth::Everything);
            assert_eq!(all.differences, [], "history {seed}, step {n}");
            assert_eq!(all.assessed.outcomes, assessed.outcomes, "history {seed}, step {n}");
            assert_eq!(mission.derive(Depth::Changed).conclusion.items, [], "history {seed}, step {n}");
        }
        assert_eq!(mission.audit(), [""; 0], "history {seed}");
    }
    sums
}

#[test]
fn what_was_assessed_step_by_step_is_what_assessing_everything_says() {
    let [evaluated_n, concerned_n, changed_n] = play(1..=HISTORIES);
    assert!(changed_n > 400, "{changed_n} findings changed");
    assert!(evaluated_n * 3 < concerned_n * 2, "{evaluated_n} of {concerned_n} incidents were held against the clauses");
}

#[test]
#[ignore = "minutes: 200 histories"]
fn the_same_over_many_histories() {
    play(1_000..1_200);
}
