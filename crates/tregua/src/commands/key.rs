//! `tregua key`: who holds which key; making, adding, replacing and ending keys.

use super::Bench;
use super::act::enter_or_keep;
use crate::cli::KeyVerb;
use crate::fault::Fault;
use crate::hand::{keys_at_hand, make_key, new_key, read_secret};
use crate::pending::Pending;
use crate::screen::{remark, say};
use model::{Act, Key, KeyId, KeyKind, PartyId, Role};
use record::key::SecretKey;
use record::register::{Holding, Register, new_act, sign_act};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::keyring::{KeyFile, NewKey};

/// Runs a verb.
pub fn run(bench: &Bench, verb: &KeyVerb) -> Result<ExitCode, Fault> {
    match verb {
        KeyVerb::New { kind, person, body, party, output } => {
            let new = NewKey { party: party.as_deref(), ..new_key((*kind).into(), person, body.as_deref()) };
            new_file(bench, new, output.as_deref())
        }
        KeyVerb::List => list(bench),
        KeyVerb::Show { key } => show(bench, key),
        KeyVerb::Found { by, body } => {
            let mut writer = bench.write()?;
            super::init::found(bench, &mut writer, by, body.as_deref())?;
            say(&format!("the key register of this log begins; {by} holds its root key and an officer key"));
            Ok(ExitCode::SUCCESS)
        }
        KeyVerb::Add { file, public, kind, person, body, party, roles, with } => {
            let mut roles: Vec<Role> = roles.iter().map(|role| (*role).into()).collect();
            roles.sort();
            roles.dedup();
            let (key, secret) = match (file, public, kind, person) {
                (Some(file), ..) => {
                    let file = read_secret(file)?;
                    (key_of(&file, roles), Some(file.secret))
                }
                (None, Some(public), Some(kind), Some(person)) => {
                    let party = party.clone().map(PartyId);
                    (Key { body: body.clone(), kind: (*kind).into(), party, person: person.clone(), public: public.clone(), roles }, None)
                }
                (None, ..) => return Err(Fault::Call("a key file, or --public with --kind and --person, is expected".into())),
            };
            by_roots(bench, Act::AddKey { key }, secret.as_ref().into_iter().collect(), with)
        }
        KeyVerb::Rotate { key, with, output } => rotate(bench, key, with, output.as_deref()),
        KeyVerb::Revoke { key, reason, compromised_since, with } => {
            let (register, leaf) = register(bench)?;
            let (key, _) = find(&register, key)?;
            let act = Act::RevokeKey { compromised_since: *compromised_since, key, reason: reason.clone() };
            let own = match compromised_since {
                None => keys_at_hand(&bench.folder, &register, leaf, with)?.into_iter().find(|file| file.secret.id() == key),
                Some(_) => None,
            };
            by_roots(bench, act, own.iter().map(|file| &file.secret).collect(), with)
        }
    }
}

fn new_file(bench: &Bench, new: NewKey<'_>, output: Option<&Path>) -> Result<ExitCode, Fault> {
    if !new.kind.signs_acts() {
        return Err(Fault::Call(format!(
            "a {} key is made by the program that uses it; add its verifier key with --public",
            new.kind.word()
        )));
    }
    let file = make_key(&bench.folder, new, output)?;
    say(&format!("{}: {} of {}, public half {}", file.path.display(), file.secret.id(), file.person, file.secret.public().text()));
    say(&format!("it counts once it is in the register: tregua key add {}", file.path.display()));
    Ok(ExitCode::SUCCESS)
}

fn key_of(file: &KeyFile, roles: Vec<Role>) -> Key {
    let KeyFile { kind, person, body, party, .. } = file.clone();
    Key { body, kind, party, person, public: file.secret.public().text().into(), roles }
}

/// Signs with every root key at hand and those given, and enters the act or keeps it for others to sign.
fn by_roots(bench: &Bench, act: Act, own: Vec<&SecretKey>, with: &[PathBuf]) -> Result<ExitCode, Fault> {
    let view = bench.view(None)?;
    let register = view.register()?;
    let mut roots = keys_at_hand(&bench.folder, &register, view.as_of(), with)?;
    roots.retain(|file| file.kind == KeyKind::Root);
    let own_person = own.first().and_then(|key| register.holding(&key.id())).map(|holding| holding.key.person.clone());
    let by = roots.first().map(|file| file.person.clone()).or(own_person);
    let by = by.ok_or_else(|| Fault::Call("no root key is at hand: name its file with --with FILE".into()))?;
    let mut act = new_act(act, &by, view.log().name(), bench.now);
    for key in roots.iter().map(|file| &file.secret).chain(own) {
        sign_act(&mut act, key).map_err(engine::EngineFault::from)?;
    }
    drop(view);
    enter_or_keep(bench, Pending { act, text: None })
}

fn rotate(bench: &Bench, key: &str, with: &[PathBuf], output: Option<&Path>) -> Result<ExitCode, Fault> {
    let (register, leaf) = register(bench)?;
    let (old, holding) = find(&register, key)?;
    let Key { kind, person, body, party, .. } = holding.key.clone();
    if !kind.signs_acts() {
        return Err(Fault::Call(format!("{old} is a {} key: add its successor, then revoke it", kind.word())));
    }
    let at_hand = keys_at_hand(&bench.folder, &register, leaf, with)?;
    let old_file = at_hand.iter().find(|file| file.secret.id() == old);
    if old_file.is_none() && kind != KeyKind::Root {
        return Err(Fault::Call(format!(
            "the secret half of {old} is not here: name its file with --with FILE, or revoke it and add a new key"
        )));
    }
    let party = party.as_ref().map(|party| party.0.as_str());
    let new = make_key(&bench.folder, NewKey { party, ..new_key(kind, &person, body.as_deref()) }, output)?;
    let roots = at_hand.iter().filter(|file| kind == KeyKind::Root && file.kind == KeyKind::Root && file.secret.id() != old);
    let mut act = new_act(Act::RotateKey { old, public: new.secret.public().text().into() }, &person, &log_name(bench)?, bench.now);
    for key in old_file.into_iter().chain(roots).map(|file| &file.secret).chain([&new.secret]) {
        sign_act(&mut act, key).map_err(engine::EngineFault::from)?;
    }
    say(&format!("{}: {} of {person}, in the place of {old}", new.path.display(), new.secret.id()));
    let done = enter_or_keep(bench, Pending { act, text: None })?;
    remark("the old key's file is still there: it counts no longer once the act is entered; destroy it");
    Ok(done)
}

fn log_name(bench: &Bench) -> Result<String, Fault> {
    Ok(bench.view(None)?.log().name().to_owned())
}

fn register(bench: &Bench) -> Result<(Register, u64), Fault> {
    let view = bench.view(None)?;
    Ok((view.register()?, view.as_of()))
}

/// The one key that an id, or the beginning of one, means.
fn find<'a>(register: &'a Register, beginning: &str) -> Result<(KeyId, &'a Holding), Fault> {
    let wanted = beginning.to_ascii_uppercase();
    let found: Vec<_> = register.holdings().filter(|(id, _)| id.to_string().starts_with(&wanted)).collect();
    match found.as_slice() {
        [(id, holding)] => Ok((**id, holding)),
        [] => Err(Fault::Call(format!("`{beginning}` is no key of the register; `tregua key list` shows them"))),
        _ => Err(Fault::Call(format!("`{beginning}` means {} keys: write more of it", found.len()))),
    }
}

fn list(bench: &Bench) -> Result<ExitCode, Fault> {
    let (register, leaf) = register(bench)?;
    if register.founded().is_none() {
        say("this log has no key register yet: `tregua key found --by NAME` begins one");
        return Ok(ExitCode::SUCCESS);
    }
    if !bench.json {
        say(&format!("it takes {} holder(s) of root keys to change the register", register.threshold()));
    }
    let mut holdings: Vec<_> = register.holdings().collect();
    holdings.sort_by_key(|(id, holding)| (holding.added, **id));
    for (id, holding) in holdings {
        say(&if bench.json { in_json(id, holding, leaf) } else { in_words(id, holding) });
    }
    Ok(ExitCode::SUCCESS)
}

fn in_words(id: &KeyId, holding: &Holding) -> String {
    let key = &holding.key;
    let body = key.body.as_ref().map_or_else(String::new, |body| format!(" of {body}"));
    let party = key.party.as_ref().map_or_else(String::new, |party| format!(" for party `{party}`"));
    let roles: Vec<&str> = key.roles.iter().map(|role| role.word()).collect();
    let roles = if roles.is_empty() { String::new() } else { format!(", may: {}", roles.join(", ")) };
    let ended = holding.ended.map_or_else(String::new, |ended| format!(", ended at entry {ended}"));
    let reason = holding.reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"));
    let since = holding.compromised_since.map_or_else(String::new, |since| format!(", in doubt since entry {since}"));
    format!("{id} {} key of {}{body}{party}, since entry {}{roles}{ended}{reason}{since}", key.kind.word(), key.person, holding.added)
}

fn in_json(id: &KeyId, holding: &Holding, leaf: u64) -> String {
    let Holding { key, added, ended, compromised_since, reason, replaces, .. } = holding.clone();
    serde_json::json!({
        "id": id, "kind": key.kind, "person": key.person, "body": key.body, "party": key.party, "roles": key.roles, "public": key.public,
        "added": added, "ended": ended, "compromised_since": compromised_since, "reason": reason, "replaces": replaces, "stands": holding.stands_at(leaf),
    })
    .to_string()
}

fn show(bench: &Bench, key: &str) -> Result<ExitCode, Fault> {
    let view = bench.view(None)?;
    let register = view.register()?;
    let (id, holding) = find(&register, key)?;
    if bench.json {
        say(&in_json(&id, holding, view.as_of()));
        return Ok(ExitCode::SUCCESS);
    }
    say(&in_words(&id, holding));
    say(&format!("  public half {}", holding.key.public));
    for act in view.acts()? {
        let model::Entry::Signed(signed) = engine::gather::entry(view.log(), act.leaf)? else { continue };
        let Ok(judged) = register.judge(act.leaf, &signed) else { continue };
        if let Some(by) = judged.by.iter().find(|by| by.key == id) {
            let doubt = if by.is_doubtful { ", in doubt" } else { "" };
            say(&format!("  signed entry {}: {}{doubt}", act.leaf, act.kind.replace('_', " ")));
        }
    }
    Ok(ExitCode::SUCCESS)
}
