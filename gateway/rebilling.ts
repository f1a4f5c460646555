import type { ReservationId } from '../protocol/ids.ts';
import type { Billing } from './rental/billing.ts';
import type { Storage } from './storage/storage.ts';

/** What billing everything anew came to. */
export interface Rebilled {
  readonly statements: number;
  /** Reservations whose statements say something else now. */
  readonly changed: readonly ReservationId[];
}

/** Thrown to undo a trial. */
class Trial extends Error {
  readonly result: Rebilled;

  constructor(result: Rebilled) {
    super('a trial');
    this.result = result;
  }
}

/** Billing everything anew: the same records, entries and lists give the same bytes, and no new version. */
export const createRebilling = (storage: Storage, billing: Pick<Billing, 'rerate'>) => ({
  rebill({ dryRun }: { readonly dryRun: boolean }): Rebilled {
    try {
      return storage.transaction(() => {
        const result = rebilled(storage, billing);
        if (dryRun) throw new Trial(result);
        return result;
      });
    } catch (thrown) {
      if (thrown instanceof Trial) return thrown.result;
      throw thrown;
    }
  },
});

function rebilled(storage: Storage, billing: Pick<Billing, 'rerate'>): Rebilled {
  const before = storage.statements.list();
  const reservations = new Set(before.map(({ reservation }) => reservation));
  for (const reservation of reservations) billing.rerate(reservation, 'billed anew');
  const old = new Map(before.map((row) => [`${row.car}/${row.journal}/${row.fromSeq}`, row.version]));
  const changed = storage.statements
    .list()
    .filter((row) => old.get(`${row.car}/${row.journal}/${row.fromSeq}`) !== row.version)
    .map(({ reservation }) => reservation);
  return { statements: before.length, changed: [...new Set(changed)] };
}
