import type { Ecu } from './models.ts';
import {
  kilometresSinceClear,
  shownApartMetres,
  shownCharge255ths,
  shownEngineQuarterRevolutions,
  shownFuel255ths,
  shownHectometres,
  shownKilometresPerHour,
  shownTenthsOfMile,
} from './shown.ts';
import { type CarTruth, engineTurns } from './truth.ts';

/** What one control unit answers: the payload before it is cut into frames. */
export interface EcuAnswer {
  readonly id: string;
  readonly bytes: readonly number[];
}

/** Control units answer for so long after the ignition went off. */
const afterRunMs = 2000;

/** Whether the control units run; those of a car at a charger do. */
export const ecusAwake = (car: CarTruth): boolean =>
  car.ignitionOn || car.cableConnected || car.atMs - car.ignitionChangedAtMs <= afterRunMs;

/** The answers of all control units to a request (`01 0D`); those that do not know it are silent. `to`: the one that is asked. */
export function ecuAnswers(car: CarTruth, request: readonly number[], to?: string): readonly EcuAnswer[] {
  const [service, pid] = request;
  if (service === undefined || pid === undefined || !ecusAwake(car)) return [];
  if (to !== undefined && to === car.model.cluster?.to) return clusterAnswers(car, request);
  const answers: EcuAnswer[] = [];
  for (const ecu of car.model.ecus) {
    if (to !== undefined && to !== physicalIdOf(ecu)) continue;
    const data = dataOf(car, ecu, service, pid);
    if (data !== undefined) answers.push({ id: ecu.id, bytes: [service + 0x40, pid, ...data] });
  }
  return answers;
}

/** The id on which a unit listens for itself alone, as ATSH takes it (ISO 15765-4). */
const physicalIdOf = ({ id }: Ecu): string =>
  id.length > 3 ? `DA${id.slice(6)}F1` : (Number.parseInt(id, 16) - 8).toString(16).toUpperCase();

function dataOf(car: CarTruth, ecu: Ecu, service: number, pid: number): readonly number[] | undefined {
  if (service === 0x09) return pid === 0x02 && ecu.answersVin ? vinData(car.model.vin) : undefined;
  if (service !== 0x01) return undefined;
  if (pid % 0x20 === 0) return supportData(ecu, pid);
  return ecu.pids.includes(pid) ? currentData(car, pid) : undefined;
}

/** A block of supported PIDs; later ones exist only as far as the unit has PIDs there. */
function supportData(ecu: Ecu, block: number): readonly number[] | undefined {
  const last = Math.max(0, ...ecu.pids);
  if (block > 0 && block >= last) return undefined;
  const blocksToCome = last > block + 0x20 ? [block + 0x20] : [];
  const bits = [...ecu.pids, ...blocksToCome].reduce((sum, pid) => sum + bitOf(pid - block), 0);
  return bigEndian(bits, 4);
}

/** Identifiers of the cluster: D100 metres, D110 tenths of a litre, D120 whether all doors are closed, D140 whether the charge cable is in, D150 tenths of a mile, D160 metres of a cluster that counts by itself, D170 whether the windows are closed, D180 whether the lights are off, D130 the metres behind a part number. */
function clusterAnswers(car: CarTruth, [service, high, low]: readonly number[]): readonly EcuAnswer[] {
  const id = car.model.cluster?.from;
  if (id === undefined || service !== 0x22 || high !== 0xd1 || low === undefined) return [];
  const data = clusterData(car, low);
  return data === undefined ? [] : [{ id, bytes: [0x62, high, low, ...data] }];
}

function clusterData(car: CarTruth, low: number): readonly number[] | undefined {
  switch (low) {
    case 0x00:
      return bigEndian(shownHectometres(car) * 100, 4);
    case 0x10:
      return bigEndian(Math.round(car.fuelMillilitres / 100), 2);
    case 0x20:
      return [car.doorsClosed ? 1 : 0];
    case 0x40:
      return [car.cableConnected ? 1 : 0];
    case 0x50:
      return bigEndian(shownTenthsOfMile(car), 4).slice(1);
    case 0x60:
      return bigEndian(shownApartMetres(car), 4);
    case 0x70:
      return [car.windowsClosed ? 1 : 0];
    case 0x80:
      return [car.lightsOff ? 1 : 0];
    case 0x30:
      return [...Buffer.from('65D9804521'), ...bigEndian(shownHectometres(car) * 100, 4)];
    default:
      return undefined;
  }
}

const bitOf = (place: number): number => (place >= 1 && place <= 32 ? 2 ** (32 - place) : 0);

function currentData(car: CarTruth, pid: number): readonly number[] | undefined {
  switch (pid) {
    case 0x0c:
      return bigEndian(shownEngineQuarterRevolutions(car), 2);
    case 0x0d:
      return [shownKilometresPerHour(car)];
    case 0x1f:
      return bigEndian(Math.min(0xffff, secondsSinceStart(car)), 2);
    case 0x2f:
      return [shownFuel255ths(car)];
    case 0x31:
      return bigEndian(kilometresSinceClear(car), 2);
    case 0x42:
      return bigEndian(car.batteryMillivolts, 2);
    case 0x5b:
      return [shownCharge255ths(car)];
    case 0xa6:
      if (car.model.engineStartsAfterMs !== undefined && !engineTurns(car)) return undefined;
      return bigEndian(shownHectometres(car), 4);
    default:
      return undefined;
  }
}

const secondsSinceStart = (car: CarTruth): number =>
  car.ignitionOn ? Math.floor((car.atMs - car.ignitionChangedAtMs) / 1000) : 0;

const vinData = (vin: string): readonly number[] => [1, ...Array.from(vin, (sign) => sign.charCodeAt(0))];

function bigEndian(value: number, length: 2 | 4): readonly number[] {
  const low = [(value >>> 8) & 0xff, value & 0xff];
  return length === 2 ? low : [(value >>> 24) & 0xff, (value >>> 16) & 0xff, ...low];
}
