/** Tells how far a command has come: in place on a terminal, every tenth elsewhere. */
export function progressLine(things: string) {
  const { stderr } = process;
  const started = performance.now();
  let tenths = 0;
  return {
    show(done: number, total: number): void {
      const now = total === 0 ? 10 : Math.floor((10 * done) / total);
      const line = `${done} of ${total} ${things}, ${rateOf(done / (performance.now() - started))}`;
      if (stderr.isTTY) stderr.write(`\r${line}\u001b[K`);
      else if (now > tenths) stderr.write(`${line}\n`);
      tenths = now;
    },
    end(): void {
      if (stderr.isTTY) stderr.write('\n');
    },
  };
}

function rateOf(perMs: number): string {
  const [perSecond, perMinute] = [1_000 * perMs, 60_000 * perMs];
  return perSecond >= 1 ? `${Math.round(perSecond)} a second` : `${perMinute.toFixed(1)} a minute`;
}
