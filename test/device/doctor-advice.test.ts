import { describe, expect, test } from 'vitest';
import { brokerSays, diskSays, lineSays } from '../../device/doctor-advice.ts';

describe('what a mechanic is told to try', () => {
  test.each([
    [
      'nobody at the address',
      lineSays('I/O board', 'connect ECONNREFUSED 127.0.0.1:3'),
      'is the board powered',
    ],
    ['a board that says nothing', lineSays('I/O board', 'Timed out'), 'A and B swapped'],
    ['a board with a bad wire', lineSays('I/O board', '/dev/ttyUSB2: CRC error'), 'loose wires'],
    [
      'another kind of board',
      lineSays('I/O board', 'a: refuses: Modbus exception 2: Illegal data address'),
      'not as this board should',
    ],
    [
      'a board that has no such input',
      lineSays('I/O board', 'a: refuses: Modbus exception 2: Illegal data address'),
      '`inputs` and `relays` of `board`',
    ],
    [
      'a line that another program has',
      lineSays('OBD adapter', 'line Error Resource temporarily unavailable Cannot lock port'),
      'another program has this line',
    ],
    [
      'a port for phones that another program has',
      lineSays('phones', 'port 7314 on 127.0.0.1 is taken by another program'),
      'another program has this line',
    ],
    [
      'a line without rights',
      lineSays('GNSS', 'Permission denied, cannot open /dev/ttyUSB1'),
      'the group of the device',
    ],
    [
      'a broker that is not ready',
      brokerSays('mqtt://a', 'Connection refused: Server unavailable', 'broker-unavailable'),
      'takes nobody at the moment',
    ],
    [
      'a broker of another version',
      brokerSays('mqtt://a', 'Connection refused: Unacceptable protocol version', 'broker-refused'),
      'does not speak MQTT 3.1.1',
    ],
    [
      'another board',
      lineSays('I/O board', 'tcp://a: another board answers: "Acme R4"'),
      'put `board.identity` right',
    ],
    [
      'a file that names no certificate',
      brokerSays('mqtts://a', 'ENOENT: no such file', 'configuration-unreadable'),
      'a certificate or key',
    ],
    ['a folder of somebody else', diskSays('folder a cannot be used: EACCES'), 'another user'],
    [
      'a file in the place of the folder',
      diskSays('folder a cannot be used: ENOTDIR'),
      'something else stands',
    ],
    ['no adapter', lineSays('OBD adapter', 'cannot open /dev/ttyUSB0'), 'plugged in'],
    ['an adapter without power', lineSays('OBD adapter', 'adapter timeout'), 'fuse'],
    ['a wrong speed', lineSays('OBD adapter', 'adapter timeout', 'bytes'), 'baud=auto'],
    ['a receiver at a wrong speed', lineSays('GNSS', 'silence', 'bytes'), 'baud=9600'],
    ['a receiver without power', lineSays('GNSS', 'silence'), 'powered with the ignition'],
    ['no coverage', brokerSays('mqtt://a', 'connect ECONNREFUSED'), 'mqtt://a: nobody is there'],
    ['an old password', brokerSays('mqtt://a', 'Not authorized', 'broker-refused'), 'car renew'],
    [
      'a certificate of long ago',
      brokerSays(
        'mqtts://a',
        "the broker's certificate has expired (certificate has expired)",
        'broker-refused',
      ),
      'the operator must renew it',
    ],
    ['a broker that says nothing', brokerSays(undefined, 'connack timeout'), 'reached, but no answer'],
  ])('%s', (_, says, hint) => {
    expect(says).toContain(hint);
    expect(says).toMatch(/ \(.+\)$/);
  });
});
