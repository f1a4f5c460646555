import { Fault } from '../../errors.ts';

/** A transport that cannot be opened now. */
export const lineUnavailable = (name: string, reason: string, cause?: unknown): Fault =>
  new Fault(
    { code: 'line-unavailable', blame: 'environment', temporary: true },
    `${name}: ${reason}`,
    cause === undefined ? {} : { cause },
  );
