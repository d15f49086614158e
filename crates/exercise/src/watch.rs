//! Who watched when: every camera and every patrol post, day by day, with its failures.

use crate::calendar::{Second, day_of, day_start};
use crate::chance::Chance;
use crate::places::Post;
use crate::story::Teller;
use model::CoverageState;

/// One day of one post.
#[derive(Clone, Debug)]
pub(crate) struct DayWatch {
    /// When it was to watch.
    pub(crate) planned: (Second, Second),
    /// When it did.
    pub(crate) observed: (Second, Second),
    /// What became of it.
    pub(crate) state: CoverageState,
    /// Why it fell short.
    pub(crate) cause: &'static str,
}

/// One post over the whole story; the first day is the eve.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    /// The post.
    pub(crate) post: Post,
    /// Its days.
    pub(crate) days: Vec<DayWatch>,
}

/// What can go wrong in a day of watching: how likely, what it is called, why.
type Failure = (f64, CoverageState, &'static str);

const CAMERA_FAILURES: [Failure; 5] = [
    (0.014, CoverageState::Lost, "no power"),
    (0.010, CoverageState::Lost, "link to the operations room lost"),
    (0.006, CoverageState::Lost, "mast damaged by fire"),
    (0.030, CoverageState::Degraded, "fog from the sea"),
    (0.012, CoverageState::Degraded, "lens iced or dirty"),
];
const PATROL_FAILURES: [Failure; 5] = [
    (0.030, CoverageState::Denied, "turned back at a checkpoint"),
    (0.020, CoverageState::Denied, "road closed by order of a commander"),
    (0.045, CoverageState::Delayed, "kept waiting at a checkpoint"),
    (0.020, CoverageState::Degraded, "withdrawn early for safety"),
    (0.008, CoverageState::Lost, "vehicle broken down"),
];

/// Most days that a lost camera stays lost.
const LOST_DAYS_MAX: u32 = 6;

/// The cameras' watch: day and night.
pub(crate) fn cameras(teller: &Teller, posts: Vec<Post>) -> Vec<Watch> {
    let mut chance = teller.chance("camera failures");
    posts.into_iter().map(|post| watch(teller, post, (0.0, 24.0), &CAMERA_FAILURES, &mut chance)).collect()
}

/// The patrol posts' watch: from before dawn to late evening.
pub(crate) fn patrols(teller: &Teller, posts: Vec<Post>) -> Vec<Watch> {
    let mut chance = teller.chance("patrol failures");
    posts.into_iter().map(|post| watch(teller, post, (5.0, 23.0), &PATROL_FAILURES, &mut chance)).collect()
}

fn watch(teller: &Teller, post: Post, hours: (f64, f64), failures: &[Failure], chance: &mut Chance) -> Watch {
    let mut days = Vec::new();
    let mut lost: Option<(u32, &'static str)> = None;
    for day in -1..teller.days {
        let at = |hour: f64| day_start(day) + (hour * 3600.0) as Second;
        let planned = (at(hours.0), at(hours.1));
        let (state, cause) = match lost.take() {
            Some((left, cause)) => {
                lost = left.checked_sub(1).map(|left| (left, cause));
                (CoverageState::Lost, cause)
            }
            None => {
                let drawn = draw(failures, chance);
                lost = (drawn.0 == CoverageState::Lost).then(|| (chance.whole(0, LOST_DAYS_MAX - 2), drawn.1));
                drawn
            }
        };
        let middle = at(hours.0 + (hours.1 - hours.0) * chance.between(0.2, 0.7));
        let observed = match state {
            CoverageState::Observed => planned,
            CoverageState::Degraded => (planned.0, middle),
            CoverageState::Delayed => (at(hours.0 + chance.between(1.0, 4.5)), planned.1),
            CoverageState::Denied | CoverageState::Lost => (planned.0, planned.0),
        };
        days.push(DayWatch { planned, observed, state, cause });
    }
    Watch { post, days }
}

fn draw(failures: &[Failure], chance: &mut Chance) -> (CoverageState, &'static str) {
    let mut left = chance.unit();
    for (likely, state, cause) in failures {
        left -= likely;
        if left < 0.0 {
            return (*state, cause);
        }
    }
    (CoverageState::Observed, "")
}

impl Watch {
    /// Whether the post watched at a moment.
    pub(crate) fn watches(&self, second: Second) -> bool {
        let day = usize::try_from(day_of(second) + 1).ok().and_then(|index| self.days.get(index));
        day.is_some_and(|day| (day.observed.0..day.observed.1).contains(&second))
    }
}
