//! Who may take which step in a case: every step with every role, and with keys of other kinds.

use crate::people::{key, secret, signed, with};
use model::case::{Choice, Found, Proposal, Standard, Tier};
use model::remedy::Outcome;
use model::{Act, CaseAct, Digest, Instant, Key, KeyKind, PartyId, Role};

const A: Role = Role::Analyst;
const C: Role = Role::Commission;
const G: Role = Role::Guarantor;
const H: Role = Role::Head;
const L: Role = Role::Legal;

/// Every step, the roles of officers that may take it, and whether a party may.
fn table() -> Vec<(CaseAct, &'static [Role], bool)> {
    let case = || "case 4".to_owned();
    let (reason, remedy, member) = (|| "because".to_owned(), || "withdrawal".to_owned(), || "Mara".to_owned());
    let (sha256, party) = (Digest::of(b"text"), || PartyId("p1".into()));
    let proposal =
        Proposal { found: Found::NoBreach, orders: Vec::new(), responsible: Vec::new(), sha256, standard: Standard::ReasonableGrounds };
    vec![
        (CaseAct::Answer { case: case(), request: "r".into(), sha256 }, &[A, G, H, L], true),
        (CaseAct::Challenge { case: case(), member: member(), reason: reason() }, &[C, L], true),
        (CaseAct::Cite { case: case(), cites: Vec::new() }, &[A, H, L], false),
        (CaseAct::Claim { case: case(), remedy: remedy(), sha256 }, &[], true),
        (CaseAct::Close { case: case(), reason: reason() }, &[C], false),
        (CaseAct::CloseVote { case: case() }, &[C], false),
        (CaseAct::Dispute { case: case(), reason: reason(), remedy: remedy() }, &[A, C, L], true),
        (CaseAct::Draft { case: case(), proposal }, &[C], false),
        (CaseAct::End { case: case(), reason: reason() }, &[C], false),
        (CaseAct::Escalate { case: case(), remedy: remedy(), step: "note".into() }, &[C], false),
        (CaseAct::Extend { case: case(), party: party(), reason: reason() }, &[H], false),
        (CaseAct::Inadmissible { case: case(), reason: reason() }, &[H, L], false),
        (CaseAct::Leave { member: member(), reason: reason() }, &[C, H], false),
        (CaseAct::Notify { case: case(), party: party(), sha256 }, &[H], false),
        (CaseAct::Open { case: case() }, &[H], false),
        (CaseAct::OpenVote { case: case(), draft: 3 }, &[C], false),
        // Two people of the custody: one alone never.
        (CaseAct::Publish { case: case(), sha256, tier: Tier::Public }, &[], false),
        (CaseAct::Quit { party: party(), reason: reason() }, &[H], true),
        (CaseAct::Recuse { case: case(), member: member(), reason: reason() }, &[C], false),
        (CaseAct::Reply { attachments: Vec::new(), case: case(), complete: true, sha256 }, &[], true),
        (CaseAct::Request { case: case(), of: party(), question: reason(), request: "r".into() }, &[C, L], false),
        (CaseAct::Resume { case: case() }, &[H], false),
        (CaseAct::Submit { case: case(), cites: Vec::new(), named: vec![party()], reviews: None, title: reason() }, &[H, L], true),
        (CaseAct::Suspend { case: case(), reason: reason() }, &[H], false),
        (CaseAct::Verify { case: case(), cites: Vec::new(), outcome: Outcome::Met, reason: reason(), remedy: remedy() }, &[A], false),
        (CaseAct::Vote { case: case(), choice: Choice::Yes, dissent: None, draft: 3, reason: reason() }, &[C], false),
    ]
}

#[test]
fn every_step_in_a_case_takes_one_of_its_roles() {
    let own = secret(79);
    let mut judged_n = 0;
    for role in Role::ALL {
        let holder = Key { roles: vec![role], ..key(KeyKind::Officer, "Zoe", Some("House Z"), &own) };
        let (register, leaf) = with(&holder, &own);
        for (step, roles, _) in table() {
            let act = signed(Act::Case(step.clone()), "Zoe", 0, &[&own]);
            assert_eq!(register.judge(leaf, &act).is_ok(), roles.contains(&role), "{step:?} by {}", role.word());
            judged_n += 1;
        }
    }
    assert_eq!(judged_n, 26 * 8);
}

#[test]
fn a_party_takes_its_own_steps_and_no_device_node_or_root_takes_any() {
    let own = secret(80);
    for kind in [KeyKind::Device, KeyKind::Node, KeyKind::Party, KeyKind::Root] {
        let mut holder = key(kind, "Zoe", Some("House Z"), &own);
        holder.party = (kind == KeyKind::Party).then(|| PartyId("p1".into()));
        let (register, leaf) = with(&holder, &own);
        for (step, _, may_party) in table() {
            let act = signed(Act::Case(step.clone()), "Zoe", 0, &[&own]);
            assert_eq!(register.judge(leaf, &act).is_ok(), may_party && kind == KeyKind::Party, "{step:?} by a {} key", kind.word());
        }
    }
}

#[test]
fn a_tick_is_a_nodes_alone() {
    let now: Instant = "2026-02-01T12:00:00Z".parse().unwrap();
    let own = secret(81);
    for kind in [KeyKind::Device, KeyKind::Node, KeyKind::Officer, KeyKind::Party, KeyKind::Root] {
        let holder = key(kind, "Zoe", Some("House Z"), &own);
        let (register, leaf) = with(&holder, &own);
        let act = signed(Act::Tick { now }, "Zoe", 0, &[&own]);
        assert_eq!(register.judge(leaf, &act).is_ok(), kind == KeyKind::Node, "by a {} key", kind.word());
    }
}
