import { everybody } from './addressing.ts';
import { quantityRequests } from './pids.ts';
import type { Car, QuantityAsk } from './state.ts';

type Known = Extract<Car, { kind: 'known' }>;

const request = quantityRequests.odometer;

/** PID A6, asked of all: whoever has it and does not say so. */
const asked: QuantityAsk = {
  kind: 'quantity',
  task: 'odometer-check',
  name: 'odometer',
  request,
  ecu: undefined,
  address: everybody,
  wanted: false,
};

/**
 * Asked where no control unit named or answered PID A6: it is answered only while the engine turns (D9), and the car was
 * looked at before. Nothing where the engine is known to stand.
 */
export const unnamedOdometer = (car: Known, engineRuns: boolean | undefined): QuantityAsk | undefined =>
  car.ecuOf.has(request.pid) || engineRuns === false ? undefined : asked;

export const isUnnamedOdometer = (ask: QuantityAsk): boolean => ask === asked;

/** The car once this control unit has answered it. */
export const withOdometerOf = (car: Known, ecu: string): Known => ({
  ...car,
  ecuOf: new Map(car.ecuOf).set(request.pid, ecu),
});
