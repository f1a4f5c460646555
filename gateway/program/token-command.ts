import { type Command, InvalidArgumentError } from 'commander';
import { fromHex, toHex } from '../../protocol/codec/bytes.ts';
import { Fault, messageOf } from '../../protocol/errors.ts';
import {
  carId,
  issuerId,
  type KeyId,
  keyId,
  type ReservationId,
  reservationId,
  subject,
} from '../../protocol/ids.ts';
import { type Pass, writePass } from '../../protocol/token/pass.ts';
import { decodeToken } from '../../protocol/token/token.ts';
import { toEpochMilliseconds } from '../../protocol/units.ts';
import { answer, asOperator } from './answer.ts';
import { addInspectCommand } from './inspect-command.ts';
import { by, type Given, moment, onData, wholeNumber } from './options.ts';
import { type ClaimOptions, wantedClaims } from './own-claims.ts';
import type { ProgramPorts } from './ports.ts';
import { publicKeyFrom } from './public-key.ts';
import { addRevokeCommand } from './revoke-command.ts';
import { scopeOf } from './scope.ts';

interface IssueGiven extends Given, ClaimOptions {
  readonly carKey?: Uint8Array;
  readonly phone: string;
  readonly out?: string;
  readonly key?: string;
}

/** `token`; `issue` out of a gateway's database, or with a key of one's own. */
export function addTokenCommands(program: Command, ports: ProgramPorts): void {
  const token = program.command('token').summary('tokens').description('What opens a car.');
  onData(token.command('issue'))
    .summary('issue a token')
    .description(
      'Issue a token for a reservation to a phone of its driver, and print it in hexadecimal. With --key no gateway is\n' +
        "needed: a token by another issuer, as an operator's own app server makes it.",
    )
    .argument('<reservation>', 'the reservation', by(reservationId))
    .requiredOption('--phone <key>', 'key id of the phone; with --key its public key, as in phone add')
    .option('--out <file>', 'write the token, and the key of its car, to a new file (mode 0600) instead')
    .option('--key <file>', "the issuer's private Ed25519 key: hexadecimal seed, JWK or PEM (mode 0600)")
    .option('--issuer <name>', 'with --key: who issues', by(issuerId))
    .option('--subject <name>', 'with --key: pseudonym of the customer for this car', by(subject))
    .option('--car <car>', 'with --key: the car', by(carId))
    .option('--from <time>', 'with --key: from when on the token is good', moment)
    .option('--until <time>', 'with --key: until when', moment)
    .option('--latest-return <time>', 'with --key: the reserved end (default: --until)', moment)
    .option('--car-key <key>', "with --key: the car's public key, by which the phone knows the car", carKeyOf)
    .option(
      '--scope <actions>',
      'with --key: what it allows (default: unlock,lock,end,fuel-card,status)',
      by(scopeOf),
    )
    .option('--uses <number>', 'with --key: how often it opens the car', wholeNumber(1, 1_000_000))
    .action((reservation: ReservationId, given: IssueGiven) => issue(ports, reservation, given));
  addInspectCommand(token, ports);
  addRevokeCommand(token, ports);
}

function carKeyOf(text: string): Uint8Array {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return fromHex(text);
  throw new InvalidArgumentError('It is not 32 bytes in hexadecimal.');
}

async function issue(ports: ProgramPorts, reservation: ReservationId, given: IssueGiven): Promise<void> {
  const claims = wantedClaims(given, given.key !== undefined);
  const make = async (): Promise<Pass> => {
    if (given.key === undefined || claims === null) {
      const key = enrolledPhone(given.phone);
      return asOperator(ports, given, (operator) => operator.issueToken({ reservation, key }));
    }
    const { outsideToken, readIssuerKey } = await import('../outside-token.ts');
    const { rights, ...others } = claims;
    const token = outsideToken(
      readIssuerKey(await ports.files.readSecret(given.key), given.key),
      { ...others, rights: { reservation, ...rights }, confirmation: phoneKey(given.phone) },
      ports,
    );
    return { token, carKey: given.carKey ?? null, lists: [] };
  };
  await deliver(ports, given, make);
}

/** On standard output, or in a new file. */
async function deliver(ports: ProgramPorts, given: IssueGiven, make: () => Promise<Pass>): Promise<void> {
  const { out } = given;
  if (out === undefined) {
    await answer(ports, given, described(await make()), ({ token }) => token);
    return;
  }
  const made = Promise.withResolvers<Pass>();
  await ports.files.create(out, async () => {
    const pass = await make();
    made.resolve(pass);
    return writePass(pass);
  });
  await answer(
    ports,
    given,
    { ...described(await made.promise), file: out },
    ({ expiresAt }) => `${out}: good until ${new Date(expiresAt).toISOString()}`,
  );
}

/** A token with what a caller may want to know of it, times in milliseconds since 1970. */
function described({ token, carKey }: Pass) {
  const { keyId: issuerKey, claims } = decodeToken(token);
  const { issuer, audience: car, tokenId, rights, notBefore, expiresAt } = claims;
  return {
    token: toHex(token),
    carKey: carKey === null ? null : toHex(carKey),
    tokenId,
    issuer,
    issuerKey,
    car,
    reservation: rights.reservation,
    notBefore: toEpochMilliseconds(notBefore),
    expiresAt: toEpochMilliseconds(expiresAt),
  };
}

const enrolledPhone = (text: string): KeyId => phoneFrom(text, keyId);
const phoneKey = (text: string) => phoneFrom(text, publicKeyFrom);

function phoneFrom<Value>(text: string, rule: (text: string) => Value): Value {
  try {
    return rule(text);
  } catch (cause) {
    throw new Fault({ code: 'phone-invalid', blame: 'operator' }, `--phone: ${messageOf(cause)}`, { cause });
  }
}
