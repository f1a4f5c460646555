import { expect, test } from 'vitest';
import { HttpWorld } from './http-world.ts';

const problemJson = {
  'application/problem+json': { schema: { required: expect.arrayContaining(['code']) } },
};

test('the document is OpenAPI 3.1 and has every route with its schemas', async () => {
  const world = await HttpWorld.open();
  const { status, type, body } = await world.ask('GET', '/openapi.json');
  expect(status).toBe(200);
  expect(type).toMatch(/^application\/json/);
  expect(body).toMatchObject({
    openapi: expect.stringMatching(/^3\.1\.\d+$/),
    info: { title: expect.any(String), version: expect.any(String) },
    components: { securitySchemes: { phone: { type: 'http', scheme: 'Ritmeter' } } },
    paths: {
      '/v1/phones': {
        post: {
          security: [{ phone: [] }],
          requestBody: {
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: { publicKey: { type: 'string' }, code: { type: 'string', maxLength: 64 } },
                  required: ['publicKey', 'code'],
                  additionalProperties: false,
                },
              },
            },
          },
          responses: {
            200: { content: { 'application/json': { schema: { required: ['keyId'] } } } },
            '4XX': { description: expect.any(String), content: problemJson },
            '5XX': { description: expect.any(String), content: problemJson },
          },
        },
      },
      '/v1/tokens': {
        get: {
          security: [{ phone: [] }],
          responses: {
            200: {
              content: {
                'application/json': {
                  schema: { properties: { tokens: { type: 'array', items: { type: 'object' } } } },
                },
              },
            },
          },
        },
      },
      '/health': {
        get: {
          responses: {
            200: {
              content: {
                'application/json': { schema: { properties: { state: { enum: ['green', 'red'] } } } },
              },
            },
            503: { content: { 'application/json': {} } },
          },
        },
      },
    },
  });
  expect(membersNamed('paths', body).flatMap(Object.keys).toSorted()).toEqual([
    '/health',
    '/v1/phones',
    '/v1/records',
    '/v1/tokens',
  ]);
});

test('every response has a description, and every schema says its type', async () => {
  const world = await HttpWorld.open();
  const { body } = await world.ask('GET', '/openapi.json');
  const responses = membersNamed('responses', body).flatMap((one) => Object.values(one));
  expect(responses.length).toBeGreaterThan(6);
  for (const response of responses)
    expect(response).toMatchObject({ description: expect.stringMatching(/./) });
  for (const schema of membersNamed('schema', body)) expect(schema).toHaveProperty('type', 'object');
});

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** All objects under a name, however deep. */
function membersNamed(name: string, value: unknown): Readonly<Record<string, unknown>>[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === name && isObject(inner) ? [inner] : membersNamed(name, inner),
  );
}
