//! Numbers that decide what the public sees, each with its source.

use model::Class;
use model::release::ClassRule;

/// Height of the smallest cell, 1e-7 degree: 5.5 km. Source: INTEGRITY 14, no class but agreed objects is finer than 5 km.
pub const CELL_LAT_E7: i64 = 500_000;
/// Width of the smallest cell, 1e-7 degree: 11 km at the equator, 5.6 km at 60 degrees of latitude.
pub const CELL_LON_E7: i64 = 1_000_000;
/// Doublings after which one cell holds the whole earth.
pub const LEVEL_MAX: u32 = 12;
/// Above this level (blocks of 3.2 by 6.4 degrees) nobody counts who lives in a cell. Assumed.
pub const PEOPLE_LEVEL_MAX: u32 = 6;
/// Least length of a degree of latitude, metres (at the equator; ellipsoid WGS 84).
pub const DEGREE_M_MIN: i64 = 110_574;
/// Greatest length of a degree of latitude, metres (at the poles; ellipsoid WGS 84).
pub const DEGREE_M_MAX: i64 = 111_695;
/// A cell is at least so many standard deviations of the place wide, so that it claims no more than is known. Assumed.
pub const CELL_SD_N_MIN: u32 = 4;
/// No mission may set a finer cell than this for where fire came from, metres. Source: METHOD 13.
pub const ORIGIN_EDGE_M_MIN: u32 = 1_000;
/// No mission may show where fire came from earlier than this, hours. Assumed; the default is 24 (METHOD 13).
pub const ORIGIN_DELAY_H_MIN: u32 = 6;
/// Counts below this are not shown in tables. Source: INTEGRITY 14.
pub const COUNT_SHOWN_MIN: u32 = 5;
/// Time is shown in steps of one of these, hours. Source: INTEGRITY 14.
pub const BUCKETS_H: [u32; 3] = [1, 6, 24];
/// Greatest delay that a mission can set, hours: ten years.
pub const DELAY_H_MAX: u32 = 87_600;
/// Greatest least edge that a mission can set, metres.
pub const EDGE_M_MAX: u32 = 1_000_000;
/// Most settlements in a mission's data.
pub const SETTLEMENTS_N_MAX: usize = 100_000;
/// Farthest from an agreed object at which an incident is shown at it, metres.
pub const OBJECT_REACH_M_MAX: u32 = 1_000;

/// The rule of a class in a mission that says nothing of it. Edges: INTEGRITY 14 and METHOD 13;
/// delays but that of origins, and buckets: assumed.
pub const fn default_rule(class: Class) -> ClassRule {
    let (edge_m_min, delay_h, bucket_h) = match class {
        Class::Casualty => (5_000, 24, 24),
        Class::Dwelling => (5_000, 6, 6),
        Class::Event => (5_000, 6, 6),
        Class::FireOrigin => (10_000, 24, 24),
        Class::Forces => (10_000, 72, 24),
        Class::Infrastructure => (10_000, 24, 6),
        Class::Patrol => (10_000, 48, 24),
        Class::PublicObject => (0, 6, 6),
    };
    ClassRule { area_km2_min: 0, bucket_h, class, delay_h, edge_m_min, people_n_min: 0 }
}
