import { fromHex } from '../protocol/codec/bytes.ts';
import type { Command } from '../protocol/messages/command.ts';
import { policyUnder, usualClockPolicy } from './access/clock-policy.ts';
import { begin } from './access/greeting.ts';
import { Reception } from './access/reception.ts';
import type { Verifier } from './access/signatures.ts';
import { CarReturn } from './car-return.ts';
import type { DeviceConfig } from './config.ts';
import { Decisions } from './decisions.ts';
import { Doors } from './doors.ts';
import { openPin } from './fuel-card-pin.ts';
import { Gatekeeper } from './gatekeeper.ts';
import { inTimeMilliseconds } from './journal/health.ts';
import type { Journal } from './journal/journal.ts';
import { signWith } from './keys.ts';
import type { ListKeeper } from './list-keeper.ts';
import { packParcel } from './parcels.ts';
import type { DevicePorts } from './ports.ts';
import { Receipts } from './receipts.ts';
import type { RecordKeeping } from './record-keeping.ts';
import { RemoteControl } from './remote-control.ts';
import type { Senses } from './senses.ts';
import { Turns, within } from './time/waiting.ts';

/** Who may move the relays: phones with a token, and the gateway; one at a time. */
export interface AccessControl {
  /** Lets phones in. */
  start(): void;
  /** Lets nobody in any more; resolves when what is under way is done and written down. */
  stop(): Promise<void>;
  command(command: Command): void;
}

/** Guards locks and immobiliser (D7, D15). */
export function controlAccess(
  ports: Pick<DevicePorts, 'clock' | 'timers' | 'random' | 'log' | 'cabin' | 'phones'>,
  config: Pick<DeviceConfig, 'car' | 'issuers' | 'keys' | 'denyList' | 'clockPolicy'> & {
    readonly verify: Verifier;
  },
  keeping: RecordKeeping,
  senses: Senses,
  listKeeper: ListKeeper,
  journal: Journal,
): AccessControl {
  const { car, issuers, keys, denyList, clockPolicy = usualClockPolicy, verify } = config;
  const { timers, random, log } = ports;
  const { time, settings, surroundings, recorder, logbook, storage } = keeping;
  const wallTime = () => time.now();
  const sign = signWith(keys.signing);
  const turns = new Turns();
  const doors = new Doors({
    timers,
    read: () => senses.readInputs(),
    command: (command) => ports.cabin.command(command),
    motion: () => senses.motion,
  });
  const lastOdometer = () => senses.readOdometer();
  const lastLook = () => senses.readConditions();
  const carReturn = new CarReturn({
    timers,
    log,
    doors,
    recorder,
    logbook,
    surroundings,
    wallTime,
    lastOdometer,
  });
  const decisions = new Decisions({ ...ports, recorder });
  const gatekeeper = new Gatekeeper({
    car,
    issuers,
    lists: () => listKeeper.lists,
    denyPolicy: denyList,
    clockPolicy: () => policyUnder(settings.now.clockPolicy, clockPolicy),
    verify,
    random,
    log,
    recorder,
    storage,
    decisions,
    logbook,
    wallTime,
    doors,
    carReturn,
    turns,
    surroundings,
    lastLook,
    fuelCardPin: () => {
      const { fuelCardPin } = settings.now;
      return fuelCardPin === undefined ? undefined : openPin(fromHex(fuelCardPin), car, keys.signing);
    },
    receipts: new Receipts({ car, sign, recorder, wallTime, surroundings }),
    signedTime: (signed) => time.signedTime(signed),
  });
  const { clock } = ports;
  const remoteControl = new RemoteControl({
    clock,
    doors,
    carReturn,
    turns,
    recorder,
    surroundings,
    lastLook,
    wallTime,
    log,
  });
  const reception = new Reception({
    timers,
    log,
    begin: (bytes, hello) => {
      const { time: now, quality: clockQuality } = wallTime();
      const { held } = listKeeper.lists;
      const lists = {
        keySet: held['key-set'],
        revokedKeys: held['revoked-keys'],
        denyList: held['deny-list'],
      };
      return begin(bytes, hello, { car, clockQuality, wallTime: now, ...lists }, { random, sign });
    },
    decide: (request, ground) => gatekeeper.decide(request, ground),
    collect(binding) {
      const reservation = gatekeeper.provedIn(binding);
      const parts = { car, random, recorder, journal, gatewayKey: keys.courier ?? null };
      return reservation === null ? Promise.resolve(null) : packParcel(parts, reservation);
    },
    async takeList({ list, signed }) {
      const { outcome, kept } = listKeeper.offer({ list, signed });
      await within(timers, inTimeMilliseconds, kept);
      return { type: 'list-judged', list, outcome, number: listKeeper.lists.numbers[list] };
    },
  });
  return {
    start: () => ports.phones.listen((stream) => reception.connected(stream)),
    async stop() {
      await ports.phones.close();
      await turns.take(async () => decisions.stop());
    },
    command: (command) => remoteControl.take(command),
  };
}
