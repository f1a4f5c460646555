import { SingleBar } from 'cli-progress';

/** A bar on standard error, on a terminal only. */
export function progressBar(): { update(share: number): void; end(): void } {
  if (!process.stderr.isTTY) return { update() {}, end() {} };
  const bar = new SingleBar({
    format: '{bar}  {percentage} %  {eta} s to go',
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  });
  bar.start(1000, 0);
  return {
    update: (share) => bar.update(Math.round(1000 * share)),
    end: () => bar.stop(),
  };
}
