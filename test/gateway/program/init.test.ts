import { expect, test } from 'vitest';
import { parseGatewayFile } from '../../../gateway/config.ts';
import { configurationText } from '../../../gateway/program/configuration-text.ts';
import { MemoryProgram } from '../../support/memory-program.ts';

test('a new gateway has a configuration, and keys of its own', async () => {
  const program = new MemoryProgram();
  await program.on('init');
  expect([...program.files.keys()].sort()).toEqual([
    'gw/billing.key',
    'gw/courier.key',
    'gw/gateway.yaml',
    'gw/issuer.key',
    'gw/observer.password',
  ]);
  expect(program.files.get('gw/issuer.key')).toMatch(/^[0-9a-f]{64}\n$/);
  expect(program.files.get('gw/observer.password')).toMatch(/^[0-9a-f]{32}\n$/);
});

test('a gateway that is there is left alone', async () => {
  const program = new MemoryProgram();
  await program.on('init', '--issuer', 'app', '--port', '8883');
  const before = new Map(program.files);
  await expect(program.on('init')).rejects.toMatchObject({ code: 'already-a-gateway', blame: 'operator' });
  expect(program.files).toEqual(before);
});

test('the configuration says what holds without it', () => {
  const written = configurationText({ issuer: 'ritmeter', port: 1883 });
  expect(parseGatewayFile(written, 'gateway.yaml')).toEqual(parseGatewayFile('', 'empty'));
  const everything = written.replace(/^( *)# ( *[a-zA-Z]+:( .*)?)$/gm, '$1$2');
  expect(everything).toContain('\n  commitSeconds: 10');
  expect(parseGatewayFile(everything, 'gateway.yaml')).toEqual({
    ...parseGatewayFile('', 'empty'),
    listen: {
      host: '127.0.0.1',
      port: 1883,
      tls: { certificate: 'broker.pem', key: 'broker.key', clientCa: 'cars.pem', ca: 'ca.pem' },
    },
    http: {
      enabled: true,
      host: '127.0.0.1',
      port: 8080,
      tls: { certificate: 'http.pem', key: 'http.key' },
    },
    outsideBroker: { url: 'mqtts://broker.example:8883', username: 'ritmeter-gateway', ca: 'ca.pem' },
    priceLists: 'prices',
  });
});
