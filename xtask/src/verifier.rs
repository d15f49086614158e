//! The verifier as one HTML page: the same program for WebAssembly, with the little of WASI that it needs.

use crate::chore::{Done, cargo, has, must, program, root};
use std::path::PathBuf;

/// The platform of the page's program.
const TARGET: &str = "wasm32-wasip1";
/// Bundles that page and program are compared on, in fixtures/bundles.
const BUNDLES: [&str; 3] = ["sealed-2026-11-commission.zip", "sealed-2026-11-public.zip", "sealed-2026-11-day.tar"];
const POLICY: &str = "sealed-2026-11.policy";

/// What is missing here, if anything is.
pub fn missing() -> Option<String> {
    let asked = program("rustc", &["--print", "target-libdir", "--target", TARGET]).output();
    let folder = asked.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim())).unwrap_or_default();
    if !folder.is_dir() || folder.as_os_str().is_empty() {
        return Some(format!("the target {TARGET} is not installed (`rustup target add {TARGET}`)"));
    }
    (!has("node")).then(|| "node is not on this machine".into())
}

/// Builds target/tregua-verify.html and shows that it says what the program says.
pub fn build() -> Done {
    if let Some(what) = missing() {
        return Err(what);
    }
    must(&mut cargo(&[
        "build",
        "--release",
        "--locked",
        "--quiet",
        "--package",
        "tregua-verify",
        "--no-default-features",
        "--target",
        TARGET,
    ]))?;
    must(&mut cargo(&["build", "--locked", "--quiet", "--package", "tregua-verify"]))?;
    let (page, parts) = (root().join("target").join("tregua-verify.html"), root().join("crates").join("verify").join("page"));
    let wasm = root().join("target").join(TARGET).join("release").join("tregua-verify.wasm");
    node(&[parts.join("build.mjs"), wasm, page.clone()])?;
    let kept = root().join("fixtures").join("bundles");
    let native = root().join("target").join("debug").join("tregua-verify");
    let mut words = vec![parts.join("agree.mjs"), page, native, kept.join(POLICY)];
    words.extend(BUNDLES.iter().map(|name| kept.join(name)));
    node(&words)?;
    Ok(true)
}

fn node(words: &[PathBuf]) -> Result<(), String> {
    let words: Vec<String> = words.iter().map(|path| path.display().to_string()).collect();
    must(&mut program("node", &words.iter().map(String::as_str).collect::<Vec<_>>()))
}
