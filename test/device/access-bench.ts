import type { Issuer } from '../../device/access/issuers.ts';
import { type AccessLists, noListsYet } from '../../device/access/lists.ts';
import { createVerifier } from '../../device/access/signatures.ts';
import { CarReturn } from '../../device/car-return.ts';
import { Decisions } from '../../device/decisions.ts';
import { Doors } from '../../device/doors.ts';
import { Gatekeeper } from '../../device/gatekeeper.ts';
import { createJournal } from '../../device/journal/recovery.ts';
import { Logbook } from '../../device/logbook.ts';
import { CurrentOdometer } from '../../device/odometer.ts';
import type { CabinInputs, RelayCommand } from '../../device/ports.ts';
import { Receipts } from '../../device/receipts.ts';
import { Recorder } from '../../device/recorder.ts';
import { RemoteControl } from '../../device/remote-control.ts';
import { newCarState } from '../../device/state/state.ts';
import { StorageWatch } from '../../device/storage-watch.ts';
import { Turns } from '../../device/time/waiting.ts';
import type { CarId } from '../../protocol/ids.ts';
import { noLists } from '../../protocol/lists/list.ts';
import { decodeRecord } from '../../protocol/messages/record.ts';
import { decodeBody, type Fact } from '../../protocol/messages/registry.ts';
import type { Action, ClockQuality } from '../../protocol/messages/words.ts';
import { type Random, silentLog } from '../../protocol/runtime.ts';
import {
  type EpochMilliseconds,
  epochMilliseconds,
  type Metres,
  metres,
  milliseconds,
  shifted,
  toEpochMilliseconds,
} from '../../protocol/units.ts';
import { SimulatedDisk } from '../../simulator/disk.ts';
import { bareSurroundings } from '../support/bare-surroundings.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { countingRandom } from '../support/random.ts';
import type { SigningKey } from '../support/signing-keys.ts';
import { binding, claims, issuer, nonce, phoneKey, requestFor, tokenOf } from './access/judging.ts';
import { daysLater, someJournalId, textBytes } from './journal/journal-fixture.ts';

export const parked: CabinInputs = {
  ignitionOn: false,
  doorsClosed: true,
  doorsLocked: true,
  keyInHolder: true,
  fuelCardInHolder: true,
};

/** The disk takes this long for each call; two calls make a record safe. */
const diskMilliseconds = 5;

export interface AccessBenchOptions {
  readonly latency?: number;
  readonly slowLatency?: number;
  readonly quality?: ClockQuality;
  readonly wall?: EpochMilliseconds;
  readonly car?: CarId;
  readonly carKey?: Pick<SigningKey, 'sign'>;
  readonly issuers?: readonly Issuer[];
  /** Of the gatekeeper alone. */
  readonly random?: Random;
  readonly lists?: () => AccessLists;
  readonly odometer?: Metres;
}

/** Gatekeeper and remote control at a car whose doors and disk the test holds in its hands. */
export function accessBench({
  latency = diskMilliseconds,
  slowLatency = 60_000,
  quality = 'gnss',
  wall = shifted(toEpochMilliseconds(claims.notBefore), 3_600_000),
  car = claims.audience,
  carKey = phoneKey,
  issuers = [issuer],
  random: drawn = countingRandom(),
  lists = () => ({ ...noListsYet, numbers: { ...noLists, 'deny-list': 1_000_000 } }),
  odometer: odometerMetres = metres(100_000),
}: AccessBenchOptions = {}) {
  const time = createManualClock({ wall });
  const { clock, timers } = time;
  const disk = new SimulatedDisk({
    latency: { timers, usual: milliseconds(latency), slow: milliseconds(slowLatency) },
  });
  const random = countingRandom();
  const journal = createJournal(disk.mount(), {
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
  const odometer = new CurrentOdometer(newCarState(odometerMetres).odometer, { kind: 'none' });
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
  const doors = new Doors({
    timers,
    read,
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
    verify: createVerifier(),
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
    doors,
    carReturn,
    turns,
    recorder,
    surroundings: bareSurroundings,
    wallTime,
    log: silentLog,
  });

  const done = async <Value>(work: Promise<Value>): Promise<Value> => {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    work.then(over, over);
    for (let turn = 0; turn < 2_000 && !isOver; turn++) await time.advance(10);
    return work;
  };

  return {
    ...time,
    disk,
    journal,
    recorder,
    storage,
    decisions,
    wallTime,
    gatekeeper,
    remoteControl,
    relays,
    lost,
    done,
    read,
    commands: () => relays.map(({ command }) => command),
    set(change: Partial<CabinInputs>) {
      inputs = { ...inputs, ...change };
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
    /** Asks as the phone would that has just been given this nonce. */
    ask: (action: Action, token = tokenOf(), over = nonce) =>
      done(
        gatekeeper.decide(
          { type: 'request', ...requestFor(token, { action, over }) },
          { nonce: over, binding },
        ),
      ),
    /** All facts on the disk by now, whose numbers are their places. */
    async facts(): Promise<readonly Fact[]> {
      const page = await journal.read(1, { maxRecords: 10_000, maxBytes: 10_000_000 });
      return page.entries.map(({ bytes }) => {
        const { header, bodyBytes } = decodeRecord(bytes);
        const fact = decodeBody(header.kind, bodyBytes ?? new Uint8Array());
        if (fact === null) throw new Error('a record of unknown kind');
        return fact;
      });
    },
  };
}
