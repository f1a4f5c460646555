import { Fault } from '../../protocol/errors.ts';
import type { CarId } from '../../protocol/ids.ts';
import type { CarEntry } from '../fleet/roster.ts';

/**
 * The cars of the roster and those of the database must be the same: a file of one world beside that of another would
 * show in the proof as lost records, and cost a newcomer an hour.
 * @throws {Fault} `data-unreadable` naming the first car that only one of them knows.
 */
export function requireSameFleet(roster: readonly CarEntry[], stored: ReadonlySet<CarId>): void {
  const odd = roster.find(({ car, enrolled }) => stored.has(car) !== (enrolled !== null));
  if (odd === undefined) return;
  throw new Fault(
    { code: 'data-unreadable', blame: 'operator' },
    `simulation.json and gateway.sqlite in the data folder are not of one world: only one of them knows ${odd.car}; ` +
      'choose another folder with --data',
  );
}
