//! How far stated chances can be trusted: scores, and what of a score is miscalibration.

/// Scores of forecasts against what happened. Lower is better, except `discrimination`.
#[derive(Clone, Debug, PartialEq)]
pub struct Reliability {
    /// Mean squared error (Brier).
    pub brier: f64,
    /// Mean logarithmic score, nats; chances of 0 and 1 are taken as 1e-9 away from there.
    pub log_score: f64,
    /// Miscalibration: what calibrating would save.
    pub miscalibration: f64,
    /// Discrimination: what the forecasts know beyond the mean.
    pub discrimination: f64,
    /// Uncertainty: the score of the mean alone. `brier = miscalibration - discrimination + uncertainty`.
    pub uncertainty: f64,
    /// The calibrated curve: (stated chance, calibrated chance, number), ascending.
    pub curve: Vec<(f64, f64, usize)>,
}

/// Scores pairs of (stated chance, whether it happened) and splits the Brier score by pool-adjacent-violators,
/// equal forecasts pooled first. Source: METHOD 7 (CORP). Absent without pairs.
#[expect(clippy::cast_precision_loss, reason = "counts of forecasts are small")]
pub fn score(pairs: &[(f64, bool)]) -> Option<Reliability> {
    if pairs.is_empty() {
        return None;
    }
    let n = pairs.len() as f64;
    let hit = |happened: bool| f64::from(u8::from(happened));
    let brier = pairs.iter().map(|(chance, happened)| (chance - hit(*happened)) * (chance - hit(*happened))).sum::<f64>() / n;
    let log = |chance: f64, happened: bool| {
        let chance = chance.clamp(1e-9, 1.0 - 1e-9);
        -libm::log(if happened { chance } else { 1.0 - chance })
    };
    let log_score = pairs.iter().map(|(chance, happened)| log(*chance, *happened)).sum::<f64>() / n;
    let base = pairs.iter().map(|(_, happened)| hit(*happened)).sum::<f64>() / n;
    let curve = calibrated(pairs);
    // A pool's members all get its mean, so its squared error is n p (1 - p).
    let calibrated_score = curve.iter().map(|(_, mean, count)| *count as f64 * mean * (1.0 - mean)).sum::<f64>() / n;
    let uncertainty = base * (1.0 - base);
    Some(Reliability {
        brier,
        log_score,
        miscalibration: brier - calibrated_score,
        discrimination: uncertainty - calibrated_score,
        uncertainty,
        curve,
    })
}

/// A run of forecasts with one calibrated chance.
struct Pool {
    hits: f64,
    stated: Vec<(f64, usize)>,
    size: usize,
}

#[expect(clippy::cast_precision_loss, reason = "counts of forecasts are small")]
fn calibrated(pairs: &[(f64, bool)]) -> Vec<(f64, f64, usize)> {
    let mut sorted: Vec<(f64, bool)> = pairs.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut pools: Vec<Pool> = Vec::new();
    for group in sorted.chunk_by(|a, b| a.0 == b.0) {
        let hits = group.iter().filter(|(_, happened)| *happened).count() as f64;
        let stated = group.first().map_or(0.0, |pair| pair.0);
        let mut next = Pool { hits, stated: vec![(stated, group.len())], size: group.len() };
        while let Some(last) = pools.pop_if(|last| last.hits * next.size as f64 >= next.hits * last.size as f64) {
            next = Pool { hits: last.hits + next.hits, stated: [last.stated, next.stated].concat(), size: last.size + next.size };
        }
        pools.push(next);
    }
    let mean = |pool: &Pool| pool.hits / pool.size as f64;
    pools.iter().flat_map(|pool| pool.stated.iter().map(move |(stated, count)| (*stated, mean(pool), *count))).collect()
}
