import { execFile, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { bundle } from '../../.ci/build.ts';
import { neededNode } from '../../.ci/prelude.ts';
import { openTcpPhones } from '../../device/adapters/tcp-phones.ts';
import manifest from '../../package.json' with { type: 'json' };
import { silentLog } from '../../protocol/runtime.ts';
import { writePass } from '../../protocol/token/pass.ts';
import { keptRental } from '../gateway/pricing/rental-json.ts';
import { sealingKey } from '../support/device-world.ts';
import { realCar } from '../support/real-car.ts';
import { storeSettings } from '../support/store.ts';
import { someClaims, tokenOf, writeConfig, writePhone } from './bench.ts';
import { npm } from './packed.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const elsewhere = mkdtempSync(join(tmpdir(), 'ritmeter-build-'));
afterAll(() => rmSync(elsewhere, { recursive: true }));

const programs = ['ritmeter-device', 'ritmeter-gateway', 'ritmeter-sim', 'ritmeter-phone'];

/** Runs a command to its end, away from the sources, with the Node of this test as `node` or another from a folder. */
function run(
  command: string,
  args: readonly string[],
  { cwd = elsewhere, input = '', nodeFolder = dirname(process.execPath) } = {},
) {
  const { PATH = '', ...env } = process.env;
  const path = [nodeFolder, PATH].join(delimiter);
  return spawnSync(command, args, { cwd, input, encoding: 'utf8', env: { ...env, PATH: path } });
}

/** A rental of the worked examples. */
const rental = keptRental('2026-04-01T10:00+02:00', '2026-04-01T13:00+02:00', {
  distanceM: 150_400,
  fuelPriceEurPerLitre: '1.75',
});

/** Arguments for a phone that goes to a link. */
async function unlockAt(link: string): Promise<string[]> {
  const { token, key } = await writePhone(elsewhere, link, tokenOf(someClaims()));
  return ['unlock', '--link', link, '--token', token, '--key', key];
}

/** What every way of starting the programs must show; `start` runs one by its name. */
function describePrograms(start: (name: string, args: string[], input?: string) => SpawnSyncReturns<string>) {
  it.each(programs)('%s shows its help', (name) => {
    const { status, stdout, stderr } = start(name, ['--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: ${name} `));
  });

  it.each(programs)('%s tells its version', (name) => {
    expect(start(name, ['--version'])).toMatchObject({ status: 0, stdout: `ritmeter ${manifest.version}\n` });
  });

  it.each(programs)('%s refuses an unknown option in one line', (name) => {
    const { status, stdout, stderr } = start(name, ['--nothing-of-the-kind']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .+\n$/);
  });

  it('the gateway prices a rental by the built-in lists', () => {
    const { status, stdout } = start('ritmeter-gateway', ['price'], `${JSON.stringify(rental)}\n`);
    expect({ status, ...JSON.parse(stdout) }).toMatchObject({ status: 0, totalCents: 6_255 });
  });

  it('the phone has the native code for serial devices', async () => {
    const { status, stderr } = start('ritmeter-phone', await unlockAt('/dev/nowhere'));
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/No such file/) });
  });

  it('the simulator runs a car with its gateway for a day', () => {
    const { status, stdout } = start('ritmeter-sim', ['run', '--seed', '1', '--cars', '1', '--json']);
    expect({ status, ...JSON.parse(stdout) }).toMatchObject({ status: 0, cars: [{ car: 'car-0001' }] });
  });
}

beforeAll(() => cpSync(inject('packed').programs, join(elsewhere, 'dist'), { recursive: true }));

describe('a built program, copied away from sources and dependencies', () => {
  describePrograms((name, args, input) => run(join(elsewhere, 'dist', `${name}.js`), args, { input }));

  it.each(programs)('%s says in one line that an old Node is too old', (name) => {
    const older = "Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } })";
    const args = ['--import', `data:text/javascript,${older}`, join('dist', `${name}.js`), '--help'];
    expect(run(process.execPath, args)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: `${name}: needs Node ${neededNode} or later, and this is ${process.version}\n`,
    });
  });

  it.each(['ritmeter-phone', 'ritmeter-device'])(
    '%s says in one line that the native code for serial devices is missing',
    async (name) => {
      const alone = join(elsewhere, 'alone');
      mkdirSync(alone, { recursive: true });
      cpSync(join(elsewhere, 'dist', `${name}.js`), join(alone, `${name}.js`));
      const serial = '/dev/nowhere';
      const lines = { obd: serial, gnss: serial, cabin: `modbus+rtu://${serial}`, phones: serial };
      const args =
        name === 'ritmeter-phone' ? unlockAt(serial) : ['--config', await writeConfig(alone, lines)];
      const { status, stderr } = run(join(alone, `${name}.js`), await args);
      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: expect.stringMatching(/^[^\n]*serial devices cannot be used[^\n]*\n$/),
      });
    },
  );

  it('finds the storage thread beside itself', async () => {
    const file = join(elsewhere, 'dist/storage-worker.js');
    writeFileSync(file, (await bundle('gateway/adapters/storage-worker.ts')).code);
    const { startStorageWorker }: typeof import('../../gateway/adapters/storage-worker.ts') = await import(
      pathToFileURL(file).href
    );
    const worker = await startStorageWorker(
      { file: join(elsewhere, 'gateway.sqlite'), settings: storeSettings },
      silentLog,
    );
    expect(await worker.store.cars()).toEqual([]);
    await worker.close();
  });
});

describe('the package, packed and installed', () => {
  const folder = join(elsewhere, 'installed');
  const nodeFolder = join(elsewhere, 'old-node');

  beforeAll(() => {
    mkdirSync(folder);
    npm(['install', inject('packed').tarball, '--prefix', folder, '--prefer-offline'], folder);
    mkdirSync(nodeFolder);
    writeFileSync(join(nodeFolder, 'node'), '#!/bin/sh\necho too old >&2\nexit 99\n', { mode: 0o755 });
  }, 120_000);

  describe('on a machine whose own Node is too old', () => {
    describePrograms((name, args, input) =>
      run(join(folder, 'node_modules/.bin', name), args, { input, nodeFolder }),
    );
  });

  it('opens a car with the example of the README for phone apps, as it stands there', async () => {
    const phones = await openTcpPhones({ host: '127.0.0.1', port: 0 }, silentLog);
    onTestFinished(() => phones.unbind());
    const car = await realCar(phones);
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const x = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'));
    const token = car.token({ confirmation: { kind: 'Ed25519', x } });
    const kit = join(folder, 'data/bench');
    mkdirSync(kit, { recursive: true });
    writeFileSync(join(kit, 'phone.json'), JSON.stringify(privateKey.export({ format: 'jwk' })));
    writeFileSync(join(kit, 'token.hex'), writePass({ token, carKey: sealingKey.publicKey.x, lists: [] }));
    const [, example] = /```js\n(.*?)```/s.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
    writeFileSync(join(folder, 'example.mjs'), example?.replace('7314', `${phones.port}`) ?? '');
    const ended = await promisify(execFile)(process.execPath, ['example.mjs'], { cwd: folder });
    expect(ended).toMatchObject({ stderr: '', stdout: expect.stringContaining("verdict: 'granted'") });
    expect(car.car.now()).toMatchObject({ doorsLocked: false });
  });

  it('needs no package but the Node of this processor', () => {
    const installed = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(installed.sort()).toEqual([`node-linux-${process.arch}`, 'ritmeter']);
  });

  it('holds the programs with their native code, units, licences and the specification, and no sources', () => {
    const paths = readdirSync(join(folder, 'node_modules/ritmeter'), { recursive: true, encoding: 'utf8' });
    expect(paths).toEqual(
      expect.arrayContaining([
        ...programs.map((name) => `dist/${name}.js`),
        'dist/ritmeter-phone-library.js',
        'dist/ritmeter-phone-library.d.ts',
        'dist/serial-linux-arm64.node',
        'dist/serial-linux-x64.node',
        'dist/third-party-licences.txt',
        'device/systemd/ritmeter-device.service',
        'gateway/systemd/ritmeter-gateway.service',
        'gateway/mosquitto/acl',
        'LICENSE',
        'protocol/README.md',
        'protocol/vectors/README.md',
        'protocol/vectors/tokens.json',
      ]),
    );
    expect(paths.filter((path) => /(?<!\.d)\.ts$/.test(path))).toEqual([]);
  });

  it('tells the terms of everything that is inside the bundles', () => {
    const licences = readFileSync(
      join(folder, 'node_modules/ritmeter/dist/third-party-licences.txt'),
      'utf8',
    );
    for (const name of [
      'mqtt',
      'aedes',
      'serialport',
      'kysely',
      'fastify',
      'zod',
      '@serialport/bindings-cpp',
    ])
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\([A-Z]`, 'm'));
    expect(licences).toContain('Permission is hereby granted, free of charge');
  });
});

describe('a bundle', () => {
  it.each([
    ['device/main.ts', ['device', 'protocol']],
    ['gateway/main.ts', ['gateway', 'protocol']],
    ['gateway/adapters/storage-thread.ts', ['gateway', 'protocol']],
  ])('of %s contains code of %j alone', async (entry, packages) => {
    const { moduleIds } = await bundle(entry);
    const own = moduleIds
      .filter((id) => id.startsWith(root) && !id.includes('/node_modules/'))
      .map((id) => id.slice(root.length).split('/')[0]);
    expect([...new Set(own)].sort()).toEqual(packages);
  });

  it.each(['gateway/main.ts', 'gateway/adapters/storage-thread.ts', 'simulator/main.ts'])(
    'of %s asks an old Node for SQLite only after it has said which Node it needs',
    async (entry) => {
      const { code } = await bundle(entry);
      expect(code).toContain('"node:sqlite"');
      expect(code).not.toMatch(/^import .*"node:sqlite"/m);
    },
  );

  it('of a source that refers to a file without a place in dist/ is not made', async () => {
    await expect(bundle('test/bench/pricing.ts')).rejects.toThrow(
      'test/bench/pricing-command-run.ts: say in .ci/build.ts what becomes of it',
    );
  });
});
