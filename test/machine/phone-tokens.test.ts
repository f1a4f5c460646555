import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPass } from '../../protocol/token/pass.ts';
import { decodeToken } from '../../protocol/token/token.ts';
import { emptyFolder } from './bench.ts';
import { Authority } from './certificates.ts';
import { PhoneGateway } from './phone-gateway.ts';
import { run } from './program.ts';

const phone = (...args: readonly string[]) => run('simulator/phone/main.ts', args);

/** A new key in a folder of its own. */
async function newPhone(kind: 'Ed25519' | 'P-256') {
  const folder = await emptyFolder();
  const key = join(folder, 'phone.json');
  expect(await phone('keygen', '--key', key, '--kind', kind)).toMatchObject({ status: 0 });
  return { folder, key };
}

test.each(['Ed25519', 'P-256'] as const)(
  'a %s phone enrols itself with a code, and fetches its tokens into files of its owner’s',
  async (kind) => {
    const gateway = await PhoneGateway.start();
    const { folder, key } = await newPhone(kind);
    const at = ['--gateway', gateway.url, '--key', key];
    expect(await phone('enrol', ...at, '--code', gateway.newCode())).toEqual({
      status: 0,
      out: expect.stringMatching(/^enrolled: key [0-9a-f]{16}$/),
      err: '',
    });
    const reservation = gateway.reserve();
    const out = join(folder, 'tokens');
    const file = join(out, `${reservation}.hex`);
    const { status, out: printed } = await phone('tokens', ...at, '--out', out);
    expect(status).toBe(0);
    expect(printed).toMatch(new RegExp(`^car-1 +\\S+Z  \\S+Z  ${file}$`));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { claims } = decodeToken(readPass(await readFile(file)).token);
    expect(claims).toMatchObject({ audience: 'car-1', rights: { reservation } });
    const json = await phone('tokens', ...at, '--out', out, '--json');
    expect(JSON.parse(json.out)).toMatchObject({ tokens: [{ car: 'car-1', reservation, file }] });
  },
);

test('over TLS the phone trusts the authority that it is given, and no other', async () => {
  const authority = new Authority(await emptyFolder());
  const server = authority.issue({ name: 'gateway', alternativeName: 'IP:127.0.0.1' });
  const gateway = await PhoneGateway.start(server);
  const { key } = await newPhone('P-256');
  const enrol = ['enrol', '--gateway', gateway.url, '--key', key, '--code', gateway.newCode()];
  expect(await phone(...enrol)).toMatchObject({
    status: 1,
    err: expect.stringMatching(/^[^\n]*is not trusted: .*--ca/),
  });
  expect(await phone(...enrol, '--ca', authority.own.certificateFile)).toMatchObject({ status: 0 });
});
