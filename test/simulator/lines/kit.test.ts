import { expect, test } from 'vitest';
import { createVerifier } from '../../../device/access/signatures.ts';
import { judge } from '../../../device/access/verdict.ts';
import { parseDeviceFile } from '../../../device/config.ts';
import { fromHex } from '../../../protocol/codec/bytes.ts';
import { proofBytes } from '../../../protocol/token/proof.ts';
import { shifted } from '../../../protocol/units.ts';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import { benchKit } from '../../../simulator/lines/kit.ts';
import { parsePhoneKey } from '../../../simulator/phone/phone-key.ts';
import { sha256 } from '../../support/signing-keys.ts';
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
    token: fromHex(textOf('token.hex').trim()),
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
  const { config, token, key } = kit();
  const nonce = new Uint8Array(16);
  const tokenDigest = sha256(token);
  const subject = { car: config.car, nonce, action: 'unlock', tokenDigest } as const;
  const proof = key.sign(proofBytes(key.publicKey, subject));
  const judged = judge(
    { action: 'unlock', token, proof, nonce, tokenDigest },
    {
      car: config.car,
      issuers: config.issuers,
      now: { time: shifted(start, later), quality: 'rtc' },
      verify: createVerifier(),
      usesOf: () => ({ uses: 0, usesInDoubt: 0 }),
      spentNonces: [],
    },
  );
  expect(judged.verdict).toBe(verdict);
});
