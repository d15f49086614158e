//! A running program that serves something, ended with its test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A process that serves; it is ended when this goes.
pub struct Serving {
    child: Child,
    /// The address that it printed.
    pub url: String,
}

impl Serving {
    /// Starts it and waits for its address, the first line that it prints.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("http://"), "{line}");
        Self { child, url: line.trim().to_owned() }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
