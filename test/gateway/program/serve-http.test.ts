import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { Fault } from '../../../protocol/errors.ts';
import { MemoryProgram } from '../../support/memory-program.ts';

/** A gateway with this in its configuration; what it serves ends at once. */
async function configured(text: string) {
  const program = new MemoryProgram();
  await program.on('init');
  program.files.set('gw/gateway.yaml', text);
  program.signal.resolve('SIGTERM');
  const asked: unknown[] = [];
  const { http } = program;
  program.http = (choice) => {
    asked.push(choice);
    return http(choice);
  };
  return { program, asked };
}

test('phones are served on this machine and port 8080, unless told', async () => {
  const { program, asked } = await configured('');
  expect(await program.on('serve')).toMatchObject({ out: 'ready mqtt://stub:1 http://stub:2' });
  await program.on('serve', '--http-port', '0');
  expect(asked).toEqual([
    { host: '127.0.0.1', port: 8080, tls: undefined },
    { host: '127.0.0.1', port: 0, tls: undefined },
  ]);
});

test('over TLS with key and certificate from beside the configuration', async () => {
  const { program, asked } = await configured(
    'http: { host: "::", tls: { certificate: a.pem, key: a.key } }',
  );
  program.files.set(resolve('gw/a.pem'), 'certificate');
  program.files.set(resolve('gw/a.key'), 'key');
  expect(await program.on('serve')).toMatchObject({ out: 'ready mqtt://stub:1 https://stub:2' });
  expect(asked).toEqual([{ host: '::', port: 8080, tls: { certificate: 'certificate', key: 'key' } }]);
});

test('not at all where it is off', async () => {
  const { program, asked } = await configured('http: { enabled: false }');
  expect(await program.on('serve')).toMatchObject({ out: 'ready mqtt://stub:1' });
  expect(asked).toEqual([]);
});

test('where phones cannot be served, nobody is', async () => {
  const { program } = await configured('');
  program.http = () =>
    Promise.reject(new Fault({ code: 'port-taken', blame: 'operator' }, 'port 8080 is taken'));
  await expect(program.on('serve')).rejects.toMatchObject({ code: 'port-taken', blame: 'operator' });
  expect(program.broker.closed).toBe(true);
  expect(program.files.has('gw/serve.json')).toBe(false);
});
