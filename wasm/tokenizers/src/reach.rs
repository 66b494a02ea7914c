//! How far a pattern may look from a place of a text. A search that reads to the end and finds little does so at each letter:
//! `[^b]*b|a`. What it may read is an expression without look-around, whose automaton ends where nothing can go on.

use std::sync::{Mutex, PoisonError};

use fancy_regex::{Expr, LookAround};
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::{Anchored, Input, MatchKind};

use crate::errors::Result;

/// A repetition beyond this has no end here.
const MANY: usize = 100;
/// In characters, of all look-behinds: for each place they go back so far.
const MAX_LOOK_BEHIND: usize = 256;
/// In bytes, for an automaton of Unicode classes; beyond it, everything is read.
const MAX_SIZE: usize = 4_000_000;
const EVERYTHING: &str = "(?s:.)*";
/// Real patterns have about ten repetitions, each of which may read the same letters again.
const USUAL_LOOPS: usize = 16;

pub struct Reach {
    automaton: DFA,
    cache: Mutex<Cache>,
    /// How often a search may read what it reaches, in units of what patterns usually do.
    loops: usize,
    /// Whether it looks around without an end at each step of a repetition.
    is_nested: bool,
}

#[derive(Default)]
struct Shape {
    loops: usize,
    look_behind: usize,
    is_nested: bool,
}

impl Reach {
    pub fn new(source: &str) -> Result<Self> {
        let tree = Expr::parse_tree(source)?;
        let mut shape = Shape::default();
        let readable = shape.readable(&tree.expr, false);
        if shape.look_behind > MAX_LOOK_BEHIND {
            return Err(format!("the pattern {source} looks back further than {MAX_LOOK_BEHIND} characters").into());
        }
        let automaton = automaton_of(&readable).or_else(|_| automaton_of(EVERYTHING))?;
        let cache = Mutex::new(automaton.create_cache());
        Ok(Self { automaton, cache, loops: 1 + shape.loops / USUAL_LOOPS, is_nested: shape.is_nested })
    }

    /// How many bytes a search that begins at a place may read, those that it reads again included.
    pub fn from(&self, text: &str, at: usize) -> u64 {
        let bytes = self.read(text, at) as u64;
        self.loops as u64 * if self.is_nested { bytes * bytes } else { bytes }
    }

    fn read(&self, text: &str, at: usize) -> usize {
        let rest = text.len() - at;
        let cache = &mut *self.cache.lock().unwrap_or_else(PoisonError::into_inner); // the crate asks for locks; there is one thread
        let input = Input::new(text).anchored(Anchored::Yes).range(at..);
        let Ok(mut state) = self.automaton.start_state_forward(cache, &input) else { return rest };
        for (i, &byte) in text.as_bytes()[at..].iter().enumerate() {
            match self.automaton.next_state(cache, state, byte) {
                Ok(next) if !next.is_dead() && !next.is_quit() => state = next,
                Ok(_) => return i + 1,
                Err(_) => return rest,
            }
        }
        rest
    }
}

fn automaton_of(pattern: &str) -> Result<DFA> {
    let config = DFA::config().match_kind(MatchKind::All).skip_cache_capacity_check(true);
    let automaton = DFA::builder()
        .configure(config)
        .thompson(thompson::Config::new().nfa_size_limit(Some(MAX_SIZE)))
        .build(pattern)?;
    Ok(automaton)
}

impl Shape {
    /// An expression of all that one may read: more than it matches, and never less.
    fn readable(&mut self, expr: &Expr, is_repeated: bool) -> String {
        match expr {
            Expr::Any { .. } | Expr::Literal { .. } | Expr::Delegate { .. } => {
                let mut leaf = String::from("(?:");
                expr.to_str(&mut leaf, 1);
                leaf + ")"
            }
            Expr::Empty | Expr::Assertion(_) | Expr::KeepOut | Expr::ContinueFromPreviousMatchEnd => String::new(),
            Expr::Concat(parts) => parts.iter().map(|part| self.readable(part, is_repeated)).collect(),
            Expr::Alt(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| self.readable(part, is_repeated)).collect();
                format!("(?:{})", parts.join("|"))
            }
            Expr::Group(inner) => format!("(?:{})", self.readable(inner, is_repeated)),
            Expr::AtomicGroup(inner) => {
                self.is_nested |= is_repeated && is_endless(inner);
                format!("(?:{})", self.readable(inner, is_repeated))
            }
            Expr::LookAround(inner, LookAround::LookAhead | LookAround::LookAheadNeg) => {
                self.is_nested |= is_repeated && is_endless(inner);
                format!("(?:{}|)", self.readable(inner, is_repeated))
            }
            Expr::LookAround(inner, _) => {
                self.look_behind = self.look_behind.saturating_add(longest(inner));
                String::new()
            }
            Expr::Repeat { child, hi, .. } => {
                self.loops += usize::from(*hi > 1);
                let inner = self.readable(child, is_repeated || *hi > 1);
                if *hi > MANY { format!("(?:{inner})*") } else { format!("(?:{inner}){{0,{hi}}}") }
            }
            _ => EVERYTHING.to_owned(),
        }
    }
}

/// Whether what an expression matches has no bound.
fn is_endless(expr: &Expr) -> bool {
    longest(expr) > MANY
}

/// In characters.
fn longest(expr: &Expr) -> usize {
    match expr {
        Expr::Any { .. } => 1,
        Expr::Literal { val, .. } => val.len(),
        Expr::Delegate { size, .. } => (*size).max(1),
        Expr::Empty | Expr::Assertion(_) | Expr::KeepOut | Expr::ContinueFromPreviousMatchEnd => 0,
        Expr::Concat(parts) => parts.iter().map(longest).fold(0, usize::saturating_add),
        Expr::Alt(parts) => parts.iter().map(longest).max().unwrap_or(0),
        Expr::Group(inner) | Expr::AtomicGroup(inner) | Expr::LookAround(inner, _) => longest(inner),
        Expr::Repeat { child, hi, .. } => longest(child).saturating_mul(*hi),
        _ => usize::MAX,
    }
}
