//! Speed of finding names: many generated names of three scripts in generated text, in seconds of CPU. `cargo run --release -p tregua-news --example places_speed -- NAMES`

#![expect(clippy::print_stdout, reason = "a measurement prints what it measured")]

use news::places::count_names;
use news::{Index, read_gazetteer, read_places};
use std::fmt::Write;

/// Letters of three scripts from which names are made: consonants, vowels.
const SCRIPTS: [(&str, &str); 3] = [
    ("bdfgklmnprstvz", "aeiou"),
    ("бвгдзклмнпрст", "аеіоуи"),
    ("\u{5d1}\u{5d2}\u{5d3}\u{5d6}\u{5d7}\u{5d8}\u{5db}\u{5dc}\u{5de}\u{5e0}\u{5e1}\u{5e4}", "\u{5d5}\u{5d9}\u{5d0}"),
];

/// SplitMix64: the same names from the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(n.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    fn letter(&mut self, letters: &str) -> char {
        let n = letters.chars().count();
        letters.chars().nth(self.below(n)).unwrap_or('a')
    }

    fn word(&mut self, script: usize) -> String {
        let (consonants, vowels) = SCRIPTS.get(script).copied().unwrap_or(("b", "a"));
        let syllables = 2 + self.below(3);
        let mut word = String::new();
        for _ in 0..syllables {
            word.push(self.letter(consonants));
            word.push(self.letter(vowels));
        }
        word.push(self.letter(consonants));
        word
    }

    fn name(&mut self, script: usize) -> String {
        let word = self.word(script);
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }
}

/// Seconds of CPU that this thread used (Linux): other work on the machine does not count.
fn cpu_s() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e9
}

fn main() {
    let names: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(500_000);
    let mut chance = Chance(11);
    let mut table = String::from("id,name,lat,lon,population\n");
    let mut known = Vec::new();
    for at in 0..names {
        let name = chance.name(at % 3);
        let _ = writeln!(table, "{at},{name},{}.5,{}.5,{}", chance.below(80), chance.below(170), chance.below(9_000));
        if at % 97 == 0 {
            known.push(name);
        }
    }
    let begun = cpu_s();
    let gazetteer = match read_gazetteer(&table) {
        Ok(gazetteer) => gazetteer,
        Err(fault) => return println!("{fault}"),
    };
    let read = cpu_s() - begun;
    let index = Index::new(gazetteer);
    println!("{names} names, {} forms: read in {:.2} s, built in {:.2} s", index.forms_n(), read, cpu_s() - begun - read);
    for (script, shown) in ["Latin", "Cyrillic", "Hebrew"].iter().enumerate() {
        let mut text = String::new();
        while text.len() < 20_000_000 {
            let is_known = chance.below(60) == 0;
            let word = if is_known {
                known.get(chance.below(known.len())).cloned().unwrap_or_default()
            } else if chance.below(12) == 0 {
                chance.name(script)
            } else {
                chance.word(script)
            };
            text.push_str(&word);
            text.push_str(if chance.below(14) == 0 { ". " } else { " " });
        }
        let mut best = f64::MAX;
        let mut n = 0;
        for _ in 0..3 {
            let begun = cpu_s();
            n = count_names(&text, &index);
            best = best.min(cpu_s() - begun);
        }
        let megabytes = text.len() as f64 / 1e6;
        let begun = cpu_s();
        let piece = text.get(..text.floor_char_boundary(2_000_000)).unwrap_or("");
        let mentions = read_places(piece, &index).len();
        println!(
            "{shown}: {:.0} MB/s matching ({n} names), {:.0} MB/s with weighing ({mentions} mentions)",
            megabytes / best,
            piece.len() as f64 / 1e6 / (cpu_s() - begun)
        );
    }
}
