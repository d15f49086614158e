//! `tregua serve`: pages and API for this machine, until it is stopped.

use super::Bench;
use crate::cli::Serve;
use crate::fault::Fault;
use crate::screen::say;
use engine::StoreFault;
use server::api::acts::Pen;
use std::process::ExitCode;
use store::Folder;

/// Serves the mission.
pub fn run(bench: &Bench, serve: &Serve) -> Result<ExitCode, Fault> {
    bench.view(None)?;
    until_stopped(bench, &bench.folder, serve.port)
}

/// Serves a mission until Ctrl+C, printing its address once it answers.
pub fn until_stopped(bench: &Bench, folder: &Folder, port: u16) -> Result<ExitCode, Fault> {
    let own = bench.with(folder.clone());
    let pen = Pen::new(move || {
        own.write().map_err(|fault| match fault {
            Fault::Engine(fault) => fault,
            other => StoreFault::Io { at: own.folder.root().display().to_string(), cause: other.to_string() }.into(),
        })
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|cause| Fault::Serve(format!("the server cannot start: {cause}")))?;
    runtime.block_on(async {
        let listening = server::listen(port)
            .await
            .map_err(|cause| Fault::Serve(format!("port {port} cannot be used ({cause}); `--port 0` takes a free one")))?;
        say(&format!("http://{}/", listening.address()));
        say("only this machine can connect; Ctrl+C stops");
        listening.serve(folder.clone(), pen).await.map_err(|cause| Fault::Serve(format!("the server stopped: {cause}")))
    })?;
    Ok(ExitCode::SUCCESS)
}
