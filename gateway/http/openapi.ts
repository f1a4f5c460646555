import swagger from '@fastify/swagger';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { credentialScheme } from '../../protocol/token/credentials.ts';
import type { HttpApp } from './app.ts';

/** Gathers the schemas of the routes that are added after it. */
export const gatherSchemas = (app: HttpApp): void =>
  void app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Ritmeter gateway, for phones', version: '1' },
      components: {
        securitySchemes: {
          phone: {
            type: 'http',
            scheme: credentialScheme,
            description: "A signature with the phone's key over the request: clause 11 of the protocol",
          },
        },
      },
    },
    transform: jsonSchemaTransform,
  });

/** `GET /openapi.json`: what the schemas say, as OpenAPI 3.1. */
export const addGetOpenapi = (app: HttpApp): void =>
  void app.get('/openapi.json', { schema: { hide: true } }, async (_, reply) =>
    reply.type('application/json').serializer(JSON.stringify).send(app.swagger()),
  );
