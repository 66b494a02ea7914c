//! What the module needs of its host: memory for what comes in. Randomness it does not need.

/// A block of `size` bytes, aligned for numbers of 4 bytes, or null when there is not that much.
#[no_mangle]
pub extern "C" fn allocate(size: usize) -> *mut u32 {
    let mut block = Vec::<u32>::new();
    if block.try_reserve_exact(words(size)).is_err() {
        return std::ptr::null_mut();
    }
    let pointer = block.as_mut_ptr();
    std::mem::forget(block);
    pointer
}

/// # Safety
/// `block` must come from one `allocate(size)`.
#[no_mangle]
pub unsafe extern "C" fn release(block: *mut u32, size: usize) {
    drop(Vec::from_raw_parts(block, 0, words(size)));
}

fn words(size: usize) -> usize {
    size.div_ceil(4).max(1)
}

/// Only the dropout of BPE would ask, which is switched off, and hash maps, which need no secret here.
#[no_mangle]
unsafe extern "Rust" fn __getrandom_v03_custom(block: *mut u8, length: usize) -> Result<(), getrandom::Error> {
    for i in 0..length {
        *block.add(i) = (i as u8).wrapping_mul(151) ^ 0x5a;
    }
    Ok(())
}
