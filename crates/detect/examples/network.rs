//! Picks of an invented network to events, with the time that it takes: `network PICKS STATIONS` as the bench writes them.
//!
//! PICKS: station,at_s,event (event -1 = false pick; not read). STATIONS: x_km,y_km. Prints CPU-bound seconds and events.

#![expect(clippy::print_stdout, clippy::unwrap_used, clippy::indexing_slicing, reason = "an example")]

use detect::associate::associate;
use detect::{Coarse, Hearing, Pick, Station};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let rows = |path: &str| -> Vec<Vec<f64>> {
        let text = std::fs::read_to_string(path).unwrap();
        text.lines().skip(1).map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect()
    };
    let hearing = Hearing::default();
    let picks: Vec<Pick> =
        rows(&arguments[1]).iter().map(|row| Pick { station: row[0] as u32, wave: 0, at_s: row[1], sd_s: hearing.pick_sd_s }).collect();
    let stations: Vec<Station> = rows(&arguments[2]).iter().map(|row| Station { x_m: row[0] * 1e3, y_m: row[1] * 1e3 }).collect();
    let begun = cpu_s();
    let found = associate(&hearing, &stations, &picks);
    let took = cpu_s() - begun;
    println!("{took}");
    for event in &found.events {
        let (x_m, y_m) = Coarse::of(&event.fitted, None).unwrap().xy_m();
        println!("{},{},{}", event.fitted.at_s, x_m / 1e3, y_m / 1e3);
    }
}

/// Seconds of CPU that this thread used.
fn cpu_s() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}
