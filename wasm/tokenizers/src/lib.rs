//! The `tokenizers` crate as a wasm module that imports nothing. An instance holds one tokenizer, because the crate
//! panics on some malformed files: that is a trap here, after which an instance cannot be trusted any more.
//!
//! The caller gets a block of memory with `allocate`, writes into it, calls, and gives it back with `release`. Results and
//! texts of errors lie in memory of the module, until the next call.
//!
//! Read `tokenizer.rs` for what is made of a tokenizer.json, `encode.rs` for what is made of a text, `work.rs` for what keeps
//! a file from making too much of either.

mod encode;
mod errors;
mod inspect;
mod memory;
mod model;
mod pattern;
mod pieces;
mod reach;
mod steps;
mod tokenizer;
mod unigram;
mod word_piece;
mod work;

use std::cell::RefCell;

use encode::{encode_all, Request};
use tokenizer::LoadedTokenizer;

#[derive(Default)]
struct State {
    tokenizer: Option<LoadedTokenizer>,
    result: Vec<u32>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// Reads a tokenizer.json. Returns 1, or 0 and the text of an error.
///
/// # Safety
/// `json` must point to `length` readable bytes.
#[no_mangle]
pub unsafe extern "C" fn load(json: *const u8, length: usize) -> u32 {
    errors::keep_panics();
    let bytes = std::slice::from_raw_parts(json, length);
    answer(|state| {
        state.tokenizer = Some(LoadedTokenizer::read(bytes)?);
        Ok(())
    })
}

/// Encodes `texts`, which lie end to end in UTF-8; `lengths` are their lengths in bytes; `max_tokens` may be `u32::MAX`,
/// for no limit. Returns 1, or 0 and the text of an error.
///
/// The result is the number of texts, of tokens, of offsets; then for each text how many tokens were kept, and how many
/// there are; then all ids; all type ids; and all offsets, a start and an end in UTF-16 units for each token.
///
/// # Safety
/// `texts` must point to `size` readable bytes, `lengths` to `count` aligned numbers.
#[no_mangle]
pub unsafe extern "C" fn encode(
    texts: *const u8,
    size: usize,
    lengths: *const u32,
    count: usize,
    max_tokens: usize,
    offsets: u32,
    whole: u32,
) -> u32 {
    let request = Request {
        texts: std::slice::from_raw_parts(texts, size),
        lengths: std::slice::from_raw_parts(lengths, count),
        max_tokens: (max_tokens != usize::MAX).then_some(max_tokens),
        offsets: offsets != 0,
        whole: whole != 0,
    };
    answer(|state| {
        let tokenizer = state.tokenizer.as_ref().ok_or("no tokenizer was loaded")?;
        state.result = encode_all(tokenizer, &request)?;
        Ok(())
    })
}

/// The ids that are put before and after every text. The result is how many come before, then all ids.
#[no_mangle]
pub extern "C" fn special_tokens() -> u32 {
    answer(|state| {
        let tokenizer = state.tokenizer.as_ref().ok_or("no tokenizer was loaded")?;
        state.result = vec![tokenizer.before.len() as u32];
        state.result.extend(tokenizer.before.iter().chain(&tokenizer.after));
        Ok(())
    })
}

#[no_mangle]
pub extern "C" fn result() -> *const u32 {
    STATE.with_borrow(|state| state.result.as_ptr())
}

/// In numbers of 4 bytes.
#[no_mangle]
pub extern "C" fn result_length() -> usize {
    STATE.with_borrow(|state| state.result.len())
}

fn answer(call: impl FnOnce(&mut State) -> errors::Result<()>) -> u32 {
    match STATE.with_borrow_mut(call) {
        Ok(()) => 1,
        Err(error) => {
            errors::keep(error);
            0
        }
    }
}
