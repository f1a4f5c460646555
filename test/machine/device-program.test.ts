import { describe, expect, test } from 'vitest';
import { carId } from '../../protocol/ids.ts';
import type { Verdict } from '../../protocol/messages/words.ts';
import type { Claims } from '../../protocol/token/claims.ts';
import { epochSeconds } from '../../protocol/units.ts';
import { verdictWords } from '../../simulator/phone/plain-words.ts';
import { freePort } from '../support/free-port.ts';
import { ed25519Key } from '../support/signing-keys.ts';
import {
  addressOf,
  BenchCar,
  emptyFolder,
  type issuer,
  phone,
  ready,
  someClaims,
  startDevice,
  tokenOf,
  writeConfig,
  writePhone,
} from './bench.ts';

/** Nobody listens at the broker's address: the car has no coverage. */
async function carWithDevice() {
  const folder = await emptyFolder();
  const car = new BenchCar();
  const phones = addressOf(await freePort());
  const config = await writeConfig(folder, { ...(await car.lines()), phones });
  const device = startDevice(config);
  await ready(device);
  return { folder, car, phones, config, device };
}

const stranger = ed25519Key(new Uint8Array(32).fill(9));
const hour = 3_600;
const now = (): number => Math.floor(Date.now() / 1000);

describe('without coverage (promise 1)', () => {
  test('a valid token opens the car, and the rental ends with everything back', async () => {
    const { folder, car, phones, device } = await carWithDevice();
    const files = await writePhone(folder, phones, tokenOf(someClaims()));

    expect(await phone('unlock', files)).toMatchObject({
      status: 0,
      err: '',
      out: expect.stringMatching(/^granted\ndoors: unlocked\n(?:.*\n)*rental: 00000000000000aa/),
    });
    expect(await car.now()).toMatchObject({ doorsLocked: false, immobilised: false });

    const driven = await car.order('key out', 'ignition on', 'drive hwfet x10', 'wait 4', 'ignition off');
    expect(driven.odometerMetres).toBeGreaterThan(21_234_500);
    expect(await phone('end', files, '--json')).toMatchObject({ status: 1 });
    await car.order('key in');
    const { status, out } = await phone('end', files, '--json');
    expect({ status, ...JSON.parse(out) }).toMatchObject({ status: 0, granted: true, doorsLocked: true });
    expect(await car.now()).toMatchObject({ doorsLocked: true, immobilised: true });

    device.signal('SIGTERM');
    expect(await device.exited).toBe(0);
  });

  test('a rental survives SIGKILL of the device in the middle of it', async () => {
    const { folder, phones, config, car, device } = await carWithDevice();
    const files = await writePhone(folder, phones, tokenOf(someClaims()));
    expect(await phone('unlock', files)).toMatchObject({ status: 0 });
    await car.order('key out', 'key in');
    device.signal('SIGKILL');
    await device.exited;

    expect(await phone('end', files)).toMatchObject({
      status: 1,
      err: expect.stringContaining('ECONNREFUSED'),
    });
    await ready(startDevice(config));
    expect(await phone('status', files)).toMatchObject({
      status: 0,
      out: expect.stringContaining('rental: 00000000000000aa'),
    });
    expect(await phone('end', files)).toMatchObject({ status: 0 });
    expect(await car.now()).toMatchObject({ doorsLocked: true });
    expect(await phone('unlock', files)).toMatchObject({
      status: 1,
      out: expect.stringContaining('the rental of this reservation is over'),
    });
  });

  test('a device takes up lines that were not there at its start', async () => {
    const folder = await emptyFolder();
    const firstPort = await freePort();
    const phones = addressOf(await freePort());
    const lines = {
      obd: addressOf(firstPort),
      gnss: addressOf(firstPort + 1),
      cabin: `modbus+${addressOf(firstPort + 2)}`,
    };
    await ready(startDevice(await writeConfig(folder, { ...lines, phones })));
    const files = await writePhone(folder, phones, tokenOf(someClaims()));
    expect(await phone('unlock', files)).toMatchObject({ status: 1 });

    const car = new BenchCar(firstPort);
    expect(await car.lines()).toMatchObject(lines);
    expect(await phone('unlock', files)).toMatchObject({ status: 0 });
  });
});

test('a token that is not good is refused, and the doors stay locked', async () => {
  const { folder, car, phones } = await carWithDevice();
  const flipped = tokenOf(someClaims());
  flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
  const with_ = (changes: Partial<Claims>) => tokenOf(someClaims(changes));
  const refused: readonly (readonly [Verdict, Uint8Array, typeof issuer?])[] = [
    [
      'expired',
      with_({
        notBefore: epochSeconds(now() - 2 * hour),
        issuedAt: epochSeconds(now() - 2 * hour),
        expiresAt: epochSeconds(now() - hour),
      }),
    ],
    ['not-yet-valid', with_({ notBefore: epochSeconds(now() + hour) })],
    ['unknown-issuer', tokenOf(someClaims(), stranger)],
    ['signature-invalid', flipped],
    ['proof-invalid', tokenOf(someClaims()), stranger],
  ];
  for (const [verdict, token, key] of refused) {
    const files = await writePhone(folder, phones, token, key);
    expect(await phone('unlock', files)).toMatchObject({
      status: 1,
      err: '',
      out: expect.stringMatching(`^refused: ${verdictWords[verdict]}`),
    });
  }
  const elsewhere = await writePhone(folder, phones, with_({ audience: carId('car-2') }));
  expect(await phone('unlock', elsewhere)).toMatchObject({
    status: 1,
    err: expect.stringContaining('for car-2'),
  });
  expect(await car.now()).toMatchObject({ doorsLocked: true, immobilised: true });
});
