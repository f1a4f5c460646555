import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Fault } from '../../protocol/errors.ts';

/** What a request failed with: problem details (RFC 9457) with the fields of a fault (D14). */
export const problem = z.object({
  title: z.string(),
  status: z.int(),
  detail: z.string().meta({ description: 'For people.' }),
  code: z.string().meta({ description: 'Stable, for programs: words joined with hyphens.' }),
  temporary: z.boolean().meta({ description: 'The same request may succeed later.' }),
  mayHaveHappened: z.boolean().meta({ description: 'What was asked may have been done all the same.' }),
});
export type Problem = z.output<typeof problem>;

export const problemType = 'application/problem+json';

/** For the schemas of routes: any status from 400 on. */
const content = { [problemType]: { schema: problem } };
export const problemResponses = {
  '4xx': { description: 'The phone has to put something right.', content },
  '5xx': { description: 'The gateway cannot do it now.', content },
};

/** Titles of the statuses in use (RFC 9110 §15). */
const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;
export type ProblemStatus = keyof typeof titles;

const statuses: ReadonlyMap<string, ProblemStatus> = new Map([
  ['not-authentic', 401],
  ['time-off', 401],
  ['phone-not-enrolled', 401],
  ['code-invalid', 403],
  ['code-expired', 403],
  ['code-used', 403],
  ['code-void', 403],
  ['limit-of-use', 403],
  ['no-such-route', 404],
  ['request-too-slow', 408],
  ['already-exists', 409],
  ['too-large', 413],
  ['no-json', 415],
  ['too-many-guesses', 429],
  ['headers-too-large', 431],
]);

/** What a phone is told of anything thrown; of what is wrong inside the gateway only that, and the fault's code. */
export function problemOf(thrown: unknown): Problem {
  const fault = faultOf(thrown);
  const { code, temporary, mayHaveHappened, message } = fault;
  const status = statusOf(fault);
  const detail = status < 500 ? message : 'the gateway cannot do this now';
  return { title: titles[status], status, detail, code, temporary, mayHaveHappened };
}

function statusOf({ code, blame, temporary }: Fault): ProblemStatus {
  const known = statuses.get(code);
  if (known !== undefined) return known;
  if (blame === 'sender') return 400;
  return temporary ? 503 : 500;
}

/** Whether anyone but the sender has to know. */
export const isInside = ({ status }: Problem): boolean => status >= 500;

function faultOf(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    const faults = thrown.validation.map(
      ({ instancePath, message }) => `${instancePath.slice(1) || 'body'}: ${message ?? 'wrong'}`,
    );
    return fromSender('malformed', faults.join('; '));
  }
  switch (statusCodeOf(thrown)) {
    case 400:
      return fromSender('malformed', 'the request is malformed');
    case 413:
      return fromSender('too-large', 'the body is too large');
    case 415:
      return fromSender('no-json', 'the body is not application/json');
    default:
      return new Fault({ code: 'internal', blame: 'receiver', mayHaveHappened: true }, 'a defect', {
        cause: thrown,
      });
  }
}

/** Errors of fastify carry the status that they ask for. */
const statusCodeOf = (thrown: unknown): unknown =>
  thrown instanceof Error && 'statusCode' in thrown ? thrown.statusCode : undefined;

export const fromSender = (code: string, message: string): Fault =>
  new Fault({ code, blame: 'sender' }, message);
