//! The island's places: settlements, storage sites, cameras, patrol posts and the crossing; every name invented.

use crate::line::{Drawn, along, contact_line};
use crate::plane::Spot;
use crate::world::Side;
use Size::{City, Town, Village};

/// The island's name.
pub(crate) const ISLAND: &str = "Quillory";

/// How large a settlement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    Village,
    Town,
    City,
}

impl Size {
    /// How much more often somebody there speaks up than in a middling place.
    pub(crate) const fn voices(self) -> f64 {
        match self {
            Village => 0.85,
            Town => 1.2,
            City => 1.3,
        }
    }
}

/// A named place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settlement {
    pub(crate) spot: Spot,
    pub(crate) name: &'static str,
    pub(crate) size: Size,
}

const fn at(x: f64, y: f64, name: &'static str, size: Size) -> Settlement {
    Settlement { spot: Spot::at(x, y), name, size }
}

/// The gazetteer of the island, as a table with a header.
pub(crate) fn gazetteer() -> String {
    let row = |(number, one): (usize, &Settlement)| {
        let (lat, lon) = one.spot.degrees();
        let population = match one.size {
            Village => 800,
            Town => 12_000,
            City => 90_000,
        };
        format!("isl-{number},{},{lat},{lon},{population}\n", one.name)
    };
    let rows: String = SETTLEMENTS.iter().enumerate().map(row).collect();
    format!("id,name,lat,lon,population\n{rows}")
}

/// All settlements: the front first, then the coast, then inland.
pub(crate) const SETTLEMENTS: [Settlement; 65] = [
    at(2.5, 13.3, "Quorrel Bridge", Village),
    at(10.3, 4.8, "Ondrel Cross", Town),
    at(-10.6, -5.4, "Sivarra Ridge", Village),
    at(4.6, -16.9, "Vorrin Mills", Town),
    at(-8.9, 21.3, "Ebbary Head", Village),
    at(5.4, 10.6, "Tarnelle", Village),
    at(0.9, -2.4, "Upper Kelmisa", Village),
    at(-4.9, -15.4, "Pellorin", Town),
    at(9.3, -23.9, "Sundrel Quay", Village),
    at(1.4, 18.4, "Lower Quorrel", Town),
    at(4.2, 6.0, "Wexalo", Village),
    at(-2.2, -7.0, "Harbelo", Village),
    at(3.0, -11.6, "Stellin", Village),
    at(11.4, -17.6, "Imberlo", Town),
    at(-1.0, 21.6, "Gavrith", Village),
    at(-6.4, 5.4, "Lumbrick", Town),
    at(0.0, -22.8, "Nollister", Village),
    at(-107.7, -17.1, "Cape Rendamo", Village),
    at(103.2, 34.6, "Arrowen Point", Village),
    at(-72.1, 41.6, "Port Umbrisel", Town),
    at(46.3, 60.8, "Ulvette Bay", Town),
    at(66.8, -33.9, "Thornamo", Town),
    at(-54.7, -48.0, "Drosmel", Village),
    at(-32.9, 60.5, "Kittarow Head", Village),
    at(31.1, -55.3, "Yestrel", Town),
    at(-87.3, 12.1, "Halvero", City),
    at(-15.6, -56.1, "Zuvarel Strand", Village),
    at(92.4, 0.4, "Orvanel", City),
    at(72.6, 34.7, "Port Embrila", Town),
    at(13.7, 51.1, "Corrisane", Village),
    at(-81.3, -32.7, "Wintello", Town),
    at(-47.8, -24.0, "Fenlora Sound", Town),
    at(4.9, -49.1, "Jessamer", Village),
    at(-51.5, 48.2, "Dellavar", Village),
    at(-98.4, 28.7, "Itherane", Village),
    at(46.1, -43.5, "Felimar", Village),
    at(97.5, 17.5, "Ombreth", Village),
    at(-44.0, 9.8, "Tolmeck", Town),
    at(46.1, -0.4, "Elmarin", Town),
    at(45.0, 25.9, "Vantoro", Town),
    at(71.6, -8.6, "Crandoro", Town),
    at(-68.5, -4.4, "Pelunta", Town),
    at(-30.2, -37.2, "Nembrook", Town),
    at(64.5, 14.2, "Yarrimo", Village),
    at(22.2, 24.7, "Brellow", Village),
    at(-52.6, 27.9, "Mirrowin", Village),
    at(-31.4, 34.2, "Olmender", Town),
    at(-32.1, -9.0, "Ruvelle", Town),
    at(29.7, -10.0, "Gresmo", Town),
    at(-87.9, -13.4, "Cassarel", Village),
    at(55.4, -18.4, "Dunnerel", Village),
    at(27.5, -30.0, "Ferrowin", Village),
    at(31.6, 44.8, "Overmel", Village),
    at(-66.9, 16.4, "Quillane", Village),
    at(-25.7, 18.0, "Uddermere", Village),
    at(27.0, 8.1, "Wardelo", Town),
    at(80.8, 9.7, "Frostel", Village),
    at(-19.4, -25.7, "Lanquith", Village),
    at(7.5, 37.0, "Ithmore", Village),
    at(-4.1, -36.6, "Brisanto", Village),
    at(-22.0, 3.3, "Eskarrow", Village),
    at(-18.6, -13.6, "Gorrasel", Village),
    at(14.8, 17.5, "Hessoro", Village),
    at(19.0, -5.9, "Pavelle", Village),
    at(20.2, -22.7, "Marrivel", Village),
];

/// The settlement nearest to a spot.
pub(crate) fn nearest(spot: Spot) -> &'static Settlement {
    let [first, ..] = &SETTLEMENTS;
    SETTLEMENTS.iter().min_by(|a, b| a.spot.km_to(spot).total_cmp(&b.spot.km_to(spot))).unwrap_or(first)
}

/// A designated storage site for withdrawn weapons.
pub(crate) struct Storage {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) side: Side,
    pub(crate) spot: Spot,
}

/// The storage sites, three on each side.
pub(crate) const STORAGE: [Storage; 6] = [
    Storage { id: "storage_tolmeck", name: "Storage site Tolmeck", side: Side::West, spot: Spot::at(-46.8, 12.4) },
    Storage { id: "storage_ruvelle", name: "Storage site Ruvelle", side: Side::West, spot: Spot::at(-36.5, -12.2) },
    Storage { id: "storage_nembrook", name: "Storage site Nembrook", side: Side::West, spot: Spot::at(-33.6, -35.0) },
    Storage { id: "storage_vantoro", name: "Storage site Vantoro", side: Side::East, spot: Spot::at(47.9, 28.2) },
    Storage { id: "storage_elmarin", name: "Storage site Elmarin", side: Side::East, spot: Spot::at(50.3, -2.9) },
    Storage { id: "storage_dunnerel", name: "Storage site Dunnerel", side: Side::East, spot: Spot::at(52.0, -20.6) },
];

/// The outline of a storage site, about 900 metres across.
pub(crate) fn storage_area(spot: Spot) -> Vec<Spot> {
    [(-0.45, -0.35), (0.4, -0.4), (0.5, 0.3), (0.05, 0.45), (-0.4, 0.35)].iter().map(|(x, y)| spot.moved(*x, *y)).collect()
}

/// A place from which the mission watches.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) name: String,
    pub(crate) spot: Spot,
    /// The region that it watches, for coverage and reports.
    pub(crate) region: &'static str,
}

/// The regions of the line, from north to south, each with the part of the line where it ends.
pub(crate) const REGIONS: [(&str, f64); 3] = [("North", 0.33), ("Centre", 0.66), ("South", 1.0)];

/// The region of a part of the line.
pub(crate) fn region(part: f64) -> &'static str {
    REGIONS.iter().find(|(_, end)| part <= *end).map_or("South", |(name, _)| name)
}

/// Cameras on masts and roofs near the line: how far along it, how many kilometres eastward off it.
const CAMERAS: [(f64, f64, &str); 12] = [
    (0.06, -1.6, "Ebbary Head"),
    (0.19, -1.4, "Quorrel Bridge west"),
    (0.22, 1.5, "Quorrel Bridge east"),
    (0.28, -1.9, "Tarnelle"),
    (0.35, 1.7, "Ondrel Cross"),
    (0.39, -2.1, "Wexalo"),
    (0.48, 2.0, "Upper Kelmisa"),
    (0.58, -1.8, "Sivarra Ridge"),
    (0.62, 1.9, "Harbelo"),
    (0.70, -1.7, "Pellorin"),
    (0.81, 1.6, "Vorrin Mills"),
    (0.93, -1.5, "Sundrel Quay"),
];

/// The cameras.
pub(crate) fn cameras() -> Vec<Post> {
    let line = contact_line(Drawn::January);
    let post = |(part, off, name): &(f64, f64, &str)| {
        let (spot, east) = along(&line, *part);
        Post { name: format!("Camera {name}"), spot: spot.moved(east.x * off, east.y * off), region: region(*part) }
    };
    CAMERAS.iter().map(post).collect()
}

/// Patrol posts: the settlement, and the part of the line that it watches.
const POSTS: [(&str, f64); 10] = [
    ("Gavrith", 0.08),
    ("Lower Quorrel", 0.18),
    ("Lumbrick", 0.28),
    ("Ondrel Cross", 0.36),
    ("Upper Kelmisa", 0.47),
    ("Sivarra Ridge", 0.58),
    ("Stellin", 0.68),
    ("Pellorin", 0.7),
    ("Imberlo", 0.84),
    ("Nollister", 0.88),
];

/// The patrol posts.
pub(crate) fn patrol_posts() -> Vec<Post> {
    let post = |(name, part): &(&str, f64)| {
        let place = SETTLEMENTS.iter().find(|place| place.name == *name)?;
        Some(Post { name: format!("Post {name}"), spot: place.spot.moved(0.3, -0.2), region: region(*part) })
    };
    POSTS.iter().filter_map(post).collect()
}

/// The kiln of Gresmo: a hot object that satellites see whatever the parties do.
pub(crate) const KILN: Spot = Spot::at(31.4, -11.8);
