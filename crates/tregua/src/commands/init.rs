//! `tregua init DIR`: a new mission with its log, and a first page of data to change.

use super::Bench;
use crate::cli::Init;
use crate::fault::Fault;
use crate::screen::say;
use engine::receive::adopt_mission;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use store::Folder;

/// Makes the mission.
pub fn run(bench: &Bench, init: &Init) -> Result<ExitCode, Fault> {
    let text = format!(
        "# The mission as data. `tregua adopt --by NAME` takes a change into use.\nname = {name:?}\nzone = {zone:?}\nreport_ends = \"24:00\"   # when a reporting day ends, local time\n\n\
         [[party]]\nid = \"p1\"\nname = \"First party\"\nhue = 205\n\n[[party]]\nid = \"p2\"\nname = \"Second party\"\nhue = 35\n\n\
         # [[source]]\n# id = \"patrols\"\n# name = \"Mission patrols\"\n",
        name = init.name,
        zone = init.zone,
    );
    create(bench, &init.dir, &text, &[], "init")?;
    say(&format!("{}: a new mission. Next:", init.dir.display()));
    say(&format!("  edit {}/mission.toml and write agreements into {}/agreements, then", init.dir.display(), init.dir.display()));
    say(&format!("  tregua --mission {} adopt --by YOUR-NAME", init.dir.display()));
    say(&format!("  tregua --mission {} add FILE", init.dir.display()));
    Ok(ExitCode::SUCCESS)
}

/// Makes a mission in a new or empty folder, with its data adopted.
pub fn create(bench: &Bench, dir: &Path, mission_toml: &str, agreements: &[(String, String)], by: &str) -> Result<Folder, Fault> {
    engine::gather::read_mission(mission_toml)?;
    let is_used = fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if is_used {
        return Err(Fault::Call(format!("{}: the folder is not empty; name a new one", dir.display())));
    }
    let folder = super::folder_at(dir, bench.state.as_deref());
    let refused = |cause: std::io::Error| Fault::Input(format!("{}: {cause}", dir.display()));
    fs::create_dir_all(folder.agreements()).map_err(refused)?;
    fs::write(folder.mission_file(), mission_toml).map_err(refused)?;
    for (name, text) in agreements {
        fs::write(folder.agreements().join(name), text).map_err(refused)?;
    }
    let (mut seed, mut number) = ([0u8; 32], [0u8; 8]);
    let random = getrandom::fill(&mut seed).and_then(|()| getrandom::fill(&mut number));
    random.map_err(|cause| Fault::Call(format!("this machine gives no random numbers: {cause}")))?;
    folder.create_log(&format!("tregua.invalid/{:016x}", u64::from_be_bytes(number)), &seed)?;
    let here = bench.with(folder.clone());
    let mut writer = here.write()?;
    let mut desk = here.desk(&mut writer);
    adopt_mission(&mut desk, mission_toml, by)?;
    Ok(folder)
}
