//! `tregua fuse --stream`: each row joins an open incident or opens one as it comes in, and is answered at once.

use super::Bench;
use super::reports::{Columns, report};
use crate::cli::Fuse;
use crate::fault::Fault;
use crate::screen::{complain, remark};
use fusion::Parameters;
use fusion::live::{Live, Placed};
use fusion::reports::sighting;
use ingest::rows::Rows;
use serde_json::json;
use std::cell::RefCell;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;

/// A longer line is refused, bytes.
const LINE_BYTES_MAX: u64 = 65_536;

/// So many refused rows are named; the rest is counted.
const REFUSED_SHOWN_MAX: u64 = 20;

type Out = Rc<RefCell<BufWriter<Box<dyn Write>>>>;

/// The input; before it is waited for, all answers so far go out.
struct Prompt {
    input: Box<dyn Read>,
    out: Out,
}

impl Read for Prompt {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.out.borrow_mut().flush()?;
        self.input.read(into)
    }
}

/// What has come so far.
#[derive(Default)]
struct Tally {
    rows_n: u64,
    incidents_n: u64,
    late_n: u64,
    refused_n: u64,
}

/// Reads to the end of the input.
pub fn run(bench: &Bench, call: &Fuse) -> Result<ExitCode, Fault> {
    let list_once = match call.sources_return.as_deref() {
        None | Some("yes") => false,
        Some("no") => true,
        Some(other) => return Err(Fault::Call(format!("--sources-return `{other}`: yes or no is expected"))),
    };
    let name = call.observations.display().to_string();
    let out: Out = Rc::new(RefCell::new(BufWriter::new(output(call.out.as_deref())?)));
    let mut lines = Lines { from: BufReader::new(Prompt { input: input(&call.observations)?, out: out.clone() }), line_n: 0 };
    let unreadable = |cause: std::io::Error| Fault::Input(format!("{name}: {cause}"));
    let header =
        lines.next().map_err(unreadable)?.ok_or_else(|| Fault::Input(format!("{name}: it is empty: a header line is expected")))?;
    let header = header.map_err(|cause| Fault::Input(format!("{name}: line 1: {cause}")))?;
    let separator = separator_of(&header);
    let rows = Rows { names: cells(header.trim_start_matches('\u{feff}'), separator), ..Rows::default() };
    let columns = Columns::of(&name, &rows, &call.columns)?;
    let (parameters, mut tally) = (Parameters::default(), Tally::default());
    let mut live = Live::new(&parameters);
    if !bench.json && write(&out, "id,incident,status,chance,other,other_chance,late\n").is_err() {
        return Ok(ExitCode::SUCCESS);
    }
    while let Some(line) = lines.next().map_err(unreadable)? {
        let read = line.and_then(|line| if line.is_empty() { Ok(None) } else { report(&columns, &cells(&line, separator)).map(Some) });
        match read {
            Ok(None) => {}
            Ok(Some(report)) => {
                let placed = live.place(&sighting(&report, list_once, &parameters));
                tally.count(&placed);
                let line = if bench.json { as_json(&report.id, &placed) } else { as_row(&report.id, &placed) };
                // A reader that went away is no fault.
                if write(&out, &line).is_err() {
                    return Ok(ExitCode::SUCCESS);
                }
            }
            Err(cause) => {
                tally.refused_n += 1;
                if tally.refused_n <= REFUSED_SHOWN_MAX {
                    complain(&format!("{name}: line {}: {cause}", lines.line_n));
                }
            }
        }
    }
    drop(out.borrow_mut().flush());
    remark(&tally.line());
    Ok(ExitCode::SUCCESS)
}

impl Tally {
    fn count(&mut self, placed: &Placed) {
        self.rows_n += 1;
        self.incidents_n += u64::from(placed.is_new);
        self.late_n += u64::from(placed.is_late);
    }

    fn line(&self) -> String {
        let Self { rows_n, incidents_n, late_n, refused_n } = self;
        format!("{rows_n} reports, {incidents_n} incidents (provisional), {late_n} too late to join one; {refused_n} rows refused")
    }
}

fn input(path: &Path) -> Result<Box<dyn Read>, Fault> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdin()));
    }
    let file = std::fs::File::open(path).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))?;
    Ok(Box::new(file))
}

fn output(path: Option<&Path>) -> Result<Box<dyn Write>, Fault> {
    let Some(path) = path else { return Ok(Box::new(std::io::stdout())) };
    let file = std::fs::File::create(path).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))?;
    Ok(Box::new(file))
}

fn write(out: &Out, text: &str) -> std::io::Result<()> {
    out.borrow_mut().write_all(text.as_bytes())
}

/// Lines of bounded length.
struct Lines {
    from: BufReader<Prompt>,
    line_n: u64,
}

impl Lines {
    /// The next line without its end; a line that is too long is skipped whole and told.
    fn next(&mut self) -> std::io::Result<Option<Result<String, String>>> {
        let mut bytes = Vec::new();
        if (&mut self.from).take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        self.line_n += 1;
        if bytes.last() != Some(&b'\n') && bytes.len() as u64 == LINE_BYTES_MAX {
            while !matches!(bytes.last(), None | Some(b'\n')) {
                bytes.clear();
                (&mut self.from).take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes)?;
            }
            return Ok(Some(Err(format!("it is longer than {LINE_BYTES_MAX} bytes"))));
        }
        let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned());
        Ok(Some(text.map(|text| text.trim_end_matches(['\n', '\r']).to_owned())))
    }
}

/// What separates cells: of comma, semicolon, tab and bar the one that the header has most of.
fn separator_of(header: &str) -> char {
    let count = |separator: char| header.matches(separator).count();
    [',', ';', '\t', '|'].into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(',')
}

/// The cells of one line; a quoted cell may hold separators and doubled quotes, and ends with its line.
fn cells(line: &str, separator: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let Some(cell) = cells.last_mut() else { break };
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted || cell.trim().is_empty() => quoted = !quoted,
            letter if letter == separator && !quoted => cells.push(String::new()),
            letter => cell.push(letter),
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

fn share(ppm: u32) -> String {
    format!("{}.{:06}", ppm / 1_000_000, ppm % 1_000_000)
}

fn as_row(id: &str, placed: &Placed) -> String {
    let status = if placed.is_new { "new" } else { "joined" };
    let (other, other_chance) = placed.other.map_or_else(Default::default, |(handle, ppm)| (handle.to_string(), share(ppm)));
    let late = if placed.is_late { "late" } else { "" };
    format!("{},{},{status},{},{other},{other_chance},{late}\n", super::fuse::cell(id), placed.handle, share(placed.chance_ppm))
}

fn as_json(id: &str, placed: &Placed) -> String {
    let other = placed.other.map(|(handle, chance_ppm)| json!({"incident": handle, "chance_ppm": chance_ppm}));
    let line = json!({
        "id": id, "incident": placed.handle, "status": if placed.is_new { "new" } else { "joined" }, "chance_ppm": placed.chance_ppm, "other": other, "late": placed.is_late,
    });
    format!("{line}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_falls_into_its_cells_with_quotes_and_any_usual_separator() {
        assert_eq!(cells("a, b ,\"c,\"\"d\"", ','), ["a", "b", "c,\"d"]);
        assert_eq!(cells("", ','), [""]);
        assert_eq!(cells("\"open, and no end", ','), ["open, and no end"]);
        assert_eq!(separator_of("id;t;lat,lon;x"), ';');
        assert_eq!(separator_of("id"), ',');
    }
}
