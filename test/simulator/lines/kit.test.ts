import { expect, test } from 'vitest';
import { usualClockPolicy } from '../../../device/access/clock-policy.ts';
import { createVerifier } from '../../../device/access/signatures.ts';
import { judge } from '../../../device/access/verdict.ts';
import { parseDeviceFile } from '../../../device/config.ts';
import { readPass } from '../../../protocol/token/pass.ts';
import { proofBytes } from '../../../protocol/token/proof.ts';
import { shifted } from '../../../protocol/units.ts';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import { benchKit } from '../../../simulator/lines/kit.ts';
import { parsePhoneKey } from '../../../simulator/phone/phone-key.ts';
import { ed25519Key, sha256 } from '../../support/signing-keys.ts';
import { start } from '../world.ts';

const lines = {
  obd: 'tcp://127.0.0.1:7311',
  gnss: 'tcp://127.0.0.1:7312',
  cabin: 'modbus+tcp://127.0.0.1:7313',
};

function kit() {
  const files = benchKit({
    random: seededRandom(1),
    wall: start,
    car: 1,
    lines,
    phones: 'tcp://127.0.0.1:7314',
    initialOdometerMetres: 21_234_500,
  });
  const textOf = (name: string): string => files.find((file) => file.name === name)?.text ?? '';
  return {
    config: parseDeviceFile(textOf('car.yaml'), 'car.yaml'),
    pass: readPass(new TextEncoder().encode(textOf('token.hex'))),
    key: parsePhoneKey(textOf('phone.json'), 'phone.json'),
  };
}

test('the configuration is one that the device takes', () => {
  const { config } = kit();
  expect(config).toMatchObject({
    car: 'car-1',
    initialOdometerMetres: 21_234_500,
    lines: { phones: { kind: 'tcp', host: '127.0.0.1', port: 7314 } },
  });
});

test.each([
  ['at once', 0, 'granted'],
  ['at the end of the week', 7 * 86_400_000 - 1_000, 'granted'],
  ['after it', 7 * 86_400_000 + 1_000, 'expired'],
])('token and key open the car %s', (_, later, verdict) => {
  const { config, pass, key } = kit();
  const { token } = pass;
  const nonce = new Uint8Array(16);
  const binding = new Uint8Array(32);
  const tokenDigest = sha256(token);
  const subject = { car: config.car, nonce, action: 'unlock', tokenDigest, binding } as const;
  const proof = key.sign(proofBytes(key.publicKey, subject));
  const judged = judge(
    { action: 'unlock', token, proof, nonce, binding, tokenDigest },
    {
      car: config.car,
      issuers: config.issuers,
      revokedKeys: [],
      denyList: null,
      denyListNumber: 0,
      denyPolicy: config.denyList,
      openReservation: null,
      now: { time: shifted(start, later), quality: 'rtc' },
      verify: createVerifier(),
      clockPolicy: usualClockPolicy,
      usesOf: () => ({ uses: 0, usesInDoubt: 0 }),
      spent: [],
    },
  );
  expect(judged.verdict).toBe(verdict);
});

test('the token’s file names the key that the car signs with (clause 7.9)', () => {
  const { config, pass } = kit();
  expect(pass.carKey).toEqual(ed25519Key(config.keys.signing).publicKey.x);
});
