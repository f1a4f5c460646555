import { describe, expect, test } from 'vitest';
import { cabinAddress, lineAddress, lineAddressText, phonesAddress } from '../../protocol/line-address.ts';

describe('the address of a line', () => {
  test.each([
    ['tcp://127.0.0.1:7311', { kind: 'tcp', host: '127.0.0.1', port: 7311 }],
    ['tcp://[::1]:7311', { kind: 'tcp', host: '::1', port: 7311 }],
    ['tcp://obd.example:1', { kind: 'tcp', host: 'obd.example', port: 1 }],
    ['/dev/ttyUSB0?baud=9600', { kind: 'serial', path: '/dev/ttyUSB0', baud: 9_600 }],
    [
      '/dev/serial/by-id/usb-FTDI_A1-if00:1?baud=115200',
      { kind: 'serial', path: '/dev/serial/by-id/usb-FTDI_A1-if00:1', baud: 115_200 },
    ],
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
    '/',
    '/dev/',
    'dev/ttyUSB0',
    'ttyUSB0',
    '/dev/ttyUSB0?',
    '/dev/ttyUSB0?baud=',
    '/dev/ttyUSB0?baud=0',
    '/dev/ttyUSB0?baud=9600x',
    '/dev/ttyUSB0?speed=9600',
    '/dev/ttyUSB0?baud=9600&baud=9600',
    '/dev/ttyUSB0#1',
    '/dev/tty\0',
  ])('%j is refused', (text) => {
    expect(() => lineAddress(text)).toThrow(/is not tcp:\/\/HOST:PORT, nor/);
  });
});

test('a serial device has 115,200 baud where none are named, an I/O board 9,600', () => {
  expect(lineAddress('/dev/ttyUSB0')).toEqual({ kind: 'serial', path: '/dev/ttyUSB0', baud: 115_200 });
  expect(cabinAddress('modbus+rtu:///dev/ttyUSB1')).toMatchObject({ path: '/dev/ttyUSB1', baud: 9_600 });
});

describe('where a car listens for phones', () => {
  test.each(['ws://127.0.0.1:7314', 'ws://[::1]:7314', 'tcp://127.0.0.1:7314', '/dev/ttyS1?baud=115200'])(
    '%s is read, and written back',
    (text) => {
      expect(lineAddressText(phonesAddress(text))).toBe(text);
    },
  );

  test.each([
    'ws://',
    'ws://127.0.0.1',
    'ws://127.0.0.1:7314/path',
    'wss://127.0.0.1:7314',
    '/dev/ttyS1?baud=auto',
  ])('%s is refused', (text) => {
    expect(() => phonesAddress(text)).toThrow(RangeError);
  });

  test('is no line of another kind where it is a WebSocket', () => {
    expect(() => lineAddress('ws://127.0.0.1:7314')).toThrow(RangeError);
  });
});

describe('the address of an I/O board', () => {
  test('says that it speaks Modbus, and over what', () => {
    expect(cabinAddress('modbus+tcp://127.0.0.1:7313')).toEqual({
      kind: 'modbus-tcp',
      host: '127.0.0.1',
      port: 7313,
    });
    expect(cabinAddress('modbus+rtu:///dev/ttyUSB1?baud=19200')).toEqual({
      kind: 'modbus-rtu',
      path: '/dev/ttyUSB1',
      baud: 19_200,
    });
  });

  test.each(['tcp://127.0.0.1:7313', '/dev/ttyUSB1', 'modbus+rtu://', 'modbus+rtu://ttyUSB1'])(
    '%j is refused',
    (text) => {
      expect(() => cabinAddress(text)).toThrow(/is not modbus\+tcp:\/\/HOST:PORT, nor/);
    },
  );
});
