import { describe, expect, test } from 'vitest';
import { parseDeviceFile } from '../../../device/config.ts';
import { toHex } from '../../../protocol/codec/bytes.ts';
import { thumbprintBytes } from '../../../protocol/token/cose-key.ts';
import { decodeToken } from '../../../protocol/token/token.ts';
import { MemoryProgram } from '../../support/memory-program.ts';
import { ed25519Key, p256Key } from '../../support/signing-keys.ts';

const seed = new Uint8Array(32).fill(7);
const phone = p256Key(seed);
const lines = [
  ...['--obd', 'tcp://127.0.0.1:7311', '--gnss', 'tcp://127.0.0.1:7312'],
  ...['--cabin', 'modbus+tcp://127.0.0.1:7313', '--phones', 'tcp://127.0.0.1:7314'],
];
const [from, until] = ['2026-06-01T10:00+02:00', '2026-06-01T11:00:00Z'];

/** A gateway with a customer and a driver. */
async function gateway() {
  const program = new MemoryProgram();
  await program.on('init');
  await program.on('customer', 'add', 'acme', '--formula', 'START');
  await program.on('driver', 'add', 'ann');
  await program.on('driver', 'allow', 'ann', 'acme');
  return program;
}

const addCar = (program: MemoryProgram, car: string, ...more: readonly string[]) =>
  program.on('car', 'add', car, '--class', 'S', '--out', `${car}.yaml`, ...lines, ...more);

const reserve = (program: MemoryProgram, changes: { readonly car?: string; readonly from?: string } = {}) =>
  program.on(
    ...['reservation', 'add', '--car', changes.car ?? 'car-1', '--customer', 'acme', '--driver', 'ann'],
    ...['--from', changes.from ?? from, '--until', until],
  );

describe('a car', () => {
  test('gets one file, with which its device program starts', async () => {
    const program = await gateway();
    await addCar(program, 'car-1', '--odometer', '48210700');
    const file = parseDeviceFile(program.files.get('car-1.yaml') ?? '', 'car-1.yaml');
    expect(file).toMatchObject({
      car: 'car-1',
      initialOdometerMetres: 48_210_700,
      broker: { url: 'mqtt://127.0.0.1:1883' },
      folder: 'journal',
    });
    const { out } = await program.on('rentals', '--json');
    expect(out).toBe('[]');
  });

  test('knows the issuer whose tokens the gateway issues', async () => {
    const program = await gateway();
    await addCar(program, 'car-1');
    const { issuers } = parseDeviceFile(program.files.get('car-1.yaml') ?? '', 'car-1.yaml');
    const issuer = ed25519Key(Uint8Array.fromHex((program.files.get('gw/issuer.key') ?? '').trim()));
    expect(issuers).toMatchObject([
      { issuer: 'ritmeter', keyId: issuer.keyId, key: issuer.publicKey, algorithm: 'Ed25519' },
    ]);
    const days = 30 + 1;
    expect(issuers[0]?.longestLifeSeconds).toBe(days * 86_400 + 15 * 60);
  });

  test('whose file is lost gets another, with new keys and the rest as it was', async () => {
    const program = await gateway();
    await addCar(program, 'car-1');
    const renew = (car: string, out: string) => program.on('car', 'renew', car, '--out', out, ...lines);
    const { out } = await renew('car-1', 'new.yaml');
    expect(out).toMatch(/^car car-1 renewed; new\.yaml holds its keys/);
    const [before, after] = ['car-1.yaml', 'new.yaml'].map((name) =>
      parseDeviceFile(program.files.get(name) ?? '', name),
    );
    expect(after).toMatchObject({ car: 'car-1', lines: before?.lines, issuers: before?.issuers });
    expect(after?.keys.signing).not.toEqual(before?.keys.signing);
    expect(after?.keys.gateway).not.toEqual(before?.keys.gateway);
    expect(after?.broker.password).not.toBe(before?.broker.password);
    await expect(renew('car-2', 'other.yaml')).rejects.toMatchObject({ code: 'not-found' });
    await expect(renew('car-1', 'new.yaml')).rejects.toMatchObject({ code: 'file-exists' });
  });

  test.each([
    ['--obd', 'nonsense', /"nonsense" is not tcp:\/\/HOST:PORT/],
    ['--gnss', '/dev/ttyUSB0?baud=auto', /baud=auto is for the OBD adapter alone/],
    ['--cabin', 'tcp://127.0.0.1:7313', /is not modbus\+tcp:/],
    ['--odometer', '-5', /It is no whole number of metres/],
  ])('is not added with %s %s', async (option, value, why) => {
    const program = await gateway();
    await expect(addCar(program, 'car-1', option, value)).rejects.toThrow(why);
    expect(program.files.has('car-1.yaml')).toBe(false);
    await addCar(program, 'car-1');
  });

  test('is added once, under a class of the price list, and its file overwrites nothing', async () => {
    const program = await gateway();
    await addCar(program, 'car-1');
    await expect(
      program.on('car', 'add', 'car-1', '--class', 'S', '--out', 'b', ...lines),
    ).rejects.toMatchObject({
      code: 'already-exists',
    });
    await expect(
      program.on('car', 'add', 'car-2', '--class', 'XXL', '--out', 'c', ...lines),
    ).rejects.toMatchObject({ code: 'unknown-class' });
    await expect(
      program.on('car', 'add', 'car-2', '--class', 'S', '--out', 'car-1.yaml', ...lines),
    ).rejects.toMatchObject({ code: 'file-exists' });
    await expect(reserve(program, { car: 'car-2' })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('people', () => {
  test.each([
    [['customer', 'add', 'acme', '--formula', 'START'], 'already-exists'],
    [['driver', 'add', 'ann'], 'already-exists'],
    [['driver', 'allow', 'bob', 'acme'], 'not-found'],
    [['driver', 'allow', 'ann', 'nobody'], 'not-found'],
  ])('%j is refused', async (command, code) => {
    const program = await gateway();
    await expect(program.on(...command)).rejects.toMatchObject({ code, blame: 'sender' });
  });

  test('a phone is enrolled from hexadecimal or from what keygen prints, under one key id', async () => {
    const program = await gateway();
    const coseKey = toHex(thumbprintBytes(phone.publicKey));
    const json = JSON.stringify({ keyId: 'ignored', coseKey, key: {} });
    expect(await program.on('phone', 'add', 'ann', coseKey)).toMatchObject({ out: phone.keyId });
    expect(await program.on('phone', 'add', 'ann', json)).toMatchObject({ out: phone.keyId });
  });
});

describe('a reservation', () => {
  test('is added, moved and cancelled (T7, T8)', async () => {
    const program = await gateway();
    await addCar(program, 'car-1');
    const { out: reservation } = await reserve(program);
    expect(reservation).toMatch(/^[0-9a-f]{16}$/);
    expect(
      await program.on('reservation', 'change', reservation, '--until', '2026-06-01T12:00Z'),
    ).toMatchObject({
      out: `reservation ${reservation} ends 2026-06-01 14:00:00`,
    });
    await program.on('reservation', 'cancel', reservation);
    await expect(program.on('reservation', 'cancel', reservation)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  test('without a rental says so, and one that is not there as well', async () => {
    const program = await gateway();
    await addCar(program, 'car-1');
    const { out: reservation } = await reserve(program);
    await expect(program.on('rental', reservation)).rejects.toThrow(/no car has been opened .* yet/);
    await expect(program.on('rental', '00000000000000aa')).rejects.toThrow(/no reservation 00000000000000aa/);
  });
});

describe('a token', () => {
  test('is for the reservation, the car and the phone, on standard output or in a file (D7)', async () => {
    const program = await gateway();
    await addCar(program, 'car-1');
    await program.on('phone', 'add', 'ann', toHex(thumbprintBytes(phone.publicKey)));
    const { out: reservation } = await reserve(program);
    const { out: hex } = await program.on('token', 'issue', reservation, '--phone', phone.keyId);
    expect(decodeToken(Uint8Array.fromHex(hex)).claims).toMatchObject({
      audience: 'car-1',
      rights: { reservation },
      confirmation: phone.publicKey,
    });
    const written = await program.on(
      'token',
      'issue',
      reservation,
      '--phone',
      phone.keyId,
      '--out',
      't',
      '--json',
    );
    expect(JSON.parse(written.out)).toMatchObject({ file: 't', car: 'car-1', reservation });
    const { token, carKey } = JSON.parse(written.out);
    expect(program.files.get('t')).toBe(`${token}\ncar-key ${carKey}\n`);
    const { keys } = parseDeviceFile(program.files.get('car-1.yaml') ?? '', 'car-1.yaml');
    expect(carKey).toBe(toHex(ed25519Key(keys.signing).publicKey.x));
  });

  test('of another issuer needs its key and no gateway (D7)', async () => {
    const program = new MemoryProgram();
    const issuer = ed25519Key(seed);
    program.files.set('key', toHex(seed));
    const claims = [
      '--issuer',
      'app',
      '--subject',
      'ab12cd34',
      '--car',
      'car-1',
      '--from',
      from,
      '--until',
      until,
    ];
    const key = ['--phone', toHex(thumbprintBytes(phone.publicKey)), '--key', 'key'];
    const { out } = await program.run('token', 'issue', '00000000000000aa', ...key, ...claims, '--uses', '3');
    const token = decodeToken(Uint8Array.fromHex(out));
    expect(issuer.verify(token.signedBytes, token.signature)).toBe(true);
    expect(token).toMatchObject({
      keyId: issuer.keyId,
      claims: {
        issuer: 'app',
        audience: 'car-1',
        notBefore: Date.parse(from) / 1000,
        expiresAt: Date.parse(until) / 1000,
        scope: ['unlock', 'lock', 'end', 'fuel-card', 'status'],
        rights: { reservation: '00000000000000aa', latestReturnAt: Date.parse(until) / 1000, uses: 3 },
      },
    });
  });
});

test('without a gateway every command says how to make one', async () => {
  const program = new MemoryProgram();
  await expect(program.on('rentals')).rejects.toThrow(
    'gw holds no gateway; make one with: ritmeter-gateway init',
  );
});

test('a customer’s formula must stand on a price list, so that there is a price (T1)', async () => {
  const program = new MemoryProgram();
  await program.on('init');
  await expect(program.on('customer', 'add', 'acme', '--formula', 'NOPE')).rejects.toMatchObject({
    code: 'unknown-formula',
    message: 'customer acme: formula NOPE is on no price list',
  });
  await program.on('customer', 'add', 'acme', '--formula', 'START');
});
