//! Patterns that may look ahead or back, which are found by trying: each search may try little, and the few that need more pay.
//! What a search may read, however it is found, is paid for where it is much (`reach.rs`).

use std::sync::OnceLock;

use fancy_regex::{Error, Regex, RegexBuilder, RuntimeError};
use tokenizers::pattern::Pattern;
use tokenizers::Offsets;

use crate::errors::Result;
use crate::reach::Reach;
use crate::work;

/// How often a search may go back; the last is the crate's own limit, where it would leave the rest of the text as it is.
const LIMITS: [usize; 4] = [128, 4_096, 131_072, 1_000_000];
/// To go back once takes a quarter of what a byte takes that is made.
const PER_UNIT: usize = 4;
/// A search that reads less than this many bytes is paid for by what it finds; one that reads more costs as many units for each
/// as it reads times this, up to `MOST_PER_BYTE`.
const NEAR: u64 = 64;
const MOST_PER_BYTE: u64 = 16;
/// To go back reads up to a quarter of this many bytes for each place that it goes back to.
const BACK: u64 = 4;
/// In bytes: a pattern with classes of Unicode takes some 100 kB.
const MAX_SIZE: usize = 2_000_000;

pub struct BoundedPattern {
    source: String,
    /// By the limits above, compiled when they are needed.
    tiers: [OnceLock<Regex>; LIMITS.len()],
    /// What a match is replaced by, in bytes.
    replacement: usize,
    reach: Reach,
}

impl BoundedPattern {
    /// Of the regular expression `source`.
    pub fn new(source: String, replacement: usize) -> Result<Self> {
        let reach = Reach::new(&source)?;
        let pattern = Self { source, tiers: Default::default(), replacement, reach };
        pattern.tier(0)?;
        Ok(pattern)
    }

    /// Of a text that stands for itself.
    pub fn literal(text: &str, replacement: usize) -> Result<Self> {
        Self::new(fancy_regex::escape(text).into_owned(), replacement)
    }

    fn tier(&self, tier: usize) -> Result<&Regex> {
        if let Some(regex) = self.tiers[tier].get() {
            return Ok(regex);
        }
        let regex = RegexBuilder::new(&self.source)
            .backtrack_limit(LIMITS[tier])
            .delegate_size_limit(MAX_SIZE)
            .build()?;
        Ok(self.tiers[tier].get_or_init(|| regex))
    }

    /// Places at which a search may begin are paid for up to `paid`.
    fn find(&self, text: &str, from: usize, paid: &mut usize) -> Result<Option<Offsets>> {
        *paid = from.max(*paid);
        self.pay(text, paid, from)?;
        for (tier, &limit) in LIMITS.iter().enumerate() {
            if tier > 0 {
                work::spend(limit / PER_UNIT)?;
                self.pay_for_going_back(text, from, limit)?;
            }
            match self.tier(tier)?.find_from_pos(text, from) {
                Err(Error::RuntimeError(RuntimeError::BacktrackLimitExceeded)) => continue,
                Err(error) => return work::fail(error.to_string()),
                Ok(found) => {
                    self.pay(text, paid, found.map_or(text.len(), |found| found.start()))?;
                    return Ok(found.map(|found| (found.start(), found.end())));
                }
            }
        }
        work::fail(format!("the pattern {} takes too long", self.source))
    }

    /// Pays for searches from each place up to another, that one included, and none twice.
    fn pay(&self, text: &str, paid: &mut usize, to: usize) -> Result<()> {
        while *paid <= to && *paid < text.len() {
            let reach = self.reach.from(text, *paid);
            spend(reach.saturating_mul((reach / NEAR).min(MOST_PER_BYTE)))?;
            *paid = next_character(text, *paid);
        }
        Ok(())
    }

    /// A search may go back to each place that it has reached, and read on from there.
    fn pay_for_going_back(&self, text: &str, from: usize, limit: usize) -> Result<()> {
        let places = text[from..].char_indices().take(limit);
        for (place, _) in places {
            let reach = self.reach.from(text, from + place);
            spend((limit as u64).min(BACK * reach).saturating_mul(reach) / NEAR)?;
        }
        Ok(())
    }
}

fn spend(units: u64) -> Result<()> {
    work::spend(usize::try_from(units).unwrap_or(usize::MAX))
}

impl Pattern for &BoundedPattern {
    /// As the crate's own does: empty matches right behind another do not count.
    fn find_matches(&self, inside: &str) -> Result<Vec<(Offsets, bool)>> {
        if inside.is_empty() {
            return Ok(vec![((0, 0), false)]);
        }
        let (mut parts, mut end, mut last, mut from, mut paid) = (Vec::new(), 0, None, 0, 0);
        while from <= inside.len() {
            let Some((start, stop)) = self.find(inside, from, &mut paid)? else { break };
            from = if start == stop { next_character(inside, stop) } else { stop };
            if start == stop && last == Some(stop) {
                continue;
            }
            work::spend(self.replacement)?;
            if end != start {
                parts.push(((end, start), false));
            }
            parts.push(((start, stop), true));
            end = stop;
            last = Some(stop);
        }
        if end != inside.len() {
            parts.push(((end, inside.len()), false));
        }
        Ok(parts)
    }
}

fn next_character(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}
