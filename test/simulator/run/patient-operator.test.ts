import { expect, test } from 'vitest';
import { Fault } from '../../../protocol/errors.ts';
import { carId, customerId, driverId, type ReservationId, reservationId } from '../../../protocol/ids.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { patientOperator } from '../../../simulator/run/patient-operator.ts';

const wanted = {
  car: carId('car-1'),
  customer: customerId('acme'),
  driver: driverId('ann'),
  startsAt: epochMilliseconds(0),
  endsAt: epochMilliseconds(3_600_000),
};
const made = reservationId('00000000000000aa');
const notAsked = () => Promise.reject(new Error('not asked for'));

/** A gateway that makes one reservation. @param answers what it says to each try to make it */
function gatewayThat(...answers: readonly (() => ReservationId)[]) {
  const asked: string[] = [];
  const gateway = {
    addCar: notAsked,
    addCustomer: notAsked,
    addDriver: notAsked,
    allowDriver: notAsked,
    enrolPhone: notAsked,
    issuerKey: notAsked,
    issueToken: notAsked,
    changeReservation: notAsked,
    cancelReservation: notAsked,
    async reservations() {
      asked.push('reservations');
      const row = { ...wanted, reservation: made, firstEndsAt: wanted.endsAt, createdAt: wanted.startsAt };
      return [{ ...row, cancelledAt: null }];
    },
    async addReservation() {
      asked.push('add');
      return (answers[asked.length - 1] ?? notMade)();
    },
  };
  return {
    asked,
    operator: patientOperator(
      () => gateway,
      () => Promise.resolve(),
    ),
  };
}

function notMade(): never {
  throw new Error('made a second time');
}

const committedUnheard = (): never => {
  throw new Fault(
    { code: 'store-gone', blame: 'environment', temporary: true, mayHaveHappened: true },
    'gone',
  );
};

test('a reservation is asked for without reading all of them', async () => {
  const { operator, asked } = gatewayThat(() => made);
  expect(await operator.addReservation(wanted)).toBe(made);
  expect(asked).toEqual(['add']);
});

test('where it may have been made all the same, it is looked for and not made twice', async () => {
  const { operator, asked } = gatewayThat(committedUnheard);
  expect(await operator.addReservation(wanted)).toBe(made);
  expect(asked).toEqual(['add', 'reservations']);
});
