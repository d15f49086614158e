//! Versions of an area of control in a row: how large, what was gained and lost, and what kind of change it looks like.
//!
//! The kind is a proposal with its reason. Incidents are not looked at here; a person decides.

use crate::method::{BORDER_CORRELATION_M, BORDER_KEPT_PPM, BORDER_SD_M, NOISE_SD, REASSESSMENT_SD, SAME_KM2_MAX, TAKEN_BACK_PPM_MIN};
use crate::overlay::{NoOverlay, Overlay};
use model::Geometry;
use model::area::{ring_area_m2, ring_length_m};

/// What is assumed about the error of a border. Source of the defaults: METHOD section 11.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BorderError {
    /// Standard deviation of its displacement, metres.
    pub sd_m: u32,
    /// Length along it over which displacements go together, metres.
    pub correlation_m: u32,
    /// Correlation of today's error with yesterday's, ppm.
    pub kept_ppm: u32,
}

impl Default for BorderError {
    fn default() -> Self {
        Self { sd_m: BORDER_SD_M, correlation_m: BORDER_CORRELATION_M, kept_ppm: BORDER_KEPT_PPM }
    }
}

impl BorderError {
    /// Standard deviation of an area with a border of some length, square kilometres: sd * sqrt(2 * correlation * length).
    pub fn area_sd_km2(&self, border_m: f64) -> f64 {
        f64::from(self.sd_m) * libm::sqrt(2.0 * f64::from(self.correlation_m) * border_m) / 1e6
    }

    /// Standard deviation of the difference between two versions some days apart: sd(A) * sqrt(2 * (1 - kept^days)).
    pub fn change_sd_km2(&self, area_sd_km2: f64, days: f64) -> f64 {
        let kept = libm::pow((f64::from(self.kept_ppm) / 1e6).min(1.0), days.max(0.0));
        area_sd_km2 * libm::sqrt(2.0 * (1.0 - kept))
    }
}

/// One version by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// Area on the ellipsoid, square kilometres; what several polygons cover counts once.
    pub area_km2: f64,
    /// Length of all its rings, kilometres.
    pub border_km: f64,
    /// Standard deviation of the area from the border's error, square kilometres.
    pub sd_km2: f64,
    /// Sum of the rings less the area: above zero where polygons overlap or a ring crosses itself.
    pub overlap_km2: f64,
}

/// Measures one version.
///
/// # Errors
/// A layer that is no area, or a ring round a pole.
pub fn measure(now: &Geometry, error: &BorderError) -> Result<Extent, NoOverlay> {
    let [area_km2] = Overlay::of(&[now])?.measure_km2(|_| [1.0]);
    let Geometry::Areas(areas) = now else { return Err(NoOverlay::NoArea) };
    let border_m: f64 = areas.iter().flatten().map(|ring| ring_length_m(ring)).sum();
    let ring = |(n, ring): (usize, &Vec<_>)| ring_area_m2(ring).map_or(0.0, |m2| if n == 0 { m2.abs() } else { -m2.abs() });
    let rings_km2: f64 = areas.iter().map(|rings| rings.iter().enumerate().map(ring).sum::<f64>()).sum::<f64>() / 1e6;
    let overlap_km2 = Some(rings_km2 - area_km2).filter(|km2| *km2 > SAME_KM2_MAX.max(area_km2 * 1e-9)).unwrap_or(0.0);
    Ok(Extent { area_km2, border_km: border_m / 1e3, sd_km2: error.area_sd_km2(border_m), overlap_km2 })
}

/// What kind of change it looks like. Source: METHOD section 11.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// The same shape as before.
    Unchanged,
    /// The line moved.
    Movement,
    /// The source judged anew what had been so before.
    Reassessment,
    /// The source took a mistake back.
    Correction,
}

impl ChangeKind {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Movement => "movement",
            Self::Reassessment => "reassessment",
            Self::Correction => "correction",
        }
    }
}

/// From one version to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// In the new version and not in the old one, square kilometres.
    pub gained_km2: f64,
    /// In the old version and not in the new one, square kilometres.
    pub lost_km2: f64,
    /// Standard deviation of the difference of the areas from the border's error, square kilometres.
    pub sd_km2: f64,
    /// What it looks like.
    pub kind: ChangeKind,
    /// Why, for people.
    pub reason: String,
}

/// Two versions in a row, with what else bears on their difference.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The version before the one before, if there is one.
    pub earlier: Option<&'a Geometry>,
    /// The version before.
    pub before: &'a Geometry,
    /// The version looked at.
    pub now: &'a Geometry,
    /// Standard deviation of its area.
    pub sd_km2: f64,
    /// Days between the two, 0 if they are valid from the same moment; absent if a day is not known (then one day).
    pub days: Option<f64>,
}

/// Compares a version with the one before it.
///
/// # Errors
/// A layer that is no area, or a ring round a pole.
pub fn compare(step: &Step<'_>, error: &BorderError) -> Result<Change, NoOverlay> {
    let (gained_km2, lost_km2) = exchanged_km2(step.before, step.now)?;
    let sd_km2 = error.change_sd_km2(step.sd_km2, step.days.unwrap_or(1.0));
    let (kind, reason) = judge(step, gained_km2, lost_km2, sd_km2)?;
    Ok(Change { gained_km2, lost_km2, sd_km2, kind, reason })
}

/// What the second has beyond the first, and the first beyond the second.
fn exchanged_km2(first: &Geometry, second: &Geometry) -> Result<(f64, f64), NoOverlay> {
    let one = |is: bool| if is { 1.0 } else { 0.0 };
    let [gained, lost] =
        Overlay::of(&[first, second])?.measure_km2(|within| [one(within.has(1) && !within.has(0)), one(within.has(0) && !within.has(1))]);
    // Differences of equal edges that were cut in different places: rounding, not ground.
    let ground = |km2: f64| if km2 < SAME_KM2_MAX { 0.0 } else { km2 };
    Ok((ground(gained), ground(lost)))
}

fn judge(step: &Step<'_>, gained_km2: f64, lost_km2: f64, sd_km2: f64) -> Result<(ChangeKind, String), NoOverlay> {
    let changed_km2 = gained_km2 + lost_km2;
    let net_km2 = gained_km2 - lost_km2;
    if changed_km2 == 0.0 {
        return Ok((ChangeKind::Unchanged, "the same area as the version before".into()));
    }
    if step.days == Some(0.0) {
        return Ok((ChangeKind::Correction, "valid from the same moment as the version before: it replaces it".into()));
    }
    if let Some(share) = taken_back(step, changed_km2)? {
        let percent = libm::floor(share * 100.0);
        return Ok((ChangeKind::Correction, format!("{percent:.0} % of the change before is taken back")));
    }
    let sds = net_km2.abs() / sd_km2;
    let shown = format!("net {net_km2:+.2} km2 is {sds:.2} standard deviations of the border's error ({sd_km2:.1} km2)");
    if sds > REASSESSMENT_SD {
        return Ok((ChangeKind::Reassessment, format!("{shown}, more than {REASSESSMENT_SD}: a jump; look whether incidents match it")));
    }
    let end = if sds < NOISE_SD { "by itself not to be told from none" } else { "beyond the border's error" };
    Ok((ChangeKind::Movement, format!("{shown}: {end}")))
}

/// Which share of the step before is undone, if nearly all of it is and little else changed.
fn taken_back(step: &Step<'_>, changed_km2: f64) -> Result<Option<f64>, NoOverlay> {
    let Some(earlier) = step.earlier else { return Ok(None) };
    let (gained, lost) = exchanged_km2(earlier, step.now)?;
    let share = 1.0 - (gained + lost) / changed_km2;
    Ok((share * 1e6 >= f64::from(TAKEN_BACK_PPM_MIN)).then_some(share))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Position;

    /// Some rectangles along the 48th parallel, each from one longitude to another.
    fn strips(parts: &[(f64, f64)]) -> Geometry {
        let at = |lat: f64, lon: f64| Position::from_degrees(lat, lon).unwrap();
        let one = |(west, east): &(f64, f64)| vec![vec![at(48.0, *west), at(48.0, *east), at(49.0, *east), at(49.0, *west)]];
        Geometry::Areas(parts.iter().map(one).collect())
    }

    fn step(versions: [&[(f64, f64)]; 3], days: Option<f64>) -> Change {
        let [earlier, before, now] = versions.map(strips);
        let error = BorderError::default();
        let sd_km2 = measure(&now, &error).unwrap().sd_km2;
        compare(&Step { earlier: Some(&earlier), before: &before, now: &now, sd_km2, days }, &error).unwrap()
    }

    #[test]
    fn a_border_of_1200_km_has_the_published_error() {
        let error = BorderError::default();
        let sd = error.area_sd_km2(1.2e6);
        assert!((sd - 110.0).abs() < 0.5, "METHOD 11: 110 km2, here {sd}");
        assert!((error.change_sd_km2(sd, 1.0) - 49.0).abs() < 0.5, "METHOD 11: 49 km2 a day");
    }

    #[test]
    fn movement_jump_and_taking_back_are_told_apart() {
        let kind = |versions, days| step(versions, days).kind;
        let (a, b, far) = (&[(37.0, 38.0)][..], &[(37.0, 38.01)][..], &[(37.0, 39.0)][..]);
        assert_eq!(kind([a, a, a], Some(1.0)), ChangeKind::Unchanged);
        assert_eq!(kind([a, a, b], Some(1.0)), ChangeKind::Movement);
        assert_eq!(kind([a, a, far], Some(1.0)), ChangeKind::Reassessment);
        assert_eq!(kind([a, b, a], Some(1.0)), ChangeKind::Correction);
        assert_eq!(kind([a, a, b], Some(0.0)), ChangeKind::Correction);
        assert_eq!(kind([a, b, far], None), ChangeKind::Reassessment, "a jump after a small step is no taking back");
    }

    #[test]
    fn a_net_of_nothing_still_shows_what_was_gained_and_lost() {
        let moved = step([&[(37.0, 38.0)], &[(37.0, 38.0)], &[(37.01, 38.01)]], Some(1.0));
        assert!((moved.gained_km2 - moved.lost_km2).abs() < 1e-6 && moved.gained_km2 > 80.0, "{moved:?}");
        assert!(moved.reason.contains("not to be told from none"), "{}", moved.reason);
    }

    #[test]
    fn polygons_that_overlap_count_once_and_it_is_said() {
        let extent = measure(&strips(&[(37.0, 38.0), (37.5, 38.5)]), &BorderError::default()).unwrap();
        let whole = measure(&strips(&[(37.0, 38.5)]), &BorderError::default()).unwrap();
        assert!((extent.area_km2 - whole.area_km2).abs() < 1e-6 && (extent.overlap_km2 - whole.area_km2 / 3.0).abs() < 1e-3);
        assert!(whole.overlap_km2 == 0.0 && measure(&Geometry::Paths(vec![]), &BorderError::default()).is_err());
    }
}
