//! The density with which two uncertain times coincide, per hour.

use std::f64::consts::{PI, SQRT_2};

const HOUR_MS: f64 = 3_600_000.0;

/// An interval shorter than this share of the clocks' error counts as its middle; the error of
/// doing so is below 2e-5 of the density.
const POINT_SHARE: f64 = 0.02;

/// When: uniform over an interval, blurred by a clock's normal error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    /// Its beginning, ms.
    pub from: i64,
    /// Its end, ms; equal to the beginning for a moment.
    pub to: i64,
    /// Variance of the clock, h^2.
    pub clock_h2: f64,
}

impl Span {
    /// The highest density that the span has anywhere, per hour; no coincidence is denser.
    pub fn peak(&self) -> f64 {
        let spread = 1.0 / hours(self.to - self.from);
        let blur = 1.0 / libm::sqrt(2.0 * PI * self.clock_h2);
        spread.min(blur)
    }

    /// Its middle, ms.
    pub const fn middle(&self) -> i64 {
        self.from + (self.to - self.from) / 2
    }
}

/// Hours of so many milliseconds.
pub(crate) fn hours(ms: i64) -> f64 {
    ms as f64 / HOUR_MS
}

/// Milliseconds between two spans, 0 if they touch or overlap.
pub(crate) fn gap_ms(a: &Span, b: &Span) -> i64 {
    (b.from - a.to).max(a.from - b.to).max(0)
}

/// The density of "both at the same moment": the integral of the product of the two, per hour.
pub(crate) fn overlap_density(a: &Span, b: &Span) -> f64 {
    let blur = libm::sqrt(a.clock_h2 + b.clock_h2);
    if blur == 0.0 {
        return sharp(a, b);
    }
    let point = |span: &Span| hours(span.to - span.from) < POINT_SHARE * blur;
    match (point(a), point(b)) {
        (true, true) => {
            let z = (middle_h(b, a.from) - middle_h(a, a.from)) / blur;
            libm::exp(-z * z / 2.0) / (libm::sqrt(2.0 * PI) * blur)
        }
        (true, false) => inside(middle_h(a, b.from), hours(b.to - b.from), blur),
        (false, true) => inside(middle_h(b, a.from), hours(a.to - a.from), blur),
        (false, false) => blurred(a, b, blur),
    }
}

/// The middle of a span, hours after an origin near it.
fn middle_h(span: &Span, origin: i64) -> f64 {
    (hours(span.from - origin) + hours(span.to - origin)) / 2.0
}

/// Two times without clock error; a moment lies in an interval if from <= moment < to.
fn sharp(a: &Span, b: &Span) -> f64 {
    let (a_h, b_h) = (hours(a.to - a.from), hours(b.to - b.from));
    let holds = |span: &Span, at: i64| span.from <= at && at < span.to;
    if a_h == 0.0 {
        return if holds(b, a.from) { 1.0 / b_h } else { 0.0 };
    }
    if b_h == 0.0 {
        return if holds(a, b.from) { 1.0 / a_h } else { 0.0 };
    }
    let common = a.to.min(b.to) - a.from.max(b.from);
    if common <= 0 { 0.0 } else { hours(common) / (a_h * b_h) }
}

/// A blurred moment, `at` hours after the start of an interval.
fn inside(at: f64, length: f64, blur: f64) -> f64 {
    let at = at.min(length - at);
    (upper(-at / blur) - upper((length - at) / blur)) / length
}

/// Two intervals, blurred: the second difference of the twice integrated normal density.
fn blurred(a: &Span, b: &Span, blur: f64) -> f64 {
    let (first, second) = if middle_h(a, a.from) <= middle_h(b, a.from) { (a, b) } else { (b, a) };
    let (first_h, second_h) = (hours(first.to - first.from), hours(second.to - second.from));
    let ahead = hours(second.from - first.from);
    let corner = |x: f64| twice_upper(x / blur);
    let sum = corner(ahead - first_h) - corner(ahead) - corner(ahead + second_h - first_h) + corner(ahead + second_h);
    (sum * blur / (first_h * second_h)).max(0.0)
}

/// Chance that a standard normal exceeds z.
fn upper(z: f64) -> f64 {
    libm::erfc(z / SQRT_2) / 2.0
}

/// The integral of [`upper`] from z to infinity.
fn twice_upper(z: f64) -> f64 {
    libm::exp(-z * z / 2.0) / libm::sqrt(2.0 * PI) - z * upper(z)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from_h: f64, to_h: f64, clock_h: f64) -> Span {
        Span { from: (from_h * HOUR_MS) as i64, to: (to_h * HOUR_MS) as i64, clock_h2: clock_h * clock_h }
    }

    /// The same integral by brute force.
    fn summed(a: &Span, b: &Span) -> f64 {
        let n = 400;
        let steps =
            |s: &Span| -> Vec<f64> { (0..n).map(|k| hours(s.from) + hours(s.to - s.from) * (f64::from(k) + 0.5) / f64::from(n)).collect() };
        let blur2 = a.clock_h2 + b.clock_h2;
        let (left, right) = (steps(a), steps(b));
        let sum: f64 = left.iter().flat_map(|x| right.iter().map(move |y| libm::exp(-(x - y) * (x - y) / (2.0 * blur2)))).sum();
        sum / libm::sqrt(2.0 * PI * blur2) / f64::from(n * n)
    }

    #[test]
    fn two_reports_of_one_day_coincide_with_a_density_of_one_in_24_hours() {
        assert_eq!(overlap_density(&span(0.0, 24.0, 0.0), &span(0.0, 24.0, 0.0)), 1.0 / 24.0);
        assert_eq!(overlap_density(&span(0.0, 24.0, 0.0), &span(24.0, 48.0, 0.0)), 0.0);
        assert_eq!(overlap_density(&span(0.0, 24.0, 0.0), &span(3.0, 3.0, 0.0)), 1.0 / 24.0);
    }

    #[test]
    fn the_closed_forms_equal_the_integral() {
        let cases = [
            (span(0.0, 24.0, 0.3), span(5.0, 6.0, 0.2)),
            (span(0.0, 1.0, 0.3), span(0.5, 4.0, 0.5)),
            (span(0.0, 1.0, 0.3), span(2.5, 4.0, 0.5)),
            (span(4.0, 4.0, 0.5), span(0.0, 3.0, 0.5)),
            (span(1.0, 1.0, 0.5), span(0.0, 3.0, 0.5)),
            (span(1.0, 1.0, 0.5), span(1.4, 1.4, 0.2)),
            (span(1.0, 1.0, 0.5), span(1.4, 1.408, 0.2)),
        ];
        for (a, b) in cases {
            let (found, expected) = (overlap_density(&a, &b), summed(&a, &b));
            assert!((found / expected - 1.0).abs() < 1e-3, "{a:?} {b:?} {found} {expected}");
            assert!((overlap_density(&b, &a) / found - 1.0).abs() < 1e-9, "{a:?} {b:?}");
        }
    }

    #[test]
    fn far_tails_stay_exact_and_never_exceed_the_gates_bound() {
        for gap in 1..14 {
            let (a, b) = (span(0.0, 2.0, 0.3), span(2.0 + f64::from(gap) * 0.25, 5.0 + f64::from(gap) * 0.25, 0.2));
            let found = overlap_density(&a, &b);
            let gap_h = hours(gap_ms(&a, &b));
            let bound = a.peak().min(b.peak()) * libm::exp(-gap_h * gap_h / (2.0 * (a.clock_h2 + b.clock_h2)));
            assert!(found > 0.0 && found <= bound, "{gap}: {found} {bound}");
        }
    }
}
