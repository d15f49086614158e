//! A fictional world from a seed: mission, agreement, zones, files in source formats, and the truth behind them.
//!
//! # What is fictional: all of it
//! The island of Quillory lies at 33 S, 24 W in the open South Atlantic, where the chart shows nothing but water: the
//! nearest real land, Tristan da Cunha, is more than 1,000 kilometres away. Its coast is a drawing roughened by chance. Its settlements,
//! parties, outlets, agreement, line of contact, events and people's words are invented; the names were made up
//! for their sound. No weapon is of any country's make: only classes and calibres that every handbook lists.
//!
//! # What it is for
//! `tregua demo` shows it; tests and scores compare what Tregua concludes with [`World::truth_csv`], which knows what
//! truly happened. The geography is the same in every world, because an agreement speaks of fixed places; the
//! seed decides what happened and who noticed it.
//!
//! # The story
//! Fire until the last minute of 9 January 2026, a ceasefire from 00:01 on 10 January, an uneasy calm. Flare-ups in the
//! north (around 4 February), in the centre (around 18 March, after which the line has moved) and in the south (around
//! 29 April), each followed by a recommitment. Nine hot spots hold all engagements, four of them three quarters.
//! Beside the fighting: firing exercises and demining that were announced, a harvest festival with shots into the air, stubble fires
//! and a lime kiln that satellites see, checkpoints that turn patrols back.
//!
//! # How the sources fail
//! | source | knows | fails |
//! |---|---|---|
//! | cameras | a fix, the second, the order | out of order for days, fog, blind beyond 7 km |
//! | patrols | a bearing and a range, the minute | asleep, turned back, one report ten weeks late |
//! | heat satellite | a pixel, twice a day | misses most, sees farms and a kiln |
//! | each party's list | the other's fire | louder than it was, 7 % never happened, a month sent twice |
//! | residents | the day and a village | one in ten names the next village |
//! | outlets | casualties, damage, loud nights | one repeats the other word for word |
//! | statements | a day's total | one speaker, no detail |
//! | crossing post, relief desk | trucks a day | count different things |
//!
//! Some rows cannot be read by anybody, one export overlaps another, and files arrive by the month: as in life.
//! Everything is pure: seed in, bytes out, the same on every machine.

mod agreements;
mod archive;
mod calendar;
mod cast;
mod chance;
mod coast;
mod delivery;
mod line;
mod mission;
mod perceive;
mod places;
mod plane;
pub mod regimes;
mod rough;
mod sources;
mod story;
mod truth;
mod watch;
mod world;

use cast::Cast;
use delivery::Delivery;
use sources::{Scene, annexes, cameras, heat, layers, outlets, party_logs, patrols, residents, sightings, statements, trucks};
use story::Teller;
use world::Side;

/// A mission with everything that came in, and the truth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    /// The text of `mission.toml`.
    pub mission_toml: String,
    /// The agreements: file name and text, in the order in which they were adopted.
    pub agreements: Vec<(String, String)>,
    /// The island's gazetteer: file name and text.
    pub gazetteer: (String, String),
    /// The files, in the order in which they arrived.
    pub files: Vec<File>,
    /// What truly happened, and which event stands behind each row of each file; see its first line.
    /// Rows of a GeoJSON file are counted by feature, from 1; others by the line on which they start, from 1.
    pub truth_csv: String,
}

/// One file that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, without folders.
    pub name: String,
    /// The id of the mission's source that sent it.
    pub source: String,
    /// As what it is to be read; absent = recognised from its content.
    pub read_as: Option<&'static str>,
    /// The text of the mapping file to read it with, for tables that need one.
    pub map: Option<String>,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// When it arrived in the story, milliseconds since 1970-01-01T00:00:00Z.
    pub arrived_ms: i64,
}

/// What world to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The seed of what happened and who noticed it.
    pub seed: u64,
    /// Days told from 10 January 2026 on, 1 to 120.
    pub days: u32,
    /// Events for each million of the whole story, 1 to 1 000 000: smaller worlds are quicker.
    pub scale_ppm: u32,
    /// Exchanges the ids and names of the two parties and nothing else.
    pub swap_parties: bool,
}

impl Default for Options {
    /// The whole story of seed 1.
    fn default() -> Self {
        Self { seed: 1, days: story::DAYS, scale_ppm: 1_000_000, swap_parties: false }
    }
}

/// Makes the demonstration mission of a seed: 120 days, about 14,000 events, about 22,000 reports.
pub fn demonstration(seed: u64) -> World {
    demonstration_with(&Options { seed, ..Options::default() })
}

/// Makes a demonstration mission with other options; days and scale beyond their range are held inside it.
pub fn demonstration_with(options: &Options) -> World {
    let options = Options { days: options.days.clamp(1, story::DAYS), scale_ppm: options.scale_ppm.clamp(1, 1_000_000), ..*options };
    let (cast, teller) = (Cast::new(options.swap_parties), Teller::new(&options));
    let events = story::tell(&teller);
    let (camera_watch, patrol_watch) = (watch::cameras(&teller, places::cameras()), watch::patrols(&teller, places::patrol_posts()));
    let scene = Scene { teller: &teller, cast: &cast, events: &events, cameras: &camera_watch, patrols: &patrol_watch };
    let mut deliveries = deliveries(&scene);
    deliveries.sort_by_key(|delivery| delivery.arrived);
    World {
        mission_toml: mission::mission_toml(&cast),
        agreements: agreements::agreements(&cast),
        gazetteer: ("places.csv".into(), places::gazetteer()),
        truth_csv: truth::truth_csv(&cast, &events, &deliveries),
        files: deliveries.into_iter().map(file).collect(),
    }
}

fn deliveries(scene: &Scene<'_>) -> Vec<Delivery> {
    let mut all = layers::deliver(scene);
    all.extend(cameras::deliver(scene));
    all.extend(patrols::deliver(scene));
    all.extend(sightings::deliver(scene));
    all.extend(annexes::weapons(scene));
    all.extend(annexes::restrictions(scene));
    all.extend(annexes::coverage(scene));
    all.extend(heat::deliver(scene));
    for side in [Side::West, Side::East] {
        all.extend(party_logs::deliver(scene, side));
        all.extend(statements::deliver(scene, side));
    }
    all.extend(residents::deliver(scene));
    all.extend(outlets::deliver(scene));
    all.extend(trucks::deliver(scene));
    all
}

fn file(delivery: Delivery) -> File {
    let Delivery { arrived, source, name, map, bytes, .. } = delivery;
    File { name, source, read_as: None, map, bytes, arrived_ms: arrived * 1000 }
}
