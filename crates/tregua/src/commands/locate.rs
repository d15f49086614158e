//! `tregua locate`: picks of a network, or arrivals at arrays, to events with their doubt; coarse and after the fact.

mod read;

use super::{Bench, bytes_of};
use crate::cli::Locate;
use crate::fault::Fault;
use crate::screen::{complain, remark, say};
use detect::associate::{Events, Heard, associate};
use detect::regional::{self, Source};
use detect::{Coarse, Hearing, sound_m_s};
use model::Instant;
use read::{Arrays, Frame, Network};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Locates.
pub fn run(bench: &Bench, call: &Locate) -> Result<ExitCode, Fault> {
    let name = call.picks.display().to_string();
    let bytes = bytes_of(&call.picks)?;
    if let Some(arrays) = read::arrays(&name, &bytes)? {
        return regional(bench, call, &name, &arrays);
    }
    let Some(stations) = &call.stations else {
        return Err(Fault::Call("picks of a network need its stations: tregua locate PICKS.csv STATIONS.csv".into()));
    };
    let hearing = hearing(call)?;
    let network = read::network((&name, &bytes), (&stations.display().to_string(), &bytes_of(stations)?), &hearing)?;
    network.refused.iter().for_each(|refusal| complain(refusal));
    let found = associate(&hearing, &network.stations, &network.picks);
    let mut young = 0;
    for (number, event) in (1u32..).zip(&found.events) {
        match place(bench, &network.frame, event) {
            Some(at) if bench.json => say(&event_json(number, &network, event, &at).to_string()),
            Some(at) => say(&show(number, event, &at)),
            None => young += 1,
        }
    }
    close(bench, &found, &network, young);
    Ok(if network.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(3) })
}

fn close(bench: &Bench, found: &Events, network: &Network, young: u32) {
    if young > 0 {
        remark(&format!("{young} events are younger than 24 hours: where a sound came from is told after the fact alone"));
    }
    if !bench.json {
        remark(&format!("{} events from {} picks; {} picks belong to none", found.events.len(), network.picks.len(), found.unused.len()));
        remark("places stand on a grid of 1 km: a sound is a launch or an impact, and this cannot tell which");
    }
}

fn hearing(call: &Locate) -> Result<Hearing, Fault> {
    let within = |name: &str, value: f64, low: f64, high: f64| {
        let is_right = (low..=high).contains(&value);
        is_right.then_some(value).ok_or_else(|| Fault::Call(format!("--{name}: a number between {low} and {high} is expected")))
    };
    let air = call.temperature_c.map(|degrees| within("temperature-c", degrees, -60.0, 60.0).map(sound_m_s)).transpose()?;
    let speed = call.speed_m_s.map(|speed| within("speed-m-s", speed, 100.0, 10_000.0)).transpose()?;
    let mut hearing = Hearing::default();
    if let Some(first) = speed.or(air) {
        hearing.speeds_m_s = vec![first];
    }
    if let Some(second) = call.second_speed_m_s {
        hearing.speeds_m_s.push(within("second-speed-m-s", second, 100.0, 10_000.0)?);
    }
    hearing.speed_sd_share = within("speed-sd-percent", call.speed_sd_percent, 0.0, 10.0)? / 100.0;
    hearing.pick_sd_s = within("pick-sd-s", call.pick_sd_s, 0.001, 60.0)?;
    hearing.reach_m = within("reach-km", call.reach_km, 0.1, 2_000.0)? * 1e3;
    if !(4..=100).contains(&call.stations_min) {
        return Err(Fault::Call("--stations-min: a whole number between 4 and 100 is expected".into()));
    }
    hearing.stations_min = call.stations_min;
    Ok(hearing)
}

/// Where an event is told to be.
struct Told {
    coarse: (f64, f64),
    degrees: Option<(f64, f64)>,
    moment: Option<Instant>,
}

/// The coarse place; absent while the event is young.
fn place(bench: &Bench, frame: &Frame, event: &Heard) -> Option<Told> {
    let moment = frame.moment(event.fitted.at_s.round_ties_even());
    let age_s = moment.map(|moment| (bench.now.ms() - moment.ms()) / 1_000);
    let coarse = Coarse::of(&event.fitted, age_s)?.xy_m();
    Some(Told { coarse, degrees: frame.degrees(coarse), moment })
}

fn show(number: u32, event: &Heard, at: &Told) -> String {
    let when = at.moment.map_or_else(|| format!("{:.0} s", event.fitted.at_s), |moment| moment.to_string());
    let (x_m, y_m) = at.coarse;
    let place =
        at.degrees.map_or_else(|| format!("x {:.0} km, y {:.0} km", x_m / 1e3, y_m / 1e3), |(lat, lon)| format!("{lat:.2},{lon:.2}"));
    let (major, minor, _) = event.fitted.ellipse();
    format!(
        "{number}: {when}, {place}; sd {:.0} x {:.0} m; {} picks, {} stations in range silent, evidence {:.1} nats",
        widened(major),
        widened(minor),
        event.picks.len(),
        event.silent,
        event.odds_nats
    )
}

/// A standard error with what the grid adds.
fn widened(sd_m: f64) -> f64 {
    (sd_m * sd_m + Coarse::sd_m() * Coarse::sd_m()).sqrt()
}

fn event_json(number: u32, network: &Network, event: &Heard, at: &Told) -> Value {
    let (major, minor, azimuth) = event.fitted.ellipse();
    let time_sd_s = event.fitted.covariance[2][2].sqrt();
    // No time of a single pick: with the stations' places it would give the place away, finer than the grid.
    let heard = |index: &u32| {
        let pick = network.picks.get(*index as usize)?;
        Some(json!({"row": network.rows.get(*index as usize), "station": network.names.get(pick.station as usize)}))
    };
    json!({
        "event": number, "t": at.moment.map(|moment| moment.to_string()), "t_s": event.fitted.at_s.round_ties_even(), "t_sd_s": thousandths(time_sd_s.max(1.0)),
        "lat": at.degrees.map(|place| place.0), "lon": at.degrees.map(|place| place.1),
        "x_km": at.coarse.0 / 1e3, "y_km": at.coarse.1 / 1e3, "grid_m": detect::method::COARSE_M,
        "sd_major_m": widened(major).round_ties_even(), "sd_minor_m": widened(minor).round_ties_even(), "azimuth_deg": azimuth.round_ties_even(),
        "picks": event.picks.iter().filter_map(heard).collect::<Vec<_>>(), "stations_n": event.picks.len(), "silent_n": event.silent,
        "odds_nats": thousandths(event.odds_nats), "residual_s": thousandths(event.residual_s),
    })
}

/// Degrees no finer than the grid.
fn hundredths(degrees: f64) -> f64 {
    (degrees * 100.0).round_ties_even() / 100.0
}

fn thousandths(number: f64) -> f64 {
    (number * 1e3).round_ties_even() / 1e3
}

fn regional(bench: &Bench, call: &Locate, name: &str, arrays: &Arrays) -> Result<ExitCode, Fault> {
    if call.stations.is_some() {
        return Err(Fault::Call("arrivals with directions hold their own places: no stations are needed".into()));
    }
    let source = regional::locate(&arrays.arrivals).map_err(|fault| Fault::Input(format!("{name}: {fault}")))?;
    let moment = |at_s: f64| arrays.frame.moment(at_s);
    if moment(source.at_s).is_some_and(|at| bench.now.ms() - at.ms() < detect::method::DELAY_S * 1_000) {
        return Err(Fault::Input(format!(
            "{name}: the event is younger than 24 hours: where a sound came from is told after the fact alone"
        )));
    }
    let told = |at_s: f64| moment(at_s).map_or_else(|| format!("{at_s:.0} s"), |at| at.to_string());
    if bench.json {
        say(&source_json(&source, &told).to_string());
    } else {
        say(&format!(
            "{:.2},{:.2}; sd north-south {:.1} km, east-west {:.1} km; 95 % ellipse {:.0} km2; {} ({} to {})",
            source.lat,
            source.lon,
            source.sd_ns_km,
            source.sd_ew_km,
            source.area_95_km2,
            told(source.at_s),
            told(source.interval_s.0),
            told(source.interval_s.1)
        ));
        remark("regional origin times are biased: never used to join events nearer than ten minutes");
    }
    Ok(ExitCode::SUCCESS)
}

fn source_json(source: &Source, told: &impl Fn(f64) -> String) -> Value {
    json!({
        "lat": hundredths(source.lat), "lon": hundredths(source.lon), "sd_ns_km": thousandths(source.sd_ns_km), "sd_ew_km": thousandths(source.sd_ew_km),
        "covariance_km2": thousandths(source.covariance_km2), "area_95_km2": source.area_95_km2.round_ties_even(),
        "t": told(source.at_s), "t_low": told(source.interval_s.0), "t_high": told(source.interval_s.1),
    })
}
