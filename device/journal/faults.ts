import { Fault, messageOf } from '../../protocol/errors.ts';

/** The disk refused or failed (`storage-fault`): may be tried again, and may have been done all the same (D14). */
export const storageFault = (doing: string, cause: unknown): Fault =>
  new Fault(
    { code: 'storage-fault', blame: 'environment', temporary: true, mayHaveHappened: true },
    `${doing}: ${messageOf(cause)}`,
    { cause },
  );

/** Does something with the disk; whatever it rejects with becomes a `storage-fault`. */
export async function onDisk<Value>(doing: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    throw storageFault(doing, cause);
  }
}

/** More waits for the disk than may be kept in memory (`journal-full`); possible again once a sync succeeds. */
export const journalFull = (unsyncedBytes: number): Fault =>
  new Fault(
    { code: 'journal-full', blame: 'environment', temporary: true },
    `${unsyncedBytes} bytes wait for the disk already; the record was not taken`,
  );
