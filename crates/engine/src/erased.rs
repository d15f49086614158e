//! What orders of erasure have made unreadable: the only excuse for a record that no key opens.

use crate::EngineFault;
use crate::contract::Log;
use crate::gather::entry;
use model::{Act, Entry, Unit};
use record::register::Register;
use record::seal::SealedLeaf;
use std::collections::BTreeMap;

/// All orders in a log: which units, by the order's position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Orders {
    units: BTreeMap<Unit, u64>,
}

impl Orders {
    /// Reads the log's clear leaves. An order counts as the key register stood at its position: one
    /// that lacks a signature excuses nothing.
    ///
    /// # Errors
    /// If a leaf is absent or damaged.
    pub fn read(log: &dyn Log) -> Result<Self, EngineFault> {
        let (mut orders, mut register) = (Self::default(), Register::default());
        for leaf in 0..log.size() {
            if !SealedLeaf::is_claimed_by(&log.stored(leaf)?)
                && let Entry::Signed(signed) = entry(log, leaf)?
                && register.take(leaf, &signed).is_ok()
                && let Act::OrderErasure { units, .. } = signed.declared.act
            {
                orders.add(leaf, &units);
            }
        }
        Ok(orders)
    }

    /// Adds an order; the first that names a unit stays the one that is told.
    pub fn add(&mut self, order: u64, units: &[Unit]) {
        for unit in units.iter().filter(|unit| unit.leaf < order) {
            self.units.entry(*unit).or_insert(order);
        }
    }

    /// The order that erased a whole entry.
    pub fn of_entry(&self, leaf: u64) -> Option<u64> {
        self.units.get(&Unit { item: None, leaf }).copied()
    }

    /// The order that erased an item, or its whole batch.
    pub fn of_item(&self, leaf: u64, item: u32) -> Option<u64> {
        self.units.get(&Unit { item: Some(item), leaf }).copied().or_else(|| self.of_entry(leaf))
    }

    /// The first order that erased something that a step could have seen which saw the log up to
    /// `as_of`, and that came after it.
    pub fn behind(&self, as_of: u64) -> Option<u64> {
        self.units.iter().filter(|(unit, order)| unit.leaf < as_of && **order >= as_of).map(|(_, order)| *order).min()
    }

    /// Every unit that was ordered, with its order.
    pub fn units(&self) -> impl Iterator<Item = (Unit, u64)> + '_ {
        self.units.iter().map(|(unit, order)| (*unit, *order))
    }

    /// Whether nothing was ordered.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }
}
