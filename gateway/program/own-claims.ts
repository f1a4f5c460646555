import { Fault } from '../../protocol/errors.ts';
import type { CarId, IssuerId, Subject } from '../../protocol/ids.ts';
import type { Action } from '../../protocol/messages/words.ts';
import { type EpochMilliseconds, toEpochSeconds } from '../../protocol/units.ts';
import type { WantedClaims } from '../outside-token.ts';

/** What `token issue --key` takes on its command line and a gateway knows from its database. */
export interface ClaimOptions {
  readonly issuer?: IssuerId;
  readonly subject?: Subject;
  readonly car?: CarId;
  readonly from?: EpochMilliseconds;
  readonly until?: EpochMilliseconds;
  readonly latestReturn?: EpochMilliseconds;
  readonly scope?: readonly Action[];
  readonly uses?: number;
}

/** The claims but for what the rest of the command line says. */
export type OwnClaims = Omit<WantedClaims, 'confirmation' | 'rights'> & {
  readonly rights: Omit<WantedClaims['rights'], 'reservation'>;
};

const allOptions = ['issuer', 'subject', 'car', 'from', 'until', 'latestReturn', 'scope', 'uses'] as const;
const usualScope = ['unlock', 'lock', 'end', 'fuel-card', 'status'] as const;

/**
 * The claims that the options name; null without a key of one's own, where a gateway knows them.
 * @throws {Fault} `options-missing`, `options-unused`, `options-contradict`.
 */
export function wantedClaims(given: ClaimOptions, hasKey: boolean): OwnClaims | null {
  if (!hasKey) {
    const unused = allOptions.filter((name) => given[name] !== undefined);
    if (unused.length === 0) return null;
    throw faulty('options-unused', `${optionsOf(unused)}: only with --key; a gateway knows its reservations`);
  }
  const { issuer, subject, car, from, until } = given;
  if (
    issuer === undefined ||
    subject === undefined ||
    car === undefined ||
    from === undefined ||
    until === undefined
  )
    throw faulty('options-missing', `--key needs ${optionsOf(missing(given))} too`);
  if (from >= until) throw faulty('options-contradict', '--until lies before --from');
  return {
    issuer,
    subject,
    audience: car,
    notBefore: toEpochSeconds(from),
    expiresAt: toEpochSeconds(until),
    scope: given.scope ?? usualScope,
    rights: {
      latestReturnAt: toEpochSeconds(given.latestReturn ?? until),
      ...(given.uses === undefined ? {} : { uses: given.uses }),
    },
  };
}

const missing = (given: ClaimOptions) =>
  (['issuer', 'subject', 'car', 'from', 'until'] as const).filter((name) => given[name] === undefined);

const optionsOf = (names: readonly (keyof ClaimOptions)[]): string =>
  names.map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`).join(', ');

const faulty = (code: string, message: string): Fault => new Fault({ code, blame: 'operator' }, message);
