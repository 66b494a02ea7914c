//! Texts of errors, and of the panic behind a trap: it can be read after the instance has trapped.

use std::cell::RefCell;
use std::error::Error;
use std::sync::Once;

pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

thread_local! {
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

pub fn keep(error: impl ToString) {
    LAST.with_borrow_mut(|last| *last = error.to_string());
}

pub fn keep_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(|panic| keep(panic))));
}

#[no_mangle]
pub extern "C" fn error() -> *const u8 {
    LAST.with_borrow(|last| last.as_ptr())
}

/// In bytes.
#[no_mangle]
pub extern "C" fn error_length() -> usize {
    LAST.with_borrow(|last| last.len())
}
