import { onTestFinished } from 'vitest';
import { type HttpTls, listenHttp } from '../../gateway/adapters/http-listener.ts';
import { createStore } from '../../gateway/gateway.ts';
import type { StoreMethods } from '../../gateway/ports.ts';
import { SystemClock, systemRandom } from '../../protocol/adapters/node-runtime.ts';
import { carId, customerId, driverId, type ReservationId } from '../../protocol/ids.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { epochMilliseconds } from '../../protocol/units.ts';
import { recordingCar } from '../support/records.ts';
import { openMemory, storeSettings } from '../support/store.ts';

const quarterHour = 900_000;
const driver = driverId('ann');

/** A gateway's HTTP side over a store in memory, in this process and in real time, for phones as processes. */
export class PhoneGateway {
  readonly url: string;
  readonly store: StoreMethods;
  readonly #clock: SystemClock;

  static async start(tls?: HttpTls): Promise<PhoneGateway> {
    const clock = new SystemClock();
    const store = createStore(
      { database: openMemory(), clock, random: systemRandom, log: silentLog },
      storeSettings,
    );
    const health = {
      state: 'green',
      reason: null,
      waitingMessages: 0,
      waitingBytes: 0,
      lastCommitAt: null,
    } as const;
    const running = await listenHttp(
      { store, gateway: { health: () => health }, clock, log: silentLog },
      { host: '127.0.0.1', port: 0, tls },
    );
    onTestFinished(() => running.close());
    const scheme = tls === undefined ? 'http' : 'https';
    return new PhoneGateway(`${scheme}://127.0.0.1:${running.address.port}`, store, clock);
  }

  private constructor(url: string, store: StoreMethods, clock: SystemClock) {
    this.url = url;
    this.store = store;
    this.#clock = clock;
    store.addCustomer({ customer: customerId('acme'), formula: 'START', plus: false });
    store.addDriver(driver);
    store.allowDriver(driver, customerId('acme'));
    const { car, publicKey } = recordingCar('car-1');
    store.addCar({ car, priceClass: 'S', registration: '1-ABC-234', publicKey });
  }

  newCode(): string {
    return this.store.enrolmentCode(driver).code;
  }

  /** Reserves the car from the next quarter-hour on, for an hour. */
  reserve(): ReservationId {
    const next = (Math.floor(this.#clock.wall() / quarterHour) + 1) * quarterHour;
    return this.store.addReservation({
      car: carId('car-1'),
      customer: customerId('acme'),
      driver,
      startsAt: epochMilliseconds(next),
      endsAt: epochMilliseconds(next + 4 * quarterHour),
    });
  }
}
