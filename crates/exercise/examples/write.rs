//! Writes the demonstration mission into a folder: `cargo run -p tregua-exercise --example write -- FOLDER [SEED]`.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let mut words = env::args().skip(1);
    let folder = words.next().ok_or_else(|| io::Error::other("name a folder to write to"))?;
    let seed = words.next().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let (folder, world) = (Path::new(&folder), exercise::demonstration(seed));
    for part in ["agreements", "files"] {
        fs::create_dir_all(folder.join(part))?;
    }
    fs::write(folder.join("mission.toml"), &world.mission_toml)?;
    fs::write(folder.join("truth.csv"), &world.truth_csv)?;
    for (name, text) in &world.agreements {
        fs::write(folder.join("agreements").join(name), text)?;
    }
    for (number, file) in world.files.iter().enumerate() {
        let name = format!("{number:03}-{}", file.name);
        fs::write(folder.join("files").join(&name), &file.bytes)?;
        if let Some(map) = &file.map {
            fs::write(folder.join("files").join(format!("{name}.map.toml")), map)?;
        }
    }
    Ok(())
}
