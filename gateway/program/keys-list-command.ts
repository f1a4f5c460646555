import type { Command } from 'commander';
import { toHex } from '../../protocol/codec/bytes.ts';
import { encode } from '../../protocol/codec/cbor.ts';
import { writeCoseKey } from '../../protocol/token/cose-key.ts';
import { columns } from '../columns.ts';
import { contentOf, issuerKeys, ownIssuer } from '../fleet-keys.ts';
import type { Operator } from '../operator.ts';
import { answerAsOperator } from './answer.ts';
import type { Home } from './home.ts';
import { type Given, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';
import { rootKeyOf } from './root-key.ts';

export function addList(parent: Command, ports: ProgramPorts): void {
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
