import type { Gateway } from '../../gateway/gateway.ts';
import { Fault } from '../../protocol/errors.ts';
import type { WorldOperator } from '../fleet/world.ts';

/** An operator who tries again while the gateway is down, and looks first whether it was done the time before. */
export function patientOperator(current: () => Gateway | null, pause: () => Promise<void>): WorldOperator {
  const untilDone = async <Result>(ask: (gateway: Gateway) => Promise<Result>): Promise<Result> => {
    for (;;) {
      const gateway = current();
      if (gateway !== null) {
        try {
          return await ask(gateway);
        } catch (thrown) {
          if (!(thrown instanceof Fault && thrown.temporary)) throw thrown;
        }
      }
      await pause();
    }
  };
  return {
    addCar: (car) => untilDone((gateway) => gateway.addCar(car)),
    addCustomer: (customer) => untilDone((gateway) => gateway.addCustomer(customer)),
    addDriver: (driver) => untilDone((gateway) => gateway.addDriver(driver)),
    allowDriver: (driver, customer) => untilDone((gateway) => gateway.allowDriver(driver, customer)),
    enrolPhone: (driver, key) => untilDone((gateway) => gateway.enrolPhone(driver, key)),
    issuerKey: () => untilDone((gateway) => gateway.issuerKey()),
    issueToken: (request) => untilDone((gateway) => gateway.issueToken(request)),
    addReservation: (wanted) =>
      untilDone(async (gateway) => {
        const there = (await gateway.reservations()).find(
          ({ car, driver, startsAt, cancelledAt }) =>
            cancelledAt === null &&
            car === wanted.car &&
            driver === wanted.driver &&
            startsAt === wanted.startsAt,
        );
        return there?.reservation ?? gateway.addReservation(wanted);
      }),
    changeReservation: (reservation, endsAt) =>
      untilDone(async (gateway) => {
        const there = (await gateway.reservations()).find((known) => known.reservation === reservation);
        if (there?.endsAt !== endsAt) await gateway.changeReservation(reservation, endsAt);
      }),
    cancelReservation: (reservation) =>
      untilDone(async (gateway) => {
        const there = (await gateway.reservations()).find((known) => known.reservation === reservation);
        if (there?.cancelledAt === null) await gateway.cancelReservation(reservation);
      }),
  };
}
