import type { Command } from 'commander';
import { fromHex } from '../../protocol/codec/bytes.ts';
import { maxEvidenceBytes } from '../../protocol/entry/evidence.ts';
import { Fault } from '../../protocol/errors.ts';
import type { PublicKey } from '../../protocol/token/cose-key.ts';
import { contentOf, issuerKeys } from '../fleet-keys.ts';
import type { KnownKey } from '../inspected-signature.ts';
import { inspect, inspectionText } from '../inspection.ts';
import { answer, asOperator, fromBooks } from './answer.ts';
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
    .summary('show what a token, list, receipt or evidence says')
    .description(
      'Take apart a token, the file of a token, a signed list (key set, revoked keys, deny-list), settings, a receipt or\n' +
        'evidence; explain what it says, and check its signature with --key, or with the keys that the gateway in --data\n' +
        'knows. Exit status 1: not genuine; 2: none of these.',
    )
    .argument('<token>', 'hexadecimal, or a file that holds it, in hexadecimal or as bytes')
    .option(
      '--key <key>',
      "the signer's public key: COSE_Key in hexadecimal, or an Ed25519 key as 64 digits",
      by(signerKeyFrom),
    )
    .action(async (given: string, options: InspectGiven) => {
      const content = /^[0-9a-fA-F]{32,}$/.test(given)
        ? new TextEncoder().encode(given)
        : await ports.readBytes(given, maxEvidenceBytes);
      const result = inspect(content, { keys: await keysOf(ports, options), now: ports.clock.wall() });
      await answer(ports, options, result, inspectionText);
      if (result.parts.some(({ signature }) => signature === 'bad'))
        throw new Fault({ code: 'signature-bad', blame: 'environment' }, 'a signature does not hold');
    });

/** @throws {RangeError} */
const signerKeyFrom = (text: string): PublicKey =>
  /^[0-9a-fA-F]{64}$/.test(text) ? { kind: 'Ed25519', x: fromHex(text) } : publicKeyFrom(text);

async function keysOf(ports: ProgramPorts, given: InspectGiven): Promise<readonly KnownKey[]> {
  if (given.key !== undefined) return [{ ...named('--key', given.key), signsFor: () => true }];
  if ((await ports.files.read(homeFiles(given.data).configuration)) === null) return [];
  return [...(await issuersOf(ports, given)), ...(await signersOf(ports, given))];
}

const named = (name: string, key: PublicKey): KnownKey => ({ name, key, keyId: issuerKeys.idOf(key) });

/** Those whose signatures name their key. */
const issuersOf = (ports: ProgramPorts, given: Given): Promise<readonly KnownKey[]> =>
  asOperator(ports, given, async (operator, home) => {
    const root = await rootKeyOf(ports, home);
    const keySet = contentOf(await operator.fleetLists(), 'key-set');
    return [
      named('this gateway', await operator.issuerKey()),
      ...(root === null ? [] : [named('the root key', root.key)]),
      ...(keySet?.issuers ?? []).map(({ issuer, key }) => named(`issuer ${issuer}`, key)),
    ];
  });

/** Those whose signatures do not: of this operator's cars, and of the operator about them. */
const signersOf = (ports: ProgramPorts, given: Given): Promise<readonly KnownKey[]> =>
  fromBooks(ports, given, async (books) => {
    const { operator, cars } = books.publicKeys();
    const ed25519 = (name: string, x: string) => named(name, { kind: 'Ed25519', x: fromHex(x) });
    return [
      {
        ...ed25519('this operator', operator),
        signsFor: (what, about) => what === 'evidence' && cars.some(({ car }) => car === about),
      },
      ...cars.flatMap(({ car, key, retired }) =>
        [key, ...retired].map(
          (x): KnownKey => ({
            ...ed25519(`car ${car}`, x),
            signsFor: (what, about) => what === 'receipt' && about === car,
          }),
        ),
      ),
    ];
  });
