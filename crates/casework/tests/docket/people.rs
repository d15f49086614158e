//! An invented mission: its people, its rules, and acts of theirs.

use casework::docket::Case;
use casework::{Office, Refusal, Signer, Standing};
use model::case::{Choice, Found, Proposal, Standard};
use model::remedy::{Order, Test};
use model::{Act, CaseAct, Digest, Instant, KeyKind, PartyId, Role};

/// Five seats, two of them of the parties; Mara presides, then Noor.
pub const RULES: &str = r#"
[commission]
chairs = ["Mara", "Noor"]
rule = "majority"
casting_vote = true
quorum_percent = 51

[[commission.seats]]
member = "Mara"
alternate = "Mina"
[[commission.seats]]
member = "Noor"
[[commission.seats]]
member = "Omar"
alternate = "Olga"
[[commission.seats]]
member = "Pia"
party = "p1"
[[commission.seats]]
member = "Quin"
party = "p2"
"#;

pub const HOUR_MS: i64 = 3_600_000;

pub struct World {
    pub office: Office,
    /// Every act with who signed it, whether it was taken or refused.
    pub log: Vec<(Act, Vec<Signer>, Instant)>,
    pub now: Instant,
}

pub fn officer(person: &str, roles: &[Role]) -> Signer {
    Signer { kind: KeyKind::Officer, person: person.into(), body: Some(format!("body of {person}")), party: None, roles: roles.to_vec() }
}

/// Everybody, by name.
pub fn signer(person: &str) -> Signer {
    match person {
        "Hana" => officer(person, &[Role::Head]),
        "Lev" => officer(person, &[Role::Legal]),
        "Ada" => officer(person, &[Role::Analyst]),
        "Otto" => officer(person, &[Role::Operations]),
        "Cato" | "Cleo" => officer(person, &[Role::Custody]),
        "node" => Signer { kind: KeyKind::Node, person: person.into(), body: None, party: None, roles: Vec::new() },
        "for p1" | "for p2" | "for p3" => {
            let party = Some(PartyId(person.trim_start_matches("for ").into()));
            Signer { kind: KeyKind::Party, person: person.into(), body: None, party, roles: Vec::new() }
        }
        _ => officer(person, &[Role::Commission]),
    }
}

pub fn party(id: &str) -> PartyId {
    PartyId(id.into())
}

pub fn text(words: &str) -> Digest {
    Digest::of(words.as_bytes())
}

impl World {
    pub fn new(rules: &str) -> Self {
        let now = Instant::from_ms(1_800_000_000_000).unwrap();
        let mut world = Self { office: Office::default(), log: Vec::new(), now };
        world.act("Hana", Act::Found { keys: Vec::new(), threshold: 1 }).unwrap();
        world.act("Hana", Act::AdoptProcedure { text: rules.into() }).unwrap();
        world.tick(0).unwrap();
        world
    }

    pub fn sign(&mut self, by: &[&str], act: Act) -> Result<u64, Refusal> {
        let signers: Vec<Signer> = by.iter().map(|person| signer(person)).collect();
        let leaf = self.log.len() as u64;
        self.log.push((act, signers, self.now));
        let (act, signers, at) = self.log.last().unwrap();
        self.office.take(act, &Standing { leaf, at: *at, author: &signers[0].person, by: signers }).map(|()| leaf)
    }

    pub fn act(&mut self, by: &str, act: Act) -> Result<u64, Refusal> {
        self.sign(&[by], act)
    }

    pub fn step(&mut self, by: &str, step: CaseAct) -> Result<u64, Refusal> {
        self.act(by, Act::Case(step))
    }

    /// Lets so many hours pass, told by ticks that no one has to confirm.
    pub fn tick(&mut self, hours: i64) -> Result<u64, Refusal> {
        let mut left = hours;
        while left > 24 {
            left -= 24;
            self.now = self.now.plus_ms(24 * HOUR_MS);
            self.act("node", Act::Tick { now: self.now })?;
        }
        self.now = self.now.plus_ms(left * HOUR_MS);
        self.act("node", Act::Tick { now: self.now })
    }

    pub fn case(&self, name: &str) -> &Case {
        self.office.docket.case(name).unwrap()
    }

    /// A case against p1 and p2, brought by the legal adviser and opened.
    pub fn open(&mut self, case: &str) {
        self.step("Lev", submit(case, &["p1"])).unwrap();
        self.step("Hana", CaseAct::Open { case: case.into() }).unwrap();
    }

    /// A case in deliberation: p1 was told, and replied.
    pub fn deliberate(&mut self, case: &str) {
        self.open(case);
        self.step("Hana", notify(case, "p1")).unwrap();
        self.step("for p1", reply(case, true)).unwrap();
        self.tick(0).unwrap();
        assert_eq!(self.case(case).state(), "deliberation");
    }

    /// Votes on a draft, closed by the chair.
    pub fn poll(&mut self, case: &str, draft: u64, votes: &[(&str, Choice)]) {
        self.step("Mara", CaseAct::OpenVote { case: case.into(), draft }).unwrap();
        for (member, choice) in votes {
            self.step(member, vote(case, draft, *choice)).unwrap();
        }
    }

    pub fn decide(&mut self, case: &str, words: &str) -> Result<u64, Refusal> {
        self.sign(&["Mara", "Noor"], Act::Decide { case: case.into(), sha256: text(words) })
    }

    /// A decided case with one order, its time running.
    pub fn decided(&mut self, case: &str) -> u64 {
        self.deliberate(case);
        let draft = self.step("Omar", CaseAct::Draft { case: case.into(), proposal: proposal("decision") }).unwrap();
        self.poll(case, draft, &[("Mara", Choice::Yes), ("Noor", Choice::Yes), ("Omar", Choice::No), ("Quin", Choice::Yes)]);
        self.step("Mara", CaseAct::CloseVote { case: case.into() }).unwrap();
        let leaf = self.decide(case, "decision").unwrap();
        self.tick(0).unwrap();
        leaf
    }
}

pub fn submit(case: &str, named: &[&str]) -> CaseAct {
    let cites = vec![model::case::Cite { as_of: 1, id: "INC-1".into() }];
    CaseAct::Submit {
        case: case.into(),
        cites,
        named: named.iter().map(|id| party(id)).collect(),
        reviews: None,
        title: "shelling of a bridge".into(),
    }
}

pub fn notify(case: &str, id: &str) -> CaseAct {
    CaseAct::Notify { case: case.into(), party: party(id), sha256: text("notice") }
}

pub fn reply(case: &str, complete: bool) -> CaseAct {
    CaseAct::Reply { attachments: vec![text("a map")], case: case.into(), complete, sha256: text("reply") }
}

pub fn vote(case: &str, draft: u64, choice: Choice) -> CaseAct {
    CaseAct::Vote { case: case.into(), choice, dissent: None, draft, reason: "as argued".into() }
}

pub fn order(remedy: &str) -> Order {
    Order {
        act: "withdraw the howitzers".into(),
        actor: party("p1"),
        place: "behind the second line".into(),
        quantity: Some("6 howitzers".into()),
        remedy: remedy.into(),
        step: "corrective_act".into(),
        test: Test::Manual { question: "are they gone".into() },
        within_h: 96,
    }
}

pub fn proposal(words: &str) -> Proposal {
    Proposal {
        found: Found::Breach,
        orders: vec![order("withdrawal")],
        responsible: vec![party("p1")],
        sha256: text(words),
        standard: Standard::ReasonableGrounds,
    }
}
