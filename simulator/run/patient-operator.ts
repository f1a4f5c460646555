import type { Gateway } from '../../gateway/gateway.ts';
import { Fault } from '../../protocol/errors.ts';
import type { ReservationId } from '../../protocol/ids.ts';
import type { WorldOperator } from '../fleet/world.ts';

/** The gateway as an operator asks it. */
type Asked = Pick<Gateway, keyof WorldOperator | 'reservations'>;

/** An operator who tries again while the gateway is down, and then looks first whether it was done the time before. */
export function patientOperator(current: () => Asked | null, pause: () => Promise<void>): WorldOperator {
  const untilDone = async <Result>(
    ask: (gateway: Asked, isAskedAgain: boolean) => Promise<Result>,
  ): Promise<Result> => {
    for (let isAskedAgain = false; ; ) {
      const gateway = current();
      if (gateway !== null) {
        try {
          return await ask(gateway, isAskedAgain);
        } catch (thrown) {
          if (!(thrown instanceof Fault && thrown.temporary)) throw thrown;
          isAskedAgain = true;
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
      untilDone(async (gateway, isAskedAgain) => {
        const there =
          isAskedAgain &&
          (await gateway.reservations()).find(
            ({ car, driver, startsAt, cancelledAt }) =>
              cancelledAt === null &&
              car === wanted.car &&
              driver === wanted.driver &&
              startsAt === wanted.startsAt,
          );
        return there ? there.reservation : gateway.addReservation(wanted);
      }),
    changeReservation: (reservation, endsAt) =>
      untilDone(async (gateway, isAskedAgain) => {
        const there = isAskedAgain && (await known(gateway, reservation));
        if (!(there && there.endsAt === endsAt)) await gateway.changeReservation(reservation, endsAt);
      }),
    cancelReservation: (reservation) =>
      untilDone(async (gateway, isAskedAgain) => {
        const there = isAskedAgain && (await known(gateway, reservation));
        if (!(there && there.cancelledAt !== null)) await gateway.cancelReservation(reservation);
      }),
  };
}

const known = async (gateway: Asked, reservation: ReservationId) =>
  (await gateway.reservations()).find((each) => each.reservation === reservation);
