//! What people read in a bundle: an explanation, and how to check it without our code.

use super::gather::Contents;
use super::prove::Prover;
use crate::fault::Fault;
use engine::explain::{Sources, explain, show_why};
use store::view::View;

const README: &str = include_str!("README.md");

/// The bundle's README: what it is, how to check it with our program, and without.
pub fn readme(contents: &Contents, prover: &Prover<'_>) -> String {
    README.replace("{title}", &contents.title).replace("{log}", prover.log_name()).replace("{vkey}", &prover.vkey())
}

/// The explanation of an item as a page.
pub fn explained(view: &View, id: &str) -> Result<Vec<u8>, Fault> {
    let inclusion = |leaf: u64| view.log().inclusion(leaf);
    let sources = Sources { log: view.log(), vault: view.vault(), lookup: view, inclusion: &inclusion };
    let text = escape(&show_why(&explain(&sources, id)?));
    let page = format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>{id}</title>\n<style>pre{{white-space:pre-wrap;font:14px/1.5 sans-serif}}</style>\n<h1>{id}</h1>\n<p>For people. Nothing here is proven by this page: run tregua-verify, or follow README.md.</p>\n<pre>{text}</pre>\n</html>\n"
    );
    Ok(page.into_bytes())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
