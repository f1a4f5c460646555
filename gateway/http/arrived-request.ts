import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ArrivedRequest } from './authentication.ts';

const rawBody = 'rawBody';
const noBytes = new Uint8Array();

/** Takes JSON alone, and keeps the bytes: what is signed is the bytes as sent (clause 11.3). */
export function keepBodies(app: FastifyInstance): void {
  app.decorateRequest(rawBody, null);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, bytes: Buffer) => {
      request.setDecorator(rawBody, new Uint8Array(bytes));
      return parsed(bytes);
    },
  );
}

/** Undefined, which no schema takes, where it is no JSON. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

export const arrivedRequest = (
  request: FastifyRequest,
  method: ArrivedRequest['method'],
): ArrivedRequest => ({
  method,
  target: request.raw.url ?? '',
  authorization: request.headers.authorization,
  body: request.getDecorator<Uint8Array | null>(rawBody) ?? noBytes,
});
