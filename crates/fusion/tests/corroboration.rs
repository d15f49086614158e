//! Corroboration on invented claims with known truth (METHOD 15, G2): origins against a count of outlets.

use fusion::origins::{Interest, Limits, Word, corroborate};

#[path = "make/mod.rs"]
mod make;
use make::Chance;

/// Documents of one claim: truth, and each document's origin, whether a copy was traced, and what it says, mnat.
struct Claim {
    is_true: bool,
    documents: Vec<(u32, bool, i32)>,
}

fn claim(chance: &mut Chance) -> Claim {
    let is_true = chance.is(0.5);
    let mut documents = Vec::new();
    for origin in 0..=poisson(chance, 0.6) {
        let right = if chance.is(0.6) { 0.85 } else { 0.55 };
        let says = chance.is(right) == is_true;
        let lr_mnat = libm::rint(1e3 * libm::log(right / (1.0 - right))) as i32 * if says { 1 } else { -1 };
        let copies_n = lomax(chance, 1.1).min(60.0) as u32;
        documents.push((origin, true, lr_mnat));
        documents.extend((0..copies_n).map(|_| (origin, chance.is(0.8), lr_mnat)));
    }
    Claim { is_true, documents }
}

fn poisson(chance: &mut Chance, mean: f64) -> u32 {
    let (mut n, mut product) = (0, chance.share());
    while product > libm::exp(-mean) {
        product *= chance.share();
        n += 1;
    }
    n
}

fn lomax(chance: &mut Chance, shape: f64) -> f64 {
    libm::floor(libm::pow(1.0 - chance.share(), -1.0 / shape) - 1.0)
}

/// Share true of what is held above 95 %, log score, Brier score.
fn score(claims: &[Claim], held: impl Fn(&Claim) -> f64) -> (f64, f64, f64) {
    let held: Vec<(f64, bool)> = claims.iter().map(|claim| (held(claim), claim.is_true)).collect();
    let sure: Vec<bool> = held.iter().filter(|(chance, _)| *chance > 0.95).map(|(_, is_true)| *is_true).collect();
    assert!(sure.len() > 1_000);
    let share = sure.iter().filter(|is_true| **is_true).count() as f64 / sure.len() as f64;
    let log = held.iter().map(|(chance, is_true)| -libm::log(if *is_true { *chance } else { 1.0 - *chance })).sum::<f64>();
    let brier = held
        .iter()
        .map(|(chance, is_true)| {
            let off = chance - f64::from(u8::from(*is_true));
            off * off
        })
        .sum::<f64>();
    (share, log / held.len() as f64, brier / held.len() as f64)
}

fn by_outlets(claim: &Claim) -> f64 {
    let sum: i32 = claim.documents.iter().map(|(_, _, lr)| lr).sum();
    (1.0 / (1.0 + libm::exp(-f64::from(sum) / 1e3))).clamp(1e-6, 1.0 - 1e-6)
}

fn by_origins(claim: &Claim) -> f64 {
    let mut begun = std::collections::BTreeSet::new();
    let words = claim.documents.iter().map(|(origin, traced, lr_mnat)| {
        let p_dep_ppm = if begun.insert(*origin) {
            0
        } else if *traced {
            980_000
        } else {
            950_000
        };
        Word { origin: *origin, p_dep_ppm, lr_mnat: *lr_mnat, interest: Interest::None, class: *origin as u16 }
    });
    f64::from(corroborate(0, &words.collect::<Vec<_>>(), &Limits::default()).chance_ppm) / 1e6
}

#[test]
fn of_claims_held_above_95_percent_as_many_are_true_where_counting_outlets_falls_short() {
    for seed in 1..=5 {
        let mut chance = Chance(seed);
        let claims: Vec<Claim> = (0..20_000).map(|_| claim(&mut chance)).collect();
        let (outlets, origins) = (score(&claims, by_outlets), score(&claims, by_origins));
        println!("seed {seed}: share true above 95 %, log score, Brier: outlets {outlets:.3?}, origins {origins:.3?}");
        assert!(origins.0 >= 0.95 && origins.1 <= 0.48 && origins.2 <= 0.16, "{origins:?}");
        assert!(outlets.0 < 0.88 && outlets.1 > 0.7, "{outlets:?}");
    }
}
