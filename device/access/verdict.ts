import { MalformedError } from '../../protocol/errors.ts';
import type { CarId, ReservationId, TokenId } from '../../protocol/ids.ts';
import type { DenyList } from '../../protocol/lists/id-list.ts';
import { coversCar } from '../../protocol/lists/key-set.ts';
import type { Action, Verdict } from '../../protocol/messages/words.ts';
import type { Claims } from '../../protocol/token/claims.ts';
import { type ProofSubject, proofBytes } from '../../protocol/token/proof.ts';
import { decodeToken, type UnverifiedToken } from '../../protocol/token/token.ts';
import { type EpochSeconds, toEpochSeconds } from '../../protocol/units.ts';
import type { WallTime } from '../time/wall-clock.ts';
import type { ClockPolicy } from './clock-policy.ts';
import type { ProofGround } from './connection.ts';
import type { Issuer } from './issuers.ts';
import type { Verifier } from './signatures.ts';
import { judgeTime, type TokenUses, tellsTime } from './token-time.ts';

/** A phone's request as it is judged. */
export interface AccessRequest {
  readonly action: Action;
  readonly token: Uint8Array;
  readonly proof: Uint8Array;
  readonly nonce: Uint8Array;
  /** The dialogue's (clause 6.5). */
  readonly binding: Uint8Array;
  /** SHA-256 of the token's bytes. */
  readonly tokenDigest: Uint8Array;
}

/** What a request is judged against. */
export interface AccessContext {
  readonly car: CarId;
  readonly issuers: readonly Issuer[];
  /** Keys of issuers that the fleet believes no more. */
  readonly revokedKeys: readonly string[];
  /** Null: the car has none. */
  readonly denyList: DenyList | null;
  readonly denyListNumber: number;
  readonly denyPolicy: DenyPolicy;
  /** The open rental's: it can be locked and ended whatever lists say. */
  readonly openReservation: ReservationId | null;
  readonly now: WallTime;
  readonly verify: Verifier;
  readonly clockPolicy: ClockPolicy;
  readonly usesOf: (tokenId: TokenId) => TokenUses;
  /** What was good for one proof, once; a proof over it is a replay. */
  readonly spent: readonly ProofGround[];
}

/** What holds where a car's deny-list is old (clause 12.4). */
export interface DenyPolicy {
  /** From this age on the list is old; never where absent. */
  readonly oldestHours?: number | undefined;
  readonly whenOlder: 'accept' | 'refuse';
}

/** A verdict, with the claims as far as they are known to be the issuer's own. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly claims: Claims | null;
}

/** Judges token and proof in the order of clause 7.8: whose it is, whether it is genuine, for whom, when, by whom. */
export function judge(request: AccessRequest, context: AccessContext): Judgement {
  const token = readToken(request.token);
  if (token === null) return { verdict: 'malformed', claims: null };
  const issuer = context.issuers.find((known) => known.keyId === token.keyId);
  if (issuer === undefined || issuer.issuer !== token.claims.issuer)
    return { verdict: 'unknown-issuer', claims: null };
  if (issuer.algorithm !== token.algorithm) return { verdict: 'algorithm-not-allowed', claims: null };
  if (!context.verify(issuer.key, token.signedBytes, token.signature)) {
    return { verdict: 'signature-invalid', claims: null };
  }
  if (context.revokedKeys.includes(issuer.keyId)) return { verdict: 'issuer-revoked', claims: token.claims };
  return { verdict: judgeClaims(token.claims, issuer, request, context), claims: token.claims };
}

function readToken(bytes: Uint8Array): UnverifiedToken | null {
  try {
    return decodeToken(bytes);
  } catch (thrown) {
    if (thrown instanceof MalformedError) return null;
    throw thrown;
  }
}

function judgeClaims(
  claims: Claims,
  issuer: Issuer,
  request: AccessRequest,
  context: AccessContext,
): Verdict {
  if (claims.audience !== context.car) return 'wrong-car';
  if (!coversCar(issuer.cars, context.car)) return 'issuer-not-for-car';
  const lifeSeconds = claims.expiresAt - claims.notBefore;
  if (lifeSeconds <= 0 || lifeSeconds > issuer.longestLifeSeconds) return 'lifetime-not-allowed';
  const uses = context.usesOf(claims.tokenId);
  const timeVerdict = judgeTime(claims, request.action, context.now, uses, context.clockPolicy);
  if (timeVerdict !== 'granted') return timeVerdict;
  const listVerdict = judgeLists(claims, request.action, context);
  if (listVerdict !== 'granted') return listVerdict;
  if (request.action === 'unlock' && isUsedUp(claims, context)) return 'uses-exhausted';
  if (!proves(claims, request, context))
    return isReplay(claims, request, context) ? 'replayed' : 'proof-invalid';
  const inScope = claims.scope.includes(request.action) && issuer.scopes.includes(request.action);
  return inScope ? 'granted' : 'not-in-scope';
}

/** What stands against a genuine token before its times are looked at. */
const notOfUse: ReadonlySet<Verdict> = new Set<Verdict>([
  'issuer-revoked',
  'wrong-car',
  'issuer-not-for-car',
  'lifetime-not-allowed',
]);

/** The `iat` of a token that the car may learn the time from (D8, clause 8.2); null where it is none. */
export function signedTimeIn({ verdict, claims }: Judgement, now: WallTime): EpochSeconds | null {
  if (claims === null || notOfUse.has(verdict)) return null;
  return tellsTime(claims, now) ? claims.issuedAt : null;
}

/** A rental that is open can be locked and ended with its token, whatever has been revoked since (clause 12.4). */
function judgeLists(claims: Claims, action: Action, context: AccessContext): Verdict {
  const { denyList, denyListNumber, openReservation, denyPolicy, now } = context;
  const { reservation, denyListNumber: wanted = 0 } = claims.rights;
  if (action !== 'unlock' && openReservation === reservation) return 'granted';
  if (denyList?.denied.some((id) => id === claims.tokenId || id === reservation)) return 'revoked';
  if (wanted > denyListNumber) return 'list-needed';
  const { oldestHours, whenOlder } = denyPolicy;
  if (denyList === null || oldestHours === undefined || whenOlder === 'accept') return 'granted';
  const age = toEpochSeconds(now.time) - denyList.issuedAt;
  return age > oldestHours * 3_600 ? 'list-too-old' : 'granted';
}

/** Uses are unlocks: who has opened the car for the last time can still lock it and end (clause 7.5). */
const isUsedUp = ({ rights, tokenId }: Claims, { usesOf }: AccessContext): boolean =>
  rights.uses !== undefined && usesOf(tokenId).uses >= rights.uses;

function proves(claims: Claims, request: AccessRequest, context: AccessContext): boolean {
  const { nonce, action, tokenDigest, binding } = request;
  const subject: ProofSubject = { car: context.car, nonce, action, tokenDigest, binding };
  return context.verify(claims.confirmation, proofBytes(claims.confirmation, subject), request.proof);
}

const isReplay = (claims: Claims, request: AccessRequest, context: AccessContext): boolean =>
  context.spent.some((ground) => proves(claims, { ...request, ...ground }, context));
