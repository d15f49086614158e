//! The test of a remedy against what stood.

use super::{Result, View};
use casework::docket::{Looked, Remedy, Tested, evaluate};
use engine::remedies::{Stood, look, window};

impl View {
    /// Holds the test of a remedy against what stood. What comes out is proposed: an analyst confirms it.
    ///
    /// # Errors
    /// If storage fails.
    pub fn test_remedy(&self, remedy: &Remedy) -> Result<Tested> {
        let Some((from, to)) = window(remedy) else { return Ok(evaluate(&remedy.order.test, &Looked::default())) };
        let ids: Vec<String> = self.incidents(from.ms(), to.ms())?.iter().map(|incident| incident.id.to_string()).collect();
        let (incidents, deeds, coverage) = (self.with_members(&ids)?, self.deeds()?, self.coverage(from.ms(), to.ms())?);
        let ground = engine::assess::ground(self.vault(), self.layers()?)?;
        let stood = Stood { incidents: &incidents, deeds: &deeds, coverage: &coverage, ground: &ground };
        Ok(evaluate(&remedy.order.test, &look(remedy, (from, to), &stood, self.office()?.now())))
    }
}
