//! What holds after any order of acts: a refused act changes nothing, and no promise is where its rules forbid.

use crate::desk::{By, Desk, announce, promise, seen};
use model::{CommitmentAct, CommitmentStep, Promise, Stage};
use proptest::prelude::*;

const NAMES: [&str; 3] = ["a", "b", "c"];

fn act() -> impl Strategy<Value = CommitmentAct> {
    let name = prop::sample::select(&NAMES[..]);
    let day = (1u32..28).prop_map(|day| format!("2026-01-{day:02}"));
    let binds = prop::option::of(prop::sample::select(vec![Stage::Announced, Stage::Signed, Stage::Ratified]));
    let stepped = (name.clone(), prop::sample::select(&CommitmentStep::ALL[..]), day.clone(), any::<bool>());
    prop_oneof![
        1 => (name, binds).prop_map(|(name, binds)| announce(name, Promise { binds, ..promise() })),
        6 => stepped.prop_map(|(name, step, day, has_law)| CommitmentAct::Step {
            commitment: name.into(),
            law: has_law.then(|| "Act 7".to_owned()),
            seen: seen(&day),
            step,
        }),
        1 => day.prop_map(|day| CommitmentAct::Leave { guarantor: "Northland".into(), seen: seen(&day) }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_order_of_acts_brings_a_promise_where_its_rules_forbid(acts in prop::collection::vec(act(), 1..60)) {
        let mut desk = Desk::default();
        let mut taken_n = 0;
        for act in acts {
            let before = format!("{:?}", desk.office.commitments);
            match desk.take(By::Head, act) {
                Ok(()) => taken_n += 1,
                Err(_) => prop_assert_eq!(&before, &format!("{:?}", desk.office.commitments), "a refused act changes nothing"),
            }
        }
        let mut history_n = 0;
        for one in desk.office.commitments.all() {
            history_n += one.history.len();
            let steps: Vec<CommitmentStep> = one.history.iter().map(|(step, _, _)| *step).collect();
            let place = |wanted| steps.iter().position(|step| *step == wanted);
            if let Some(ratified) = place(CommitmentStep::Ratify) {
                prop_assert!(place(CommitmentStep::Sign).is_some_and(|signed| signed < ratified));
            }
            if let Some(bound) = place(CommitmentStep::Bind) {
                let needed = match one.promise.binds {
                    Some(Stage::Ratified) => Some(CommitmentStep::Ratify),
                    Some(Stage::Signed) => Some(CommitmentStep::Sign),
                    Some(_) => None,
                    None => return Err(TestCaseError::fail("it bound without a stage from which it binds")),
                };
                prop_assert!(needed.is_none_or(|needed| place(needed).is_some_and(|at| at < bound)));
            }
            let ends = |step: &CommitmentStep| matches!(step, CommitmentStep::Withdraw | CommitmentStep::Expire | CommitmentStep::Fulfil);
            prop_assert!(steps.iter().filter(|step| ends(step)).count() <= 1 && steps.iter().position(ends).is_none_or(|at| at + 1 == steps.len()));
            prop_assert!(one.history.windows(2).all(|pair| pair[0].2.seen.day <= pair[1].2.seen.day));
        }
        prop_assert!(history_n >= taken_n.min(1));
    }
}
