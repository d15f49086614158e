//! Texts with one number changed: whatever they change nowhere is dead.
#![expect(clippy::unwrap_used, reason = "tests")]

use jiff::ToSpan;

/// Texts in which one number of one term is one more, or one day one later; each with the line that was changed.
fn mutants(text: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let (mut is_code, mut is_term) = (false, false);
    let mut mutants = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with("```") {
            (is_code, is_term) = (!is_code, false);
        }
        is_term = if line.starts_with("[[") { line.starts_with("[[term]]") } else { is_term };
        let Some((key, value)) = line.split_once(" = ") else { continue };
        if !is_code
            || !is_term
            || ["id", "kind", "quote", "definition", "clauses", "in_force"].contains(&key)
            || key.contains("zone_") && !key.contains("km")
        {
            continue;
        }
        for changed in one_more(value) {
            let changed = format!("{key} = {changed}");
            let all: Vec<&str> = lines.iter().enumerate().map(|(n, line)| if n == at { changed.as_str() } else { line }).collect();
            mutants.push((format!("line {}: {line} -> {changed}", at + 1), all.join("\n")));
        }
    }
    mutants
}

/// The value with each of its days one later, or its number one more.
fn one_more(value: &str) -> Vec<String> {
    let days: Vec<(usize, jiff::civil::Date)> =
        (0..value.len().saturating_sub(9)).filter_map(|at| Some((at, value.get(at..at + 10)?.parse().ok()?))).collect();
    if !days.is_empty() {
        let later =
            |(at, day): &(usize, jiff::civil::Date)| format!("{}{}{}", &value[..*at], day.checked_add(1.day()).unwrap(), &value[at + 10..]);
        return days.iter().map(later).collect();
    }
    value.parse::<u32>().map(|number| vec![(number + 1).to_string()]).unwrap_or_default()
}

/// Texts whose mutation changes nothing.
pub fn survivors(text: &str, results: impl Fn(&str) -> Vec<String>) -> (usize, Vec<String>) {
    let whole = results(text);
    let mutants = mutants(text);
    let n = mutants.len();
    (n, mutants.into_iter().filter(|(_, mutant)| results(mutant) == whole).map(|(what, _)| what).collect())
}
