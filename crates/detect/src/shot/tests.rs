//! Invented shots (generator G5 of METHOD 15): the 90 % region holds the truth in about 90 % of them.

use super::{Air, NoShot, locate};
use crate::testing::Draws;
use crate::{Pick, Station, sound_m_s};

fn air() -> Air {
    Air { speed_m_s: sound_m_s(10.0), speed_sd_share: 0.015, outliers: 0.05, window_s: 20.0 }
}

/// A shot: stations, picks, truth.
fn shot(draws: &mut Draws) -> (Vec<Station>, Vec<Pick>, (f64, f64)) {
    let count = 4 + (draws.unit() * 5.0) as usize;
    let stations: Vec<Station> = (0..count).map(|_| draws.in_disc(12_000.0)).map(|(x_m, y_m)| Station { x_m, y_m }).collect();
    let (x_m, y_m) = draws.in_disc(8_000.0);
    let v = air().speed_m_s * (1.0 + 0.015 * draws.normal());
    let picks = (0u32..).zip(&stations).map(|(station, at)| {
        let far_m = libm::hypot(at.x_m - x_m, at.y_m - y_m);
        let is_wrong = draws.unit() < 0.05;
        let at_s = if is_wrong { far_m / v - 10.0 + 20.0 * draws.unit() } else { far_m / v + 0.02 * draws.normal() };
        Pick { station, wave: 0, at_s, sd_s: 0.02 }
    });
    let picks = picks.collect();
    (stations, picks, (x_m, y_m))
}

/// The share of so many regions that hold the truth has a standard error of .04.
const SHOTS: u32 = 60;

#[test]
fn the_ninety_percent_region_holds_nine_shots_in_ten() {
    let mut draws = Draws(5);
    let (mut told, mut held, mut wide) = (0, 0, 0);
    for _ in 0..SHOTS {
        let (stations, picks, (x_m, y_m)) = shot(&mut draws);
        match locate(&air(), &stations, &picks) {
            Ok(found) => {
                told += 1;
                held += u32::from(found.holds(x_m, y_m));
            }
            Err(NoShot::TooWide(_)) => wide += 1,
            Err(fault) => panic!("{fault}"),
        }
    }
    let share = f64::from(held) / f64::from(told);
    println!("{held} of {told} regions hold the shot ({share:.3}); {wide} were too wide to be told");
    assert!(told > SHOTS * 6 / 10 && (0.78..=1.0).contains(&share), "{share} of {told}");
}

#[test]
fn three_stations_are_too_few() {
    let (stations, picks, _) = shot(&mut Draws(1));
    assert_eq!(locate(&air(), &stations, &picks[..3]), Err(NoShot::TooFew(3)));
}
