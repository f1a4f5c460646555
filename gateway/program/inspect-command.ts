import type { Command } from 'commander';
import { Fault } from '../../protocol/errors.ts';
import type { PublicKey } from '../../protocol/token/cose-key.ts';
import { contentOf, issuerKeys } from '../fleet-keys.ts';
import { inspect, inspectionText, type KnownKey } from '../inspection.ts';
import { answer, asOperator } from './answer.ts';
import { homeFiles } from './home.ts';
import { by, type Given, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';
import { publicKeyFrom } from './public-key.ts';
import { rootKeyOf } from './root-key.ts';

interface InspectGiven extends Given {
  readonly key?: PublicKey;
}

/** `token inspect`. */
export const addInspectCommand = (token: Command, ports: ProgramPorts): void =>
  void onData(token.command('inspect'))
    .summary('show what a token or a signed list says')
    .description(
      'Read a token, the file of a token, or a signed list (key set, revoked keys, deny-list); explain what it says, and\n' +
        'check its signature with --key, or with the keys that the gateway in --data knows. Exit status 1: not genuine.',
    )
    .argument('<token>', 'hexadecimal, or a file that holds it')
    .option('--key <key>', "the issuer's public COSE_Key in hexadecimal", by(publicKeyFrom))
    .action(async (given: string, options: InspectGiven) => {
      const text = /^[0-9a-fA-F]{32,}$/.test(given) ? given : await textIn(ports, given);
      const result = inspect(text, await keysOf(ports, options), ports.clock.wall());
      await answer(ports, options, result, inspectionText);
      if (result.parts.some(({ signature }) => signature === 'bad'))
        throw new Fault({ code: 'signature-bad', blame: 'environment' }, 'a signature does not hold');
    });

async function textIn({ files }: ProgramPorts, path: string): Promise<string> {
  const text = await files.read(path);
  if (text !== null) return text;
  throw new Fault({ code: 'file-missing', blame: 'operator' }, `${path} is no file, and no hexadecimal`);
}

async function keysOf(ports: ProgramPorts, given: InspectGiven): Promise<readonly KnownKey[]> {
  if (given.key !== undefined) return [{ name: '--key', key: given.key, keyId: issuerKeys.idOf(given.key) }];
  if ((await ports.files.read(homeFiles(given.data).configuration)) === null) return [];
  return asOperator(ports, given, async (operator, home) => {
    const own = await operator.issuerKey();
    const root = await rootKeyOf(ports, home);
    const keySet = contentOf(await operator.fleetLists(), 'key-set');
    return [
      { name: 'this gateway', key: own, keyId: issuerKeys.idOf(own) },
      ...(root === null ? [] : [{ name: 'the root key', key: root.key, keyId: root.keyId }]),
      ...(keySet?.issuers ?? []).map(({ issuer, key }) => ({
        name: `issuer ${issuer}`,
        key,
        keyId: issuerKeys.idOf(key),
      })),
    ];
  });
}
