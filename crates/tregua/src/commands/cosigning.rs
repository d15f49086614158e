//! `tregua log cosign` and `tregua log status`: the log and its witnesses.

use super::Bench;
use crate::cosign::{Background, Memory, Rounds, policy_of, read_cosigned, read_fork};
use crate::fault::Fault;
use crate::screen::{alarm, complain, say};
use engine::Log;
use ledger::fork::Fork;
use ledger::policy::{Judgement, Policy};
use model::Instant;
use model::count::grouped;
use std::process::ExitCode;
use std::time::Duration;

/// How often a follower looks whether it must stop.
const LOOK: Duration = Duration::from_millis(200);

/// One round of questions to all witnesses.
pub fn cosign(bench: &Bench) -> Result<ExitCode, Fault> {
    bench.needs_mission()?;
    let round = Rounds::new(&bench.folder, &needed_policy(bench)?)?.round(false)?;
    let Judgement { checkpoint, quorum, .. } = &round.cosigned.judgement;
    let fork = fork_of(bench)?;
    if bench.json {
        let said: Vec<_> = round.heard.iter().map(|heard| serde_json::json!({"witness": heard.witness.names, "url": heard.witness.url, "said": heard.told.show(checkpoint.size)})).collect();
        let value = serde_json::json!({"size": checkpoint.size, "root": checkpoint.root.to_string(), "is_quorum_met": quorum.is_met(), "quorum": quorum.to_string(), "witnesses": said, "fork": fork.as_ref().map(Fork::to_string)});
        say(&value.to_string());
    } else {
        round.heard.iter().for_each(|heard| say(&format!("{}: {}", heard.witness.names, heard.told.show(checkpoint.size))));
        say(&format!("{} entries: {quorum}", grouped(checkpoint.size)));
        fork.iter().for_each(show_fork);
    }
    Ok(if quorum.is_met() && fork.is_none() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Rounds whenever the log has grown, until the process is ended or the log turns out to be forked.
pub fn follow(bench: &Bench) -> Result<ExitCode, Fault> {
    bench.needs_mission()?;
    let background = Background::start(&bench.folder, &needed_policy(bench)?, complain)?;
    while !background.is_contradicted() {
        std::thread::sleep(LOOK);
    }
    drop(background);
    status(bench).map(|_| ExitCode::from(1))
}

/// What is known, without asking anybody.
pub fn status(bench: &Bench) -> Result<ExitCode, Fault> {
    bench.needs_mission()?;
    let log = bench.folder.read_log()?;
    let policy = policy_of(&bench.folder)?;
    let cosigned = policy.as_ref().map(|policy| read_cosigned(log.folder(), policy)).transpose()?.flatten();
    let memory = Memory::read(&bench.folder.root().join("data"))?;
    let fork = fork_of(bench)?;
    let judged = cosigned.as_ref().map(|cosigned| &cosigned.judgement);
    if bench.json {
        let value = serde_json::json!({
            "log": log.name(), "size": log.size(), "root": log.root().to_string(), "has_policy": policy.is_some(),
            "cosigned_size": judged.map(|judged| judged.checkpoint.size),
            "existed_by_unix_s": policy.as_ref().zip(judged).and_then(|(policy, judged)| judged.existed_by_unix_s(may_lie(policy))),
            "witnesses": memory.witnesses, "fork": fork.as_ref().map(Fork::to_string),
        });
        say(&value.to_string());
    } else {
        say(&format!("log {}", log.name()));
        say(&format!("  signed by the log       {} entries, root {}", grouped(log.size()), log.root()));
        show_cosigned(policy.as_ref(), judged, log.size());
        for (url, said) in &memory.witnesses {
            say(&format!("  {} ({url}): {}, at {}", said.names, said.said, moment(said.unix_s)));
        }
        fork.iter().for_each(show_fork);
    }
    Ok(if fork.is_some() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn show_cosigned(policy: Option<&Policy>, judged: Option<&Judgement>, size: u64) {
    let Some(policy) = policy else {
        say("  cosigned by witnesses   nobody is asked: witnesses.policy is not there (docs/witness.md)");
        return;
    };
    let Some(judged) = judged else {
        say("  cosigned by the quorum  nothing yet; `tregua log cosign` asks all witnesses");
        return;
    };
    let lag = size.saturating_sub(judged.checkpoint.size);
    let behind = if lag == 0 { String::new() } else { format!(", {} behind", grouped(lag)) };
    say(&format!("  cosigned by the quorum  {} entries{behind}", grouped(judged.checkpoint.size)));
    if let Some(unix_s) = judged.existed_by_unix_s(may_lie(policy)) {
        say(&format!("  they existed by         {}, if at most {} of its witnesses lie", moment(unix_s), may_lie(policy)));
    }
}

/// A moment that a witness or this machine's clock gave, in UTC; what no calendar holds is shown as it came.
fn moment(unix_s: u64) -> String {
    let instant = i64::try_from(unix_s).ok().and_then(|unix_s| unix_s.checked_mul(1_000)).and_then(|ms| Instant::from_ms(ms).ok());
    instant.map_or_else(|| format!("{unix_s} seconds since 1970"), |instant| instant.to_string())
}

/// How many witnesses of the quorum may lie before the quorum means nothing.
fn may_lie(policy: &Policy) -> usize {
    policy.forks_need().saturating_sub(1)
}

fn needed_policy(bench: &Bench) -> Result<Policy, Fault> {
    let missing = || {
        Fault::Call("witnesses.policy is not in the mission's folder: it names the log, its witnesses with their addresses, and the quorum (docs/witness.md)".into())
    };
    policy_of(&bench.folder)?.ok_or_else(missing)
}

fn fork_of(bench: &Bench) -> Result<Option<Fork>, Fault> {
    read_fork(&bench.folder.root().join("data").join("log"), &bench.folder.verifier()?)
}

fn show_fork(fork: &Fork) {
    alarm(&format!("RED FOR EVER: {fork}. The proof is data/log/fork.json"));
}
