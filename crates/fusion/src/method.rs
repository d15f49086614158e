//! The method's name and revision, and every constant that can change an incident, with its source.

use model::{Digest, Kind, Sense, TimePrecision};

/// The method's name, as recorded with every conclusion.
pub const NAME: &str = "association";

/// Its revision: a changed formula, order of sums or default is a new one.
/// Revision 3 has the weights of revision 2: a step decides again only what changed can touch (decision 0026).
pub const REVISION: u32 = 3;

/// The word that stands for a source where a value is our own choice, to be replaced by a measurement.
pub const ASSUMED: &str = "assumed";

/// Largest piece that the exact search can take at all, whatever [`Parameters::exact_n_max`] says.
pub const EXACT_N_LIMIT: usize = 15;

/// Grid to which the place of a report of outgoing fire is snapped, 1e-7 degree: about 2.2 km.
/// Source: METHOD 13 (no origin finer than 1 km); the size is assumed.
pub const ORIGIN_GRID_E7: i32 = 200_000;

/// Least standard deviation of such a place per axis, metres. Source: METHOD 13; the size is assumed.
pub const ORIGIN_SD_M_MIN: u32 = 2_000;

/// One entry of the register of constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Constant {
    /// Its name.
    pub id: &'static str,
    /// Where it comes from; begins with [`ASSUMED`] if it is our own choice.
    pub source: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Its value in that unit.
    pub value: i64,
}

macro_rules! parameters {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty = $value:expr, $unit:literal, $source:literal;)+) => {
        /// The constants of the method; the defaults are those of [`REVISION`].
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Parameters {
            $($(#[doc = $doc])+ #[doc = ""] #[doc = concat!("Unit: ", $unit, ". Source: ", $source, ".")] pub $name: $type,)+
        }

        impl Default for Parameters {
            fn default() -> Self {
                Self { $($name: $value,)+ }
            }
        }

        impl Parameters {
            /// Lists all constants, with unit and source.
            pub fn register(&self) -> Vec<Constant> {
                vec![$(Constant { id: stringify!($name), source: $source, unit: $unit, value: i64::from(self.$name) },)+]
            }
        }
    };
}

parameters! {
    /// What an unseen pair counts, and the least that any pair counts.
    pair_floor_mnat: i32 = -12_000, "mnat", "assumed (METHOD 3)";
    /// Outer bound of the gate: places further apart are never one event. The gate itself is
    /// each pair's own: the distance at which its log-odds can no longer reach what is asked.
    reach_m_max: u32 = 25_000, "m", "assumed (METHOD 3)";
    /// Outer bound of the gate: times with a wider gap between them are never one event.
    gap_h_max: u32 = 40, "h", "assumed (METHOD 3)";
    /// Largest piece whose partition is searched exactly; larger ones are `crowded`.
    exact_n_max: u32 = 12, "observations", "assumed (METHOD 3)";
    /// Alternatives kept for each member.
    alternatives_n_max: u32 = 3, "incidents", "assumed (the wire format's bound)";
    /// Least standard deviation of a place: a stated one that is smaller is not believed.
    sd_m_min: u32 = 50, "m", "assumed (METHOD 3: surveyed point)";
    /// Clock error of an instrument that states a moment.
    clock_instrument_sd_s: u32 = 180, "s", "assumed (METHOD 15, G1)";
    /// Clock error of a person who states a moment.
    clock_person_sd_s: u32 = 1_080, "s", "assumed (METHOD 15, G1)";
    /// Clock error of a text or a retold account that states a moment.
    clock_text_sd_s: u32 = 4_320, "s", "assumed (METHOD 15, G1)";
    /// Log-odds that reports come in company: what is reported once is mostly reported again, so a
    /// partition into many lonely reports is less likely than chance alone would have it.
    company_mnat: i32 = 1_250, "mnat", "assumed (decision 0020: tuned on invented missions)";
    /// Names closer together than this are one name.
    names_merge_m: u32 = 250, "m", "assumed (two gazetteers' points of one town)";
    /// What the circle of a named place is widened by before it is cut to the name's ground: on its own
    /// ground a name says little about where.
    names_widen_e3: u32 = 2_000, "1/1000", "assumed (decision 0020)";
    /// Share of the reports that name another than the nearest named place.
    names_leak_ppm: u32 = 50_000, "ppm", "assumed (decision 0020)";
    /// Log-odds of the same kind: ln(m/u), m = .8, u = .25.
    same_kind_mnat: i32 = 1_163, "mnat", "assumed (METHOD 3: m = .75-.85)";
    /// Log-odds of another kind of the same family: ln((1-m)/(1-u)).
    other_kind_mnat: i32 = -1_322, "mnat", "assumed (METHOD 3: m = .75-.85)";
    /// Log-odds of an act and its trace: explosion and damage, explosion and seismic event.
    /// Different words are expected there, so they say nothing either way.
    trace_mnat: i32 = 0, "mnat", "assumed";
    /// Log-odds of a blast and a fire: ln .051, the share of verified bombings with a fire on the
    /// same day within 1 km (8.0 %) less what chance gives (2.9 %).
    heat_blast_mnat: i32 = -2_976, "mnat", "measured (METHOD 9d, 815 bombings and explosions)";
    /// Log-odds of damage and a fire: ln .055 (10.0 % less 4.5 %).
    heat_damage_mnat: i32 = -2_900, "mnat", "measured (METHOD 9d, 3 087 damage events)";
    /// The most that a fire and anything else may count: ln 5. Fires alone never confirm.
    heat_mnat_max: i32 = 1_609, "mnat", "assumed (METHOD 9d)";
    /// A place with a wider circle than this is an area, such as a district.
    area_sd_m: u32 = 10_000, "m", "assumed (METHOD 3: a district-level report)";
    /// The most that a pair may count if one place is an area: chance .92, never enough to join unseen.
    area_mnat_max: i32 = 2_500, "mnat", "assumed (METHOD 3: can never be strong evidence)";
    /// Side of the cells in which other reports are counted; the neighbourhood is 3 x 3 of them.
    density_cell_m: u32 = 8_000, "m", "assumed (METHOD 3: kernel of 8 km)";
    /// Width of the time window of the local density, centred on the report.
    density_window_h: u32 = 24, "h", "assumed";
    /// Width of the time window of the usual density, to which the local one is shrunk.
    density_season_h: u32 = 720, "h", "assumed (METHOD 15: G1 lasts 30 days)";
    /// Density where nothing is known: incidents of one family, to which the usual density is shrunk.
    density_floor: u32 = 10_000, "incidents per 1e9 km2 h", "assumed";
    /// Weight of each shrinking, as so many incidents seen.
    density_prior_e3: u32 = 1_000, "1/1000 incident", "assumed";
    /// Reports of one incident, to turn a density of reports into one of incidents.
    reports_e3: u32 = 1_850, "1/1000 report", "METHOD 15 (G1: report density / 1.85)";
    /// The same for heat pixels.
    pixels_e3: u32 = 1_850, "1/1000 pixel", "assumed (as reports)";
    /// Heat or radar pixels of one source may be one event: neighbouring pixels of one fire on one
    /// day are one fire, and the source lists pixels, not events.
    pixels_repeat: bool = true, "0 or 1", "assumed";
    /// Clips of one source may show one event: whoever verifies imagery files each clip, and
    /// several clips show one strike (872 of 2,451 verified events share day and site within 60 m
    /// with another, up to 24: data/README). Kept apart they would pass for as many strikes; joined
    /// by the same odds as any other pair, two strikes far enough apart still stay two.
    clips_repeat: bool = true, "0 or 1", "measured in kind (data/README, Claims and counts); the choice is assumed";
    /// Texts with a named author may come back to an event (updates, follow-ups). A source that
    /// names no author (a list of events) speaks for itself: one row, one event.
    stories_repeat: bool = true, "0 or 1", "assumed";
}

/// Constants that revision 1 did not have.
const SINCE_2: [&str; 6] = ["company_mnat", "names_merge_m", "names_widen_e3", "names_leak_ppm", "area_sd_m", "area_mnat_max"];

impl Parameters {
    /// The constants of a revision, old or new, so that an old conclusion can be made again; `None`
    /// if this program does not know it.
    pub fn of_revision(revision: u32) -> Option<Self> {
        match revision {
            1 => Some(Self {
                company_mnat: 0,
                names_widen_e3: 1_000,
                names_leak_ppm: 1_000_000,
                area_mnat_max: i32::MAX,
                same_kind_mnat: 1_099,
                other_kind_mnat: -1_099,
                ..Self::default()
            }),
            2 | REVISION => Some(Self::default()),
            _ => None,
        }
    }

    /// Digests the constants of a revision, for the record: those that it had.
    pub fn digest(&self, revision: u32) -> Digest {
        let had = |entry: &Constant| revision > 1 || !SINCE_2.contains(&entry.id);
        let lines: Vec<String> =
            self.register().iter().filter(|entry| had(entry)).map(|entry| format!("{}={}", entry.id, entry.value)).collect();
        let parts: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
        Digest::tagged("parameters/association", &parts)
    }

    /// How the words of two kinds weigh; `None` if one event cannot be both.
    pub(crate) fn kinds(&self, a: Kind, b: Kind) -> Option<Weight> {
        let free = |mnat| Some(Weight { mnat, mnat_max: i32::MAX });
        let weak = |mnat| Some(Weight { mnat, mnat_max: self.heat_mnat_max });
        match (sort_of(a), sort_of(b)) {
            (Sort::Heat, Sort::Blast | Sort::Instrument) | (Sort::Blast | Sort::Instrument, Sort::Heat) => weak(self.heat_blast_mnat),
            (Sort::Heat, Sort::Damage) | (Sort::Damage, Sort::Heat) => weak(self.heat_damage_mnat),
            (one, other) if one.family() != other.family() => None,
            (Sort::Heat, Sort::Heat) | (Sort::Only(_), Sort::Only(_)) => free(0),
            _ if a == b => free(self.same_kind_mnat),
            (Sort::Damage | Sort::Casualty, _) | (_, Sort::Damage | Sort::Casualty) => free(self.trace_mnat),
            (Sort::Instrument, Sort::Blast | Sort::Instrument) | (Sort::Blast, Sort::Instrument) => free(self.trace_mnat),
            _ => free(self.other_kind_mnat),
        }
    }

    /// Greatest weight that two kinds of these families can have; `None` if they never match.
    pub(crate) fn families(&self, a: Family, b: Family) -> Option<i32> {
        match (a, b) {
            (Family::Act, Family::Heat) | (Family::Heat, Family::Act) => Some(self.heat_blast_mnat.max(self.heat_damage_mnat)),
            (one, other) if one != other => None,
            (Family::Heat | Family::Only(_), _) => Some(0),
            (Family::Act | Family::Air, _) => Some(self.same_kind_mnat.max(self.other_kind_mnat).max(self.trace_mnat)),
        }
    }

    /// Standard deviation of a stated time beyond its interval, seconds. A day or longer is taken
    /// as it stands: the true moment lies inside.
    pub(crate) fn clock_sd_s(&self, sense: Sense, precision: TimePrecision) -> u32 {
        match precision {
            TimePrecision::Instant | TimePrecision::Minute | TimePrecision::Hour | TimePrecision::PartOfDay => match sense {
                Sense::Heard | Sense::Seen | Sense::HeardAndSeen => self.clock_person_sd_s,
                Sense::Told | Sense::Read | Sense::ThirdPartyImagery => self.clock_text_sd_s,
                Sense::Camera
                | Sense::UavMini
                | Sense::UavMidRange
                | Sense::UavLongRange
                | Sense::AcousticSensor
                | Sense::SeismicSensor
                | Sense::SatelliteOptical
                | Sense::SatelliteSar
                | Sense::SatelliteThermal => self.clock_instrument_sd_s,
            },
            TimePrecision::Day
            | TimePrecision::Days
            | TimePrecision::Week
            | TimePrecision::Month
            | TimePrecision::Year
            | TimePrecision::Unknown => 0,
        }
    }

    /// Whether one voice may report one event more than once, in this way of perceiving it. The
    /// rule is that it does not: what a patrol, camera or list of events gives as two rows is two
    /// events (METHOD 3, cannot-link).
    pub(crate) fn may_repeat(&self, kind: Kind, sense: Sense, has_author: bool) -> bool {
        match sense {
            Sense::SatelliteOptical | Sense::SatelliteSar | Sense::SatelliteThermal => self.pixels_repeat,
            Sense::ThirdPartyImagery => self.clips_repeat,
            Sense::Read if has_author => self.stories_repeat,
            _ => kind == Kind::ThermalAnomaly && self.pixels_repeat,
        }
    }
}

/// What a pair of kinds weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Weight {
    /// ln(m/u), mnat.
    pub mnat: i32,
    /// The most that the pair may count in all, mnat.
    pub mnat_max: i32,
}

/// Kinds whose density is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    /// Fire, explosions and what they leave.
    Act,
    /// Aircraft of all sorts.
    Air,
    /// Fires seen from above.
    Heat,
    /// A kind that matches itself alone.
    Only(Kind),
}

/// Kinds that weigh alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Air,
    Blast,
    Casualty,
    Damage,
    Gunfire,
    Heat,
    Instrument,
    Only(Kind),
}

impl Sort {
    const fn family(self) -> Family {
        match self {
            Self::Blast | Self::Casualty | Self::Damage | Self::Gunfire | Self::Instrument => Family::Act,
            Self::Air => Family::Air,
            Self::Heat => Family::Heat,
            Self::Only(kind) => Family::Only(kind),
        }
    }
}

/// The family of a kind.
pub(crate) const fn family_of(kind: Kind) -> Family {
    sort_of(kind).family()
}

const fn sort_of(kind: Kind) -> Sort {
    match kind {
        Kind::Explosion | Kind::Airburst | Kind::Detonation => Sort::Blast,
        Kind::SeismicEvent | Kind::AcousticEvent => Sort::Instrument,
        Kind::Projectile | Kind::Tracer | Kind::Burst | Kind::Shot | Kind::MuzzleFlash | Kind::ExchangeOfFire => Sort::Gunfire,
        Kind::Crater | Kind::Damage => Sort::Damage,
        Kind::Casualty => Sort::Casualty,
        Kind::ThermalAnomaly => Sort::Heat,
        Kind::Aircraft | Kind::Uav => Sort::Air,
        Kind::IlluminationFlare
        | Kind::WeaponSeen
        | Kind::PositionSeen
        | Kind::PersonnelSeen
        | Kind::Convoy
        | Kind::MineUxo
        | Kind::Restriction
        | Kind::Jamming
        | Kind::Inventory
        | Kind::Delivery
        | Kind::Statement
        | Kind::Document => Sort::Only(kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_constant_names_its_source_and_unit() {
        for entry in Parameters::default().register() {
            assert!(!entry.source.is_empty() && !entry.unit.is_empty(), "{}", entry.id);
        }
    }

    #[test]
    fn a_changed_constant_changes_the_digest() {
        let changed = Parameters { pixels_e3: 1_851, ..Parameters::default() };
        assert_ne!(changed.digest(REVISION), Parameters::default().digest(REVISION));
    }

    #[test]
    fn every_revision_up_to_this_one_can_be_made_again() {
        assert!((1..=REVISION).all(|revision| Parameters::of_revision(revision).is_some()));
        assert_eq!(Parameters::of_revision(REVISION + 1), None);
        assert_eq!(Parameters::of_revision(REVISION), Some(Parameters::default()));
    }

    #[test]
    fn the_weights_of_two_kinds_do_not_depend_on_their_order_and_stay_below_their_families() {
        let method = Parameters::default();
        for a in Kind::ALL {
            for b in Kind::ALL {
                assert_eq!(method.kinds(a, b), method.kinds(b, a), "{a} {b}");
                let most = method.families(family_of(a), family_of(b));
                assert!(method.kinds(a, b).is_none_or(|weight| most.is_some_and(|most| weight.mnat <= most)), "{a} {b}");
            }
        }
    }

    #[test]
    fn a_fire_goes_with_a_blast_weakly_and_with_gunfire_not_at_all() {
        let method = Parameters::default();
        assert_eq!(method.kinds(Kind::ThermalAnomaly, Kind::Explosion), Some(Weight { mnat: -2_976, mnat_max: 1_609 }));
        assert_eq!(method.kinds(Kind::Shot, Kind::ThermalAnomaly), None);
        assert_eq!(method.kinds(Kind::WeaponSeen, Kind::Convoy), None);
    }
}
