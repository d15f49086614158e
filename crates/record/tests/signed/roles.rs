//! Who may take which step of verification: every step with every role, and with keys of other kinds.

use crate::people::{key, secret, signed, with};
use model::{Act, Adoption, Confidence, Digest, Grade, Instant, Key, KeyKind, Reliability, Role, Seen, VerifyAct};

const A: Role = Role::Analyst;
const C: Role = Role::Commission;
const H: Role = Role::Head;
const L: Role = Role::Legal;
const M: Role = Role::Monitor;
const O: Role = Role::Operations;

fn table() -> Vec<(VerifyAct, &'static [Role])> {
    let subject = || "INC-0000000000000000".to_owned();
    let reason = || "because".to_owned();
    let seen = || Seen { as_of: 0, kin: Vec::new(), version: Digest::of(b"") };
    let grade =
        Grade { chance_ppm: 500_000, confidence: Confidence::Low, credibility: 3, note: None, source: Reliability::C, standard: None };
    let adoption = Adoption {
        dissent: Vec::new(),
        hypothesis: "undetermined".into(),
        parties: Vec::new(),
        party: None,
        proposal: Digest::of(b""),
        seen: seen(),
        standard: None,
        subject: subject(),
    };
    let until: Instant = "2026-02-01T12:00:00Z".parse().unwrap();
    vec![
        (VerifyAct::AdoptAttribution(adoption), &[C, H, L]),
        (VerifyAct::Assign { due: None, subject: subject(), to: "Ada".into() }, &[A, H]),
        (VerifyAct::CallGraders { graders: vec!["Ada".into()], round: 1, subject: subject() }, &[A, H]),
        (VerifyAct::CloseRound { reason: reason(), round: 1, subject: subject() }, &[A, H]),
        (VerifyAct::Comment { subject: subject(), text: reason() }, &[A, C, H, L, M, O]),
        (VerifyAct::Confirm { note: None, seen: seen(), subject: subject() }, &[A, H, L]),
        (VerifyAct::LetGo { subject: subject() }, &[A, H, L, M]),
        (VerifyAct::OpenGrade { grade, round: 1, salt: Digest::of(b""), seen: seen(), subject: subject() }, &[A]),
        (VerifyAct::SealGrade { round: 1, seal: Digest::of(b""), seen: seen(), subject: subject() }, &[A]),
        (VerifyAct::SendBack { missing: vec!["place".into()], reason: reason(), subject: subject() }, &[A, H, L]),
        (VerifyAct::SetAside { reason: reason(), subject: subject() }, &[A, H]),
        (VerifyAct::Settle { happened: true, reason: reason(), rests_on: Vec::new(), seen: seen(), subject: subject() }, &[A, H, L]),
        (VerifyAct::TakeOn { subject: subject(), until }, &[A, H, L, M]),
        (VerifyAct::TakeUp { reason: reason(), subject: subject() }, &[A, H]),
    ]
}

#[test]
fn every_step_of_verification_takes_one_of_its_roles() {
    let own = secret(77);
    let (mut allowed_n, mut refused_n) = (0, 0);
    for role in Role::ALL {
        let holder = Key { roles: vec![role], ..key(KeyKind::Officer, "Zoe", Some("House Z"), &own) };
        let (register, leaf) = with(&holder, &own);
        for (step, roles) in table() {
            let act = signed(Act::Verify(step.clone()), "Zoe", 0, &[&own]);
            let is_allowed = register.judge(leaf, &act).is_ok();
            assert_eq!(is_allowed, roles.contains(&role), "{} by {}", step.word(), role.word());
            if is_allowed { allowed_n += 1 } else { refused_n += 1 }
        }
    }
    assert_eq!((allowed_n, refused_n), (38, 74));
}

#[test]
fn no_key_but_an_officers_takes_a_step_of_verification() {
    let own = secret(78);
    for kind in [KeyKind::Device, KeyKind::Node, KeyKind::Party, KeyKind::Root] {
        let mut holder = key(kind, "Zoe", Some("House Z"), &own);
        holder.party = (kind == KeyKind::Party).then(|| model::PartyId("p1".into()));
        let (register, leaf) = with(&holder, &own);
        for (step, _) in table() {
            let act = signed(Act::Verify(step.clone()), "Zoe", 0, &[&own]);
            assert!(register.judge(leaf, &act).is_err(), "{} by a {} key", step.word(), kind.word());
        }
    }
}
