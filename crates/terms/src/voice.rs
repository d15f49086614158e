//! Whose word counts for a deed: what is shown, and what is only told (decision 0015).

use model::{Deed, DeedKind, Kind, Mission, Observation};

/// How far a report of a deed counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    /// It counts.
    Shown,
    /// Somebody tells of it: neither fulfils nor breaks anything.
    Told,
}

/// Judges a report of a deed by its source, its actor and what kind of deed it is.
pub(crate) fn voice(report: &Observation, deed: &Deed, mission: &Mission) -> Voice {
    let Some(source) = mission.source(&report.source) else { return Voice::Told };
    let is_paper = report.kind == Kind::Document;
    let is_shown = match (&source.party, &report.actor) {
        (None, _) => is_paper || !is_hearsay(report) || (is_done_by_word(deed.kind) && is_own_word(report)),
        // A deed against its own author is an admission; paper of one's own orders and punishments is all there can be.
        (Some(owner), Some(actor)) if owner == actor => {
            is_done_by_word(deed.kind) || is_against_its_author(deed.kind) || (is_paper && is_done_by_paper(deed.kind))
        }
        // An opponent who grants it says it against its own interest.
        (Some(_), Some(_)) => !is_against_its_author(deed.kind),
        (Some(_), None) => false,
    };
    if is_shown { Voice::Shown } else { Voice::Told }
}

/// What nobody of the source perceived.
const fn is_hearsay(report: &Observation) -> bool {
    matches!(report.sense, model::Sense::Told | model::Sense::Read)
}

/// By the party's id: names are for reading, and change nothing.
fn is_own_word(report: &Observation) -> bool {
    report.speaker.as_ref().zip(report.actor.as_ref()).is_some_and(|(speaker, actor)| *speaker == actor.0)
}

/// Deeds that are done by saying them.
const fn is_done_by_word(kind: DeedKind) -> bool {
    matches!(
        kind,
        DeedKind::Acceptance
            | DeedKind::Completion
            | DeedKind::Exercise
            | DeedKind::Extension
            | DeedKind::FlightPlan
            | DeedKind::List
            | DeedKind::Notice
            | DeedKind::Objection
            | DeedKind::Offer
            | DeedKind::Plan
            | DeedKind::Release
            | DeedKind::Start
    )
}

const fn is_done_by_paper(kind: DeedKind) -> bool {
    matches!(kind, DeedKind::Order | DeedKind::Sanction)
}

const fn is_against_its_author(kind: DeedKind) -> bool {
    matches!(kind, DeedKind::CounterOrder)
}
