import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { usualClockPolicy } from '../../device/access/clock-policy.ts';
import { parseDeviceFile } from '../../device/config.ts';
import { Fault } from '../../protocol/errors.ts';

const good = {
  car: 'car-007',
  keys: { signing: 'ab'.repeat(32), gateway: 'cd'.repeat(32) },
  issuers: [
    {
      issuer: 'operator',
      keyId: '0011223344556677',
      algorithm: 'Ed25519',
      key: { kind: 'Ed25519', x: '01'.repeat(32) },
      scopes: ['unlock', 'lock', 'end', 'status'],
      longestLifeSeconds: 86_400,
    },
  ],
  broker: { url: 'mqtts://broker.example:8883', password: 'correct horse battery' },
  lines: {
    obd: 'tcp://127.0.0.1:35000',
    gnss: 'tcp://127.0.0.1:2947',
    phones: 'tcp://127.0.0.1:7000',
    cabin: 'modbus+tcp://127.0.0.1:502',
  },
  folder: 'data',
};

/** What is said about a file with these changes. */
function faultOf(text: string): Fault {
  try {
    parseDeviceFile(text, 'car.yaml');
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
    throw thrown;
  }
  throw new Error('it was accepted');
}

describe("a car's configuration", () => {
  it('is one YAML file; pace and first odometer may be left out', () => {
    const file = parseDeviceFile(stringify(good), 'car.yaml');
    expect(file.car).toBe('car-007');
    expect(file.keys.signing).toEqual(new Uint8Array(32).fill(0xab));
    expect(file.pace).toEqual({
      awakeSeconds: 1,
      parkedSeconds: 5,
      sampleSeconds: 900,
      drivingMilliseconds: 1000,
    });
    expect(file.initialOdometerMetres).toBe(0);
  });

  it('names what is done with tokens while the clock is of some quality, where it is not the usual', () => {
    const clockPolicy = { none: { checks: 'window', uses: 0 }, rtc: { checks: 'window', uses: 5 } };
    const file = parseDeviceFile(stringify({ ...good, clockPolicy }), 'car.yaml');
    expect(file.clockPolicy).toEqual({ ...usualClockPolicy, ...clockPolicy });
    expect(parseDeviceFile(stringify(good), 'car.yaml').clockPolicy).toEqual(usualClockPolicy);
  });

  it.each([
    [{ sundial: { checks: 'end' } }, 'clockPolicy: Unrecognized key: "sundial"'],
    [{ none: { checks: 'nothing' } }, 'clockPolicy.none.checks: Invalid option'],
    [{ none: {} }, 'clockPolicy.none.checks: Invalid option'],
    [{ none: { checks: 'end', uses: -1 } }, 'clockPolicy.none.uses: Too small'],
    [{ none: { checks: 'end', from: 1 } }, 'clockPolicy.none: Unrecognized key: "from"'],
  ])('refuses a clock policy of %j', (clockPolicy, said) => {
    expect(faultOf(stringify({ ...good, clockPolicy })).message).toContain(said);
  });

  it('with many faults names them all at once, with file and paths, and blames the operator', () => {
    const { keys, broker, ...rest } = good;
    const [issuer] = good.issuers;
    const fault = faultOf(
      stringify({
        ...rest,
        car: 'Car 007',
        keys: { ...keys, signing: 'abc' },
        broker: { ...broker, password: 'short', user: 'me' },
        issuers: [{ ...issuer, scopes: ['unlock', 'fly'], longestLifeSeconds: 0 }],
        initialOdometerMetres: -1,
        pace: { awakeSeconds: 0 },
      }),
    );
    expect(fault).toMatchObject({ code: 'configuration-invalid', blame: 'operator', temporary: false });
    expect(fault.message).toMatch(/^car\.yaml: /);
    for (const path of [
      'car: ',
      'keys.signing: not 32 bytes in hexadecimal',
      'broker.password: ',
      'broker: Unrecognized key: "user"',
      'issuers.0.scopes.1: not one of unlock, lock, end, fuel-card, service, status',
      'issuers.0.longestLifeSeconds: ',
      'initialOdometerMetres: ',
      'pace.awakeSeconds: ',
    ])
      expect(fault.message).toContain(path);
  });

  it('never repeats a secret', () => {
    const secret = 'ab'.repeat(31);
    const fault = faultOf(stringify({ ...good, keys: { signing: secret, gateway: `${secret}zz` } }));
    expect(fault.message).not.toContain(secret);
  });

  it('that is no YAML names the line', () => {
    expect(faultOf('car: [car-007\nkeys: 1').message).toMatch(/^car\.yaml: .*line/);
  });

  it('that is empty names the whole file', () => {
    expect(faultOf('').message).toMatch(/^car\.yaml: top level: /);
  });

  it.each(['http://broker.example', 'broker.example', ''])('takes no broker at %j', (url) => {
    expect(faultOf(stringify({ ...good, broker: { ...good.broker, url } })).message).toContain(
      'broker.url: ',
    );
  });

  it.each([
    [{ certificate: 'car.pem' }, 'broker: certificate and key go together'],
    [{ key: 'car.key' }, 'broker: certificate and key go together'],
    [{ url: 'mqtt://127.0.0.1', ca: 'ca.pem' }, 'broker: ca and certificate are for mqtts:// only'],
  ])('says what TLS files need: %j', (changes, reason) => {
    const fault = faultOf(stringify({ ...good, broker: { ...good.broker, ...changes } }));
    expect(fault.message).toContain(reason);
  });
});
