import type { Command } from 'commander';
import { Fault } from '../../protocol/errors.ts';
import { type IssuerId, issuerId } from '../../protocol/ids.ts';
import { type KeySetEntry, requireCarPattern } from '../../protocol/lists/key-set.ts';
import type { Action } from '../../protocol/messages/words.ts';
import { algorithmFor, type PublicKey } from '../../protocol/token/cose-key.ts';
import { issuerKeys } from '../fleet-keys.ts';
import { answerAsOperator } from './answer.ts';
import { changedText, type WithRoot, withIssuer, withRoot } from './next-key-set.ts';
import { by, wholeNumber } from './options.ts';
import type { ProgramPorts } from './ports.ts';
import { publicKeyFrom } from './public-key.ts';
import { scopeOf } from './scope.ts';

interface AddGiven extends WithRoot {
  readonly key: PublicKey;
  readonly scope: readonly Action[];
  readonly cars?: readonly string[];
  readonly longestHours: number;
}

export function addAdd(parent: Command, ports: ProgramPorts): void {
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
