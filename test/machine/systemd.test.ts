import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { addressOf, emptyFolder, startDevice, writeConfig } from './bench.ts';
import { GatewayProgram } from './gateway-program.ts';
import { NotifySocket } from './notify-socket.ts';
import { Program } from './program.ts';

vi.setConfig({ testTimeout: 60_000 });

/** What systemd gives its services; this watchdog bites after 0.6 s. */
const startedBy = ({ path }: NotifySocket, more: Readonly<Record<string, string>> = {}) => ({
  environment: { NOTIFY_SOCKET: path, WATCHDOG_USEC: '600000', ...more },
});

/** From ready to stopped. */
async function isToldOf(program: Program, socket: NotifySocket): Promise<void> {
  await socket.hears('READY=1');
  await socket.hears('WATCHDOG=1', 3);
  program.signal('SIGTERM');
  await socket.hears('STOPPING=1');
  expect(await program.exited).toBe(0);
  expect(program.stderr.filter((line) => line.includes('systemd was not told'))).toEqual([]);
}

test('systemd is told that the device is ready, alive and stopping', async () => {
  const lines = { obd: addressOf(9), gnss: addressOf(9), cabin: `modbus+${addressOf(9)}` };
  const config = await writeConfig(await emptyFolder(), { ...lines, phones: addressOf(await freePort()) });
  const socket = await NotifySocket.open();
  await isToldOf(startDevice(config, startedBy(socket)), socket);
});

test('systemd is told that the gateway is ready, alive and stopping', async () => {
  const gateway = new GatewayProgram(join(await emptyFolder(), 'gateway'));
  await gateway.must('init');
  const socket = await NotifySocket.open();
  const ports = ['--port', '0', '--http-port', '0'];
  const args = ['serve', '--data', gateway.data, ...ports];
  await isToldOf(new Program('gateway/main.ts', args, startedBy(socket)), socket);
});

test('a watchdog meant for another process is not fed', async () => {
  const gateway = new GatewayProgram(join(await emptyFolder(), 'gateway'));
  await gateway.must('init');
  const socket = await NotifySocket.open();
  const args = ['serve', '--data', gateway.data, '--port', '0', '--http-port', '0'];
  const program = new Program('gateway/main.ts', args, startedBy(socket, { WATCHDOG_PID: '1' }));
  await socket.hears('READY=1');
  program.signal('SIGTERM');
  await socket.hears('STOPPING=1');
  expect(socket.told).toEqual(['READY=1', 'STOPPING=1']);
});

/** What systemd says of a unit, whose program is not installed here. */
async function verified(name: string, text: string) {
  const copy = join(await emptyFolder(), name);
  await writeFile(copy, text.replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true'));
  const { status, stderr } = spawnSync(
    'systemd-analyze',
    ['verify', '--man=no', '--recursive-errors=no', copy],
    { encoding: 'utf8' },
  );
  return { status, stderr };
}

test.each(['device', 'gateway'])('systemd finds no fault in the unit of the %s', async (name) => {
  const unit = `ritmeter-${name}.service`;
  const shipped = new URL(`../../${name}/systemd/${unit}`, import.meta.url);
  const text = await readFile(shipped, 'utf8');
  expect(await verified(unit, text)).toEqual({ status: 0, stderr: '' });
  const faulty = await verified(unit, text.replace('WatchdogSec', 'WatchdogSecs'));
  expect(faulty.stderr).toMatch(/Unknown key.*'WatchdogSecs'/);
});
