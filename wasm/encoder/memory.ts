// Memory: a stack. Weights lie at the bottom for as long as the instance lives; each batch works above them and gives
// everything back.

/** What loads and stores of 128 bits like best, and a cache line. */
const ALIGNMENT: usize = 64;
const PAGE_BITS: usize = 16;

let top: usize = 0;

/** The address of `bytes` new bytes, whose content is what it happens to be. Traps when there is no more memory. */
export function allocate(bytes: usize): usize {
  if (top == 0) top = aligned(__heap_base);
  const address = top;
  top = aligned(top + bytes);
  if (top < address) unreachable();
  const missing = <i32>((top + 0xffff) >> PAGE_BITS) - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
  return address;
}

/** Where the stack ends now; `release` it to give back all that was allocated since. */
export function mark(): usize {
  return top;
}

export function release(address: usize): void {
  top = address;
}

@inline
function aligned(address: usize): usize {
  return (address + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}
