//! Builds everything and serves the demonstration mission.

use crate::chore::{Done, cargo, must, program, root};
use crate::web;

/// The program, built for release.
pub fn built_program() -> Result<String, String> {
    web::build()?;
    must(&mut cargo(&["build", "--release", "--locked", "--package", "tregua"]))?;
    let target = std::env::var("CARGO_TARGET_DIR").map_or_else(|_| root().join("target"), Into::into);
    Ok(target.join("release").join("tregua").display().to_string())
}

/// Serves the demonstration mission until Ctrl+C.
pub fn run(arguments: &[&str]) -> Done {
    let name = built_program()?;
    let mut words = vec!["demo"];
    words.extend(arguments);
    let mut demo = program(&name, &words);
    if std::env::var_os("TREGUA_STATE").is_none() {
        demo.env_remove("TREGUA_STATE");
    }
    must(&mut demo)?;
    Ok(true)
}
