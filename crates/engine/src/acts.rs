//! Signed acts: judged by the key register as it stands, then one entry each.

use crate::EngineFault;
use crate::contract::{Desk, Projection};
use crate::receive::append;
use casework::{Office, Refusal, Signer, Standing};
use model::{Act, Declared, Entry, Key, KeyKind, Role, Signed};
use record::key::SecretKey;
use record::register::{Judged, Register, SignedBy, new_act, sign_act};

/// Somebody who acts, with their key in hand.
#[derive(Clone, Copy, Debug)]
pub struct Hand<'a> {
    /// The person of the key register.
    pub person: &'a str,
    /// A key of theirs.
    pub key: &'a SecretKey,
}

/// Enters an act that one signature is enough for.
///
/// # Errors
/// If it does not count, or storage fails; then nothing is entered.
pub fn declare(desk: &mut Desk<'_>, act: Act, by: &Hand<'_>) -> Result<u64, EngineFault> {
    let mut signed = new_act(act, by.person, desk.log.name(), desk.now);
    sign_act(&mut signed, by.key)?;
    enter(desk, signed)
}

/// Enters a signed act.
///
/// # Errors
/// If it does not count, or storage fails; then nothing is entered.
pub fn enter(desk: &mut Desk<'_>, signed: Signed) -> Result<u64, EngineFault> {
    let leaf = desk.log.size();
    enter_all(desk, vec![signed])?;
    Ok(leaf)
}

/// Enters signed acts together, each judged after those before it.
///
/// # Errors
/// If one of them does not count, or storage fails; then none is entered.
pub fn enter_all(desk: &mut Desk<'_>, acts: Vec<Signed>) -> Result<(), EngineFault> {
    let mut register: Register = desk.projection.register().clone();
    let mut office: Office = desk.projection.office().clone();
    let log = desk.log.name().to_owned();
    for (leaf, signed) in (desk.log.size()..).zip(&acts) {
        if signed.declared.log.as_ref() != Some(&log) {
            let found = signed.declared.log.clone().unwrap_or_default();
            return Err(record::register::ActFault::Log { found, expected: log }.into());
        }
        let judged = register.take(leaf, signed)?;
        check_rests(desk, &signed.declared.act)?;
        check_record(&*desk.projection, &office, leaf, &signed.declared, &judged)?;
        take_office(&mut office, leaf, &signed.declared, &judged)?;
    }
    let entries: Vec<Entry> = acts.into_iter().map(Entry::Signed).collect();
    append(desk, &entries)
}

/// What a step in a case cites stands in the mission, and what it says lies in the vault.
fn check_rests(desk: &Desk<'_>, act: &Act) -> Result<(), EngineFault> {
    let Act::Case(step) = act else { return Ok(()) };
    for cite in step.cites() {
        if cite.as_of > desk.log.size() || desk.projection.locate(std::slice::from_ref(&cite.id)).is_err() {
            return Err(EngineFault::UnknownId(cite.id.clone()));
        }
    }
    act.texts().iter().try_for_each(|text| desk.vault.read(text).map(drop).map_err(EngineFault::from))
}

/// Takes an act that the key register found good into the office.
///
/// # Errors
/// Why it changes nothing there.
pub fn take_office(office: &mut Office, leaf: u64, declared: &Declared, judged: &Judged) -> Result<(), Refusal> {
    let by = signers(judged);
    office.take(&declared.act, &Standing { leaf, at: declared.at, author: &declared.by, by: &by })
}

/// Checks what a step of verification says of the record: that its subject stands as it was looked at, and that nobody
/// who handed in what it rests on grades or confirms it. Before the office takes it.
///
/// # Errors
/// If its subject is not there, or why the step must not be entered.
pub fn check_record(
    projection: &dyn Projection,
    office: &Office,
    leaf: u64,
    declared: &Declared,
    judged: &Judged,
) -> Result<(), EngineFault> {
    let Act::Verify(step) = &declared.act else { return Ok(()) };
    let facts = projection.facts(step.subject())?.ok_or_else(|| EngineFault::UnknownId(step.subject().chars().take(40).collect()))?;
    let by = signers(judged);
    let standing = Standing { leaf, at: declared.at, author: &declared.by, by: &by };
    Ok(office.verification.check_facts(&office.procedure, step, &standing, &facts).map_err(Refusal::from)?)
}

fn signers(judged: &Judged) -> Vec<Signer> {
    let signer = |one: &SignedBy| Signer {
        kind: one.kind,
        person: one.person.clone(),
        body: one.body.clone(),
        party: one.party.clone(),
        roles: one.roles.clone(),
    };
    judged.by.iter().map(signer).collect()
}

/// What a log of one operator begins with.
#[derive(Clone, Copy, Debug)]
pub struct Founders<'a> {
    /// The first officer, who holds the root key too.
    pub person: &'a str,
    /// The organisation that they answer to.
    pub body: Option<&'a str>,
    /// The root key.
    pub root: &'a SecretKey,
    /// The officer's key: with every role, until others come.
    pub officer: &'a SecretKey,
    /// The node's key.
    pub node: &'a SecretKey,
    /// The log's verifier key.
    pub log_vkey: &'a str,
}

/// Founds the key register: the root key, and under it the keys of the officer, the node and the log.
///
/// # Errors
/// If the register is founded already, a name is none, or storage fails.
pub fn found(desk: &mut Desk<'_>, founders: &Founders<'_>) -> Result<(), EngineFault> {
    let log = desk.log.name().to_owned();
    let node = format!("node of {log}").chars().take(100).collect::<String>();
    let key = |kind, person: &str, body: Option<&str>, public: &str, roles: &[Role]| Key {
        body: body.map(Into::into),
        kind,
        party: None,
        person: person.into(),
        public: public.into(),
        roles: roles.to_vec(),
    };
    let Founders { person, body, root, officer, node: node_key, log_vkey } = *founders;
    let root_key = key(KeyKind::Root, person, body, root.public().text(), &[]);
    let acts: [(Act, Option<&SecretKey>); 4] = [
        (Act::Found { keys: vec![root_key], threshold: 1 }, None),
        (Act::AddKey { key: key(KeyKind::Officer, person, body, officer.public().text(), &Role::ALL) }, Some(officer)),
        (Act::AddKey { key: key(KeyKind::Node, &node, None, node_key.public().text(), &[]) }, Some(node_key)),
        (Act::AddKey { key: key(KeyKind::Log, &node, None, log_vkey, &[]) }, None),
    ];
    let mut signed = Vec::new();
    for (act, own) in acts {
        let mut act = new_act(act, person, &log, desk.now);
        for key in [Some(root), own].into_iter().flatten() {
            sign_act(&mut act, key)?;
        }
        signed.push(act);
    }
    enter_all(desk, signed)
}
