//! `tregua node`: signed submissions in over HTTP, acknowledged once durable, settled in the background.

use super::Bench;
use crate::cli::NodeCall;
use crate::cosign::{self, Background};
use crate::fault::Fault;
use crate::screen::{remark, say};
use engine::StoreFault;
use server::intake::{Node, Options, router};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// How often the node is asked whether its disk still takes what it is given.
const LOOK: Duration = Duration::from_millis(100);

/// Runs until it is asked to stop, or the disk refuses.
pub fn run(bench: &Bench, call: &NodeCall) -> Result<ExitCode, Fault> {
    let writer = bench.write()?;
    let policy = cosign::policy_of(&bench.folder)?;
    let cosigning = Arc::new(policy.map(|policy| Background::start(&bench.folder, &policy, remark)).transpose()?);
    let is_contradicted = |cosigning: &Option<Background>| cosigning.as_ref().is_some_and(Background::is_contradicted);
    let began = bench.now;
    let clock = move || super::now(None).unwrap_or(began);
    let options = Options { now: Arc::new(clock), published: Box::new(|_| {}), remark };
    let node = Arc::new(Node::start(&bench.folder, writer, options)?);
    let cannot = |cause: &dyn std::fmt::Display| Fault::Serve(format!("the node cannot start: {cause}"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|cause| cannot(&cause))?;
    let (watched, asked) = (node.clone(), cosigning.clone());
    let served = runtime.block_on(async {
        let listening =
            server::listen_at(call.listen).await.map_err(|cause| Fault::Serve(format!("{} cannot be used: {cause}", call.listen)))?;
        say(&format!("http://{}/", listening.address()));
        say("POST /submissions takes signed submissions; Ctrl+C stops");
        let stopped = async move {
            while watched.stopped().is_none() && !is_contradicted(&asked) {
                tokio::time::sleep(LOOK).await;
            }
        };
        listening.serve_until(router(node.clone()), stopped).await.map_err(|cause| Fault::Serve(format!("the node stopped: {cause}")))
    });
    runtime.shutdown_timeout(Duration::from_secs(5));
    let stopped = node.stopped();
    drop(node);
    served?;
    if is_contradicted(&cosigning) {
        let why =
            "a witness has shown a larger or another tree of this log: nothing more is signed. `tregua log status` says what was seen";
        return Err(StoreFault::ReadOnly { why: why.into() }.into());
    }
    stopped.map_or(Ok(ExitCode::SUCCESS), |why| Err(Fault::Serve(format!("the node stopped: {why}"))))
}
