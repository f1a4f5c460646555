import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseAnswer } from '../../device/obd/answer.ts';
import {
  commandOf,
  dataOf,
  type Quantity,
  quantityRequests,
  type StandardQuantity,
} from '../../device/obd/pids.ts';
import { collect, emptyBuffer } from '../../device/obd/reply.ts';
import { readData } from './data-folder.ts';

/** Names of the signals in the recordings (OBDb), and the quantity with its value as the recordings state it. */
const signals: Readonly<Record<string, readonly [StandardQuantity, (quantity: Quantity) => number]>> = {
  VSS: ['speed', (quantity) => (quantity.kind === 'speed' ? quantity.kilometresPerHour : Number.NaN)],
  RUNTM: ['run-time', (quantity) => (quantity.kind === 'run-time' ? quantity.seconds : Number.NaN)],
  FLI: ['fuel-level', (quantity) => (quantity.kind === 'fuel-level' ? quantity.perMille : Number.NaN)],
  CLR_DIST: [
    'distance-since-clear',
    (quantity) => (quantity.kind === 'distance-since-clear' ? quantity.metres : Number.NaN),
  ],
  VPWR: ['voltage', (quantity) => (quantity.kind === 'voltage' ? quantity.millivolts : Number.NaN)],
  ODO: ['odometer', (quantity) => (quantity.kind === 'odometer' ? quantity.metres : Number.NaN)],
};

/** From the unit of the recordings (km/h, s, %, km, V, km) to ours. */
const unitFactor: Readonly<Record<string, number>> = {
  VSS: 1,
  RUNTM: 1,
  FLI: 10,
  CLR_DIST: 1000,
  VPWR: 1000,
  ODO: 1000,
};

const answerSchema = z.strictObject({
  car: z.string(),
  year: z.number(),
  cmd: z.string().regex(/^(7E0|DB33)\.01[0-9A-F]{2}$/),
  response: z.string(),
  expected: z.record(z.string(), z.number()),
});

const answers = readData('obd/answers.jsonl')
  .trim()
  .split('\n')
  .map((line) => answerSchema.parse(JSON.parse(line)));

/** All the values of one quantity in a recorded answer, in the order in which the control units gave them. */
function decoded(response: string, kind: StandardQuantity): readonly Quantity[] {
  const request = quantityRequests[kind];
  const bytes = new TextEncoder().encode(`${response.replaceAll('\n', '\r')}\r\r>`);
  const [reply] = collect(emptyBuffer, bytes).replies;
  if (reply === undefined) throw new Error('the answer has no prompt');
  const answer = parseAnswer(reply, commandOf(request));
  if (answer.kind !== 'payloads') return [];
  return answer.payloads.flatMap((payload) => {
    const data = dataOf(request, payload.bytes);
    return data === undefined ? [] : [request.decode(data)];
  });
}

describe('real answers of three car models', () => {
  test('are 477, of six signals, and all of them are known here', () => {
    expect(answers).toHaveLength(477);
    const names = new Set(answers.flatMap(({ expected }) => Object.keys(expected)));
    expect(names).toEqual(new Set(Object.keys(signals)));
    expect(answers.every(({ expected }) => Object.keys(expected).length === 1)).toBe(true);
  });

  /** Where several control units answer, the recordings state the value of the last. */
  test.each(Object.keys(signals))('%s has the expected value in each', (name) => {
    const [kind, valueIn] = signals[name] ?? [];
    if (kind === undefined || valueIn === undefined) throw new Error(`${name} is unknown`);
    const recorded = answers.filter(({ expected }) => name in expected);
    const ours = recorded.map(({ response }) => decoded(response, kind).map(valueIn).at(-1));
    const theirs = recorded.map(({ expected }) =>
      Math.round((expected[name] ?? 0) * (unitFactor[name] ?? 1)),
    );
    expect(ours).toEqual(theirs);
  });
});
