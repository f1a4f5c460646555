import { once } from 'node:events';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bundleLibrary } from '../../../../.ci/build.ts';
import { openTcpPhones } from '../../../../device/adapters/tcp-phones.ts';
import { openWebSocketPhones } from '../../../../device/adapters/web-socket-phones.ts';
import { fromHex } from '../../../../protocol/codec/bytes.ts';
import { decode } from '../../../../protocol/codec/cbor.ts';
import * as library from '../../../../protocol/link/adapters/phone-library.ts';
import type * as face from '../../../../protocol/link/adapters/phone-library-face.ts';
import { silentLog } from '../../../../protocol/runtime.ts';
import { type PublicKey, readCoseKey } from '../../../../protocol/token/cose-key.ts';
import { readCredentials } from '../../../../protocol/token/credentials.ts';
import { writePass } from '../../../../protocol/token/pass.ts';
import { requestBytes } from '../../../../protocol/token/request.ts';
import { BluetoothStandIn } from '../../../support/bluetooth-stand-in.ts';
import { sealingKey } from '../../../support/device-world.ts';
import { realCar } from '../../../support/real-car.ts';
import { sha256 } from '../../../support/signing-keys.ts';

/** What the package tells phone apps is what there is: this line is checked by the compiler. */
const told: Omit<typeof face, 'Fault'> = library;
const {
  askCar,
  authorizationFor,
  bluetoothTransport,
  enrolmentOf,
  importPhoneKey,
  makePhoneKey,
  streamsTransport,
} = told;

const anyPort = { host: '127.0.0.1', port: 0 };
const carKey = sealingKey.publicKey.x;
const keyFrom = (coseKey: string): PublicKey => readCoseKey(decode(fromHex(coseKey)));

/** A new key's pass for a car. */
async function passFor(car: Awaited<ReturnType<typeof realCar>>, key: CryptoKeyPair): Promise<face.Pass> {
  const { publicKey } = await enrolmentOf(key);
  return { token: car.token({ confirmation: keyFrom(publicKey) }), carKey, lists: [] };
}

describe('the phone library as it is built', () => {
  it('imports nothing, and a module of Node least of all', async () => {
    const { imports, dynamicImports, code } = await bundleLibrary();
    expect([...imports, ...dynamicImports]).toEqual([]);
    expect(code).not.toMatch(/["']node:/);
    await expect(bundleLibrary('device/adapters/tcp-line.ts')).rejects.toThrow(/node:net/);
  });

  it('opens, locks and gives back a car from a page that has nothing of Node, over a WebSocket', async () => {
    const phones = await openWebSocketPhones(anyPort, silentLog);
    onTestFinished(() => phones.unbind());
    const car = await realCar(phones);
    const { code } = await bundleLibrary();
    const workerData = { code, url: `ws://127.0.0.1:${phones.port}` };
    const page = new Worker(new URL('../../../support/phone-page.ts', import.meta.url), { workerData });
    onTestFinished(async () => void (await page.terminate()));
    const [enrolment] = await once(page, 'message');
    expect(enrolment).toMatchObject({ isExtractable: false, left: [] });
    const token = car.token({ confirmation: keyFrom(enrolment.publicKey) });
    page.postMessage(writePass({ token, carKey, lists: [] }));
    const [{ verdicts, receipt }] = await once(page, 'message');
    expect(verdicts).toEqual(['granted', 'granted', 'granted', 'granted']);
    expect(receipt).toMatchObject({ car: 'car-007', moment: 'ended' });
    expect(car.car.now()).toMatchObject({ doorsLocked: true });
  });
});

describe('a phone on the library', () => {
  it.each([20, 100, 244])('opens a car behind Bluetooth in fragments of %i bytes', async (fragment) => {
    const module = new BluetoothStandIn({ payload: fragment });
    const car = await realCar(module);
    const key = await makePhoneKey();
    const transport = bluetoothTransport(module, fragment);
    const answer = await askCar({ transport, pass: await passFor(car, key), key }, 'unlock');
    expect(answer).toMatchObject({ verdict: 'granted', doorsLocked: false });
  });

  it('whose Bluetooth breaks in the middle of the request takes it as possibly done, and opens when it comes again', async () => {
    const module = new BluetoothStandIn();
    const car = await realCar(module);
    const key = await makePhoneKey();
    const visit = { transport: bluetoothTransport(module), pass: await passFor(car, key), key };
    module.breaksAtWrite = 12;
    await expect(askCar(visit, 'unlock')).rejects.toMatchObject({
      code: 'link-closed',
      temporary: true,
      mayHaveHappened: true,
    });
    expect(car.car.now()).toMatchObject({ doorsLocked: true });
    expect(await askCar(visit, 'unlock')).toMatchObject({ verdict: 'granted' });
  });

  it('opens a car over TCP in Node, through Web Streams', async () => {
    const phones = await openTcpPhones(anyPort, silentLog);
    onTestFinished(() => phones.unbind());
    const car = await realCar(phones);
    const key = await makePhoneKey();
    const transport = streamsTransport(async () => Duplex.toWeb(connect(phones.port, '127.0.0.1')));
    expect(await askCar({ transport, pass: await passFor(car, key), key }, 'unlock')).toMatchObject({
      verdict: 'granted',
    });
  });

  it('says nothing to a car whose key it was not given', async () => {
    const key = await makePhoneKey();
    const transport = { open: () => expect.fail('it went to the car') };
    const pass = { token: new Uint8Array(), carKey: null, lists: [] };
    await expect(askCar({ transport, pass, key }, 'unlock')).rejects.toMatchObject({
      code: 'car-key-missing',
    });
  });

  it.each(['P-256', 'Ed25519'] as const)(
    'signs its requests to the gateway with a key of %s',
    async (kind) => {
      const form = kind === 'P-256' ? { name: 'ECDSA', namedCurve: kind } : { name: kind };
      const made = await crypto.subtle.generateKey(form, true, ['sign', 'verify']);
      if (!('privateKey' in made)) throw new Error('no pair');
      const key = await importPhoneKey(await crypto.subtle.exportKey('jwk', made.privateKey));
      expect(key.privateKey.extractable).toBe(false);
      const { keyId, publicKey } = await enrolmentOf(key);
      const body = '{"parcel":"00"}';
      const credentials = readCredentials(
        await authorizationFor(key, { method: 'POST', target: '/v1/records', body }),
      );
      expect(credentials.keyId).toBe(keyId);
      const { time, signature } = credentials;
      const bodyDigest = sha256(new TextEncoder().encode(body));
      const signed = requestBytes(keyFrom(publicKey), {
        method: 'POST',
        target: '/v1/records',
        bodyDigest,
        time,
      });
      const algorithm = kind === 'P-256' ? { name: 'ECDSA', hash: 'SHA-256' } : { name: kind };
      const isGood = await crypto.subtle.verify(
        algorithm,
        made.publicKey,
        new Uint8Array(signature),
        new Uint8Array(signed),
      );
      expect(isGood).toBe(true);
    },
  );
});
