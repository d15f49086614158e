//! `tregua estimate`: what several matched lists left out, as a range over models.

use super::{Bench, bytes_of};
use crate::cli::Estimate;
use crate::fault::Fault;
use crate::screen::{complain, say};
use counts::lists::Lists;
use counts::loglinear::Model;
use counts::weighted::Averaged;
use model::count::grouped;
use serde_json::{Value, json};
use std::process::ExitCode;

/// Reads the lists, says what they say.
pub fn run(bench: &Bench, call: &Estimate) -> Result<ExitCode, Fault> {
    let name = call.lists.display().to_string();
    let wrong = |cause: String| Fault::Input(format!("{name}: {cause}"));
    let table = ingest::rows::read_rows(&name, &bytes_of(&call.lists)?).map_err(|fault| wrong(fault.to_string()))?;
    table.refused.iter().for_each(|refusal| complain(&format!("{name}: {refusal}")));
    if !table.refused.is_empty() {
        return Err(wrong("an estimate needs every row: mend the rows above".into()));
    }
    let rows: Vec<Vec<String>> = std::iter::once(table.names).chain(table.rows.into_iter().map(|(_, cells)| cells)).collect();
    let lists = Lists::read(&rows).map_err(|fault| wrong(fault.to_string()))?;
    let found = counts::estimate(&lists);
    if bench.json {
        say(&show_json(&lists, &found).to_string());
    } else {
        show(&lists, &found).iter().for_each(|line| say(line));
    }
    Ok(ExitCode::SUCCESS)
}

fn show(lists: &Lists, found: &counts::Estimate) -> Vec<String> {
    let mut lines = vec![
        format!("lists: {}", lists.names().join(", ")),
        format!("documented: {} on at least one list", grouped(found.documented)),
        format!("lower bound: {} (Chao)", whole(found.chao)),
        format!(
            "log-linear models: {} fitted, {} gave no estimate; those within 2 of the least BIC:",
            found.models.fitted.len(),
            found.models.failed
        ),
    ];
    lines.extend(found.models.in_range().map(|model| show_model(lists, model)));
    if let Some(model) = found.models.by_aic() {
        lines.push(format!("the model that AIC prefers:\n{}", show_model(lists, model)));
    }
    lines.push("averages over decomposable graphs, by weight per cell:".into());
    lines.extend(found.averaged.iter().map(|(delta, averaged)| show_average(*delta, averaged)));
    lines.push("latent classes, by seed:".into());
    lines.extend(found.latent.iter().map(|run| {
        format!("  seed {}: median {}, 95 %: {} to {}", run.seed, grouped(run.median), grouped(run.interval.0), grouped(run.interval.1))
    }));
    lines.push(match found.range() {
        Some((lo, hi)) => format!("estimated total: {} to {} over all of these; no single one is the answer", whole(lo), whole(hi)),
        None => "estimated total: none of the models gave one".into(),
    });
    lines.push("right only if people were matched rightly between the lists, and every kind of person could be on some list".into());
    lines
}

fn show_model(lists: &Lists, model: &Model) -> String {
    let (lo, hi) = model.interval;
    let terms: Vec<String> = model.interactions.iter().map(|key| named(lists, *key)).collect();
    let terms = if terms.is_empty() { "independent lists".into() } else { terms.join(" ") };
    format!("  {} ({} to {}), BIC {:.1}, AIC {:.1}: {terms}", whole(model.total), whole(lo), whole(hi), model.bic, model.aic)
}

fn show_average(delta: f64, averaged: &Averaged) -> String {
    let average = &averaged.average;
    let cut = if averaged.is_cut { "; the greatest totals are cut off: the data hold them possible" } else { "" };
    format!(
        "  {delta}: {} (mode {}, median {}, 95 %: {} to {}){cut}",
        whole(average.total),
        grouped(average.mode),
        grouped(average.median),
        grouped(average.interval.0),
        grouped(average.interval.1)
    )
}

/// The lists of a set, joined.
fn named(lists: &Lists, key: u32) -> String {
    let own = lists.names().iter().enumerate().filter(|(bit, _)| key & 1 << bit != 0);
    own.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(":")
}

fn whole(number: f64) -> String {
    grouped(rounded(number))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "totals are above 0 and saturate")]
fn rounded(number: f64) -> u64 {
    number.round_ties_even() as u64
}

fn show_json(lists: &Lists, found: &counts::Estimate) -> Value {
    let model = |model: &Model| {
        let terms: Vec<String> = model.interactions.iter().map(|key| named(lists, *key)).collect();
        json!({
            "interactions": terms, "total": rounded(model.total), "low": rounded(model.interval.0), "high": rounded(model.interval.1),
            "bic": thousandths(model.bic), "aic": thousandths(model.aic),
        })
    };
    let averaged = |(delta, averaged): &(f64, Averaged)| {
        let (average, best) = (&averaged.average, averaged.graphs.first());
        json!({
            "delta": delta, "total": rounded(average.total), "mode": average.mode, "median": average.median,
            "low": average.interval.0, "high": average.interval.1, "cut": averaged.is_cut,
            "likeliest_graph": best.and_then(|best| best.graph.as_ref()).map(|graph| graph.cliques.iter().map(|set| named(lists, *set)).collect::<Vec<_>>()),
            "likeliest_graph_chance": best.map(|best| thousandths(best.chance)),
        })
    };
    let range = found.range().map(|(lo, hi)| json!({"low": rounded(lo), "high": rounded(hi)}));
    let bic_range = found.models.range().map(|(lo, hi)| json!({"low": rounded(lo), "high": rounded(hi)}));
    json!({
        "lists": lists.names(), "documented": found.documented, "chao": rounded(found.chao),
        "log_linear": {
            "best": found.models.fitted.first().map(model), "best_by_aic": found.models.by_aic().map(model),
            "models": found.models.in_range().map(model).collect::<Vec<_>>(), "range": bic_range,
            "fitted": found.models.fitted.len(), "failed": found.models.failed,
        },
        "graphs": found.averaged.iter().map(averaged).collect::<Vec<_>>(),
        "latent_classes": found.latent.iter().map(|run| json!({"seed": run.seed, "median": run.median, "low": run.interval.0, "high": run.interval.1})).collect::<Vec<_>>(),
        "estimated": range,
    })
}

fn thousandths(number: f64) -> f64 {
    (number * 1e3).round_ties_even() / 1e3
}
