import { usualClockPolicy } from '../../device/access/clock-policy.ts';
import type { Issuer } from '../../device/access/issuers.ts';
import { type AccessLists, noListsYet } from '../../device/access/lists.ts';
import { createVerifier, type Verifier } from '../../device/access/signatures.ts';
import { CarReturn } from '../../device/car-return.ts';
import { Decisions } from '../../device/decisions.ts';
import { Doors } from '../../device/doors.ts';
import { Gatekeeper } from '../../device/gatekeeper.ts';
import { createJournal } from '../../device/journal/recovery.ts';
import { Logbook } from '../../device/logbook.ts';
import type { Motion } from '../../device/motion.ts';
import { CurrentOdometer } from '../../device/odometer.ts';
import type { CabinInputs, Disk, RelayCommand } from '../../device/ports.ts';
import { Receipts } from '../../device/receipts.ts';
import { Recorder } from '../../device/recorder.ts';
import { RemoteControl } from '../../device/remote-control.ts';
import { newCarState } from '../../device/state/state.ts';
import { StorageWatch } from '../../device/storage-watch.ts';
import { Turns } from '../../device/time/waiting.ts';
import type { CarId } from '../../protocol/ids.ts';
import { noLists } from '../../protocol/lists/list.ts';
import type { ClockQuality } from '../../protocol/messages/words.ts';
import { type Clock, type Random, silentLog, type Timers } from '../../protocol/runtime.ts';
import { epochMilliseconds, type Metres, metres, milliseconds } from '../../protocol/units.ts';
import { bareSurroundings } from '../support/bare-surroundings.ts';
import { countingRandom } from '../support/random.ts';
import type { SigningKey } from '../support/signing-keys.ts';
import { claims, issuer, phoneKey } from './access/judging.ts';
import { daysLater, someJournalId, textBytes } from './journal/journal-fixture.ts';

export const parked: CabinInputs = {
  ignitionOn: false,
  doorsClosed: true,
  doorsLocked: true,
  keyInHolder: true,
  fuelCardInHolder: true,
};

export interface AccessPartsOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly disk: Disk;
  readonly quality?: ClockQuality;
  readonly car?: CarId;
  readonly carKey?: Pick<SigningKey, 'sign'>;
  readonly issuers?: readonly Issuer[];
  readonly verify?: Verifier;
  /** Of the gatekeeper alone. */
  readonly random?: Random;
  readonly lists?: () => AccessLists;
  readonly odometer?: Metres;
}

/** Gatekeeper, remote control and journal of a car whose doors the caller holds in his hands. */
export function accessParts({
  clock,
  timers,
  disk,
  quality = 'gnss',
  car = claims.audience,
  carKey = phoneKey,
  issuers = [issuer],
  verify = createVerifier(),
  random: drawn = countingRandom(),
  lists = () => ({ ...noListsYet, held: { ...noLists, 'deny-list': 1_000_000 } }),
  odometer: odometerMetres = metres(100_000),
}: AccessPartsOptions) {
  const random = countingRandom();
  const journal = createJournal(disk, {
    journalId: someJournalId,
    generation: 1,
    snapshot: textBytes('start'),
    now: daysLater(0),
  });
  const relays: { readonly command: RelayCommand; readonly at: number; readonly syncedSeq: number }[] = [];
  let inputs = parked;
  let isStuck = false;
  let unreachable = false;
  let odometerPolls = 0;
  let polledAfter = milliseconds(300);
  const lost: string[] = [];

  const wallTime = () => ({ time: clock.wall(), quality });
  const odometer = new CurrentOdometer(newCarState(odometerMetres).odometer, { kind: 'none' }, null);
  const recorder: Recorder = new Recorder(journal, newCarState(odometerMetres), null, {
    car,
    random,
    timers,
    sign: carKey.sign,
    elapsed: () => clock.elapsed(),
    circumstances: () => ({
      wallTime: clock.wall(),
      clockQuality: quality,
      elapsed: clock.elapsed(),
      bootCount: 1,
      odometerMetres: odometer.now().metres,
      odometerSource: odometer.now().source,
    }),
    lowerBound: () => epochMilliseconds(0),
    onSynced: (took) => storage.synced(took),
    onSyncFailed: (thrown) => storage.failed(thrown),
    onUrgent: () => {},
    onDropped: (kind) => lost.push(kind),
  });
  const storage: StorageWatch = new StorageWatch({
    clock,
    timers,
    log: silentLog,
    recorder,
    journals: [journal],
  });
  const logbook = new Logbook({
    recorder,
    odometer,
    elapsed: () => clock.elapsed(),
    wallTime,
    surroundings: bareSurroundings,
  });
  const unreachableBoard = () => Promise.reject(new Error('the I/O board does not answer'));
  const read = async () => {
    if (unreachable) return unreachableBoard();
    logbook.inputsRead(inputs);
    return inputs;
  };
  let motion: Motion = 'standing';
  const doors = new Doors({
    timers,
    read,
    motion: () => motion,
    async command(command) {
      relays.push({ command, at: clock.elapsed(), syncedSeq: journal.syncedSeq });
      if (unreachable) return unreachableBoard();
      if (isStuck) return;
      if (command === 'lock') inputs = { ...inputs, doorsLocked: true };
      if (command === 'unlock') inputs = { ...inputs, doorsLocked: false };
    },
  });
  const turns = new Turns();
  const lastOdometer = () =>
    new Promise<void>((resolve) => {
      odometerPolls++;
      timers.after(polledAfter, resolve);
    });
  const carReturn = new CarReturn({
    timers,
    log: silentLog,
    doors,
    recorder,
    logbook,
    surroundings: bareSurroundings,
    wallTime,
    lastOdometer,
  });
  const decisions = new Decisions({ clock, timers, log: silentLog, recorder });
  const gatekeeper = new Gatekeeper({
    car,
    issuers,
    lists,
    denyPolicy: { whenOlder: 'accept' },
    clockPolicy: () => usualClockPolicy,
    verify,
    random: drawn,
    log: silentLog,
    recorder,
    storage,
    decisions,
    logbook,
    wallTime,
    doors,
    carReturn,
    turns,
    surroundings: bareSurroundings,
    lastLook: async () => {},
    fuelCardPin: () => undefined,
    signedTime: () => {},
    receipts: new Receipts({
      car,
      sign: carKey.sign,
      recorder,
      wallTime,
      surroundings: bareSurroundings,
    }),
  });
  const remoteControl = new RemoteControl({
    clock,
    doors,
    carReturn,
    turns,
    recorder,
    surroundings: bareSurroundings,
    lastLook: async () => {},
    wallTime,
    log: silentLog,
  });

  return {
    journal,
    recorder,
    storage,
    decisions,
    wallTime,
    gatekeeper,
    remoteControl,
    relays,
    lost,
    read,
    commands: () => relays.map(({ command }) => command),
    set(change: Partial<CabinInputs>) {
      inputs = { ...inputs, ...change };
    },
    /** What OBD, GNSS and ignition say together. */
    seemTo(be: Motion) {
      motion = be;
    },
    /** The relays click, and the doors stay as they are. */
    stick() {
      isStuck = true;
    },
    loseBoard() {
      unreachable = true;
    },
    odometerAnswersAfter(milliseconds_: number) {
      polledAfter = milliseconds(milliseconds_);
    },
    odometerPolls: () => odometerPolls,
  };
}

export type AccessParts = ReturnType<typeof accessParts>;
