//! Reads saved pages again and again: their main text into a folder, and how many a second.
//!
//! `pages DIR OUT`: for each `DIR/SET/NAME.html` the text of its first story goes to `OUT/SET/NAME.txt`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a driver for measurements")]

use std::time::Instant;

fn main() {
    let folders: Vec<String> = std::env::args().skip(1).collect();
    let (mut pages_n, mut seconds, mut bytes_n) = (0u32, 0.0, 0usize);
    for set in std::fs::read_dir(&folders[0]).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let out = std::path::Path::new(&folders[1]).join(set.file_name().unwrap());
        std::fs::create_dir_all(&out).unwrap();
        for path in std::fs::read_dir(&set)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "html"))
        {
            let bytes = std::fs::read(&path).unwrap();
            let begun = Instant::now();
            let page = news::page::read_page(&bytes);
            seconds += begun.elapsed().as_secs_f64();
            pages_n += 1;
            bytes_n += bytes.len();
            let text = page.stories.first().map_or("", |story| story.text.as_str());
            std::fs::write(out.join(path.file_name().unwrap()).with_extension("txt"), text).unwrap();
        }
    }
    println!("{pages_n} pages, {:.0} pages/s, {:.0} MB/s", f64::from(pages_n) / seconds, bytes_n as f64 / seconds / 1e6);
}
