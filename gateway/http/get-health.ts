import { z } from 'zod';
import type { IngestHealth } from '../ingest/ingest-queue.ts';
import type { HttpApp } from './app.ts';
import { problemResponses } from './problem.ts';

const health = z.object({
  state: z.enum(['green', 'red']).meta({
    description: 'red: what cars send cannot be stored, or not all of it, or bills cannot be written',
  }),
  waitingMessages: z.int().meta({ description: 'Messages of cars that wait to be stored' }),
  waitingBytes: z.int(),
  lastCommitAt: z.iso.datetime().nullable().meta({ description: 'When last something was stored' }),
});

/** `GET /health`, for whoever watches over the gateway: no authentication, nothing about cars or people. */
export const addGetHealth = (app: HttpApp, healthOf: () => IngestHealth): void =>
  void app.get(
    '/health',
    {
      schema: {
        summary: 'How the gateway is',
        response: {
          200: health.meta({ description: 'Green.' }),
          503: { description: 'Red.', content: { 'application/json': { schema: health } } },
          '4xx': problemResponses['4xx'],
        },
      },
    },
    async (_, reply) => {
      const { state, waitingMessages, waitingBytes, lastCommitAt } = healthOf();
      const committed =
        lastCommitAt === null ? null : Temporal.Instant.fromEpochMilliseconds(lastCommitAt).toString();
      return reply
        .code(state === 'green' ? 200 : 503)
        .type('application/json')
        .send({ state, waitingMessages, waitingBytes, lastCommitAt: committed });
    },
  );
