import type { FastifyServerFactory } from 'fastify';
import type { Clock, Log } from '../protocol/runtime.ts';
import type { Gateway } from './gateway.ts';
import type { HttpApp, PhoneStore } from './http/app.ts';
import { createServer } from './http/server.ts';
import { keyIdOf, verifyPhone } from './token/keys.ts';

/** What the HTTP side of a gateway gets from outside. */
export interface HttpPorts {
  readonly store: PhoneStore;
  readonly gateway: Pick<Gateway, 'health'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** HTTP for phones (clause 11), and the gateway's health. Apart from `gateway.ts`, for who does without pays nothing for it. */
export const createHttp = (
  { store, gateway, clock, log }: HttpPorts,
  serverFactory?: FastifyServerFactory,
): Promise<HttpApp> =>
  createServer(
    {
      phones: store,
      health: () => gateway.health(),
      clock,
      log,
      keys: { idOf: keyIdOf, verify: verifyPhone },
    },
    serverFactory,
  );
