//! Pieces: what pairs with log-odds above 0 connect. No incident ever spans two of them.
//!
//! Both the exact optimum and average linkage join two groups only over a pair above 0, so the
//! pieces over such pairs give the same incidents as larger ones would (PERFORMANCE 5.1).

/// Items joined so far.
pub(crate) struct Joined {
    root: Vec<u32>,
}

impl Joined {
    /// So many items, each alone.
    pub fn alone(n: usize) -> Self {
        Self { root: (0..n as u32).collect() }
    }

    /// Joins two items and all that is joined to them.
    pub fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        if let Some(root) = self.root.get_mut(a.max(b) as usize) {
            *root = a.min(b);
        }
    }

    fn find(&mut self, mut item: u32) -> u32 {
        loop {
            let above = self.above(item);
            if above == item {
                return item;
            }
            let higher = self.above(above);
            if let Some(root) = self.root.get_mut(item as usize) {
                *root = higher;
            }
            item = higher;
        }
    }

    fn above(&self, item: u32) -> u32 {
        self.root.get(item as usize).copied().unwrap_or(item)
    }

    /// The pieces in order of their smallest item, each in order.
    pub fn pieces(mut self) -> Vec<Vec<u32>> {
        let n = self.root.len() as u32;
        let mut rooted: Vec<(u32, u32)> = (0..n).map(|item| (self.find(item), item)).collect();
        rooted.sort_unstable();
        rooted.chunk_by(|a, b| a.0 == b.0).map(|piece| piece.iter().map(|(_, item)| *item).collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joining_is_transitive_and_order_free() {
        let mut joined = Joined::alone(6);
        joined.join(4, 1);
        joined.join(3, 4);
        joined.join(5, 2);
        assert_eq!(joined.pieces(), [vec![0], vec![1, 3, 4], vec![2, 5]]);
    }
}
