//! A story to its steps, each with its line and the clock at which it happens.

use crate::grammar::{self, Holds, Noun};
use crate::words::{Word, words};
use model::Instant;

const BEGINNING: &str = "2026-01-08T09:00:00Z";
const STEP_MS: i64 = 60_000;

/// What is done and what must hold.
#[derive(Debug)]
pub struct Story {
    /// Whether the story needs its order: its first line says `# order matters`.
    pub order_matters: bool,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// One line.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its number, from 1.
    pub line: usize,
    /// Its words as written.
    pub text: String,
    /// The clock when it happens.
    pub now: Instant,
    /// What it is.
    pub what: What,
}

/// What a line does or says.
#[derive(Clone, Debug)]
pub enum What {
    /// Adopts a file.
    Adopt(String),
    /// Adds a file.
    Add(Add),
    /// Compares with a golden file.
    Expect(Golden),
    /// Counts.
    Holds(Holds),
    /// Names what comes later.
    Pending(String),
}

/// A file that is added.
#[derive(Clone, Debug, Default)]
pub struct Add {
    /// The file.
    pub file: String,
    /// The format that is named.
    pub read_as: Option<String>,
    /// The mission's source.
    pub source: Option<String>,
    /// The mapping file.
    pub map: Option<String>,
    /// Blank lines at its end that the artifact itself does not have: the same rows in other bytes.
    pub blank_lines_n: usize,
}

/// A golden file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Golden {
    /// All items of a noun.
    Items(Noun),
    /// The daily report of a day.
    Daily(String),
}

impl Golden {
    /// Its name below `expected`.
    pub fn file(&self) -> String {
        match self {
            Self::Items(noun) => format!("{}.txt", noun.word()),
            Self::Daily(day) => format!("report-daily-{day}.json"),
        }
    }
}

/// Reads a story; every line that cannot be read is named.
pub fn read(text: &str) -> Result<Story, Vec<String>> {
    let (mut steps, mut faults, mut clock): (Vec<Step>, Vec<String>, Option<Instant>) = (Vec::new(), Vec::new(), None);
    for (place, line) in text.lines().enumerate() {
        match read_line(line) {
            Ok(None) => {}
            Ok(Some((what, at))) => {
                let next = clock.map_or_else(|| BEGINNING.parse().unwrap(), |clock| clock.plus_ms(STEP_MS));
                let now = at.map_or(next, |at| at.max(clock.unwrap_or(at)));
                clock = Some(now);
                steps.push(Step { line: place + 1, text: line.trim().to_owned(), now, what });
            }
            Err(fault) => faults.push(format!("line {}: {}: {fault}", place + 1, line.trim())),
        }
    }
    for (place, step) in steps.iter().enumerate() {
        let twice = |other: &Step| matches!((&other.what, &step.what), (What::Expect(a), What::Expect(b)) if a == b);
        if steps[..place].iter().any(twice) {
            faults.push(format!("line {}: {}: stands twice, and there is one file for it", step.line, step.text));
        }
    }
    let order_matters = text.lines().next().is_some_and(|line| line.starts_with("# order matters"));
    if faults.is_empty() { Ok(Story { order_matters, steps }) } else { Err(faults) }
}

fn read_line(line: &str) -> Result<Option<(What, Option<Instant>)>, String> {
    let words = words(line)?;
    let Some((verb, rest)) = words.split_first() else { return Ok(None) };
    let mut at = None;
    let what = match (verb.text.as_str(), rest) {
        ("adopt", [file]) => What::Adopt(inside(file)?),
        ("add", [file, rest @ ..]) => What::Add(read_add(inside(file)?, rest, &mut at)?),
        ("expect", [report, daily, day]) if report.is("report") && daily.is("daily") => What::Expect(Golden::Daily(day.text.clone())),
        ("expect", [noun]) => match Noun::from_word(&noun.text)? {
            Noun::Claims | Noun::Checks | Noun::Series | Noun::Comparisons => {
                return Err("claims stand with their observations (`expect observations`); what follows from them is counted".into());
            }
            Noun::Cells => return Err("cells stand in a report: `expect report daily DAY`".into()),
            noun => What::Expect(Golden::Items(noun)),
        },
        ("holds", rest) => What::Holds(grammar::read(rest)?),
        ("pending", _) => What::Pending(read_pending(line)?),
        _ => return Err("adopt FILE, add FILE, expect WHAT, holds COUNTING FILTER = VALUE or pending \"WHAT\": REASON is expected".into()),
    };
    Ok(Some((what, at)))
}

fn read_add(file: String, rest: &[Word], at: &mut Option<Instant>) -> Result<Add, String> {
    let mut add = Add { file, ..Add::default() };
    for pair in rest.chunks(2) {
        let [name, value] = pair else { return Err(format!("`{}` needs a value", pair[0].text)) };
        match name.text.as_str() {
            "as" => add.read_as = Some(value.text.parse::<ingest::Format>().map_err(|fault| fault.to_string())?.to_string()),
            "source" => add.source = Some(value.text.clone()),
            "map" => add.map = Some(inside(value)?),
            "at" => *at = Some(value.text.parse().map_err(|fault: model::time::NoTime| fault.to_string())?),
            other => return Err(format!("`{other}` is none of as, source, map, at")),
        }
    }
    Ok(add)
}

/// A path that stays in the world's folder.
fn inside(word: &Word) -> Result<String, String> {
    let leaves = word.text.starts_with('/') || word.text.split('/').any(|part| part == "..");
    if leaves { Err(format!("`{}` leaves the world's folder", word.text)) } else { Ok(word.text.clone()) }
}

fn read_pending(line: &str) -> Result<String, String> {
    let fault = "pending \"WHAT\": REASON is expected";
    let rest = line.trim().strip_prefix("pending").and_then(|rest| rest.trim_start().strip_prefix('"')).ok_or(fault)?;
    let (what, reason) = rest.split_once("\":").ok_or(fault)?;
    if what.is_empty() || reason.trim().is_empty() { Err(fault.into()) } else { Ok(format!("{what} ({})", reason.trim())) }
}

#[test]
fn the_clock_moves_a_minute_with_each_step_and_never_backwards() {
    let text = "adopt a.md\nadd x.csv at 2026-01-08T09:00:00Z\nholds count claims = 0\n\nadd y.csv at 2026-02-01T00:00:00Z\nadd z.csv at 2026-01-01T00:00:00Z\n";
    let clocks: Vec<String> = read(text).unwrap().steps.iter().map(|step| step.now.to_string()[5..16].to_owned()).collect();
    assert_eq!(clocks, ["01-08T09:00", "01-08T09:00", "01-08T09:01", "02-01T00:00", "02-01T00:00"]);
}

#[test]
fn a_line_that_cannot_be_read_is_named_with_its_number() {
    let faults = read("adopt ../x.md\nadd a.csv as table\nholds count observations knd=shot = 0\nfrobnicate").unwrap_err();
    assert_eq!(faults.len(), 4, "{faults:?}");
    assert!(faults[0].starts_with("line 1: adopt ../x.md: `../x.md` leaves"));
    assert!(faults[2].contains("`knd` is no key of observations"));
    assert!(read("expect findings\nexpect findings").unwrap_err()[0].starts_with("line 2"));
}
