//! Origins by themselves, for bench/origins: texts from a file, relations to a file, seconds of CPU to the output.

#![expect(clippy::print_stdout, reason = "its output is its result")]

use fusion::origins::{Limits, Published, Telling, Traced, trace};
use model::Instant;
use std::error::Error;
use std::fmt::Write;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [texts, relations] = words.as_slice() else { return Err("usage: origins TEXTS.tsv RELATIONS.csv".into()) };
    let bytes = std::fs::read_to_string(texts)?;
    let tellings: Vec<Telling<'_>> = bytes.lines().map(telling).collect::<Result<_, _>>()?;
    let limits = Limits::default();
    let begun_ns = cpu_ns()?;
    let traced = trace(&tellings, &limits);
    let cpu_s = (cpu_ns()? - begun_ns) as f64 / 1e9;
    std::fs::write(relations, shown(&traced, &limits)?)?;
    let (peak_kib, n) = (peak_kib()?, tellings.len());
    println!(
        "{{\"texts\":{n},\"relations\":{},\"origins\":{},\"cpu_s\":{cpu_s},\"peak_kib\":{peak_kib}}}",
        traced.relations.len(),
        traced.groups.len()
    );
    Ok(())
}

/// A line of `source, milliseconds since 1970, text`, with tabs between.
fn telling(line: &str) -> Result<Telling<'_>, Box<dyn Error>> {
    let mut cells = line.splitn(3, '\t');
    let (Some(source), Some(ms), Some(text)) = (cells.next(), cells.next(), cells.next()) else {
        return Err("three cells a line are expected".into());
    };
    Ok(Telling { source, published: Some(Published::at(Instant::from_ms(ms.parse()?)?)), text, ..Telling::default() })
}

/// Lines of `later,earlier,kind,p_dep_ppm,one_origin`; texts by their line numbers from 0.
fn shown(traced: &Traced, limits: &Limits) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for one in &traced.relations {
        writeln!(text, "{},{},{},{},{}", one.later, one.earlier, one.kind.word(), one.p_dep_ppm, u8::from(one.is_one_origin(limits)))?;
    }
    Ok(text)
}

/// Time that this thread has run on a CPU, nanoseconds.
fn cpu_ns() -> Result<u64, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(text.split(' ').next().unwrap_or("").parse()?)
}

/// The most memory that this process ever held.
fn peak_kib() -> Result<u64, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM line")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
