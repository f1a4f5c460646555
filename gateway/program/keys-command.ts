import type { Command } from 'commander';
import { toHex } from '../../protocol/codec/bytes.ts';
import { encode } from '../../protocol/codec/cbor.ts';
import { Fault } from '../../protocol/errors.ts';
import { type IssuerId, issuerId, type KeyId, keyId } from '../../protocol/ids.ts';
import { type KeySetEntry, requireCarPattern } from '../../protocol/lists/key-set.ts';
import type { Action } from '../../protocol/messages/words.ts';
import { algorithmFor, type PublicKey, writeCoseKey } from '../../protocol/token/cose-key.ts';
import { columns } from '../columns.ts';
import {
  contentOf,
  type Ed25519Seed,
  issuerKeys,
  nextKeySet,
  nextRevokedKeys,
  ownIssuer,
  requireRoot,
  withoutKey,
} from '../fleet-keys.ts';
import type { Operator } from '../operator.ts';
import { answer, answerAsOperator, asOperator } from './answer.ts';
import type { Home } from './home.ts';
import { by, type Given, onData, wholeNumber } from './options.ts';
import type { ProgramPorts } from './ports.ts';
import { publicKeyFrom } from './public-key.ts';
import { rootKeyOf } from './root-key.ts';
import { scopeOf } from './scope.ts';

interface WithRoot extends Given {
  readonly root: string;
}

/** Below `keys`, which shows public keys: who may issue tokens for the fleet's cars (clause 12.2). */
export function addKeysCommands(program: Command, ports: ProgramPorts): void {
  const keys = program.commands.find((command) => command.name() === 'keys') ?? program.command('keys');
  // What stands behind the name of a command below is that command's.
  for (const command of [program, keys]) command.enablePositionalOptions();
  addInitRoot(keys, ports);
  addRotate(keys, ports);
  addAdd(keys, ports);
  addRevoke(keys, ports);
  addList(keys, ports);
  addExport(keys, ports);
}

const withRoot = (command: Command): Command =>
  onData(command).requiredOption('--root <file>', "file of the fleet's private root key (mode 0600)");

function addInitRoot(parent: Command, ports: ProgramPorts): void {
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

interface Changed {
  readonly number: number;
  readonly keyId: KeyId;
}

const changedText = ({ number, keyId: id }: Changed): string =>
  `key set ${number} holds key ${id}; cars take it as they come online, or from a phone`;

function addRotate(parent: Command, ports: ProgramPorts): void {
  withRoot(parent.command('rotate'))
    .summary('give the gateway a new key')
    .description(
      'Make a new key with which this gateway issues tokens, and a key set that holds it besides the keys that are there:\n' +
        'tokens given out before stay good. Stop the gateway first.',
    )
    .action((given: WithRoot) =>
      answerAsOperator(
        ports,
        given,
        async (operator, home) => {
          if (ports.files.isLocked(home.files.lock)) throw serving(given.data);
          const seed = ports.random.bytes(32);
          const own = ownIssuer(issuerKeys.publicHalfOf(seed), home.file.token);
          const changed = await withIssuer(ports, given, operator, home, own);
          await ports.files.replace(home.files.issuerKey, `${toHex(seed)}\n`);
          return changed;
        },
        changedText,
      ),
    );
}

const serving = (folder: string): Fault =>
  new Fault(
    { code: 'gateway-running', blame: 'operator' },
    `a gateway is serving on ${folder}: stop it first`,
  );

interface AddGiven extends WithRoot {
  readonly key: PublicKey;
  readonly scope: readonly Action[];
  readonly cars?: readonly string[];
  readonly longestHours: number;
}

function addAdd(parent: Command, ports: ProgramPorts): void {
  withRoot(parent.command('add'))
    .summary('let another issuer in')
    .description(
      "Let another issuer, such as an operator's own app server, issue tokens for the fleet's cars.",
    )
    .argument('<issuer>', 'who issues: 1 to 8 of a-z 0-9 -', by(issuerId))
    .requiredOption('--key <key>', 'its public COSE_Key in hexadecimal', by(publicKeyFrom))
    .option('--scope <actions>', 'what it may allow (default: unlock,lock,end,status)', by(scopeOf), [
      'unlock',
      'lock',
      'end',
      'status',
    ])
    .option(
      '--cars <names>',
      'which cars: names, or beginnings before a *, joined with commas (default: all)',
      by(carsOf),
    )
    .option('--longest-hours <hours>', 'longest life of its tokens', wholeNumber(1, 87_600), 24)
    .action((issuer: IssuerId, given: AddGiven) =>
      answerAsOperator(
        ports,
        given,
        (operator, home) => {
          const { key, scope, cars, longestHours } = given;
          if (!issuerKeys.isUsable(key)) throw weak();
          const entry: KeySetEntry = {
            issuer,
            algorithm: algorithmFor(key),
            key,
            scopes: scope,
            longestLifeSeconds: longestHours * 3_600,
            ...(cars === undefined ? {} : { cars: [...cars] }),
            denies: false,
          };
          return withIssuer(ports, given, operator, home, entry);
        },
        changedText,
      ),
    );
}

const weak = (): Fault =>
  new Fault(
    { code: 'key-invalid', blame: 'operator' },
    '--key: no point of its curve that signatures may use',
  );

const carsOf = (text: string): readonly string[] => text.split(',').map(requireCarPattern);

function addRevoke(parent: Command, ports: ProgramPorts): void {
  withRoot(parent.command('revoke'))
    .summary('let no car believe a key any more')
    .description("Take a key out of the key set, and put it on the fleet's list of revoked keys.")
    .argument('<key>', 'key id of the issuer', by(keyId))
    .action((revoked: KeyId, given: WithRoot) =>
      answerAsOperator(
        ports,
        given,
        async (operator, home) => {
          const root = await rootSeed(ports, given, home);
          const own = issuerKeys.idOf(await operator.issuerKey());
          if (own === revoked) throw ownKey(revoked);
          const lists = await operator.fleetLists();
          const now = ports.clock.wall();
          const next = nextRevokedKeys(contentOf(lists, 'revoked-keys'), revoked, root, now);
          await operator.keepFleetList(next);
          const before = contentOf(lists, 'key-set');
          const left = withoutKey(before?.issuers ?? [], revoked);
          if (left.length < (before?.issuers.length ?? 0))
            await operator.keepFleetList(nextKeySet(before, left, root, now));
          return { keyId: revoked };
        },
        ({ keyId: id }) => `key ${id} is revoked; cars learn it as they come online, or from a phone`,
      ),
    );
}

const ownKey = (id: KeyId): Fault =>
  new Fault(
    { code: 'own-key', blame: 'operator' },
    `key ${id} is what this gateway issues with; give it another one first: keys rotate`,
  );

function addList(parent: Command, ports: ProgramPorts): void {
  onData(parent.command('list'))
    .summary('show the key set and the revoked keys')
    .description('Show who may issue tokens, with the limits of each, and which keys are revoked.')
    .action((given: Given) =>
      answerAsOperator(ports, given, keysOf(ports), ({ root, number, issuers, revoked }) =>
        [
          root === null ? 'no root key: cars believe what their configuration says' : `root ${root}`,
          ...(number === 0 ? [] : [`key set ${number}`]),
          columns(
            issuers.map(({ keyId: id, issuer, scopes, cars, longestHours, own }) => [
              id,
              issuer,
              scopes.join(','),
              `${longestHours} h`,
              cars === null ? 'all cars' : cars.join(','),
              own ? 'this gateway' : '',
            ]),
          ),
          ...revoked.map((id) => `${id}  revoked`),
        ].join('\n'),
      ),
    );
}

const keysOf = (ports: ProgramPorts) => async (operator: Operator, home: Home) => {
  const lists = await operator.fleetLists();
  const keySet = contentOf(lists, 'key-set');
  const own = await operator.issuerKey();
  const entries = keySet?.issuers ?? [ownIssuer(own, home.file.token)];
  return {
    root: (await rootKeyOf(ports, home))?.hex ?? null,
    number: keySet?.number ?? 0,
    issuers: entries.map(({ key, issuer, scopes, cars, longestLifeSeconds }) => ({
      keyId: issuerKeys.idOf(key),
      issuer,
      key: toHex(encode(writeCoseKey(key))),
      scopes,
      cars: cars ?? null,
      longestHours: Math.floor(longestLifeSeconds / 3_600),
      own: issuerKeys.idOf(key) === issuerKeys.idOf(own),
    })),
    revoked: contentOf(lists, 'revoked-keys')?.keyIds ?? [],
  };
};

function addExport(parent: Command, ports: ProgramPorts): void {
  onData(parent.command('export'))
    .summary('write the signed lists for other issuers')
    .description(
      'Write key set and revoked keys as signed, one a line behind its name, as they stand in the file of a token: another\n' +
        'issuer gives them to phones along with its tokens.',
    )
    .requiredOption('--out <file>', 'the file to make')
    .action((given: Given & { readonly out: string }) =>
      answerAsOperator(
        ports,
        given,
        async (operator) => {
          const lists = await operator.fleetLists();
          if (lists.length === 0) throw noKeySet(given.data);
          const lines = lists.map(({ list, signed }) => `${list} ${toHex(signed)}\n`);
          await ports.files.create(given.out, () => lines.join(''));
          return { file: given.out, lists: lists.map(({ list }) => list) };
        },
        ({ file, lists }) => `${file}: ${lists.join(', ')}`,
      ),
    );
}

const noKeySet = (folder: string): Fault =>
  new Fault({ code: 'no-key-set', blame: 'operator' }, `${folder} has no key set yet: keys init-root`);

/** Signs and keeps the next key set, with one issuer more. */
async function withIssuer(
  ports: ProgramPorts,
  given: WithRoot,
  operator: Operator,
  home: Home,
  entry: KeySetEntry,
): Promise<Changed> {
  const root = await rootSeed(ports, given, home);
  const before = contentOf(await operator.fleetLists(), 'key-set');
  const id = issuerKeys.idOf(entry.key);
  const others = withoutKey(before?.issuers ?? [], id);
  await operator.keepFleetList(nextKeySet(before, [...others, entry], root, ports.clock.wall()));
  return { number: (before?.number ?? 0) + 1, keyId: id };
}

/** @throws {Fault} `no-root`, `key-invalid`, `root-differs`. */
async function rootSeed(ports: ProgramPorts, { root, data }: WithRoot, home: Home): Promise<Ed25519Seed> {
  const known = await rootKeyOf(ports, home);
  if (known === null) throw noRoot(data);
  const { readIssuerKey } = await import('../outside-token.ts');
  const seed = readIssuerKey(await ports.files.readSecret(root), root);
  requireRoot(seed, known.keyId);
  return seed;
}

const noRoot = (folder: string): Fault =>
  new Fault({ code: 'no-root', blame: 'operator' }, `${folder} has no root key yet: keys init-root`);
