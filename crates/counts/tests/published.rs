//! Published results, made again: Kosovo 1999, three lists of Madigan and York, four coders, rain at Niamey.

use counts::agreement::{Scale, alpha};
use counts::graphs::{Graph, decomposable};
use counts::lists::Lists;
use counts::loglinear::fit_all;
use counts::reliability::score;
use counts::weighted::{Prior, average};
use std::collections::BTreeSet;

/// 4,400 killings on four lists, 20 March to 22 June 1999. Source: Ball et al., report to the ICTY, 2002.
const KOSOVO: &str = include_str!("published/kosovo.csv");
/// 626 people on three lists. Source: Madigan and York, Biometrika 84, 1997.
const THREE: &str = include_str!("published/three_lists.csv");
/// Four coders, twelve units. Source: Krippendorff 1980, data C.
const CODERS: &str = include_str!("published/coders.csv");

fn rows(text: &str) -> Vec<Vec<String>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn the_best_model_of_kosovo_is_the_published_one_and_the_range_is_wider() {
    let lists = Lists::read(&rows(KOSOVO)).unwrap();
    assert_eq!((lists.seen(), lists.chao().round()), (4_400, 10_262.0));
    let models = fit_all(&lists);
    assert_eq!((models.fitted.len() + models.failed, models.failed), (113, 0));
    let best = &models.fitted[0];
    for (got, wanted) in [(best.total, 10_357.0), (best.interval.0, 9_005.0), (best.interval.1, 12_105.0)] {
        assert!((got - wanted).abs() < 1.0, "{got} instead of {wanted}");
    }
    let range: Vec<f64> = models.in_range().map(|model| model.total.round()).collect();
    assert_eq!(range, [10_357.0, 12_741.0, 18_393.0]);
    let (lo, hi) = models.range().unwrap();
    assert_eq!((lo.round(), hi.round()), (9_005.0, 22_242.0));
    assert!((models.by_aic().unwrap().total - 12_741.0).abs() < 1.0);
}

#[test]
fn three_lists_give_the_published_graph_and_average() {
    let lists = Lists::read(&rows(THREE)).unwrap();
    assert_eq!(lists.seen(), 626);
    let averaged = average(&lists, Some(1.0), Prior::Gamma { a: 13.14, b: 55.17 }, Some(300));
    let best = &averaged.graphs[0];
    assert!((best.chance - 0.374).abs() < 0.0005, "{}", best.chance);
    assert_eq!((best.total.round(), best.mode), (731.0, 729));
    assert_eq!((averaged.average.total.round(), averaged.average.mode), (731.0, 728));
    let sum: f64 = averaged.graphs.iter().map(|graph| graph.chance).sum();
    assert!((sum - 1.0).abs() < 1e-9 && averaged.graphs.len() == 8);
}

#[test]
fn the_graphs_are_the_published_ones() {
    let Some(data) = std::env::var_os("TREGUA_DATA") else {
        println!("skipped: TREGUA_DATA not set");
        return;
    };
    for lists in 3..=5 {
        let path = std::path::Path::new(&data).join(format!("method/graphs/decomposable_graphs_{lists}lists.json"));
        let published: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let sets = |graph: &serde_json::Value, key: &str| {
            let set = |set: &serde_json::Value| set.as_array().unwrap().iter().map(|list| 1 << (list.as_u64().unwrap() - 1)).sum();
            let mut sets: Vec<u32> = graph[key].as_array().unwrap().iter().map(set).collect();
            sets.sort_unstable();
            sets
        };
        let graph = |graph: &serde_json::Value| Graph { cliques: sets(graph, "cliques"), separators: sets(graph, "separators") };
        let wanted: BTreeSet<Graph> = published.as_array().unwrap().iter().map(graph).collect();
        assert!(wanted.len() >= 8);
        assert_eq!(decomposable(lists).into_iter().collect::<BTreeSet<_>>(), wanted);
    }
}

#[test]
fn four_coders_agree_as_published() {
    let units: Vec<Vec<f64>> =
        rows(CODERS).iter().skip(1).map(|row| row.iter().skip(1).filter_map(|grade| grade.parse().ok()).collect()).collect();
    assert_eq!(units.len(), 12);
    for (scale, wanted) in Scale::ALL.into_iter().zip([0.7434, 0.8154, 0.8491, 0.7974]) {
        let got = alpha(&units, scale).unwrap();
        assert!((got - wanted).abs() < 0.0005, "{}: {got} instead of {wanted}", scale.word());
    }
    assert_eq!(alpha(&[vec![1.0, 1.0], vec![1.0]], Scale::Nominal), None, "one value alone says nothing of agreement");
}

#[test]
fn the_scores_of_rain_at_niamey_split_as_published() {
    let Some(data) = std::env::var_os("TREGUA_DATA") else {
        println!("skipped: TREGUA_DATA not set");
        return;
    };
    let text = std::fs::read_to_string(std::path::Path::new(&data).join("method/niamey_forecasts.csv")).unwrap();
    let table = rows(&text);
    let column = |name: &str| table[0].iter().position(|column| column == name).unwrap();
    let happened = |row: &Vec<String>| row[column("obs")].parse::<f64>().unwrap() > 0.5;
    for (name, miscalibration, discrimination) in [("EMOS", 0.0183, 0.0305), ("ENS", 0.0661, 0.0441)] {
        let pairs: Vec<(f64, bool)> = table[1..].iter().map(|row| (row[column(name)].parse().unwrap(), happened(row))).collect();
        assert_eq!(pairs.len(), 92);
        let split = score(&pairs).unwrap();
        for (got, wanted) in [(split.miscalibration, miscalibration), (split.discrimination, discrimination), (split.uncertainty, 0.2442)] {
            assert!((got - wanted).abs() < 1e-4, "{name}: {got} instead of {wanted}");
        }
        assert!((split.brier - (split.miscalibration - split.discrimination + split.uncertainty)).abs() < 1e-12);
    }
}

#[test]
fn latent_classes_of_kosovo_lie_where_the_published_seed_lies() {
    let lists = Lists::read(&rows(KOSOVO)).unwrap();
    let found = counts::latent::sample(&lists, counts::method::LATENT_SEEDS[0]);
    assert!((10_100..=10_500).contains(&found.median), "{found:?}");
    assert!(found.interval.0 < 9_500 && found.interval.1 > 12_000, "{found:?}");
}
