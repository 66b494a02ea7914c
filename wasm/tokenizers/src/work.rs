//! How much a file may make of a text. The steps of a tokenizer.json multiply: 24 that double a text make 16 million
//! characters of one. So every step pays for what it makes, and what a text costs is bounded by its length.

use std::cell::{Cell, RefCell};

use crate::errors::Result;

/// A unit is about a byte of a normalized text, with its place in the original: some 20 ns and 20 bytes.
const PER_TEXT: u64 = 4_000_000;
/// Ligatures that become 18 characters, in ten steps, need as many.
const PER_BYTE: u64 = 100;
/// For what a file is made of, besides its vocabulary.
const PER_FILE: u64 = 20_000_000;

thread_local! {
    static LEFT: Cell<u64> = const { Cell::new(PER_FILE) };
    static FAILURE: RefCell<Option<String>> = const { RefCell::new(None) };
}

pub fn begin_file() {
    begin(PER_FILE);
}

pub fn begin_text(bytes: usize) {
    begin(PER_TEXT + PER_BYTE * bytes as u64);
}

fn begin(units: u64) {
    LEFT.set(units);
    FAILURE.set(None);
}

pub fn spend(units: usize) -> Result<()> {
    match LEFT.get().checked_sub(units as u64) {
        Some(left) => {
            LEFT.set(left);
            Ok(())
        }
        None => fail("its steps make too much of it"),
    }
}

/// An error that `check` tells again: the crate ignores what its normalizers return, and goes on with what they left.
pub fn fail<T>(reason: impl Into<String>) -> Result<T> {
    let reason = reason.into();
    FAILURE.set(Some(reason.clone()));
    Err(reason.into())
}

pub fn check() -> Result<()> {
    FAILURE.with_borrow(|failure| failure.clone().map_or(Ok(()), |reason| Err(reason.into())))
}
