import type { Command } from 'commander';
import { Fault } from '../../protocol/errors.ts';
import { type CarId, carId, type TokenId, tokenId } from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Revocation } from '../register/lists.ts';
import { answerAsOperator } from './answer.ts';
import { by, type Given, moment, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';

interface RevokeGiven extends Given {
  readonly car?: CarId;
  readonly until?: EpochMilliseconds;
}

/** `token revoke`. */
export const addRevokeCommand = (token: Command, ports: ProgramPorts): void =>
  void onData(token.command('revoke'))
    .summary('let a token open its car no more')
    .description(
      "Put a token, or a reservation with all its tokens, on its car's deny-list. Says whether the car has the list yet.\n" +
        'A token that another issuer made needs --car and --until.',
    )
    .argument('<id>', 'the token (its id, see token inspect) or the reservation', by(tokenId))
    .option('--car <car>', 'the car of a token by another issuer', by(carId))
    .option('--until <time>', 'until when that token is good', moment)
    .action((id: TokenId, given: RevokeGiven) =>
      answerAsOperator(
        ports,
        given,
        (operator) => operator.revoke(id, outsideOf(given)),
        (revocation) => revocationText(revocation),
      ),
    );

function outsideOf({ car, until }: RevokeGiven) {
  if (car === undefined && until === undefined) return null;
  if (car !== undefined && until !== undefined) return { car, expiresAt: until };
  throw new Fault({ code: 'options-missing', blame: 'operator' }, '--car and --until go together');
}

/** What was denied, and whether the car knows. */
export function revocationText({ car, number, carNumber, isDenied }: Revocation): string {
  if (!isDenied) return `no token that is still good was given out: nothing to deny at ${car}`;
  const standing =
    carNumber >= number
      ? `${car} has it`
      : `${car} has ${carNumber === 0 ? 'none' : `list ${carNumber}`} as far as its records tell: the token opens it until the list is there`;
  return `denied by list ${number}; ${standing}`;
}
