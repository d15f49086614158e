//! A case as people write it: a file of TOML or JSON, in degrees or in kilometres, read into a checked case.

use crate::case::{Case, CaseFault, Class, ControlMap, Draft, Evidence, Held, Impact, Point, Says, Weapon, Weapons};
use crate::hypothesis::Hypothesis;
use crate::standard::{Standard, StandardFault};
use model::geodesy::Plane;
use model::{Geometry, Instant, PartyId, Position};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Error of a map's borders where the case does not say it, metres. Source: decision 0008.
const MAP_SD_M: f64 = 1_000.0;
/// Ratio of an admission where the case does not say it; it is capped anyway. Source: METHOD 4.
const ADMISSION_RATIO: f64 = 10.0;
const DAY_MS: f64 = 86_400_000.0;

/// Kinds of evidence that are refused, whoever offers them. Source: METHOD 8.
const NOT_ADMITTED: [&str; 12] = [
    "propensity",
    "pattern",
    "history",
    "reputation",
    "habit",
    "nationality",
    "ethnicity",
    "religion",
    "volume",
    "social_media",
    "popularity",
    "motive",
];

/// A case file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// The parties, in the order in which they are shown.
    pub parties: Vec<PartyId>,
    /// When it happened; absent = nothing is told of the origin, as the delay cannot be known to be over.
    #[serde(default)]
    pub when: Option<Instant>,
    /// The standard in force: a word, or a name with a rule.
    #[serde(default)]
    pub standard: Option<StandardText>,
    /// Chance that there was no such event.
    #[serde(default)]
    pub not_an_event: f64,
    /// Where something fell.
    pub impact: PlaceText,
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

/// A piece of evidence as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceText {
    #[serde(default)]
    id: Option<String>,
    #[serde(alias = "class")]
    kind: String,
    #[serde(default)]
    origin: Option<String>,
    #[serde(default)]
    controlled_by: Option<PartyId>,
    #[serde(default)]
    p_dep: Option<f64>,
    #[serde(default)]
    bearing_deg: Option<f64>,
    #[serde(default)]
    sd_deg: Option<f64>,
    #[serde(default)]
    lat: Option<f64>,
    #[serde(default)]
    lon: Option<f64>,
    #[serde(default)]
    x_km: Option<f64>,
    #[serde(default)]
    y_km: Option<f64>,
    #[serde(default)]
    sd_km: Option<f64>,
    #[serde(default)]
    lo_km: Option<f64>,
    #[serde(default)]
    hi_km: Option<f64>,
    #[serde(default)]
    speaker: Option<PartyId>,
    /// The hypothesis that it speaks for.
    #[serde(default, rename = "for")]
    supports: Option<String>,
    /// How much likelier under that hypothesis, or under each of several.
    #[serde(default)]
    lr: Option<RatioText>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

/// One ratio, or one for each hypothesis.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum RatioText {
    One(f64),
    Each(BTreeMap<String, f64>),
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
    pub fn case(&self, load: &dyn Fn(&str) -> Result<Geometry, String>) -> Result<Case, FileFault> {
        let frame = self.frame()?;
        let standard = match &self.standard {
            None => Standard::named("reasonable_grounds")?,
            Some(StandardText::Named(name)) => Standard::named(name)?,
            Some(StandardText::Own { name, robust_lo, classes }) => Standard::new(name, ppm(*robust_lo), *classes)?,
        };
        let at = frame.place("impact", &self.impact)?;
        let maps = self.map.iter().map(|map| map.read(&frame, self.when, load)).collect::<Result<_, _>>()?;
        let evidence = (1..).zip(&self.evidence).map(|(n, one)| one.read(n, &frame, &self.parties)).collect::<Result<_, _>>()?;
        let weapon = |weapon: &WeaponText| Weapon {
            class: weapon.class.clone(),
            lo_m: weapon.lo_km * 1e3,
            hi_m: weapon.hi_km * 1e3,
            share: weapon.share,
        };
        let weapons = Weapons {
            origin: self.weapon_origin.clone().unwrap_or_else(|| "weapon".into()),
            controlled_by: self.weapon_controlled_by.clone(),
            candidates: self.weapon.iter().map(weapon).collect(),
        };
        let impact = Impact { at, sd_m: self.impact.sd_m.unwrap_or(0.0) };
        Ok(Case::check(Draft {
            parties: self.parties.clone(),
            impact,
            maps,
            weapons,
            evidence,
            not_an_event: self.not_an_event,
            standard,
        })?)
    }

    fn frame(&self) -> Result<Frame, FileFault> {
        match (self.impact.lat, self.impact.lon) {
            (Some(lat), Some(lon)) => {
                let position = Position::from_degrees(lat, lon).map_err(|fault| part("impact", fault.to_string()))?;
                Ok(Frame::Degrees(Plane::at(position)))
            }
            (None, None) => Ok(Frame::Plane),
            _ => Err(part("impact", "`lat` and `lon` belong together")),
        }
    }
}

impl MapText {
    fn read(&self, frame: &Frame, when: Option<Instant>, load: &dyn Fn(&str) -> Result<Geometry, String>) -> Result<ControlMap, FileFault> {
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

    fn held(&self, place: &str, frame: &Frame, load: &dyn Fn(&str) -> Result<Geometry, String>) -> Result<Held, FileFault> {
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

impl EvidenceText {
    fn read(&self, n: usize, frame: &Frame, parties: &[PartyId]) -> Result<Evidence, FileFault> {
        let id = self.id.clone().unwrap_or_else(|| format!("{} {n}", self.kind));
        let place = format!("evidence `{id}`");
        let kind = self.kind.to_lowercase().replace([' ', '-'], "_");
        if NOT_ADMITTED.contains(&kind.as_str()) {
            let what = format!(
                "`{kind}` is not admitted: what somebody usually does, who somebody is and how many repeat it say nothing of who fired"
            );
            return Err(part(place, what));
        }
        let says = self.says(&place, &kind, frame, parties)?;
        Ok(Evidence {
            origin: self.origin.clone().unwrap_or_else(|| id.clone()),
            id,
            controlled_by: self.controlled_by.clone(),
            dependence: self.p_dep,
            says,
        })
    }

    fn says(&self, place: &str, kind: &str, frame: &Frame, parties: &[PartyId]) -> Result<Says, FileFault> {
        let wants = |value: Option<f64>, name: &str| value.ok_or_else(|| part(place, format!("`{name}` is expected")));
        let km = |value: Option<f64>, name: &str| wants(value, name).map(|km| km * 1e3);
        let at = || frame.place(place, &PlaceText { lat: self.lat, lon: self.lon, x_km: self.x_km, y_km: self.y_km, sd_m: None });
        Ok(match kind {
            "azimuth" | "crater" | "damage" => Says::Azimuth { bearing_deg: wants(self.bearing_deg, "bearing_deg")?, sd_deg: self.sd_deg },
            "bearing" | "observer" => {
                Says::Bearing { from: at()?, bearing_deg: wants(self.bearing_deg, "bearing_deg")?, sd_deg: self.sd_deg }
            }
            "range" | "angle_of_fall" => Says::Range { lo_m: km(self.lo_km, "lo_km")?, hi_m: km(self.hi_km, "hi_km")? },
            "acoustic" | "region" | "sensor" => Says::Region { centre: at()?, sd_m: km(self.sd_km, "sd_km")? },
            _ => Says::Ratios { class: class_of(place, kind)?, speaker: self.speaker.clone(), nats: self.nats(place, kind, parties)? },
        })
    }

    fn nats(&self, place: &str, kind: &str, parties: &[PartyId]) -> Result<Vec<(Hypothesis, f64)>, FileFault> {
        let admits = self.speaker.as_ref().filter(|_| kind == "admission").map(|speaker| format!("fire:{speaker}"));
        let default = if kind == "admission" { Some(ADMISSION_RATIO) } else { (kind == "claim").then_some(1.0) };
        let named: Vec<(String, f64)> = match (&self.lr, self.supports.clone().or(admits)) {
            (Some(RatioText::Each(each)), _) => each.iter().map(|(name, ratio)| (name.clone(), *ratio)).collect(),
            (Some(RatioText::One(ratio)), Some(supports)) => vec![(supports, *ratio)],
            (None, Some(supports)) => {
                let ratio = default.ok_or_else(|| part(place, "`lr` is expected: how many times likelier if the hypothesis is true"))?;
                vec![(supports, ratio)]
            }
            (_, None) => return Err(part(place, "`for` is expected: a hypothesis such as `fire:PARTY`, with `lr`")),
        };
        let read = |(name, ratio): (String, f64)| {
            let hypothesis = Hypothesis::from_word(&name, parties).ok_or_else(|| {
                part(place, format!("`{name}` is no hypothesis: `fire:`, `staged:` or `accident:` with a party, or `third` is expected"))
            })?;
            let is_ratio = ratio > 0.0 && ratio.is_finite();
            let nats = is_ratio.then(|| libm::log(ratio)).ok_or_else(|| part(place, format!("lr `{ratio}` is not a ratio above 0")))?;
            Ok((hypothesis, nats))
        };
        named.into_iter().map(read).collect()
    }
}

fn class_of(place: &str, kind: &str) -> Result<Class, FileFault> {
    let own = Class::ALL.into_iter().filter(|class| !matches!(class, Class::Target | Class::Weapon));
    let names = || own.clone().map(Class::word).collect::<Vec<_>>().join(", ");
    own.clone().find(|class| class.word() == kind).ok_or_else(|| part(place, format!("kind `{kind}` is none of {}", names())))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
fn ppm(share: f64) -> u32 {
    libm::rint((share * 1e6).clamp(0.0, 1e6)) as u32
}
