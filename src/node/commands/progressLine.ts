/** Tells how far a command has come: in place on a terminal, every tenth elsewhere. */
export function progressLine(things: string) {
  const { stderr } = process;
  const started = performance.now();
  let tenths = 0;
  return {
    show(done: number, total: number): void {
      const now = total === 0 ? 10 : Math.floor((10 * done) / total);
      const rate = Math.round(done / ((performance.now() - started) / 1000));
      const line = `${done} of ${total} ${things}, ${rate} a second`;
      if (stderr.isTTY) stderr.write(`\r${line}\u001b[K`);
      else if (now > tenths) stderr.write(`${line}\n`);
      tenths = now;
    },
    end(): void {
      if (stderr.isTTY) stderr.write('\n');
    },
  };
}
