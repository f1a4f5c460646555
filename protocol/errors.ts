/** Who has to act before a fault can go away (D14). */
export type Blame = 'sender' | 'receiver' | 'operator' | 'environment';

/** What every fault says besides its message (D14). */
export interface FaultDetails {
  /** Stable, for programs: words joined with hyphens. */
  readonly code: string;
  readonly blame: Blame;
  /** Whether the same request may succeed later. */
  readonly temporary: boolean;
  /** Whether what was asked may have been done all the same. */
  readonly mayHaveHappened: boolean;
}

/** A fault that the caller is meant to handle: says what, where, by whom, and whether to try again (D14). */
export class Fault extends Error implements FaultDetails {
  override readonly name = 'Fault';
  readonly code: string;
  readonly blame: Blame;
  readonly temporary: boolean;
  readonly mayHaveHappened: boolean;

  constructor(
    details: Pick<FaultDetails, 'code' | 'blame'> & Partial<FaultDetails>,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = details.code;
    this.blame = details.blame;
    this.temporary = details.temporary ?? false;
    this.mayHaveHappened = details.mayHaveHappened ?? false;
  }
}

/** Bytes from outside that are not what the specification says; the message names the place. */
export class MalformedError extends Fault {
  constructor(message: string, options?: ErrorOptions) {
    super({ code: 'malformed', blame: 'sender' }, message, options);
  }
}

/** The message of anything thrown; libraries throw plain objects too. */
export const messageOf = (thrown: unknown): string => {
  const isObject = typeof thrown === 'object' && thrown !== null && 'message' in thrown;
  return isObject ? String(thrown.message) : String(thrown);
};

const systemError = /E[A-Z]{2,}: ([^,]+), [a-z]+ '([^']*)'(?: -> '[^']*')?/g;

/** A message for people: what the system says of a file in words, behind its name, without codes and calls. */
export const inWords = (message: string): string =>
  message.replace(systemError, (_, words: string, path: string, at: number) =>
    message.slice(0, at).includes(path) ? words : `${path}: ${words}`,
  );
