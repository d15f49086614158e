//! `tregua act`: acts that need several people, proposed in a file, signed, entered.

use super::Bench;
use crate::cli::{ActVerb, Proposal};
use crate::fault::Fault;
use crate::hand::{officer, read_secret};
use crate::pending::Pending;
use crate::screen::{remark, say};
use engine::{Log, Projection};
use model::{Act, Digest};
use record::register::{ActFault, new_act, sign_act};
use record::rules::need;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use store::folder::Writer;

/// Runs a verb.
pub fn run(bench: &Bench, verb: &ActVerb) -> Result<ExitCode, Fault> {
    match verb {
        ActVerb::Propose { act, by, output } => {
            let (act, text) = read_proposal(act)?;
            propose(bench, act, text, by.as_deref(), output.as_deref())
        }
        ActVerb::Show { pending } => show(bench, &Pending::read(pending)?),
        ActVerb::Sign { pending, by, key } => sign(bench, pending, by.as_deref(), key.as_deref()),
        ActVerb::Submit { pending } => submit(bench, pending),
        ActVerb::List => list(bench),
    }
}

fn read_proposal(proposal: &Proposal) -> Result<(Act, Option<String>), Fault> {
    let read = |path: &Path| fs::read_to_string(path).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())));
    Ok(match proposal {
        Proposal::Decide { case, text } => {
            let text = read(text)?;
            (Act::Decide { case: case.clone(), sha256: Digest::of(text.as_bytes()) }, Some(text))
        }
        Proposal::Policy { file } => (Act::AdoptPolicy { text: read(file)? }, None),
        Proposal::Procedure { file } => (Act::AdoptProcedure { text: read(file)? }, None),
    })
}

/// Writes an act with its first signature into a file.
pub fn propose(bench: &Bench, act: Act, text: Option<String>, by: Option<&str>, output: Option<&Path>) -> Result<ExitCode, Fault> {
    let view = bench.view(None)?;
    let held = officer(&bench.folder, &view.register()?, view.as_of(), by)?;
    let mut act = new_act(act, &held.person, view.log().name(), bench.now);
    sign_act(&mut act, &held.secret).map_err(engine::EngineFault::from)?;
    let pending = Pending { act, text };
    let path = output.map_or_else(|| pending.default_path(bench.folder.root()), Into::into);
    pending.write(&path)?;
    say(&format!("{}: {} proposed and signed by {}", path.display(), pending.act.declared.act.word(), held.person));
    say_what_is_missing(bench, &pending)?;
    Ok(ExitCode::SUCCESS)
}

/// Keeps an act that is not complete yet, and says who must still sign.
pub fn keep_pending(bench: &Bench, pending: &Pending) -> Result<ExitCode, Fault> {
    let path = pending.default_path(bench.folder.root());
    pending.write(&path)?;
    say(&format!("{}: written, not entered yet", path.display()));
    say_what_is_missing(bench, pending)?;
    say(&format!("  tregua act sign {} --by NAME    (or --key FILE)", path.display()));
    say(&format!("  tregua act submit {}", path.display()));
    Ok(ExitCode::SUCCESS)
}

fn say_what_is_missing(bench: &Bench, pending: &Pending) -> Result<(), Fault> {
    let view = bench.view(None)?;
    match view.register()?.judge(view.as_of(), &pending.act) {
        Ok(judged) => say(&format!("  signed by {}: complete; `tregua act submit` enters it", judged.people())),
        Err(fault) => say(&format!("  {fault}")),
    }
    Ok(())
}

fn show(bench: &Bench, pending: &Pending) -> Result<ExitCode, Fault> {
    let declared = &pending.act.declared;
    if bench.json {
        say(&serde_json::to_string(pending).unwrap_or_default());
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!(
        "{} by {}, written {}, for the log {}",
        declared.act.word(),
        declared.by,
        declared.at,
        declared.log.as_deref().unwrap_or("?")
    ));
    say(&format!("  {}", serde_json::to_string(&declared.act).unwrap_or_default()));
    say(&format!("  needs {}", need(&declared.act)));
    say_what_is_missing(bench, pending)?;
    if let Some(text) = &pending.text {
        say("  the text:");
        let plain = |line: &str| line.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect::<String>();
        text.lines().for_each(|line| say(&format!("    {}", plain(line))));
    }
    Ok(ExitCode::SUCCESS)
}

fn sign(bench: &Bench, path: &Path, by: Option<&str>, key: Option<&Path>) -> Result<ExitCode, Fault> {
    let mut pending = Pending::read(path)?;
    let (person, secret) = match key {
        Some(key) => {
            let file = read_secret(key)?;
            (file.person, file.secret)
        }
        None => {
            let view = bench.view(None)?;
            let held = officer(&bench.folder, &view.register()?, view.as_of(), by)?;
            (held.person, held.secret)
        }
    };
    sign_act(&mut pending.act, &secret).map_err(engine::EngineFault::from)?;
    pending.write(path)?;
    say(&format!("{}: signed by {person}", path.display()));
    say_what_is_missing(bench, &pending)?;
    Ok(ExitCode::SUCCESS)
}

fn submit(bench: &Bench, path: &Path) -> Result<ExitCode, Fault> {
    let pending = Pending::read(path)?;
    let mut writer = bench.write()?;
    let word = pending.act.declared.act.word();
    let is_erasure = matches!(pending.act.declared.act, Act::OrderErasure { .. });
    let leaf = enter(bench, &mut writer, pending)?;
    let people = signed_by(bench, leaf)?;
    if let Err(cause) = fs::remove_file(path) {
        remark(&format!("{}: not removed: {cause}", path.display()));
    }
    say(&format!("{word}: entry {leaf}, signed by {people}"));
    drop(writer);
    if is_erasure {
        super::erase::carry_out(bench)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Enters an act with its text. A release is held against all earlier ones first.
pub fn enter(bench: &Bench, writer: &mut Writer, pending: Pending) -> Result<u64, Fault> {
    super::release::check_before(bench, &pending.act)?;
    let mut desk = bench.desk(writer);
    desk.projection.register().judge(desk.log.size(), &pending.act).map_err(engine::EngineFault::from)?;
    if let Some(text) = &pending.text {
        desk.vault.put(text.as_bytes())?;
    }
    // A decision of a case that was carried through here begins and ends periods.
    let of_case = match &pending.act.declared.act {
        Act::Decide { case, .. } => desk.projection.office().docket.case(case).is_some(),
        act => matches!(act, Act::Case(_)),
    };
    let node = if of_case { crate::hand::node(&bench.folder, desk.projection.register())? } else { None };
    Ok(engine::timely::enter_timely(&mut desk, pending.act, node.as_ref().map(crate::hand::Held::hand).as_ref())?)
}

/// Enters an act if its signatures are enough; keeps it in a file if some are missing.
pub fn enter_or_keep(bench: &Bench, pending: Pending) -> Result<ExitCode, Fault> {
    let mut writer = bench.write()?;
    let judged = writer.projection.register().judge(writer.log.size(), &pending.act);
    match judged {
        Ok(judged) => {
            let word = pending.act.declared.act.word();
            let leaf = enter(bench, &mut writer, pending)?;
            say(&format!("{word}: entry {leaf}, signed by {}", judged.people()));
            Ok(ExitCode::SUCCESS)
        }
        Err(ActFault::Missing { .. } | ActFault::NotOwn(_) | ActFault::Signatures(0) | ActFault::By(_)) => keep_pending(bench, &pending),
        Err(fault) => Err(engine::EngineFault::from(fault).into()),
    }
}

fn signed_by(bench: &Bench, leaf: u64) -> Result<String, Fault> {
    let acts = bench.view(None)?.acts()?;
    Ok(acts.into_iter().find(|act| act.leaf == leaf).and_then(|act| act.signed_by).unwrap_or_default())
}

fn list(bench: &Bench) -> Result<ExitCode, Fault> {
    for act in bench.view(None)?.acts()? {
        if bench.json {
            let value = serde_json::json!({"entry": act.leaf, "act": act.kind, "subject": act.subject, "by": act.by, "signed_by": act.signed_by, "void": act.void});
            say(&value.to_string());
            continue;
        }
        let subject = if act.subject.is_empty() { String::new() } else { format!(" `{}`", act.subject) };
        let how = match (&act.void, &act.signed_by) {
            (Some(void), _) => format!("does not count: {void}"),
            (None, Some(people)) => format!("signed by {people}"),
            (None, None) => "not signed: older than the key register".into(),
        };
        say(&format!("entry {}: {}{subject} by {}, {how}", act.leaf, act.kind.replace('_', " "), act.by));
    }
    Ok(ExitCode::SUCCESS)
}
