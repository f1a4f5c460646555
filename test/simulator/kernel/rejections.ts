/** Runs without the listeners of the test runner, which would fail the test for a rejection that is meant. */
export async function withoutRejectionListeners(run: () => Promise<void>): Promise<void> {
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  try {
    await run();
  } finally {
    for (const listener of listeners) process.on('unhandledRejection', listener);
  }
}
