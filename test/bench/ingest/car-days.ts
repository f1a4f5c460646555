import { journalId, reservationId, subject, tokenId } from '../../../protocol/ids.ts';
import { packBatch } from '../../../protocol/messages/packed-batch.ts';
import type { Fact } from '../../../protocol/messages/registry.ts';
import { epochMilliseconds, metres } from '../../../protocol/units.ts';
import { JournalWriter, type RecordingCar, recordingCar } from '../../support/records.ts';
import { sha256 } from '../../support/signing-keys.ts';
import { monday } from '../../support/store.ts';

const minute = 60_000;
const rentalsADay = 3;
const hex16 = (number: number): string => number.toString(16).padStart(16, '0');

/** Names of cars of a benchmark; the same number, the same key. */
export const benchCar = (number: number): RecordingCar => recordingCar(`b${number}`);

interface Step {
  readonly fact: Fact;
  readonly odometerMetres: number;
  readonly wallTime: number;
}

/** The records of one rental as an ordinary car of city.yaml writes them: 20 minutes of driving. */
function* rental(car: number, number: number, firstDay: number): Generator<Step> {
  const at =
    firstDay + Math.floor(number / rentalsADay) * 1440 * minute + (number % rentalsADay) * 240 * minute;
  const from = 10_000_000 + number * 12_000;
  const to = from + 12_000;
  const reservation = reservationId(hex16(car * 0x1_0000_0000 + number + 1));
  const who = subject('abcdefgh');
  const token = tokenId(reservation);
  const step = (minutes: number, odometerMetres: number, fact: Fact): Step => ({
    fact,
    odometerMetres,
    wallTime: at + minutes * minute,
  });
  const decided = (action: 'unlock' | 'end'): Fact => ({
    kind: 'access-decided',
    verdict: 'granted',
    action,
    subject: who,
    tokenId: token,
    reservation,
  });
  const custody = (item: 'key' | 'fuel-card', inHolder: boolean): Fact => ({
    kind: 'custody-changed',
    item,
    inHolder,
  });
  yield step(0, from, decided('unlock'));
  yield step(0, from, {
    kind: 'rental-opened',
    reservation,
    subject: who,
    tokenId: token,
    latestReturnAt: epochMilliseconds(at + 120 * minute),
    fuelPermille: 700,
  });
  yield step(0, from, { kind: 'lock-changed', locked: false });
  yield step(1, from, custody('key', false));
  yield step(2, from + 200, {
    kind: 'trip-started',
    startedAt: epochMilliseconds(at + minute),
    startOdometerMetres: metres(from),
  });
  if (number % rentalsADay === 1) {
    yield step(15, from + 9000, custody('fuel-card', false));
    yield step(18, from + 9000, { kind: 'refuelled', beforePermille: 310, afterPermille: 940 });
    yield step(19, from + 9000, custody('fuel-card', true));
  }
  yield step(27, to, {
    kind: 'trip-ended',
    startedAt: epochMilliseconds(at + minute),
    startOdometerMetres: metres(from),
    endedAt: epochMilliseconds(at + 22 * minute),
    endOdometerMetres: metres(to),
    distanceMetres: metres(to - from),
    cause: 'ignition-off',
  });
  yield step(28, to, custody('key', true));
  yield step(28, to, decided('end'));
  yield step(28, to, { kind: 'lock-changed', locked: true });
  yield step(28, to, {
    kind: 'rental-closed',
    reservation,
    subject: who,
    cause: 'ended',
    returnedAt: epochMilliseconds(at + 28 * minute),
    returnedAtQuality: 'gnss',
    fuelPermille: 690,
  });
  yield step(30, to, { kind: 'sealed', reason: 'shutdown' });
}

/** A journal of `count` records of ordinary days, signed and chained by its car. */
export function carDays(number: number, count: number, clockErrorDays = 0): JournalWriter {
  const firstDay = monday + clockErrorDays * 1440 * minute;
  const journal = new JournalWriter(benchCar(number), journalId(hex16(0xb000_0000 + number)));
  journal.write({ kind: 'journal-opened', reason: 'first' }, 10_000_000, firstDay - minute);
  for (let at = 0; ; at++) {
    for (const { fact, odometerMetres, wallTime } of rental(number, at, firstDay)) {
      if (journal.records.length >= count) return journal;
      journal.write(fact, odometerMetres, wallTime);
    }
  }
}

/** The journal as message payloads of `size` records each, as a car sends them. */
export function payloadsOf({ journal, records }: JournalWriter, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(records.length / size) }, (_, at) =>
    packBatch(
      {
        journal,
        firstSeq: at * size + 1,
        records: records.slice(at * size, (at + 1) * size).map(({ raw }) => raw),
      },
      sha256,
    ),
  );
}
