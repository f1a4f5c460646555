import type { Authenticate } from '../../protocol/token/authenticated.ts';
import type { VerifyCar } from '../../protocol/token/signed.ts';

/** A car's keys as functions. */
export interface CarKeys {
  readonly verify: VerifyCar;
  readonly authenticate: Authenticate;
}
