//! What a term should have and has not: a counting point, a baseline's line on its day, a zone that is one.

use super::{Checker, Text};
use crate::agreement::{LayerRef, Mention, Rule, Term};
use crate::due::Length;
use crate::duty::DutyRule;
use crate::fields::Worded;
use crate::moment::{force, readings};
use crate::words::clean;
use model::{Instant, LayerRole, SourceId};

impl Text<'_, '_> {
    /// What the text alone shows.
    pub(super) fn check_lacking(&mut self) {
        for term in self.agreement.terms.iter().filter(|term| !term.is_faulty() && term.origin.is_none()) {
            if let Rule::Quota(quota) = &term.rule
                && quota.definition.is_none()
            {
                let message = format!("clause {} does not say where and how it is counted", term.id);
                let help = "add `definition = \"...\"`, words that the figures' own definitions contain; without it figures counted at different points stand side by side";
                self.faults.warning(term.header.clone(), message, Some(help.into()));
            }
            if let Rule::Duty(duty) = &term.rule {
                self.check_deadline(term, duty);
            }
        }
    }

    /// A duty without a deadline, or with one that can be counted in two ways.
    fn check_deadline(&mut self, term: &Term, duty: &DutyRule) {
        let is_endless = match duty {
            DutyRule::Discipline(rule) => !rule.deadline.is_set(),
            DutyRule::Exchange(rule) => !rule.deadline.is_set(),
            _others_need_one_or_none => false,
        };
        if is_endless {
            let message = format!("clause {} sets no deadline", term.id);
            let help = "add `within_days`, `within_hours` or `due`; without one nothing is ever late".to_owned();
            self.faults.warning(term.header.clone(), message, Some(help));
        }
        let length = duty.deadline().and_then(|deadline| deadline.length);
        if matches!(length, Some(Length::Days { is_inclusive: None, .. })) {
            let message = format!("clause {} does not say whether the first day counts", term.id);
            let help =
                "add `inclusive = true` or `false`; until then both ways are tried, and where they differ it is undetermined{definition}"
                    .to_owned();
            self.faults.warning(term.header.clone(), message, Some(help));
        }
    }
}

impl Checker<'_, '_> {
    /// Layers that are there and have nothing to show when the clause begins.
    pub(super) fn check_geometry(&mut self) {
        let agreement = self.agreement;
        for term in agreement.terms.iter().filter(|term| !term.is_faulty() && term.origin.is_none()) {
            for mention in &term.mentions {
                if let Mention::Layer { layer, source, is_line } = mention {
                    self.check_versions(term, layer, source.as_ref(), *is_line);
                }
            }
        }
    }

    fn check_versions(&mut self, term: &Term, layer: &Worded, source: Option<&Worded>, is_line: bool) {
        let wanted = LayerRef { layer: layer.word.clone(), source: source.map(|source| SourceId(source.word.clone())) };
        if !self.layers.has(&wanted.layer, wanted.source.as_ref()) {
            return;
        }
        let what = if is_line { "line" } else { "zone" };
        let name = clean(&layer.word, 60);
        for begins in self.beginnings(term) {
            let versions = self.layers.versions(&wanted.layer, wanted.source.as_ref(), begins);
            if versions.is_empty() {
                let message = format!("{what} `{name}` has no geometry on {}, when clause {} begins", day_of(begins), term.id);
                let help = format!("add the version that was valid then; until then results are undetermined{{{what}}}");
                self.faults.warning(layer.span.clone(), message, Some(help));
                return;
            }
            let is_drawing = versions.iter().all(|at| matches!(at.version.role, LayerRole::Land | LayerRole::Settlement));
            let is_bare_line = !is_line && versions.iter().all(|at| at.version.role == LayerRole::Line);
            if is_drawing || is_bare_line {
                let message =
                    format!("`{name}` is no {what}: it is a layer of the role `{}`", role_word(versions.first().map(|at| at.version.role)));
                self.faults.warning(layer.span.clone(), message, Some(format!("name a layer of the role `{what}`, or of `control`")));
                return;
            }
        }
    }

    /// The known beginnings of a term under all readings.
    fn beginnings(&self, term: &Term) -> Vec<Instant> {
        let agreement = self.agreement;
        let row = term.row().and_then(|row| Instant::start_of_day(&row.since?.to_string(), &self.mission.zone).ok());
        let mut all: Vec<Instant> = readings(agreement, term)
            .into_iter()
            .filter_map(|reading| force(agreement, term, reading).first_moment())
            .map(|at| row.map_or(at, |row| row.max(at)))
            .collect();
        if all.is_empty() {
            all.extend(row);
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn day_of(at: Instant) -> String {
    at.to_string().chars().take(10).collect()
}

const fn role_word(role: Option<LayerRole>) -> &'static str {
    match role {
        Some(LayerRole::Control) => "control",
        Some(LayerRole::Land) => "land",
        Some(LayerRole::Line) => "line",
        Some(LayerRole::Settlement) => "settlement",
        Some(LayerRole::Zone) | None => "zone",
    }
}
