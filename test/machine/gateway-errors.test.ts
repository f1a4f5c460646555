import { appendFile, chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { listen } from '../../protocol/adapters/listen.ts';
import { emptyFolder } from './bench.ts';
import { GatewayProgram, quarterHour } from './gateway-program.ts';
import { run } from './program.ts';

vi.setConfig({ testTimeout: 60_000 });

const oneLine = (pattern: RegExp) => ({
  status: 2,
  out: '',
  err: expect.stringMatching(new RegExp(`^[^\\n]*${pattern.source}[^\\n]*$`)),
});

const lines = [
  '--obd',
  'tcp://h:1',
  '--gnss',
  'tcp://h:2',
  '--cabin',
  'modbus+tcp://h:3',
  '--phones',
  'tcp://h:4',
];

async function newGateway() {
  const folder = await emptyFolder();
  const gateway = new GatewayProgram(join(folder, 'gateway'));
  await gateway.must('init');
  return { folder, gateway, configuration: join(gateway.data, 'gateway.yaml') };
}

test.each([
  [['fly'], /unknown command 'fly'/],
  [['serve', '--port', '70000'], /--port.*0 to 65535/],
  [['driver', 'add', 'Not A Driver'], /Not A Driver/],
  [['reservation', 'add', '--car', 'car-1'], /--customer/],
  [['reservation', 'change', '00000000000000aa', '--until', '2026-06-01T10:00'], /offset/],
  [['token', 'issue', '00000000000000aa', '--phone', 'x', '--key', '/nowhere'], /--issuer.*--subject.*--car/],
  [['rentals', '--data', '/nowhere'], /\/nowhere holds no gateway.* init /],
])('%j ends with 2 and says why on one line', async (args, why) => {
  expect(await run('gateway/main.ts', args)).toEqual(oneLine(why));
});

test.each([
  ['init'],
  ['serve'],
  ['health'],
  ['car add'],
  ['customer add'],
  ['driver add'],
  ['driver code'],
  ['driver allow'],
  ['phone add'],
  ['reservation add'],
  ['reservation change'],
  ['reservation cancel'],
  ['token issue'],
  ['rentals'],
  ['rental'],
])('the command %s explains itself', async (command) => {
  const { status, out, err } = await run('gateway/main.ts', [...command.split(' '), '--help']);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toMatch(new RegExp(`^Usage: ritmeter-gateway ${command} `));
  expect(out).toContain('--json');
});

describe('the data of a gateway', () => {
  test('is its owner’s alone', async () => {
    const { folder, gateway } = await newGateway();
    expect(await gateway.run('init')).toEqual(oneLine(/holds a gateway already/));
    await gateway.must('car', 'add', 'car-1', '--class', 'S', '--out', join(folder, 'car.yaml'), ...lines);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const modes = entries.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).mode & 0o077);
    expect(new Set(await Promise.all(modes))).toEqual(new Set([0]));
    expect(entries.length).toBeGreaterThan(4);
  });

  test('is refused with every fault of the configuration, or where a key is no key or can be read by others', async () => {
    const { gateway, configuration } = await newGateway();
    const key = join(gateway.data, 'issuer.key');
    await chmod(key, 0o644);
    expect(await gateway.run('serve')).toEqual(oneLine(/issuer\.key: a secret, but its mode is 0644/));
    await chmod(key, 0o600);
    await writeFile(key, 'no key\n');
    expect(await gateway.run('serve')).toEqual(oneLine(/issuer\.key: no key: not 64 hexadecimal digits/));
    await appendFile(configuration, 'commandSeconds: soon\ncolour: red\n');
    expect(await gateway.run('rentals')).toEqual(oneLine(/gateway\.yaml: commandSeconds: .*colour/));
    await writeFile(configuration, 'listen: { host: 0.0.0.0 }\n');
    expect(await gateway.run('serve')).toEqual(oneLine(/listen\.host: .*in the clear: set tls/));
    await writeFile(configuration, 'listen: [\n}');
    expect(await gateway.run('serve')).toEqual(oneLine(/gateway\.yaml: .*line 2/));
  });
});

describe('what an operator enters', () => {
  test('is refused where a name is unknown or taken, and goes on after', async () => {
    const { gateway } = await newGateway();
    await gateway.must('customer', 'add', 'acme', '--formula', 'START');
    await gateway.must('driver', 'add', 'ann');
    expect(await gateway.run('driver', 'add', 'ann')).toEqual(oneLine(/there is a driver ann already/));
    expect(await gateway.run('driver', 'allow', 'ann', 'bob')).toEqual(oneLine(/there is no customer bob/));
    const reservation = [
      '--customer',
      'acme',
      '--driver',
      'ann',
      '--from',
      quarterHour(1),
      '--until',
      quarterHour(9),
    ];
    expect(await gateway.run('reservation', 'add', '--car', 'car-9', ...reservation)).toEqual(
      oneLine(/there is no car car-9/),
    );
    expect(await gateway.run('rental', '00000000000000aa')).toEqual(
      oneLine(/no reservation 00000000000000aa/),
    );
    expect(await gateway.run('phone', 'add', 'ann', 'a1')).toEqual(oneLine(/neither a public COSE_Key/));
  });

  test('leaves no file behind where the car is refused', async () => {
    const { folder, gateway } = await newGateway();
    const out = join(folder, 'cars', 'car.yaml');
    expect(await gateway.run('car', 'add', 'car-1', '--class', 'XXL', '--out', out, ...lines)).toEqual(
      oneLine(/price class XXL is on no price list/),
    );
    expect(await readdir(join(folder, 'cars'))).toEqual([]);
    await mkdir(out);
    expect(await gateway.run('car', 'add', 'car-1', '--class', 'S', '--out', out, ...lines)).toEqual(
      oneLine(/car\.yaml is there already/),
    );
  });
});

describe('serving', () => {
  test('is for one process at a time, and one that was killed is in nobody’s way', async () => {
    const { gateway } = await newGateway();
    const first = await gateway.serve();
    expect(await gateway.run('serve')).toEqual(oneLine(/another gateway is serving/));
    expect(await gateway.run('health')).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^health +green/),
    });
    first.process.signal('SIGKILL');
    await first.process.exited;
    expect(await gateway.run('health')).toMatchObject({
      status: 1,
      out: expect.stringMatching(/^health +red: no /),
    });
    const second = await gateway.serve();
    second.process.signal('SIGINT');
    expect(await second.process.exited).toBe(0);
    const logged = second.process.stderr.map((line) => JSON.parse(line).msg);
    expect(logged).toEqual(['ready', 'stopping', 'stopped']);
  });

  test('ends with 2 where the port is taken', async () => {
    const { gateway } = await newGateway();
    const other = createServer();
    onTestFinished(() => new Promise((resolve) => other.close(() => resolve())));
    const port = await listen(other, { host: '127.0.0.1', port: 0 });
    expect(await gateway.run('serve', '--port', `${port}`)).toEqual(
      oneLine(new RegExp(`port ${port} .*taken`)),
    );
    expect(await gateway.run('serve', '--port', '0', '--http-port', `${port}`)).toEqual(
      oneLine(new RegExp(`port ${port} .*taken`)),
    );
  });
});
