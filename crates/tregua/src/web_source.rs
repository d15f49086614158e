//! A copy of a log that another machine serves over HTTP: read part by part, each with a time limit, none of it trusted.

use engine::StoreFault;
use std::time::Duration;
use store::copy::{FolderSource, LIST_MAX, Listed, PART_BYTES_MAX, Part, Source};
use ureq::Agent;
use ureq::http::StatusCode;

/// Longest wait for one answer: a slow or silent machine delays nobody for longer.
const ANSWER_MAX: Duration = Duration::from_secs(60);
/// Longest wait for a connection.
const CONNECT_MAX: Duration = Duration::from_secs(5);
/// Longest line of a listing, bytes.
const LINE_BYTES_MAX: u64 = 300;

/// An address that serves a copy.
pub struct WebSource {
    agent: Agent,
    base: String,
}

/// The source that a person names: a folder, or an address that begins with `http://`.
///
/// # Errors
/// If it is neither.
pub fn source_of(from: &str) -> Result<Box<dyn Source>, StoreFault> {
    if from.starts_with("http://") {
        return Ok(Box::new(WebSource::new(from)));
    }
    if from.starts_with("https://") {
        let cause = "this program speaks http only (everything is signed); put a proxy in front for https".to_owned();
        return Err(StoreFault::Io { at: from.into(), cause });
    }
    Ok(Box::new(FolderSource::new(std::path::Path::new(from))?))
}

impl WebSource {
    fn new(base: &str) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(ANSWER_MAX))
            .timeout_connect(Some(CONNECT_MAX))
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent("tregua")
            .build();
        Self { agent: config.new_agent(), base: base.trim_end_matches('/').into() }
    }

    fn fault(&self, path: &str, cause: impl ToString) -> StoreFault {
        StoreFault::Io { at: format!("{}/{path}", self.base), cause: cause.to_string() }
    }
}

impl Source for WebSource {
    fn name(&self) -> String {
        self.base.clone()
    }

    fn part(&self, path: &str, from: u64) -> Result<Option<Part>, StoreFault> {
        let range = format!("bytes={from}-{}", from + PART_BYTES_MAX - 1);
        let asked = self.agent.get(format!("{}/{path}", self.base)).header("range", range).call();
        let mut answer = asked.map_err(|cause| self.fault(path, cause))?;
        let total = answer.headers().get("content-range").and_then(|value| value.to_str().ok()?.rsplit_once('/')?.1.parse().ok());
        let status = answer.status();
        if status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let bytes = answer.body_mut().with_config().limit(PART_BYTES_MAX).read_to_vec();
        let bytes = bytes.map_err(|cause| self.fault(path, cause))?;
        match (status, total) {
            (StatusCode::OK, _) if from == 0 => Ok(Some(Part { total: bytes.len() as u64, bytes })),
            (StatusCode::PARTIAL_CONTENT, Some(total)) => Ok(Some(Part { bytes, total })),
            (StatusCode::RANGE_NOT_SATISFIABLE, Some(total)) => Ok(Some(Part { bytes: Vec::new(), total })),
            _ => Err(self.fault(path, format!("the answer {status} was not expected"))),
        }
    }

    fn list(&self, after: &str) -> Result<Vec<Listed>, StoreFault> {
        let path = "files";
        let asked = self.agent.get(format!("{}/{path}", self.base)).query("after", after).call();
        let mut answer = asked.map_err(|cause| self.fault(path, cause))?;
        if answer.status() != StatusCode::OK {
            return Err(self.fault(path, format!("the answer {} was not expected", answer.status())));
        }
        let text = answer.body_mut().with_config().limit(LIST_MAX as u64 * LINE_BYTES_MAX).read_to_string();
        let text = text.map_err(|cause| self.fault(path, cause))?;
        let line = |line: &str| {
            let (bytes_n, path) = line.split_once(' ')?;
            Some(Listed { bytes_n: bytes_n.parse().ok()?, path: path.into() })
        };
        text.lines().map(|one| line(one).ok_or_else(|| self.fault(path, "a line `SIZE NAME` was expected"))).collect()
    }
}
