import { type Check, checkOf } from './check.ts';
import type { Evidence } from './evidence.ts';
import type { Ask } from './witness.ts';

type Told = Pick<Evidence, 'asks' | 'bolts' | 'stored'>;

/** A driver goes away from a phone that says nothing, and the car goes on for so long. */
const carGoesOn = 15_000;

/** Nobody is told of a door that was not so, and no rental ends with one that never closed (13.6, D15). */
export function doorsAsTold(evidence: Told): Check {
  const { asks } = evidence;
  const faults = [...notAsTold(evidence), ...endedUnlocked(evidence), ...notRecorded(evidence)];
  const doubtful = asks.filter(({ verdict }) => verdict === 'not-confirmed').length;
  return checkOf('doors-as-told', `${asks.length} answers, ${doubtful} not confirmed`, faults);
}

/** As the doors must be for it to have been done. */
const lockedBy = ({ action }: Ask): boolean | null => {
  if (action === 'unlock') return false;
  return action === 'lock' || action === 'end' ? true : null;
};

/** Whether the bolt was so at any moment between two times. */
function was(locked: boolean, { bolts }: Told, car: string, from: number, to: number): boolean {
  const moves = bolts.filter((bolt) => bolt.car === car);
  const before = moves.findLast(({ at }) => at <= from)?.locked ?? true;
  return (
    before === locked || moves.some((bolt) => bolt.locked === locked && from <= bolt.at && bolt.at <= to)
  );
}

const notAsTold = (evidence: Told): string[] =>
  evidence.asks
    .filter(({ verdict }) => verdict === 'granted')
    .flatMap((ask) => {
      const locked = lockedBy(ask);
      if (locked === null || was(locked, evidence, ask.car, ask.from, ask.to)) return [];
      return [
        `${ask.car}: ${ask.action} was told as done at ${timeText(ask.to)}, the doors were ${stateText(!locked)}`,
      ];
    });

/** Whatever the phone heard of it. */
const endedUnlocked = (evidence: Told): string[] =>
  evidence.stored.flatMap(({ car, fact }) => {
    if (fact?.kind !== 'rental-closed' || fact.cause !== 'ended') return [];
    const ends = evidence.asks.filter((ask) => ask.action === 'end' && ask.reservation === fact.reservation);
    return ends.some(({ from, to }) => was(true, evidence, car, from, to + carGoesOn))
      ? []
      : [`${car}: rental ${fact.reservation} was ended, and the doors were never locked`];
  });

/** What nobody knows is in the books as such. */
function notRecorded({ asks, stored }: Told): string[] {
  const doubtful = asks.filter(({ verdict }) => verdict === 'not-confirmed');
  return [...Map.groupBy(doubtful, nameOf)].flatMap(([name, answers]) => {
    const records = stored.filter(
      ({ car, fact }) =>
        fact?.kind === 'access-decided' &&
        fact.verdict === 'not-confirmed' &&
        nameOf({ car, ...fact }) === name,
    ).length;
    return records < answers.length ? [`${name}: ${answers.length} not confirmed, ${records} recorded`] : [];
  });
}

const nameOf = ({
  car,
  action,
  reservation,
}: {
  car: string;
  action?: unknown;
  reservation?: unknown;
}): string => `${car}, ${action} for reservation ${reservation}`;

const stateText = (locked: boolean): string => (locked ? 'locked' : 'unlocked');
const timeText = (at: number): string => new Date(at).toISOString();
