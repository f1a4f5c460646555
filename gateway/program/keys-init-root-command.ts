import type { Command } from 'commander';
import { toHex } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import { type Ed25519Seed, issuerKeys, nextKeySet, ownIssuer } from '../fleet-keys.ts';
import { answer, asOperator } from './answer.ts';
import type { Home } from './home.ts';
import { type WithRoot, withRoot } from './next-key-set.ts';
import type { ProgramPorts } from './ports.ts';
import { rootKeyOf } from './root-key.ts';

export function addInitRoot(parent: Command, ports: ProgramPorts): void {
  withRoot(parent.command('init-root'))
    .summary("make the fleet's root key and its first key set")
    .description(
      'Make a root key in a new file, and sign a first key set with the issuer of this gateway. Cars that are added from\n' +
        'now on know the root key; write it into the car.yaml of those that are there: `root: KEY`.',
    )
    .action(async ({ root, ...given }: WithRoot) => {
      const { files, random, clock } = ports;
      const made = Promise.withResolvers<Ed25519Seed>();
      await asOperator(ports, given, async (operator, home) => {
        if ((await rootKeyOf(ports, home)) !== null) throw rootThere(home);
        await files.create(root, () => {
          const seed = random.bytes(32);
          made.resolve(seed);
          return `${toHex(seed)}\n`;
        });
        const seed = await made.promise;
        const own = ownIssuer(await operator.issuerKey(), home.file.token);
        await operator.keepFleetList(nextKeySet(null, [own], seed, clock.wall()));
        await files.create(home.files.rootKey, () => `${toHex(issuerKeys.publicHalfOf(seed).x)}\n`);
      });
      const key = issuerKeys.publicHalfOf(await made.promise);
      await answer(ports, given, { root: toHex(key.x), file: root }, ({ root: hex, file }) =>
        [`${file} holds the root key: take it to a safe place`, `root: ${hex}`].join('\n'),
      );
    });
}

const rootThere = ({ files }: Home): Fault =>
  new Fault({ code: 'root-there', blame: 'operator' }, `${files.rootKey}: this fleet has a root key already`);
