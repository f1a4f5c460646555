import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { emptyFolder } from './bench.ts';
import { Authority } from './certificates.ts';
import { GatewayProgram } from './gateway-program.ts';
import { run } from './program.ts';

vi.setConfig({ testTimeout: 60_000 });

test('cars and phones are served over TLS, and a phone enrols itself with the code of its driver', async () => {
  const folder = await emptyFolder();
  const authority = new Authority(folder);
  const server = authority.issue({ name: 'server', alternativeName: 'IP:127.0.0.1' });
  const tls = `tls: { certificate: ${server.certificateFile}, key: ${server.keyFile} }`;
  const gateway = new GatewayProgram(join(folder, 'gateway'));
  await gateway.must('init');
  await writeFile(join(gateway.data, 'gateway.yaml'), `listen: { ${tls} }\nhttp: { ${tls} }\n`);
  const { process, broker, http } = await gateway.serve();
  expect([broker, http]).toEqual([
    expect.stringMatching(/^mqtts:\/\/127\.0\.0\.1:\d+$/),
    expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
  ]);

  const { code } = JSON.parse(await gateway.must('driver', 'add', 'ann', '--json'));
  const key = join(folder, 'phone.json');
  await run('simulator/phone/main.ts', ['keygen', '--key', key]);
  const where = ['--gateway', http, '--ca', authority.own.certificateFile];
  const enrol = (code: string) =>
    run('simulator/phone/main.ts', ['enrol', ...where, '--key', key, '--code', code]);
  expect(await enrol(code)).toMatchObject({
    status: 0,
    out: expect.stringMatching(/^enrolled: key [0-9a-f]{16}$/),
  });
  process.signal('SIGTERM');
  expect(await process.exited).toBe(0);
});
