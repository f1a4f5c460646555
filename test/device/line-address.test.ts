import { describe, expect, test } from 'vitest';
import { cabinAddress, lineAddress, lineAddressText } from '../../device/line-address.ts';

describe('the address of a line', () => {
  test.each([
    ['tcp://127.0.0.1:7311', { kind: 'tcp', host: '127.0.0.1', port: 7311 }],
    ['tcp://[::1]:7311', { kind: 'tcp', host: '::1', port: 7311 }],
    ['tcp://obd.example:1', { kind: 'tcp', host: 'obd.example', port: 1 }],
  ])('%s is read, and written back', (text, address) => {
    expect(lineAddress(text)).toEqual(address);
    expect(lineAddressText(lineAddress(text))).toBe(text);
  });

  test.each([
    '',
    'tcp://',
    'tcp://127.0.0.1',
    'tcp://127.0.0.1:0',
    'tcp://127.0.0.1:65536',
    'tcp://:7311',
    'tcp://user@127.0.0.1:7311',
    'tcp://127.0.0.1:7311/path',
    'tcp://127.0.0.1:7311?x=1',
    'http://127.0.0.1:7311',
    'modbus+tcp://127.0.0.1:7311',
    '/dev/ttyUSB0',
  ])('%j is refused', (text) => {
    expect(() => lineAddress(text)).toThrow(/is not tcp:\/\/HOST:PORT/);
  });
});

test('the address of an I/O board says that it speaks Modbus', () => {
  expect(cabinAddress('modbus+tcp://127.0.0.1:7313')).toEqual({
    kind: 'modbus-tcp',
    host: '127.0.0.1',
    port: 7313,
  });
  expect(() => cabinAddress('tcp://127.0.0.1:7313')).toThrow(/is not modbus\+tcp:\/\/HOST:PORT/);
});
