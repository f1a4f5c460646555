import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { addressOf, BenchCar, carKey, emptyFolder, phone, ready, startDevice, writeConfig } from './bench.ts';
import { run } from './program.ts';

const minute = 60_000;
const fromNow = (minutes: number): string => new Date(Date.now() + minutes * minute).toISOString();

/** An app server's key file; the car's configuration names the one of all 1 as issuer `app`. */
async function keyFile(folder: string, byte: number): Promise<string> {
  const file = join(folder, `issuer-${byte}.key`);
  await writeFile(file, Buffer.alloc(32, byte).toString('hex'), { mode: 0o600 });
  return file;
}

async function newPhone(folder: string) {
  const key = join(folder, 'phone.json');
  const { out } = await run('simulator/phone/main.ts', ['keygen', '--key', key]);
  return { key, publicKey: out };
}

test('an app server opens a car by the command line with a key of its own, without a gateway (D7)', async () => {
  const folder = await emptyFolder();
  const car = new BenchCar();
  const link = addressOf(await freePort());
  await ready(startDevice(await writeConfig(folder, { ...(await car.lines()), phones: link })));
  const { key, publicKey } = await newPhone(folder);
  const issue = async (issuerByte: number) => {
    const token = join(folder, `${issuerByte}.hex`);
    const what = ['token', 'issue', '00000000000000aa', '--phone', publicKey, '--out', token];
    const who = ['--key', await keyFile(folder, issuerByte), '--issuer', 'app', '--subject', 'ab12cd34'];
    const where = ['--car', 'car-1', '--car-key', Buffer.from(carKey.publicKey.x).toString('hex')];
    const when = ['--from', fromNow(-10), '--until', fromNow(120), '--scope', 'unlock,lock,end,status'];
    expect(await run('gateway/main.ts', [...what, ...who, ...where, ...when])).toMatchObject({
      status: 0,
      err: '',
    });
    return { link, token, key };
  };

  expect(await phone('unlock', await issue(9))).toMatchObject({
    status: 1,
    out: expect.stringMatching(/^refused: the car does not know who issued the token/),
  });
  const own = await issue(1);
  expect(await phone('unlock', own)).toMatchObject({ status: 0, out: expect.stringMatching(/^granted\n/) });
  expect(await car.now()).toMatchObject({ doorsLocked: false, immobilised: false });
  expect(await phone('end', own)).toMatchObject({ status: 0 });
  expect(await car.now()).toMatchObject({ doorsLocked: true, immobilised: true });
});
