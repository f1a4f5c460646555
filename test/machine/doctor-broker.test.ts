import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ServerTls } from '../../gateway/adapters/broker-server.ts';
import { addressOf, emptyFolder, writeConfig } from './bench.ts';
import { openBroker } from './car-records.ts';
import { Authority } from './certificates.ts';
import { run } from './program.ts';

const here = { alternativeName: 'IP:127.0.0.1' };
const dead = addressOf(9);
const lines = { obd: dead, gnss: dead, cabin: `modbus+${dead}`, phones: dead };

interface Asked {
  /** What the broker shows; it speaks no TLS where absent. */
  readonly shows?: (authority: Authority) => ServerTls;
  /** How the car's file calls it, instead of rightly. */
  readonly scheme?: 'mqtt' | 'mqtts';
  readonly believes?: 'its authority' | 'another';
}

/** What the doctor's table says of a broker. */
async function rowOf({ shows, scheme, believes = 'its authority' }: Asked): Promise<string | undefined> {
  const folder = await emptyFolder();
  const [authority, stranger] = [new Authority(folder), new Authority(folder, 'stranger')];
  const { url } = await openBroker(shows?.(authority));
  const config = await writeConfig(folder, lines, scheme === undefined ? url : url.replace(/^\w+/, scheme));
  await writeFile(join(folder, 'ca.pem'), (believes === 'another' ? stranger : authority).own.certificate);
  const text = await readFile(config, 'utf8');
  if (scheme !== 'mqtt') await writeFile(config, text.replace('broker:\n', 'broker:\n  ca: ca.pem\n'));
  const { status, out, err } = await run('device/main.ts', ['doctor', '--config', config]);
  expect({ status, err }).toEqual({ status: 1, err: '' });
  return out.split('\n').find((line) => line.startsWith('broker'));
}

const good = (authority: Authority): ServerTls => authority.issue({ name: 'broker', ...here });

const troubles: readonly (readonly [what: string, asked: Asked, says: RegExp])[] = [
  [
    'its certificate has expired',
    { shows: (authority) => authority.issue({ name: 'old', ...here, days: -1 }) },
    /has expired: the operator must renew it, unless this unit's clock is wrong/,
  ],
  [
    'its certificate is by another authority',
    { shows: good, believes: 'another' },
    /by nobody whom this car believes: put the operator's authority at `ca`/,
  ],
  [
    'its certificate is by nobody but itself',
    { shows: (authority) => authority.selfSigned({ name: 'itself', ...here }) },
    /by nobody whom this car believes/,
  ],
  [
    'its certificate is for another name',
    { shows: (authority) => authority.issue({ name: 'other', alternativeName: 'DNS:other.example' }) },
    /for another name than the address in the car's file.*127\.0\.0\.1 is not in/,
  ],
  [
    'it asks for a client certificate',
    { shows: (authority) => ({ ...good(authority), clientCa: authority.own.certificate }) },
    /asks for a client certificate \(`certificate` and `key` there\)/,
  ],
  ['it wants TLS', { shows: good, scheme: 'mqtt' }, /hangs up: .*wants TLS \(`mqtts:\/\/`\)/],
  ['it speaks no TLS', { scheme: 'mqtts' }, /does not speak TLS: is it the wrong port/],
];

test('a broker that the car cannot use is told with what to do about it', async () => {
  // All at once: each waits for lines on which nobody answers.
  const rows = await Promise.all(troubles.map(async ([what, asked]) => `${what}: ${await rowOf(asked)}`));
  expect(rows).toEqual(
    troubles.map(([what, , says]) =>
      expect.stringMatching(
        new RegExp(`^${what}: broker +FAIL +mqtts?://127\\.0\\.0\\.1:\\d+: .*${says.source}`),
      ),
    ),
  );
}, 180_000);
