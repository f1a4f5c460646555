import { expect, test } from 'vitest';
import { end, linesOf, newFolder, npmStart, reportOfStart } from './newcomer.ts';

const minute = 60_000;

test(
  'npm start shows address, statements and proof within a minute, and ends by itself with status 0',
  async () => {
    const ended = await end(npmStart('--data', await newFolder()));
    expect({ status: ended.status, news: linesOf(ended) }).toEqual({ status: 0, news: [] });
    const { out } = ended;
    expect(out).toMatch(
      /^MQTT broker mqtt:\/\/127\.0\.0\.1:\d+, topic ritmeter\/1\/#, read-only login \S+ \S+\n/,
    );
    const statements = out.match(/^Rental [0-9a-f]{16}: /gm) ?? [];
    expect(statements.length).toBeGreaterThanOrEqual(5);
    expect(out.match(/^ {2}opened .* odometer +\d+\.\d{3} km$/gm)).toHaveLength(statements.length);
    expect(out.match(/^ {2}total += +\d+\.\d\d +EUR +business-2026-03$/gm)).toHaveLength(statements.length);
    const proof = out.slice(out.indexOf('\nProof\n'));
    expect(proof.match(/^car-000[1-5] /gm)).toHaveLength(5);
    expect(proof.match(/^ok +(kilometres|no-loss|priced-once|drivers-served|convergence) /gm)).toHaveLength(
      5,
    );
    expect(proof).not.toContain('FAILED');
  },
  minute,
);

test(
  'a second start on the same data goes on with the next day, and the books go on with it',
  async () => {
    const data = await newFolder();
    const first = await reportOfStart(data);
    const second = await reportOfStart(data);
    expect([first.ok, second.ok]).toEqual([true, true]);
    const firstDay = Date.UTC(2026, 5, 1, 22);
    expect(first.statements.every(({ openedAt }) => openedAt < firstDay)).toBe(true);
    expect(second.statements.every(({ openedAt }) => openedAt >= firstDay)).toBe(true);
    expect(second.statements.length).toBeGreaterThan(0);
    for (const [index, car] of second.cars.entries()) {
      const before = first.cars[index];
      expect(car.car).toBe(before?.car);
      expect(car.recordsStored).toBeGreaterThan(before?.recordsStored ?? Number.NaN);
      expect(car.shownMetres).toBeGreaterThan(before?.shownMetres ?? Number.NaN);
    }
  },
  minute,
);
