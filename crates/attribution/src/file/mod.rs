//! A case as people write it: a file of TOML or JSON, in degrees or in kilometres, read into a checked case.

mod evidence;

pub use evidence::EvidenceText;

use crate::case::{Case, CaseFault, ControlMap, Draft, Held, Impact, Point, Weapon, Weapons};
use crate::standard::{Standard, StandardFault};
use model::geodesy::Plane;
use model::{Geometry, Instant, PartyId, Position};
use serde::Deserialize;

/// Error of a map's borders where the case does not say it, metres. Source: decision 0008.
const MAP_SD_M: f64 = 1_000.0;
const DAY_MS: f64 = 86_400_000.0;

/// A case file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// The parties, in the order in which they are shown.
    #[serde(default)]
    pub parties: Vec<PartyId>,
    /// When it happened; absent = nothing is told of the origin, as the delay cannot be known to be over.
    #[serde(default)]
    pub when: Option<Instant>,
    /// The standard in force: a word, or a name with a rule.
    #[serde(default)]
    pub standard: Option<StandardText>,
    /// Chance that there was no such event; absent = as the case has it, 0 in a case of its own.
    #[serde(default)]
    pub not_an_event: Option<f64>,
    /// Where something fell.
    #[serde(default)]
    pub impact: Option<PlaceText>,
    /// Maps of who held what.
    #[serde(default, alias = "maps")]
    pub map: Vec<MapText>,
    /// Weapons that come into question.
    #[serde(default, alias = "weapons")]
    pub weapon: Vec<WeaponText>,
    /// Where the knowledge of the weapon comes from.
    #[serde(default)]
    pub weapon_origin: Option<String>,
    /// The party that controls it.
    #[serde(default)]
    pub weapon_controlled_by: Option<PartyId>,
    /// The evidence.
    #[serde(default)]
    pub evidence: Vec<EvidenceText>,
    /// Anything for people.
    #[serde(default, alias = "title")]
    pub note: Option<String>,
}

/// A standard as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum StandardText {
    /// One of the two words that have a rule.
    Named(String),
    /// A rule of the mission's own.
    Own {
        /// Its word.
        name: String,
        /// Least lower bound, .5 to below 1.
        robust_lo: f64,
        /// Fewest classes.
        classes: u32,
    },
}

/// A place as written: degrees, or kilometres on a plane; the whole case one or the other.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceText {
    #[serde(default)]
    lat: Option<f64>,
    #[serde(default)]
    lon: Option<f64>,
    #[serde(default)]
    x_km: Option<f64>,
    #[serde(default)]
    y_km: Option<f64>,
    #[serde(default)]
    sd_m: Option<f64>,
}

/// A map as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapText {
    source: String,
    #[serde(default, alias = "drawn_by")]
    controlled_by: Option<PartyId>,
    #[serde(default)]
    sd_m: Option<f64>,
    #[serde(default)]
    age_days: Option<f64>,
    #[serde(default)]
    valid_from: Option<Instant>,
    /// Pairs of latitude and longitude, or of x and y in kilometres.
    #[serde(default)]
    line: Vec<[f64; 2]>,
    #[serde(default)]
    left: Option<PartyId>,
    #[serde(default)]
    right: Option<PartyId>,
    #[serde(default, alias = "areas")]
    area: Vec<AreaText>,
    #[serde(default)]
    rest: Option<PartyId>,
    /// A file with the line or the area, and whose area it is.
    #[serde(default)]
    file: Option<String>,
    #[serde(default)]
    party: Option<PartyId>,
}

/// An area of a party: an outer ring, then holes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaText {
    party: PartyId,
    #[serde(default)]
    rings: Vec<Vec<[f64; 2]>>,
    #[serde(default)]
    file: Option<String>,
}

/// A weapon as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeaponText {
    class: String,
    lo_km: f64,
    hi_km: f64,
    #[serde(default = "one", alias = "chance")]
    share: f64,
    #[serde(default, rename = "source")]
    _source: Option<String>,
}

const fn one() -> f64 {
    1.0
}

/// Why a file is no case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// Its parts do not fit.
    #[error(transparent)]
    Case(#[from] CaseFault),
    /// Its standard.
    #[error(transparent)]
    Standard(#[from] StandardFault),
    /// A part as written.
    #[error("{place}: {what}")]
    Part {
        /// Where.
        place: String,
        /// What is wrong and what would be right.
        what: String,
    },
}

/// Gives the shape in a file that a case names.
pub type Load<'a> = &'a dyn Fn(&str) -> Result<Geometry, String>;

/// Where degrees become metres.
enum Frame {
    Degrees(Plane),
    Plane,
}

impl Frame {
    fn pair(&self, place: &str, [first, second]: [f64; 2]) -> Result<Point, FileFault> {
        match self {
            Self::Degrees(plane) => {
                let position = Position::from_degrees(first, second).map_err(|fault| part(place, fault.to_string()))?;
                Ok(of_plane(plane, position))
            }
            Self::Plane => Ok(Point { east_m: first * 1e3, north_m: second * 1e3 }),
        }
    }

    fn place(&self, place: &str, text: &PlaceText) -> Result<Point, FileFault> {
        match (self, text) {
            (Self::Degrees(_), PlaceText { lat: Some(lat), lon: Some(lon), x_km: None, y_km: None, .. }) => self.pair(place, [*lat, *lon]),
            (Self::Plane, PlaceText { lat: None, lon: None, x_km: Some(x_km), y_km: Some(y_km), .. }) => self.pair(place, [*x_km, *y_km]),
            (Self::Degrees(_), _) => Err(part(place, "`lat` and `lon` are expected, as at the impact")),
            (Self::Plane, _) => Err(part(place, "`x_km` and `y_km` are expected, as at the impact")),
        }
    }

    fn positions(&self, place: &str, positions: &[Position]) -> Result<Vec<Point>, FileFault> {
        match self {
            Self::Degrees(plane) => Ok(positions.iter().map(|position| of_plane(plane, *position)).collect()),
            Self::Plane => Err(part(place, "a file holds degrees: the impact needs `lat` and `lon`")),
        }
    }
}

/// A position on the plane of an impact.
pub fn of_plane(plane: &Plane, position: Position) -> Point {
    let (east_m, north_m) = plane.xy(position);
    Point { east_m, north_m }
}

fn part(place: impl Into<String>, what: impl Into<String>) -> FileFault {
    FileFault::Part { place: place.into(), what: what.into() }
}

impl CaseFile {
    /// Makes a checked case of it. `load` gives the shape in a file that the case names.
    ///
    /// # Errors
    /// [`FileFault`] with the place and what would be right.
    pub fn case(&self, load: Load<'_>) -> Result<Case, FileFault> {
        let impact = self.impact.ok_or_else(|| part("case", "`[impact]` is expected, with `lat` and `lon`, or `x_km` and `y_km`"))?;
        let frame = frame_of(&impact)?;
        let draft = Draft {
            parties: self.parties.clone(),
            impact: Impact { at: frame.place("impact", &impact)?, sd_m: impact.sd_m.unwrap_or(0.0) },
            maps: Vec::new(),
            weapons: Weapons::default(),
            evidence: Vec::new(),
            not_an_event: 0.0,
            standard: Standard::named("reasonable_grounds")?,
        };
        Ok(Case::check(self.fill(draft, &frame, self.when, load)?)?)
    }

    /// Adds to a case what stands in a sheet about it: its parties, its impact, at a position, and its time are the case's own.
    ///
    /// # Errors
    /// [`FileFault`] with the place and what would be right.
    pub fn join(&self, draft: Draft, at: Position, when: Instant, load: Load<'_>) -> Result<Draft, FileFault> {
        for (what, is_there) in [("parties", !self.parties.is_empty()), ("impact", self.impact.is_some()), ("when", self.when.is_some())] {
            if is_there {
                return Err(part("sheet", format!("`{what}` is the mission's to say: a sheet holds maps, weapons, evidence, standard")));
            }
        }
        self.fill(draft, &Frame::Degrees(Plane::at(at)), Some(when), load)
    }

    fn fill(&self, mut draft: Draft, frame: &Frame, when: Option<Instant>, load: Load<'_>) -> Result<Draft, FileFault> {
        match &self.standard {
            None => {}
            Some(StandardText::Named(name)) => draft.standard = Standard::named(name)?,
            Some(StandardText::Own { name, robust_lo, classes }) => draft.standard = Standard::new(name, ppm(*robust_lo), *classes)?,
        }
        for map in &self.map {
            draft.maps.push(map.read(frame, when, load)?);
        }
        for (n, one) in (1..).zip(&self.evidence) {
            draft.evidence.push(one.read(n, frame, &draft.parties)?);
        }
        if !self.weapon.is_empty() {
            draft.weapons = self.weapons();
        }
        draft.not_an_event = self.not_an_event.unwrap_or(draft.not_an_event);
        Ok(draft)
    }

    fn weapons(&self) -> Weapons {
        let weapon = |weapon: &WeaponText| Weapon {
            class: weapon.class.clone(),
            lo_m: weapon.lo_km * 1e3,
            hi_m: weapon.hi_km * 1e3,
            share: weapon.share,
        };
        Weapons {
            origin: self.weapon_origin.clone().unwrap_or_else(|| "weapon".into()),
            controlled_by: self.weapon_controlled_by.clone(),
            candidates: self.weapon.iter().map(weapon).collect(),
        }
    }
}

fn frame_of(impact: &PlaceText) -> Result<Frame, FileFault> {
    match (impact.lat, impact.lon) {
        (Some(lat), Some(lon)) => {
            let position = Position::from_degrees(lat, lon).map_err(|fault| part("impact", fault.to_string()))?;
            Ok(Frame::Degrees(Plane::at(position)))
        }
        (None, None) => Ok(Frame::Plane),
        _ => Err(part("impact", "`lat` and `lon` belong together")),
    }
}

impl MapText {
    fn read(&self, frame: &Frame, when: Option<Instant>, load: Load<'_>) -> Result<ControlMap, FileFault> {
        let place = format!("map of `{}`", self.source);
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of thousands of years")]
        let age = |(when, from): (Instant, Instant)| (when.ms() - from.ms()) as f64 / DAY_MS;
        Ok(ControlMap {
            source: self.source.clone(),
            controlled_by: self.controlled_by.clone(),
            sd_m: self.sd_m.unwrap_or(MAP_SD_M),
            age_days: self.age_days.or_else(|| when.zip(self.valid_from).map(age)).unwrap_or(0.0),
            held: self.held(&place, frame, load)?,
        })
    }

    fn held(&self, place: &str, frame: &Frame, load: Load<'_>) -> Result<Held, FileFault> {
        let loaded = |file: &String| load(file).map_err(|cause| part(place, format!("{file}: {cause}")));
        if let (Some(left), Some(right)) = (&self.left, &self.right) {
            let path = match &self.file {
                None => self.line.iter().map(|pair| frame.pair(place, *pair)).collect::<Result<_, _>>()?,
                Some(file) => {
                    let longest = loaded(file)?.paths().into_iter().max_by_key(Vec::len).unwrap_or_default();
                    frame.positions(place, &longest)?
                }
            };
            return Ok(Held::Line { path, left: left.clone(), right: right.clone() });
        }
        let mut areas = Vec::new();
        for area in &self.area {
            let rings = area.rings.iter().map(|ring| ring.iter().map(|pair| frame.pair(place, *pair)).collect());
            let mut polygons = vec![rings.collect::<Result<Vec<_>, _>>()?];
            if let Some(file) = &area.file {
                polygons = polygons_of(place, frame, loaded(file)?)?;
            }
            areas.push((area.party.clone(), polygons));
        }
        if let (Some(file), Some(party)) = (&self.file, &self.party) {
            areas.push((party.clone(), polygons_of(place, frame, loaded(file)?)?));
        }
        if areas.is_empty() {
            return Err(part(
                place,
                "a `line` with `left` and `right`, or `area`s each with `party` and `rings`, or a `file` with `party` are expected",
            ));
        }
        Ok(Held::Areas { areas, rest: self.rest.clone() })
    }
}

fn polygons_of(place: &str, frame: &Frame, geometry: Geometry) -> Result<Vec<Vec<Vec<Point>>>, FileFault> {
    let Geometry::Areas(areas) = geometry else { return Err(part(place, "the file holds no areas: name `left` and `right` of a line")) };
    areas.iter().map(|rings| rings.iter().map(|ring| frame.positions(place, ring)).collect()).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
fn ppm(share: f64) -> u32 {
    libm::rint((share * 1e6).clamp(0.0, 1e6)) as u32
}
