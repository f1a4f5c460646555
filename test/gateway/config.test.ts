import { describe, expect, test } from 'vitest';
import { parseGatewayConfig, parseGatewayFile } from '../../gateway/config.ts';

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

test('no bound of what is kept of a car can be set lower than clauses 4.4 and 4.5 promise', () => {
  for (const [name, tooFew] of [
    ['mostJournals', 999],
    ['mostUnsignedRecords', 9999],
    ['mostSamples', 99_999],
  ] as const)
    expect(() => parseGatewayConfig({ ingest: { [name]: tooFew } })).toThrow(`ingest.${name}: `);
});

describe('the file of a gateway program', () => {
  test('is good where it is empty, and listens on this machine alone', () => {
    expect(parseGatewayFile('# nothing\n', 'gateway.yaml')).toMatchObject({
      listen: { host: '127.0.0.1', port: 1883 },
      http: { enabled: true, host: '127.0.0.1', port: 8080 },
      observerName: 'observer',
      token: { issuer: 'ritmeter' },
    });
  });

  test('names itself and every field that is wrong', () => {
    const text = 'listen: { port: 70000 }\ncommandSeconds: soon\ncolour: red\nobserver: { name: x }\n';
    expect(() => parseGatewayFile(text, 'gw/gateway.yaml')).toThrow(
      /^gw\/gateway\.yaml: (?=.*listen\.port: )(?=.*commandSeconds: )(?=.*colour)(?=.*observer)/,
    );
  });

  test('names the place where it is no YAML', () => {
    expect(() => parseGatewayFile('listen: [\ntoken: }', 'gateway.yaml')).toThrow(/^gateway\.yaml: .*line 2/);
  });

  test.each(['0.0.0.0', '192.168.1.5', '::', 'gateway.example.org'])(
    'does not listen on %s without TLS',
    (host) => {
      expect(() => parseGatewayFile(`listen: { host: "${host}" }`, 'gateway.yaml')).toThrow(
        /listen\.host: .*set tls/,
      );
      expect(() => parseGatewayFile(`http: { host: "${host}" }`, 'gateway.yaml')).toThrow(
        /http\.host: .*set tls/,
      );
    },
  );

  test.each(['127.0.0.1', '127.0.1.1', '::1', 'localhost'])('listens on %s', (host) => {
    expect(parseGatewayFile(`listen: { host: "${host}" }`, 'gateway.yaml').listen.host).toBe(host);
  });

  test.each(['0.0.0.0', '::', 'gateway.example.org'])('listens on %s with TLS', (host) => {
    const text = `listen: { host: "${host}", tls: { certificate: a.pem, key: a.key } }`;
    expect(parseGatewayFile(text, 'gateway.yaml').listen).toEqual({
      host,
      port: 1883,
      tls: { certificate: 'a.pem', key: 'a.key' },
    });
  });

  test('wants the key of a certificate', () => {
    expect(() => parseGatewayFile('listen: { tls: { certificate: a.pem } }', 'gateway.yaml')).toThrow(
      /listen\.tls\.key: /,
    );
  });
});
