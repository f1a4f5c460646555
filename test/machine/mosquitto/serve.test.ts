import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { emptyFolder } from '../bench.ts';
import { GatewayProgram } from '../gateway-program.ts';
import { Mosquitto, passwordOf } from './mosquitto.ts';

vi.setConfig({ testTimeout: 60_000 });

const login = 'ritmeter-gateway';

/** A gateway that is to serve with Mosquitto, with this password. */
async function behindMosquitto(password: string) {
  const mosquitto = await Mosquitto.start([login]);
  const gateway = new GatewayProgram(join(await emptyFolder(), 'gateway'));
  await gateway.must('init');
  const { certificateFile } = mosquitto.authority.own;
  const file = `outsideBroker: { url: "${mosquitto.url}", ca: ${certificateFile} }\nhttp: { port: 0 }\n`;
  await writeFile(join(gateway.data, 'gateway.yaml'), file);
  await writeFile(join(gateway.data, 'broker.password'), `${password}\n`, { mode: 0o600 });
  return { mosquitto, gateway };
}

test('the gateway serves with Mosquitto as its broker', async () => {
  const { mosquitto, gateway } = await behindMosquitto(passwordOf(login));
  const { process, broker } = await gateway.serve();
  expect(broker).toBe(mosquitto.url);
  const connected = (line: string) => (line.includes('connected to the broker') ? line : undefined);
  expect(await process.line('stderr', connected)).toContain(`"port":${mosquitto.port}`);
  process.signal('SIGTERM');
  expect(await process.exited).toBe(0);
});

test('the gateway ends with one line where Mosquitto refuses its password', async () => {
  const { gateway } = await behindMosquitto('another password');
  expect(await gateway.run('serve')).toMatchObject({
    status: 2,
    err: expect.stringMatching(/^ritmeter-gateway: [^\n]*refuse[^\n]*$/),
  });
});
