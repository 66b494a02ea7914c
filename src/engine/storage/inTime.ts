/** How long storage may take to open: a database that another tab deletes at that moment may never, nor may that of a browser in trouble. */
const OPEN_MS = 5_000;

/**
 * What is being opened, or a rejection with a `TimeoutError` after 5 seconds.
 * @param onLate is given what opens later
 */
export async function inTime<T>(opening: Promise<T>, onLate?: (opened: T) => void): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLate = false;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(new DOMException('it did not open in time', 'TimeoutError'));
    }, OPEN_MS);
  });
  opening.then(
    (opened) => isLate && onLate?.(opened),
    () => {}, // who waits hears of it
  );
  try {
    return await Promise.race([opening, late]);
  } finally {
    clearTimeout(timer);
  }
}
