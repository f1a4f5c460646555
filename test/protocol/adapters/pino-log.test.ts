import { expect, test } from 'vitest';
import { pinoLog } from '../../../protocol/adapters/pino-log.ts';

function logged(level: 'debug' | 'info', write: (log: ReturnType<typeof pinoLog>) => void): unknown[] {
  const lines: string[] = [];
  write(pinoLog({ name: 'device car-3', level, destination: { write: (line) => void lines.push(line) } }));
  return lines.map((line): unknown => JSON.parse(line));
}

test('a line says who, when, how bad, what and with which fields', () => {
  const lines = logged('info', (log) => {
    log.debug({}, 'left out');
    log.warn({ attempt: 3 }, 'no broker');
  });
  expect(lines).toEqual([
    {
      level: 40,
      time: expect.stringMatching(/^20\d\d-\d\d-\d\dT.*Z$/),
      name: 'device car-3',
      attempt: 3,
      msg: 'no broker',
    },
  ]);
});

test.each(['latitude', 'position', 'password', 'token', 'key', 'nonce', 'fuelCardPin', 'subject'])(
  'the value of %s never reaches the log',
  (field) => {
    const lines = logged('debug', (log) => log.error({ [field]: 'disclosed', seq: 1 }, 'refused'));
    expect(lines).toMatchObject([{ [field]: '[redacted]', seq: 1 }]);
    expect(JSON.stringify(lines)).not.toContain('disclosed');
  },
);
