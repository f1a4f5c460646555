import { expect, test } from 'vitest';
import { parseGatewayConfig } from '../../gateway/config.ts';

test('nothing needs to be configured', () => {
  expect(parseGatewayConfig({})).toMatchObject({
    token: { issuer: 'ritmeter', earlyPickUpMinutes: 15, returnGraceHours: 24 },
    commandSeconds: 30,
    ingest: { commitSeconds: 10 },
  });
});

test('every field that is wrong is named at once', () => {
  const wrong = { token: { issuer: 'Too Long A Name', returnGraceHours: -1 }, colour: 'red' };
  expect(() => parseGatewayConfig(wrong)).toThrow(
    /token\.issuer: .*token\.returnGraceHours: .*configuration: .*colour/,
  );
});
