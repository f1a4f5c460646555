import { type FastifyReply, type FastifyRequest, type FastifyServerFactory, fastify } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { Fault, messageOf } from '../../protocol/errors.ts';
import type { Log } from '../../protocol/runtime.ts';
import { credentialScheme } from '../../protocol/token/credentials.ts';
import type { IngestHealth } from '../ingest/ingest-queue.ts';
import type { HttpApp, PhoneStore } from './app.ts';
import { keepBodies } from './arrived-request.ts';
import type { AuthenticationParts } from './authentication.ts';
import { addGetHealth } from './get-health.ts';
import { addGetTokens } from './get-tokens.ts';
import { addGetOpenapi, gatherSchemas } from './openapi.ts';
import { addPostPhones } from './post-phones.ts';
import { addPostRecords } from './post-records.ts';
import { fromSender, isInside, problemOf, problemType } from './problem.ts';
import { answerUnreadable } from './unreadable-request.ts';

export interface HttpParts extends AuthenticationParts {
  readonly phones: PhoneStore;
  readonly health: () => IngestHealth;
  readonly log: Log;
}

const mostBodyBytes = 8192;
/** Requests under way; past that they are refused, so that the store keeps its time for the cars (D13). */
const mostRequests = 64;

/** The routes of clause 11, ready to take requests; `serverFactory` makes the server that listens, where one shall. */
export async function createServer(parts: HttpParts, serverFactory?: FastifyServerFactory): Promise<HttpApp> {
  const app: HttpApp = fastify({
    bodyLimit: mostBodyBytes,
    exposeHeadRoutes: false,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, _, reply) => void sendProblem(parts.log, error, reply),
    ...(serverFactory === undefined ? {} : { serverFactory }),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  keepBodies(app);
  boundRequests(app);
  app.setErrorHandler((error, _, reply) => sendProblem(parts.log, error, reply));
  app.setNotFoundHandler((_, reply) =>
    sendProblem(parts.log, fromSender('no-such-route', 'there is nothing here; see /openapi.json'), reply),
  );
  gatherSchemas(app);
  app.after(() => addRoutes(app, parts));
  await app.ready();
  return app;
}

function addRoutes(app: HttpApp, parts: HttpParts): void {
  addPostPhones(app, parts.phones, parts);
  addPostRecords(app, parts.phones, parts);
  addGetTokens(app, parts.phones, parts);
  addGetHealth(app, parts.health);
  addGetOpenapi(app);
}

function boundRequests(app: HttpApp): void {
  const underWay = new Set<FastifyRequest>();
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (underWay.size >= mostRequests) throw busy();
    underWay.add(request);
  });
  app.addHook('onResponse', async (request) => void underWay.delete(request));
}

const busy = (): Fault =>
  new Fault(
    { code: 'gateway-busy', blame: 'receiver', temporary: true },
    `${mostRequests} requests are under way`,
  );

function sendProblem(log: Log, thrown: unknown, reply: FastifyReply): FastifyReply {
  const problem = problemOf(thrown);
  if (isInside(problem)) log.error({ code: problem.code, reason: messageOf(thrown) }, 'a request failed');
  if (problem.status === 401) reply.header('www-authenticate', credentialScheme);
  return reply.code(problem.status).type(problemType).serializer(JSON.stringify).send(problem);
}
