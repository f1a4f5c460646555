/** Resolves at Ctrl-C or a request to terminate, after calling back; a second one ends the process at once. */
export function onInterrupt(stop: () => void): Promise<void> {
  return new Promise((resolve) => {
    const interrupted = () => {
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', interrupted);
      stop();
      resolve();
    };
    process.on('SIGINT', interrupted);
    process.on('SIGTERM', interrupted);
  });
}
