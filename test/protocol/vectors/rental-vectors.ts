import { reservation } from '../../support/specification-keys.ts';
import type { RentalVector } from './vector-format.ts';

type Situation = Omit<RentalVector, 'name' | 'clause' | 'action' | 'verdict'>;

const other = 'eeeeeeeeeeeeeeee';

/** A car without a rental, parked and locked, key and card in, whose driver may do all. */
const parked: Situation = {
  reservation,
  openReservation: null,
  ended: [],
  ignitionOn: false,
  doorsClosed: true,
  doorsLocked: true,
  keyInHolder: true,
  fuelCardInHolder: true,
  isIncomplete: false,
  hasPin: true,
};
const own = { openReservation: reservation };
const others = { openReservation: other };
const over = { ended: [reservation] };

const rental = (
  name: string,
  action: RentalVector['action'],
  verdict: RentalVector['verdict'],
  ...changes: readonly Partial<Situation>[]
): RentalVector => ({ name, clause: '6.8', action, ...Object.assign({}, parked, ...changes), verdict });

/** What a right that was proved means where a rental stands. */
export const rentalVectors: readonly RentalVector[] = [
  rental('the first unlock', 'unlock', 'granted'),
  rental('unlock again in its rental', 'unlock', 'granted', own),
  rental('status without a rental', 'status', 'granted'),
  rental('status in another’s rental', 'status', 'granted', others),
  rental('lock in its rental', 'lock', 'granted', own),
  rental('end in its rental', 'end', 'granted', own),
  rental('the PIN in its rental', 'fuel-card', 'granted', own),
  rental('unlock of a parked car that another left', 'unlock', 'granted', others),
  rental('unlock of a car that another drives', 'unlock', 'car-in-use', others, { ignitionOn: true }),
  rental('unlock of another’s car with a door open', 'unlock', 'car-in-use', others, { doorsClosed: false }),
  rental('unlock of another’s car that is not locked', 'unlock', 'car-in-use', others, {
    doorsLocked: false,
  }),
  rental('unlock of another’s car with the key out', 'unlock', 'car-in-use', others, { keyInHolder: false }),
  rental('unlock of another’s car with the card out', 'unlock', 'car-in-use', others, {
    fuelCardInHolder: false,
  }),
  rental('lock of another’s car', 'lock', 'no-rental', others),
  rental('end of another’s rental', 'end', 'no-rental', others),
  rental('the PIN of another’s car', 'fuel-card', 'no-rental', others),
  rental('lock without a rental', 'lock', 'no-rental'),
  rental('end without a rental', 'end', 'no-rental'),
  rental('the PIN without a rental', 'fuel-card', 'no-rental'),
  rental('service without a rental', 'service', 'no-rental'),
  rental('unlock after the end', 'unlock', 'rental-ended', over),
  rental('lock after the end', 'lock', 'rental-ended', over),
  rental('end after the end', 'end', 'rental-ended', over),
  rental('status after the end', 'status', 'rental-ended', over),
  rental('end with the checklist not done', 'end', 'checklist-incomplete', own, { isIncomplete: true }),
  rental('lock with the ignition on', 'lock', 'in-motion', own, { ignitionOn: true }),
  rental('the PIN with the ignition on', 'fuel-card', 'in-motion', own, { ignitionOn: true }),
  rental('the PIN of a car that has none', 'fuel-card', 'not-in-scope', own, { hasPin: false }),
  rental('service', 'service', 'not-in-scope', own),
];
