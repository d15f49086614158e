//! An office with people at it.

use casework::{Office, Refusal, Signer, Standing};
use model::{Act, Citation, CommitmentAct, CommitmentStep, Instant, KeyKind, Promise, Role, Stage};

/// Who signs.
#[derive(Clone, Copy)]
pub enum By {
    /// The head of mission.
    Head,
    /// A person with one role and a body.
    Officer(Role, &'static str),
}

/// An office that takes acts one after another.
#[derive(Default)]
pub struct Desk {
    pub office: Office,
    leaf: u64,
}

impl Desk {
    /// Takes an act; gives the sentence of the refusal.
    pub fn take(&mut self, by: By, act: CommitmentAct) -> Result<(), String> {
        let (role, body) = match by {
            By::Head => (Role::Head, "mission"),
            By::Officer(role, body) => (role, body),
        };
        let signer = Signer {
            kind: KeyKind::Officer,
            person: format!("{} of {body}", role.word()),
            body: Some(body.into()),
            party: None,
            roles: vec![role],
        };
        self.leaf += 1;
        let at: Instant = "2026-01-08T09:00:00Z".parse().unwrap();
        let standing = Standing { leaf: self.leaf, at, author: "x", by: std::slice::from_ref(&signer) };
        self.office.take(&Act::Commitment(act), &standing).map_err(|refusal: Refusal| refusal.to_string())
    }

    /// A tick so many hours after the first one.
    pub fn tick(&mut self, hours: i64) {
        let start: Instant = "2026-01-08T09:00:00Z".parse().unwrap();
        let signer = Signer { kind: KeyKind::Officer, person: "clock".into(), body: None, party: None, roles: vec![Role::Operations] };
        self.leaf += 1;
        let now = start.plus_ms(hours * 3_600_000);
        let standing = Standing { leaf: self.leaf, at: now, author: "clock", by: std::slice::from_ref(&signer) };
        self.office.take(&Act::Tick { now }, &standing).unwrap();
    }

    /// Takes an act that has to be taken.
    pub fn ok(&mut self, act: CommitmentAct) {
        self.take(By::Head, act).unwrap();
    }

    /// The sentence with which an act of the head of mission is refused.
    pub fn refused(&mut self, act: CommitmentAct) -> String {
        self.take(By::Head, act).unwrap_err()
    }

    /// How a commitment stands.
    pub fn status(&self, name: &str) -> &'static str {
        self.office.commitments.commitment(name).unwrap().status(self.office.now()).word()
    }

    /// What a commitment asks for, as a word and why.
    pub fn effect(&self, name: &str) -> (&'static str, String) {
        let (register, rules) = (&self.office.commitments, &self.office.procedure.commitments);
        let line = casework::commitments::sheet::commitment(register, rules, register.commitment(name).unwrap(), self.office.now());
        (line.effect, line.why.unwrap_or_default())
    }
}

/// Seen on a day.
pub fn seen(day: &str) -> Citation {
    Citation { day: day.into(), quote: None, sha256: None, text: None, title: "an invented gazette".into(), unverified: false }
}

/// Quoted from a registered text.
pub fn quoted(day: &str, text: &str, quote: &str) -> Citation {
    Citation { text: Some(text.into()), quote: Some(quote.into()), ..seen(day) }
}

/// A promise of ships by an invented guarantor that binds once ratified.
pub fn promise() -> Promise {
    Promise {
        amounts: Vec::new(),
        binds: Some(Stage::Ratified),
        conditions: Vec::new(),
        domain: "sea".into(),
        law: Some("a vote of its assembly".into()),
        leads: None,
        means: vec!["forces".into()],
        to: vec!["Lowland".into()],
        until: None,
        what: "ships that keep the strait open".into(),
        who: "Northland".into(),
    }
}

/// Announces a promise on 1 January.
pub fn announce(name: &str, promise: Promise) -> CommitmentAct {
    CommitmentAct::Announce { commitment: name.into(), draft: false, promise: Box::new(promise), seen: seen("2026-01-01") }
}

/// A step on a day, with a law where it ratifies.
pub fn step(name: &str, step: CommitmentStep, day: &str) -> CommitmentAct {
    let law = (step == CommitmentStep::Ratify).then(|| "Act 7 of 2026".to_owned());
    CommitmentAct::Step { commitment: name.into(), law, seen: seen(day), step }
}
