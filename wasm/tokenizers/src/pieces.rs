//! The pieces of a vocabulary as a tree of their bytes, in three flat lists: the crate has a hash map at each of its nodes,
//! which takes a minute and a gigabyte for what a file of 4 MB may hold.

use std::collections::VecDeque;

use crate::errors::Result;
use crate::work;

pub const ROOT: usize = 0;
/// Bytes that are looked up for a unit of work.
const PER_UNIT: usize = 4;

/// Nodes are in the order of their depth, so that the children of each are neighbors.
pub struct Pieces {
    /// Where the children of each node begin; they end where the next one's do.
    first_child: Vec<u32>,
    /// The byte that leads to each node, ascending among the children of one.
    labels: Vec<u8>,
    ids: Vec<Option<u32>>,
}

impl Pieces {
    /// Of equal pieces the last one counts.
    pub fn new<'a>(pieces: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let mut sorted: Vec<(&[u8], u32)> = pieces.map(|(piece, id)| (piece.as_bytes(), id)).collect();
        sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut tree = Self { first_child: Vec::new(), labels: vec![0], ids: Vec::new() };
        // Of each node: the pieces that go through it, and how many bytes lead to it.
        let mut nodes = VecDeque::from([(0, sorted.len(), 0)]);
        while let Some((mut start, end, depth)) = nodes.pop_front() {
            let mut id = None;
            while start < end && sorted[start].0.len() == depth {
                id = Some(sorted[start].1);
                start += 1;
            }
            tree.ids.push(id);
            tree.first_child.push(tree.labels.len() as u32);
            while start < end {
                let label = sorted[start].0[depth];
                let stop = start + sorted[start..end].partition_point(|(piece, _)| piece[depth] == label);
                tree.labels.push(label);
                nodes.push_back((start, stop, depth + 1));
                start = stop;
            }
        }
        tree.first_child.push(tree.labels.len() as u32);
        tree
    }

    fn child(&self, node: usize, label: u8) -> Option<usize> {
        let start = self.first_child[node] as usize;
        let end = self.first_child[node + 1] as usize;
        self.labels[start..end].binary_search(&label).ok().map(|at| start + at)
    }

    /// The node that `bytes` lead to from another.
    pub fn walk(&self, from: usize, bytes: &[u8]) -> Option<usize> {
        bytes.iter().try_fold(from, |node, &byte| self.child(node, byte))
    }

    pub fn id(&self, piece: &str) -> Option<u32> {
        self.ids[self.walk(ROOT, piece.as_bytes())?]
    }

    /// Calls `found` with length and id of each piece that `text` begins with, the shortest first. Pays for what it looks up.
    /// They are looked for from the node `from`: that of a prefix, or the root.
    pub fn each_prefix(&self, from: usize, text: &[u8], mut found: impl FnMut(usize, u32)) -> Result<()> {
        let (mut node, mut length) = (from, 0);
        while let Some(next) = text.get(length).and_then(|&byte| self.child(node, byte)) {
            node = next;
            length += 1;
            if let Some(id) = self.ids[node] {
                found(length, id);
            }
        }
        work::spend(1 + length / PER_UNIT)
    }
}
