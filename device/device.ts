import { toHex } from '../protocol/codec/bytes.ts';
import { messageOf } from '../protocol/errors.ts';
import { journalId } from '../protocol/ids.ts';
import { firstSettings } from '../protocol/settings/settings.ts';
import { software } from '../protocol/software.ts';
import { milliseconds } from '../protocol/units.ts';
import type { AccessLists, ListContext } from './access/lists.ts';
import { createVerifier } from './access/signatures.ts';
import { controlAccess } from './access-control.ts';
import { type Booted, type BootOrder, bootInAnyCase, type PassedOver } from './boot.ts';
import type { DeviceConfig } from './config.ts';
import { deliver } from './delivery.ts';
import { DiskAgain } from './disk-again.ts';
import { type Device, lifeCycle, type Unit } from './life-cycle.ts';
import { listContext } from './list-context.ts';
import { ListKeeper, loadLists } from './list-keeper.ts';
import { type FoundParked, readParked } from './parked.ts';
import type { DevicePorts } from './ports.ts';
import { pruneRegularly } from './pruning.ts';
import { keepRecords, type RecordKeeping } from './record-keeping.ts';
import { Resting } from './resting.ts';
import { listenToCar } from './senses.ts';
import { beforeThisStart, standingOf } from './settings/standing.ts';
import { offerContext, trialPace } from './settings-context.ts';
import { readSettingsFiles, type SettingsOnDisk } from './settings-files.ts';
import { SettingsKeeper } from './settings-keeper.ts';
import { within } from './time/waiting.ts';
import { TimelyDisk } from './timely-disk.ts';
import { UnreadDisk } from './unread-disk.ts';
import { UnreadSettings } from './unread-settings.ts';
import { SampleQueue } from './uplink/samples.ts';

export type { Device };

/** Each step of a shutdown may take so long; then the next one follows all the same. */
const patience = milliseconds(5_000);

/** A car's unit on its ports (D1). */
export function createDevice(given: DevicePorts, config: DeviceConfig): Device {
  const disk = new TimelyDisk(given.disk, given.timers);
  const ports = { ...given, disk };
  return lifeCycle(ports, async (order, again) => {
    const found = await disk.hurriedFor(() => findOnDisk(ports, config, order));
    return startUnit(ports, config, found, again);
  });
}

async function findOnDisk(ports: DevicePorts, config: DeviceConfig, order: BootOrder): Promise<Found> {
  const booted = await bootInAnyCase(ports, config, software, order);
  const context = listContext(config, createVerifier());
  const lists = await loadLists(ports.disk, context, booted.state.lists, ports.log);
  const settings = await readSettingsFiles(ports.disk, ports.log);
  const parked = await readParked(ports.disk, ports.log);
  return { booted, context, lists, settings, parked };
}

/** What the disk held. */
interface Found {
  readonly booted: Booted;
  readonly context: ListContext;
  readonly lists: AccessLists;
  readonly settings: SettingsOnDisk;
  readonly parked: FoundParked;
}

/** The main path of the car, top-down: readings become decisions, decisions become records, records go to the gateway. */
function startUnit(
  ports: DevicePorts,
  config: DeviceConfig,
  { booted, context, lists, settings, parked }: Found,
  again: (order: BootOrder) => void,
): Unit {
  const { timers, log } = ports;
  const { verify } = context;
  const samples = new SampleQueue(journalId(toHex(ports.random.bytes(8))), ports.clock);
  const local = config.settings ?? firstSettings;
  const standing = standingOf(booted.state.settings, settings, local);
  const held = standing.trial?.settings ?? standing.previous;
  const keeping = keepRecords(
    ports,
    { ...config, settings: held },
    booted,
    {
      onSynced() {
        uplink.gather();
        diskAgain.answered();
      },
      onUrgent(seq) {
        if (booted.held === null) uplink.urgent(seq);
      },
    },
    parked.parked,
  );
  const resting = new Resting({
    ...ports,
    synced: () => keeping.recorder.synced(),
    uplink: () => uplink,
    hook: (hook) => ports.power?.(hook),
  });
  const senses = listenToCar(
    ports,
    config,
    keeping,
    {
      onSample(sample) {
        samples.add(sample);
        if (samples.isDue) uplink.gather();
      },
      onBattery: (kind) => resting.battery(kind),
    },
    parked,
  );
  const diskAgain = new DiskAgain(timers, () => {
    listKeeper.diskAnswered();
    settingsKeeper.diskAnswered();
  });
  const onUnwritten = (): void => diskAgain.failed();
  const listKeeper = new ListKeeper(lists, { ...ports, context, ...keeping, onUnwritten });
  const settingsKeeper = new SettingsKeeper(standing, {
    ...ports,
    ...keeping,
    context: offerContext(config, () => listKeeper.lists, verify),
    pace: trialPace(config),
    onChanged(before, after) {
      if (before.profile !== after.profile) senses.profileChosen();
      uplink.reconnect();
    },
    onUnwritten,
  });
  const unreadSettings = new UnreadSettings({
    ...ports,
    read: () => readSettingsFiles(ports.disk, log),
    onRead(found) {
      const recorded = beforeThisStart(keeping.recorder.state.settings);
      void settingsKeeper.found(standingOf(recorded, found, local));
    },
  });
  const access = controlAccess(ports, { ...config, verify }, keeping, senses, listKeeper, booted.journal);
  const uplink = deliver(ports, config, booted, keeping, samples, {
    onCommand: access.command,
    onList: (list) => void listKeeper.take(list),
    onSettings: (signed) => void settingsKeeper.take(signed),
    onAnswered: () => settingsKeeper.answered(),
    onTailLost: (lost) => again({ lost, passedOver: 'nothing' }),
  });
  const journals = [...booted.oldJournals, booted.journal];
  const stopPruning = pruneRegularly(ports, journals, () => keeping.time.now().time);

  const unread = unreadDisk(ports, booted, keeping, again);
  keeping.recorder.record(...booted.opening);
  settingsKeeper.start();
  if (settings.isUnread) unreadSettings.start();
  senses.start();
  access.start();
  uplink.start();
  unread?.start();

  const step = async (what: string, work: Promise<void>): Promise<void> => {
    work.catch((thrown: unknown) => log.error({ what, reason: messageOf(thrown) }, 'shutdown'));
    if (!(await within(timers, patience, work))) log.error({ what }, 'shutdown goes on without');
  };
  return {
    get isDelivered() {
      return booted.held === null && uplink.isDelivered;
    },
    get recordsWritten() {
      const earlier = booted.oldJournals.reduce((sum, { lastSeq }) => sum + lastSeq, 0);
      return earlier + booted.journal.syncedSeq;
    },
    get backlog() {
      return {
        unsyncedBytes: booted.journal.unsyncedBytes,
        cachedBytes: booted.journal.cachedBytes,
        samples: samples.size,
        urgentRecords: uplink.urgentRecords,
        unreceiptedRecords: uplink.unreceiptedRecords,
      };
    },
    pulse: () => keeping.recorder.synced().catch(() => {}),
    async stop() {
      stopPruning();
      unread?.stop();
      await step('access', access.stop());
      if (keeping.recorder.hasActed) booted.held?.release();
      settingsKeeper.stop();
      unreadSettings.stop();
      diskAgain.stop();
      senses.stop();
      keeping.logbook.seal('shutdown');
      await step('records', keeping.recorder.synced());
      keeping.storage.stop();
      keeping.recorder.stop();
      await step('uplink', uplink.stop());
    },
  };
}

/** Of a unit that began in memory: once the disk can be read it begins anew from it, between trips, with what it did on disk. */
function unreadDisk(
  { disk, clock, timers, log }: DevicePorts,
  { held }: Booted,
  { recorder }: RecordKeeping,
  again: (order: BootOrder) => void,
): UnreadDisk | null {
  if (held === null) return null;
  const onRead = async (passedOver: PassedOver): Promise<boolean> => {
    if (recorder.hasActed) {
      held.release();
      await recorder.synced();
    }
    if (recorder.state.trip !== null) return false;
    again({ lost: null, passedOver });
    return true;
  };
  return new UnreadDisk({ disk, clock, timers, log, onRead });
}
