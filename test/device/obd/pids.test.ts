import { describe, expect, test } from 'vitest';
import {
  adapterMillivolts,
  commandOf,
  dataOf,
  type ObdRequest,
  quantityRequests,
  supportedPids,
  supportRequest,
  vinOf,
  vinRequest,
} from '../../../device/obd/pids.ts';

function dataIn(request: ObdRequest, hex: string): readonly number[] {
  const data = dataOf(request, Uint8Array.fromHex(hex));
  if (data === undefined) throw new Error(`${hex} does not answer ${commandOf(request)}`);
  return data;
}

describe('quantities of service 01 (SAE J1979), in whole numbers', () => {
  test.each([
    ['speed', '410dff', { kind: 'speed', kilometresPerHour: 255 }],
    ['engine-speed', '410c1af8', { kind: 'engine-speed', revolutionsPerMinute: 1726 }],
    ['run-time', '411f0186', { kind: 'run-time', seconds: 390 }],
    ['fuel-level', '412f3f', { kind: 'fuel-level', perMille: 247 }],
    [
      'distance-since-clear',
      '413144bf',
      { kind: 'distance-since-clear', metres: 17_599_000, saturated: false },
    ],
    [
      'distance-since-clear',
      '4131ffff',
      { kind: 'distance-since-clear', metres: 65_535_000, saturated: true },
    ],
    ['voltage', '41423a0c', { kind: 'voltage', millivolts: 14_860 }],
    ['traction-battery', '415b80', { kind: 'traction-battery', perMille: 502 }],
    ['odometer', '41a600078147', { kind: 'odometer', metres: 49_184_700 }],
  ] as const)('%s', (quantity, hex, expected) => {
    const request = quantityRequests[quantity];
    expect(request.decode(dataIn(request, hex))).toEqual(expected);
  });
});

describe('an answer is taken only where service, PID and length are right', () => {
  const request = quantityRequests.odometer;
  test.each([
    ['the service of another request, as an emulator in wide use answers', '61a600078147'],
    ['another PID', '413100078147'],
    ['too short', '41a6000781'],
    ['too long', '41a60007814700'],
    ['a refusal', '7f0112'],
    ['nothing', ''],
  ])('%s', (_, hex) => {
    expect(dataOf(request, Uint8Array.fromHex(hex))).toBeUndefined();
  });
});

test('supported PIDs are counted from the block that was asked for', () => {
  expect(supportedPids(0x00, dataIn(supportRequest(0x00), '410080080001'))).toEqual([0x01, 0x0d, 0x20]);
  expect(supportedPids(0xa0, dataIn(supportRequest(0xa0), '41a004000000'))).toEqual([0xa6]);
});

describe('the VIN (service 09, PID 02)', () => {
  const vinHex = (vin: string) => `490201${new TextEncoder().encode(vin).toHex()}`;
  test('has 17 signs', () => {
    expect(vinOf(dataIn(vinRequest, vinHex('WVWZZZAUZLW000001')))).toBe('WVWZZZAUZLW000001');
  });
  test('is none where I, O, Q or other signs are in it (ISO 3779)', () => {
    expect(vinOf(dataIn(vinRequest, vinHex('WVWZZZAUZLW00000O')))).toBeUndefined();
    expect(vinOf(dataIn(vinRequest, `490201${'00'.repeat(17)}`))).toBeUndefined();
  });
});

test('ATRV is read in millivolts, with or without its unit', () => {
  expect(adapterMillivolts(['12.6V'])).toBe(12_600);
  expect(adapterMillivolts(['9.0'])).toBe(9000);
  for (const text of ['?', '12V', '-1.0V', '123.4V', '']) expect(adapterMillivolts([text])).toBeUndefined();
  expect(adapterMillivolts([])).toBeUndefined();
});

test('ATRV of a clone that loses the first character is no voltage: 2.6 V would make the unit go dark', () => {
  expect(adapterMillivolts(['2.6V'])).toBeUndefined();
  expect(adapterMillivolts(['6.0V'])).toBe(6_000);
});
