import { tellsOdometer } from '../car/models.ts';
import type { CarTruth } from '../car/truth.ts';
import type { SeededRandom } from '../kernel/random.ts';
import type { FaultKind } from './fault.ts';
import { carSpells, carStrikes, drawnFrom } from './spells.ts';
import type { StageCar } from './stage.ts';

/** A receiver with a supply of its own tells where the car is carried to for so long. */
const carriedForMilliseconds = 120_000;

/** Parked with its key in the holder: nobody is about to drive. */
const isAtRest = ({ unit }: StageCar): boolean => {
  const { ignitionOn, keyInHolder, doorsLocked } = unit.car.now();
  return !ignitionOn && keyInHolder && doorsLocked;
};

/** A unit that has never read the odometer cannot tell a way from what nobody told it before: its first reading is spared. */
const hasBeenOn = ({ ignitionOn, ignitionChangedAtMs }: CarTruth): boolean =>
  ignitionOn || ignitionChangedAtMs >= 0;

/** From what nobody notices to what makes a unit go dark. */
const drainedMillivolts = [500, 2_500] as const;

const kilometreMillimetres = 1_000_000;
const mostShownKilometres = 300_000;

/** The other cluster shows some kilometres more or less, or any number. */
function stepOfCluster({ odometerMillimetres }: CarTruth, random: SeededRandom): number {
  const shownKilometres = Math.floor(odometerMillimetres / kilometreMillimetres);
  const kilometres = random.chance(0.5)
    ? random.int(-20, 20)
    : random.int(-shownKilometres, mostShownKilometres - shownKilometres);
  return kilometres * kilometreMillimetres;
}

/** Trouble with the car itself: its instruments, and where it is taken to. */
export const carFaults: readonly FaultKind[] = [
  carSpells('odometer-mute', (_, { unit: { adapter } }) => {
    adapter.instruments.trouble('mute-odometer');
    return () => adapter.instruments.trouble('none');
  }),
  carStrikes('odometer-wild', (_, { unit: { adapter, car } }) => {
    if (hasBeenOn(car.now())) adapter.instruments.misreadOnce();
  }),
  carSpells('odometer-stuck', (_, { unit: { adapter } }) => {
    adapter.instruments.stick(true);
    return () => adapter.instruments.stick(false);
  }),
  carSpells('fuel-sloshes', (_, { unit: { adapter } }) => {
    adapter.instruments.trouble('sloshing-fuel');
    return () => adapter.instruments.trouble('none');
  }),
  carStrikes('fuel-siphoned', (_, car, random) => {
    const { tankMillilitres } = car.unit.car.now().model;
    const leftMillilitres = Math.round(drawnFrom([0.05, 0.2], random) * tankMillilitres);
    if (isAtRest(car)) car.unit.car.happen({ kind: 'siphoned', leftMillilitres });
  }),
  carSpells('battery-weak', (_, { unit: { car } }, random) => {
    const millivolts = Math.round(drawnFrom(drainedMillivolts, random));
    car.happen({ kind: 'battery-drained', millivolts });
    return () => car.happen({ kind: 'battery-drained', millivolts: -millivolts });
  }),
  carStrikes('codes-cleared', (_, car) => {
    if (isAtRest(car)) car.unit.car.happen({ kind: 'codes-cleared' });
  }),
  carStrikes('cluster-replaced', (_, car, random) => {
    const now = car.unit.car.now();
    const isNew = tellsOdometer(now.model) && now.clusterAheadMillimetres === 0;
    if (isNew && isAtRest(car) && hasBeenOn(now))
      car.unit.car.happen({ kind: 'cluster-replaced', millimetres: stepOfCluster(now, random) });
  }),
  carStrikes('car-ferried', (_, car, random) => {
    if (isAtRest(car) && !car.unit.car.now().cableConnected)
      car.unit.receiver.carry(Math.round(drawnFrom([1_000, 20_000], random)), carriedForMilliseconds);
  }),
  carStrikes('car-towed', (_, car, random) => {
    if (!isAtRest(car) || car.unit.car.now().cableConnected) return;
    const metres = Math.round(drawnFrom([1_000, 20_000], random));
    car.unit.car.happen({ kind: 'towed', millimetres: metres * 1_000 });
    car.unit.receiver.carry(metres, carriedForMilliseconds);
  }),
];
