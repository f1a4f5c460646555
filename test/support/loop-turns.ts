/**
 * Watches what this thread computes. @returns ends it, and says how many milliseconds of CPU one turn of its event loop took at
 * most, a look at it included; what the machine's other work takes from the thread does not count
 */
export function watchTurns(): () => number {
  let longest = 0;
  let before = process.threadCpuUsage();
  const look = (): void => {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1_000);
    before = process.threadCpuUsage();
  };
  const timer = setInterval(look, 1);
  return () => {
    clearInterval(timer);
    look();
    return longest;
  };
}
