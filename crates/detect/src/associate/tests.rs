//! An invented network of sixty stations (PERFORMANCE 6): events found, and nothing from noise alone.

use super::{Events, associate};
use crate::testing::Draws;
use crate::{Hearing, Pick, Station};

struct World {
    stations: Vec<Station>,
    /// When, east, north.
    truth: Vec<(f64, f64, f64)>,
    picks: Vec<Pick>,
}

/// So many events in so many hours; false picks are this share of the true ones.
fn world(seed: u64, events: u32, hours: f64, speed_m_s: f64, false_share: f64) -> World {
    let mut draws = Draws(seed);
    let span_s = hours * 3_600.0;
    let stations: Vec<Station> = (0..60).map(|_| Station { x_m: 80_000.0 * draws.unit(), y_m: 80_000.0 * draws.unit() }).collect();
    let truth: Vec<(f64, f64, f64)> =
        (0..events).map(|_| (span_s * draws.unit(), 80_000.0 * draws.unit(), 80_000.0 * draws.unit())).collect();
    let mut picks = Vec::new();
    for (at_s, x_m, y_m) in &truth {
        let mut near: Vec<(f64, u32)> =
            (0u32..).zip(&stations).map(|(index, at)| (libm::hypot(at.x_m - x_m, at.y_m - y_m), index)).collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (far_m, station) in near.into_iter().take(12) {
            if draws.unit() < 0.85 {
                picks.push(Pick { station, wave: 0, at_s: at_s + far_m / speed_m_s + 0.17 * draws.normal(), sd_s: 0.17 });
            }
        }
    }
    let wrong = if events == 0 { 3_000 } else { (picks.len() as f64 * false_share) as usize };
    picks.extend((0..wrong).map(|_| Pick { station: (60.0 * draws.unit()) as u32, wave: 0, at_s: span_s * draws.unit(), sd_s: 0.17 }));
    World { stations, truth, picks }
}

/// Precision and recall: within 2 km and 5 s.
fn score(world: &World, found: &Events) -> (f64, f64) {
    let mut open: Vec<bool> = vec![true; world.truth.len()];
    let mut right = 0;
    for event in &found.events {
        let near = |(at_s, x_m, y_m): &(f64, f64, f64)| {
            (at_s - event.fitted.at_s).abs() <= 5.0 && libm::hypot(x_m - event.fitted.x_m, y_m - event.fitted.y_m) <= 2_000.0
        };
        if let Some((is_open, _)) = open.iter_mut().zip(&world.truth).find(|(is_open, truth)| **is_open && near(truth)) {
            *is_open = false;
            right += 1;
        }
    }
    (f64::from(right) / found.events.len().max(1) as f64, f64::from(right) / world.truth.len().max(1) as f64)
}

#[test]
fn events_of_a_network_are_found_and_no_others() {
    // Ordinary, crowded (as 3,000 a day), and a speed of sound that is 1 % off.
    for (seed, events, hours, speed_m_s) in [(1, 60, 3.0, 340.0), (2, 60, 0.5, 340.0), (3, 60, 3.0, 343.4)] {
        let world = world(seed, events, hours, speed_m_s, 0.3);
        let found = associate(&Hearing::default(), &world.stations, &world.picks);
        let (precision, recall) = score(&world, &found);
        println!("{} picks: precision {precision:.3}, recall {recall:.3}", world.picks.len());
        assert!(precision >= 0.98 && recall >= 0.98, "seed {seed}: {precision} {recall}");
        let used: usize = found.events.iter().map(|event| event.picks.len()).sum();
        assert_eq!(used + found.unused.len(), world.picks.len(), "each pick is in one event or in none");
    }
}

#[test]
fn noise_alone_makes_no_event() {
    let world = world(4, 0, 6.0, 340.0, 0.0);
    assert_eq!(world.picks.len(), 3_000);
    assert_eq!(associate(&Hearing::default(), &world.stations, &world.picks).events, []);
}

#[test]
fn the_order_of_picks_changes_nothing() {
    let world = world(5, 20, 1.0, 340.0, 0.5);
    let backwards: Vec<Pick> = world.picks.iter().rev().copied().collect();
    let moments = |picks: &[Pick]| -> Vec<(i64, usize)> {
        let found = associate(&Hearing::default(), &world.stations, picks);
        found.events.iter().map(|event| ((event.fitted.at_s * 1e3) as i64, event.picks.len())).collect()
    };
    let found = moments(&world.picks);
    assert!(found.len() >= 19);
    assert_eq!(found, moments(&backwards));
}

#[test]
fn covariances_hold_the_truth_as_often_as_they_say() {
    let world = world(6, 150, 12.0, 340.0, 0.2);
    let found = associate(&Hearing::default(), &world.stations, &world.picks);
    let (mut inside, mut all) = (0, 0);
    for event in &found.events {
        let [[xx, xy, _], [_, yy, _], _] = event.fitted.covariance;
        let near = world.truth.iter().find(|(at_s, x, y)| {
            (at_s - event.fitted.at_s).abs() < 5.0 && libm::hypot(x - event.fitted.x_m, y - event.fitted.y_m) < 2_000.0
        });
        let Some((_, x, y)) = near else { continue };
        let (dx, dy) = (x - event.fitted.x_m, y - event.fitted.y_m);
        let distance2 = (yy * dx * dx - 2.0 * xy * dx * dy + xx * dy * dy) / (xx * yy - xy * xy);
        all += 1;
        inside += i32::from(distance2 <= 4.605); // the 90th percentile of chi-squared with two degrees
    }
    let share = f64::from(inside) / f64::from(all);
    assert!(all > 140 && (0.82..=0.98).contains(&share), "{share} of {all}");
}
