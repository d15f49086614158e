//! The pages' scripts and styles: npm from the lock file, then our own build; done again only if something changed.

use crate::chore::{Done, has, install, must, program, root};
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// Oldest Node.js that the build works with.
const NODE_MAJOR_MIN: u32 = 18;

/// Builds web/dist.
pub fn build() -> Done {
    let web = root().join("web");
    if is_fresh(&web) {
        return Ok(true);
    }
    if !has("node") || !has("npm") {
        install(&["nodejs", "npm"])?;
    }
    check_node()?;
    let lock = web.join("package-lock.json");
    let installed = web.join("node_modules").join(".package-lock.json");
    if newest(&lock) > newest(&installed) {
        must(program("npm", &["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(&web))?;
    }
    must(program("npm", &["run", "--silent", "build"]).current_dir(&web))?;
    Ok(true)
}

fn check_node() -> Result<(), String> {
    let output = program("node", &["--version"]).output().map_err(|cause| format!("node: {cause}"))?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let major: u32 = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0);
    if major >= NODE_MAJOR_MIN {
        Ok(())
    } else {
        Err(format!("node {version} is too old: {NODE_MAJOR_MIN} or later is needed to build the pages"))
    }
}

fn is_fresh(web: &Path) -> bool {
    let built = web.join("dist").join("picture.js");
    let sources = ["src", "build.mjs", "package-lock.json", "tsconfig.json"].map(|name| newest(&web.join(name)));
    // The browser's tests need the packages too.
    let is_installed = web.join("node_modules").join(".package-lock.json").is_file();
    is_installed && built.is_file() && sources.iter().all(|changed| *changed <= newest(&built))
}

/// When a file, or anything below a folder, was changed last.
fn newest(path: &Path) -> SystemTime {
    let own = fs::metadata(path).and_then(|facts| facts.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let below = fs::read_dir(path).map(|entries| entries.flatten().map(|entry| newest(&entry.path())).max());
    below.ok().flatten().map_or(own, |below| below.max(own))
}
