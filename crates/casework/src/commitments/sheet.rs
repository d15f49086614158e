//! The register as plain lines: for the command line, the API and pages alike.

use super::amount::show_amount;
use super::{Commitment, CommitmentRules, Commitments, Compared, Effect, Invocation, Silence, Stood};
use model::{Citation, Instant, Reckoning};
use serde::Serialize;

/// One commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CommitmentLine {
    /// Its name.
    pub commitment: String,
    /// Who promises.
    pub who: String,
    /// To whom.
    pub to: Vec<String>,
    /// The domain.
    pub domain: String,
    /// By what.
    pub means: Vec<String>,
    /// Who leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leads: Option<String>,
    /// What.
    pub what: String,
    /// `draft`, `announced`, ... `withdrawn`.
    pub status: &'static str,
    /// `due`, `on_invocation`, `waits` or `not_binding`.
    pub effect: &'static str,
    /// Why it is not due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The conditions under which it is due.
    pub conditions: Vec<String>,
    /// The stage from which its text binds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub binds: Option<&'static str>,
    /// The law that ratification needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
    /// Its last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What was promised, set aside and handed over; never added to each other, each unit by itself.
    pub pledged: Vec<String>,
    /// Set aside.
    pub committed: Vec<String>,
    /// Handed over.
    pub delivered: Vec<String>,
    /// The acts behind it.
    pub steps: Vec<StepLine>,
    /// Single deliveries.
    pub deliveries: Vec<DeliveryLine>,
}

/// A step, with the act behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepLine {
    /// What happened.
    pub step: &'static str,
    /// The law by which it was ratified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
    /// The act.
    #[serde(flatten)]
    pub act: ActLine,
}

/// A delivery, with the act behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeliveryLine {
    /// Its name.
    pub delivery: String,
    /// How much of what.
    pub amount: String,
    /// `committed` or `delivered`.
    pub reckoning: &'static str,
    /// Why it no longer counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected: Option<String>,
    /// The act.
    #[serde(flatten)]
    pub act: ActLine,
}

/// The act behind something, and where it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ActLine {
    /// The entry.
    pub entry: u64,
    /// Who signed.
    pub signed_by: Vec<String>,
    /// The day on which it happened.
    pub day: String,
    /// Where it was seen.
    pub source: String,
    /// The quoted words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// The registered text in which they stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Digest of the source's bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Nobody held it against the original.
    pub unverified: bool,
}

/// An invocation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InvocationLine {
    /// Its name.
    pub invocation: String,
    /// The case.
    pub case: String,
    /// What was found.
    pub occasion: String,
    /// The entry.
    pub entry: u64,
    /// Until when answers are in time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// The commitments as they stood.
    pub commitments: Vec<InvokedLine>,
    /// The guarantors that were asked.
    pub guarantors: Vec<AnswerLine>,
}

/// A commitment of an invocation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InvokedLine {
    /// The commitment.
    pub commitment: String,
    /// Who promised.
    pub who: String,
    /// `triggered`, `due` (without being invoked), `waits`, `not_binding`.
    pub effect: &'static str,
    /// Why it is not triggered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A guarantor that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerLine {
    /// Who.
    pub guarantor: String,
    /// `asked`, `silent`, or what it answered last.
    pub answer: &'static str,
    /// Its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// It came after the time was over.
    pub late: bool,
    /// The entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
}

/// One line of a comparison of texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComparedLine {
    /// The commitment.
    pub commitment: String,
    /// Who promised.
    pub who: String,
    /// `same`, `reworded`, `dropped`, `added`, `in_neither`, `not_read`.
    pub stood: &'static str,
    /// The sentence for people.
    pub words: String,
}

/// All commitments, by guarantor, domain and name.
pub fn commitments(register: &Commitments, rules: &CommitmentRules, now: Option<Instant>) -> Vec<CommitmentLine> {
    let mut all: Vec<&Commitment> = register.all().collect();
    let domain = |one: &Commitment| rules.domains.iter().position(|domain| *domain == one.promise.domain);
    all.sort_by(|a, b| (&a.promise.who, domain(a), &a.name).cmp(&(&b.promise.who, domain(b), &b.name)));
    all.into_iter().map(|one| commitment(register, rules, one, now)).collect()
}

/// One commitment.
pub fn commitment(register: &Commitments, rules: &CommitmentRules, one: &Commitment, now: Option<Instant>) -> CommitmentLine {
    let promise = &one.promise;
    let (effect, why) = effect_words(&register.effect(one, rules, now), "on_invocation");
    let sums = |reckoning| one.sums(reckoning).into_iter().map(|(unit, sum)| format!("{} {unit}", sum.text())).collect();
    CommitmentLine {
        commitment: one.name.clone(),
        who: promise.who.clone(),
        to: promise.to.clone(),
        domain: promise.domain.clone(),
        means: promise.means.clone(),
        leads: promise.leads.clone(),
        what: promise.what.clone(),
        status: one.status(now).word(),
        effect,
        why,
        conditions: promise.conditions.clone(),
        binds: promise.binds.map(model::Stage::word),
        law: promise.law.clone(),
        until: promise.until.clone(),
        pledged: promise.amounts.iter().map(show_amount).collect(),
        committed: sums(Reckoning::Committed),
        delivered: sums(Reckoning::Delivered),
        steps: steps(one),
        deliveries: deliveries(one),
    }
}

fn steps(one: &Commitment) -> Vec<StepLine> {
    let is_draft = |place: usize| place == 0 && one.began_as_draft();
    let line = |(place, (step, law, event)): (usize, &(model::CommitmentStep, Option<String>, super::Event))| StepLine {
        step: if is_draft(place) { "draft" } else { step.word() },
        law: law.clone(),
        act: act(event.leaf, &event.by, &event.seen),
    };
    one.history.iter().enumerate().map(line).collect()
}

fn deliveries(one: &Commitment) -> Vec<DeliveryLine> {
    let line = |(name, delivery): (&String, &super::Delivery)| DeliveryLine {
        delivery: name.clone(),
        amount: show_amount(&delivery.amount),
        reckoning: delivery.reckoning.word(),
        corrected: delivery.corrected.clone(),
        act: act(delivery.event.leaf, &delivery.event.by, &delivery.event.seen),
    };
    one.deliveries.iter().map(line).collect()
}

fn act(entry: u64, by: &[String], seen: &Citation) -> ActLine {
    ActLine {
        entry,
        signed_by: by.to_vec(),
        day: seen.day.clone(),
        source: seen.title.clone(),
        quote: seen.quote.clone(),
        text: seen.text.clone(),
        sha256: seen.sha256.map(|digest| digest.to_string()),
        unverified: seen.unverified,
    }
}

fn effect_words(effect: &Effect, invoked: &'static str) -> (&'static str, Option<String>) {
    match effect {
        Effect::Due => ("due", None),
        Effect::OnInvocation => (invoked, None),
        Effect::Waits(open) => ("waits", Some(format!("nobody declared that this holds: {}", open.join(", ")))),
        Effect::NotBinding(why) => ("not_binding", Some(why.clone())),
    }
}

/// An invocation.
pub fn invocation(one: &Invocation) -> InvocationLine {
    let invoked = one.lines.iter().map(|line| {
        let (effect, why) = effect_words(&line.effect, "triggered");
        InvokedLine { commitment: line.commitment.clone(), who: line.who.clone(), effect, why }
    });
    InvocationLine {
        invocation: one.name.clone(),
        case: one.case.clone(),
        occasion: one.occasion.clone(),
        entry: one.leaf,
        due: one.deadline.due().map(|due| due.to_string()),
        commitments: invoked.collect(),
        guarantors: one.asked().into_iter().map(|who| answer(one, who)).collect(),
    }
}

fn answer(one: &Invocation, who: &str) -> AnswerLine {
    let last = one.answers.get(who).and_then(|answers| answers.last());
    let answer = match (one.silence(who), last) {
        (_, Some(last)) => last.answer.word(),
        (Silence::Silent, None) => "silent",
        (Silence::Asked | Silence::Answered, None) => "asked",
    };
    AnswerLine {
        guarantor: who.into(),
        answer,
        words: last.map(|last| last.words.clone()),
        late: last.is_some_and(|last| last.is_late),
        entry: last.map(|last| last.leaf),
    }
}

/// A comparison of two texts, in words.
pub fn compared(first: &str, second: &str, lines: &[Compared]) -> Vec<ComparedLine> {
    let line = |one: &Compared| {
        let (stood, words) = match &one.stood {
            Stood::Same => ("same", format!("stands in both `{first}` and `{second}`, in the same words")),
            Stood::Reworded(old, new) => ("reworded", format!("in `{first}`: “{old}”; in `{second}`: “{new}”")),
            Stood::Dropped(old) => ("dropped", format!("stood in `{first}` (“{old}”) and is not in `{second}`")),
            Stood::Added(new) => ("added", format!("did not stand in `{first}` and is in `{second}` (“{new}”)")),
            Stood::InNeither => ("in_neither", format!("stands neither in `{first}` nor in `{second}`")),
            Stood::NotRead(texts) => ("not_read", format!("nobody said whether it stands in `{}`", texts.join("`, `"))),
        };
        ComparedLine { commitment: one.commitment.clone(), who: one.who.clone(), stood, words }
    };
    lines.iter().map(line).collect()
}
