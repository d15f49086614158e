//! `tregua init DIR`: a new mission with its log, and a first page of data to change.

use super::Bench;
use crate::cli::Init;
use crate::fault::Fault;
use crate::hand::{Held, make_key, new_key};
use crate::screen::say;
use engine::Projection;
use engine::acts::Founders;
use engine::receive::adopt_mission;
use model::KeyKind;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use store::Folder;
use store::folder::Writer;

/// Makes the mission.
pub fn run(bench: &Bench, init: &Init) -> Result<ExitCode, Fault> {
    let text = format!(
        "# The mission as data. `tregua adopt` takes a change into use.\nname = {name:?}\nzone = {zone:?}\nreport_ends = \"24:00\"   # when a reporting day ends, local time\n\n\
         [[party]]\nid = \"p1\"\nname = \"First party\"\nhue = 205\n\n[[party]]\nid = \"p2\"\nname = \"Second party\"\nhue = 35\n\n\
         # [[source]]\n# id = \"patrols\"\n# name = \"Mission patrols\"\n",
        name = init.name,
        zone = init.zone,
    );
    let folder = create(bench, &init.dir, &text, &[], Founder { person: &init.by, body: init.body.as_deref() })?;
    say(&format!(
        "{}: a new mission. {} holds its root key and an officer key, in {}.",
        init.dir.display(),
        init.by,
        folder.keyring().folder().display()
    ));
    say(
        "The root key (root-*.key) changes who may sign: take it offline now, on a medium that is not in this machine; --with FILE names it when it is needed.",
    );
    say("Next:");
    say(&format!("  edit {}/mission.toml and write agreements into {}/agreements, then", init.dir.display(), init.dir.display()));
    say(&format!("  tregua --mission {} adopt", init.dir.display()));
    say(&format!("  tregua --mission {} add FILE", init.dir.display()));
    Ok(ExitCode::SUCCESS)
}

/// Who a mission begins with.
#[derive(Clone, Copy)]
pub struct Founder<'a> {
    /// The first officer.
    pub person: &'a str,
    /// The organisation that they answer to.
    pub body: Option<&'a str>,
}

/// Makes the keys of the first officer and of the node, and founds the key register with them.
pub fn found(bench: &Bench, writer: &mut Writer, person: &str, body: Option<&str>) -> Result<Held, Fault> {
    if let Some(leaf) = writer.projection.register().founded() {
        return Err(Fault::Call(format!("the key register of this log was founded at entry {leaf}")));
    }
    let make = |kind, person: &str, body| make_key(&bench.folder, new_key(kind, person, body), None);
    let (root, officer) = (make(KeyKind::Root, person, body)?, make(KeyKind::Officer, person, body)?);
    let node = make(KeyKind::Node, "node", None)?;
    let log_vkey = bench.folder.verifier()?.vkey().to_string();
    let founders = Founders { person, body, root: &root.secret, officer: &officer.secret, node: &node.secret, log_vkey: &log_vkey };
    engine::acts::found(&mut bench.desk(writer), &founders)?;
    Ok(Held { person: person.into(), secret: officer.secret })
}

/// Makes a mission in a new or empty folder, with its data adopted.
pub fn create(bench: &Bench, dir: &Path, mission_toml: &str, agreements: &[(String, String)], by: Founder<'_>) -> Result<Folder, Fault> {
    engine::gather::read_mission(mission_toml)?;
    let is_used = fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if is_used {
        return Err(Fault::Call(format!("{}: the folder is not empty; name a new one", dir.display())));
    }
    let folder = super::folder_at(dir, bench.state.as_deref())?;
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
    let officer = found(&here, &mut writer, by.person, by.body)?;
    adopt_mission(&mut here.desk(&mut writer), mission_toml, &officer.hand())?;
    Ok(folder)
}

/// Writes a gazetteer into a mission's folder.
pub fn write_gazetteer(folder: &Folder, name: &str, text: &str) -> Result<(), Fault> {
    let refused = |cause: std::io::Error| Fault::Input(format!("{}: {cause}", folder.gazetteers().display()));
    fs::create_dir_all(folder.gazetteers()).map_err(refused)?;
    fs::write(folder.gazetteers().join(name), text).map_err(refused)
}
