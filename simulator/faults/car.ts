import type { CarTruth } from '../car/truth.ts';
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
  carStrikes('codes-cleared', (_, car) => {
    if (isAtRest(car)) car.unit.car.happen({ kind: 'codes-cleared' });
  }),
  carStrikes('car-ferried', (_, car, random) => {
    if (isAtRest(car))
      car.unit.receiver.carry(Math.round(drawnFrom([1_000, 20_000], random)), carriedForMilliseconds);
  }),
  carStrikes('car-towed', (_, car, random) => {
    if (!isAtRest(car)) return;
    const metres = Math.round(drawnFrom([1_000, 20_000], random));
    car.unit.car.happen({ kind: 'towed', millimetres: metres * 1_000 });
    car.unit.receiver.carry(metres, carriedForMilliseconds);
  }),
];
