//! A proposal as text for people: what, how surely, why, and what would change it.

use crate::proposal::{Outcome, Proposal, Reason, Step};
use model::finding::chance_word;

/// Variations that are shown; the record has all.
const SHOWN: usize = 5;

/// Lines of a proposal. The first one says what is proposed, the last one who decides.
pub fn show(proposal: &Proposal) -> Vec<String> {
    let standard = &proposal.standard;
    let mut lines = vec![
        head(&proposal.outcome),
        format!(
            "  standard: {}: a lower bound of {}, {} independent classes of evidence",
            standard.name(),
            percent(standard.robust_lo_ppm()),
            standard.classes_min()
        ),
        "  chance    under variations   hypothesis".into(),
    ];
    let is_tie = proposal.alternative.odds_mnat == 0;
    lines.extend(proposal.hypotheses.iter().map(|one| {
        let mark = if one.hypothesis == proposal.leading && !is_tie { "*" } else { " " };
        format!(
            "{mark} {:>7}   {:>7} to {:>7}   {}",
            percent(one.chance_ppm),
            percent(one.lo_ppm),
            percent(one.hi_ppm),
            one.hypothesis.sentence()
        )
    }));
    lines.extend(if is_tie { tie(proposal) } else { lead(proposal) });
    if let Some(origin) = &proposal.origin {
        let shares = |shares: &[crate::coarse::Share]| {
            shares.iter().map(|share| format!("{} {}", share.name(), percent(share.share_ppm()))).collect::<Vec<_>>().join(", ")
        };
        lines.push(format!("  fired from, as coarse as it is told: {}; ground of: {}", shares(origin.sectors()), shares(origin.sides())));
    } else {
        lines.push("  fired from: told 24 hours after the event, as a sector".into());
    }
    if !proposal.changes.is_empty() {
        lines.push("  what would change it:".into());
        lines.extend(proposal.changes.iter().map(|change| format!("    {change}")));
    }
    lines.push("  a proposal: nobody is held responsible before people declare it".into());
    lines
}

/// Two are equally likely: which of them stands first says nothing, so none is marked.
fn tie(proposal: &Proposal) -> Vec<String> {
    let (one, other) = (proposal.leading.sentence(), proposal.alternative.hypothesis.sentence());
    vec![format!("  none leads: {one} and {other} are equally likely")]
}

fn lead(proposal: &Proposal) -> Vec<String> {
    let name = proposal.leading.sentence();
    let chance = proposal.hypotheses.iter().find(|one| one.hypothesis == proposal.leading).map_or(0, |one| one.chance_ppm);
    let alternative = &proposal.alternative;
    let other = alternative.hypothesis.sentence();
    let mut lines = vec![
        format!("  {name}: {} ({})", chance_word(chance), percent(chance)),
        format!("  strongest alternative: {other}, odds {:.1} to 1 against it{}", odds(alternative.odds_mnat), why(&alternative.why)),
        format!("  steps of these odds, in nats ({:+.2} in all):", nats(alternative.odds_mnat)),
    ];
    lines.extend(proposal.steps.iter().map(step));
    lines.push(if proposal.classes.is_empty() {
        "  no class of evidence speaks for it".into()
    } else {
        format!("  classes that speak for it: {}", proposal.classes.join(", "))
    });
    lines.push("  it would be least likely:".into());
    lines.extend(proposal.variations.iter().take(SHOWN).map(|one| format!("    {:>7}  {}", percent(one.chance_ppm), one.varied)));
    lines
}

fn head(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Proposed(hypothesis) => format!("PROPOSED: {}", hypothesis.sentence()),
        Outcome::Undetermined(reason) => format!("UNDETERMINED ({}): {}", reason.word(), because(*reason)),
    }
}

/// Why nothing is proposed, in a sentence.
pub const fn because(reason: Reason) -> &'static str {
    match reason {
        Reason::Conflicting => "one class of evidence speaks for it, another one against it",
        Reason::Insufficient => "the evidence does not carry the standard in force",
        Reason::SingleClass => "it rests on one class or one origin of evidence",
        Reason::PartyEvidenceOnly => "without what a party controls it does not stand",
        Reason::LineUncertain => "it is uncertain who held the place",
    }
}

fn why(steps: &[String]) -> String {
    if steps.is_empty() {
        String::new()
    } else {
        format!(", by {}", steps.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "))
    }
}

fn step(step: &Step) -> String {
    let by = step.controlled_by.as_ref().map_or_else(String::new, |party| format!(", controlled by {party}"));
    let name = if step.id == step.class { step.id.clone() } else { format!("{} `{}`", step.class, step.id) };
    format!("    {:>+6.2}  {name}: {} (from {}{by})", nats(step.lr_mnat), step.says, step.origin)
}

fn percent(ppm: u32) -> String {
    format!("{:.1} %", f64::from(ppm) / 1e4)
}

fn nats(mnat: i32) -> f64 {
    f64::from(mnat) / 1e3
}

fn odds(mnat: i32) -> f64 {
    libm::exp(nats(mnat).min(30.0))
}
