//! Heat seen from orbit: what is unusual for a place and season, what burns there always, and how little it proves.
//!
//! Source: METHOD 9d. A detection at best doubles the odds that something burned because of an event; its absence says
//! almost nothing; no event is confirmed by heat alone, and nobody is ever blamed for it.

mod law;
mod record;
mod worth;

use crate::method::{FALSE_SHARE, HEAT_LR_NATS_MAX};
pub use record::Record;
pub use worth::{Event, Interval, Rate, Worth, measure};

/// One detection: a day (days since any fixed day), its cell of .1 degree and its bin of about 500 m.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Heat {
    /// Day.
    pub day: i32,
    /// Latitude, 1e-7 degree.
    pub lat_e7: i32,
    /// Longitude, 1e-7 degree.
    pub lon_e7: i32,
}

/// A cell of .1 degree: row and column.
pub type Cell = (i32, i32);

impl Heat {
    /// Its cell.
    pub const fn cell(&self) -> Cell {
        (self.lat_e7.div_euclid(1_000_000), self.lon_e7.div_euclid(1_000_000))
    }

    /// Its bin of .005 degree, about 500 m.
    pub const fn bin(&self) -> Cell {
        (self.lat_e7.div_euclid(50_000), self.lon_e7.div_euclid(50_000))
    }
}

/// A day in a cell with more heat than the season there explains.
#[derive(Clone, Debug, PartialEq)]
pub struct Anomaly {
    /// Day.
    pub day: i32,
    /// Cell.
    pub cell: Cell,
    /// Detections, those of places that always burn left out.
    pub count: u32,
    /// Expected of such a day.
    pub expected: f64,
    /// Detections of places that always burn, left out.
    pub masked: u32,
    /// Chance of at least so many on a usual day.
    pub p: f64,
    /// Least share of chance finds among those of the day with which it is found (Benjamini and Hochberg).
    pub q: f64,
}

impl Anomaly {
    /// Whether it is found at [`crate::method::FALSE_SHARE`].
    pub fn is_found(&self) -> bool {
        self.q <= FALSE_SHARE
    }
}

/// A window round an event: how near and how many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Within 1 km on the same day.
    Near,
    /// Within 1 km, one day either side.
    NearDays,
    /// Within 3 km on the same day.
    WideDay,
    /// Within 3 km, one day either side.
    Wide,
}

/// ln of the likelihood ratio that heat in a window, or its absence, has for an explosion or bombing. One window per event,
/// never both. Source: METHOD 9d, measured on 815 verified events (the two between: on 454, data README); capped at ln 5.
pub fn lr_nats(window: Window, is_hot: bool) -> f64 {
    let nats: f64 = match (window, is_hot) {
        (Window::Near, true) => 1.01,
        (Window::Near, false) => -0.05,
        (Window::NearDays, true) => 0.74,
        (Window::NearDays, false) => -0.08,
        (Window::WideDay, true) => 0.59,
        (Window::WideDay, false) => -0.09,
        (Window::Wide, true) => 0.58,
        (Window::Wide, false) => -0.20,
    };
    nats.min(HEAT_LR_NATS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invented: forty quiet cells for five years with a fire now and then, and a works that burns every night.
    fn years() -> Vec<Heat> {
        let at = |day, lat_e7, lon_e7| Heat { day, lat_e7, lon_e7 };
        let quiet = (0..40).flat_map(|cell| {
            (0..1_900).filter(move |day| (day + cell) % 23 == 0).map(move |day| at(day, 480_500_000, 370_500_000 + cell * 1_000_000))
        });
        let works = (0..1_900).map(|day| at(day, 483_500_000, 371_500_000));
        quiet.chain(works).collect()
    }

    #[test]
    fn a_burst_in_a_quiet_cell_is_found_and_works_that_always_burn_are_not() {
        let mut heat = years();
        let day = 1_900;
        heat.extend((0..12).map(|n| Heat { day, lat_e7: 480_500_000 + n * 2_000, lon_e7: 370_500_000 }));
        heat.extend((0..12).map(|_| Heat { day, lat_e7: 483_500_000, lon_e7: 371_500_000 }));
        let record = Record::new(&heat);
        assert_eq!(record.always_hot(day).len(), 1);
        let found = record.anomalies(day, |_, _| true);
        assert_eq!(found.iter().map(|one| one.cell).collect::<Vec<_>>(), [(480, 370)]);
        let works = record.day(day, |_, _| true).into_iter().find(|one| one.cell == (483, 371)).unwrap();
        assert_eq!((works.count, works.masked, works.is_found()), (0, 12, false));
        assert!(found[0].p < 1e-4 && found[0].expected < 0.2 && found[0].count == 12, "{found:?}");
    }

    #[test]
    fn a_usual_day_and_a_cell_that_was_never_watched_are_not_found() {
        let mut heat = years();
        heat.push(Heat { day: 1_900, lat_e7: 480_500_000, lon_e7: 370_500_000 });
        assert_eq!(Record::new(&heat).anomalies(1_900, |_, _| true), []);
        heat.extend((0..30).map(|_| Heat { day: 1_900, lat_e7: 495_500_000, lon_e7: 370_500_000 }));
        assert_eq!(Record::new(&heat).anomalies(1_900, |_, cell| cell.0 < 490), []);
    }

    #[test]
    fn heat_is_never_worth_more_than_five_to_one() {
        for window in Window::ALL {
            assert!(lr_nats(window, true) <= libm::log(5.0) && lr_nats(window, true) > 0.0 && lr_nats(window, false) < 0.0);
        }
    }
}
