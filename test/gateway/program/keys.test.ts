import { describe, expect, test } from 'vitest';
import { parseDeviceFile } from '../../../device/config.ts';
import { toHex } from '../../../protocol/codec/bytes.ts';
import { decodeList } from '../../../protocol/lists/signed-list.ts';
import { thumbprintBytes } from '../../../protocol/token/cose-key.ts';
import { readPass } from '../../../protocol/token/pass.ts';
import { MemoryProgram } from '../../support/memory-program.ts';
import { ed25519Key, p256Key } from '../../support/signing-keys.ts';

const phone = p256Key(new Uint8Array(32).fill(7));
const app = ed25519Key(new Uint8Array(32).fill(9));
const coseOf = (key: typeof phone) => toHex(thumbprintBytes(key.publicKey));
const lines = [
  ...['--obd', 'tcp://127.0.0.1:7311', '--gnss', 'tcp://127.0.0.1:7312'],
  ...['--cabin', 'modbus+tcp://127.0.0.1:7313', '--phones', 'tcp://127.0.0.1:7314'],
];

/** A gateway with a root key. */
async function fleet() {
  const program = new MemoryProgram();
  await program.on('init');
  await program.on('keys', 'init-root', '--root', 'root.key');
  return program;
}

/** A reservation of `car-1` for Ann and her phone. */
async function reserved(program: MemoryProgram) {
  await program.on('customer', 'add', 'acme', '--formula', 'START');
  await program.on('driver', 'add', 'ann');
  await program.on('driver', 'allow', 'ann', 'acme');
  await program.on('car', 'add', 'car-1', '--class', 'S', '--out', 'car-1.yaml', ...lines);
  await program.on('phone', 'add', 'ann', coseOf(phone));
  const when = ['--from', '2026-06-01T10:00+02:00', '--until', '2026-06-01T11:00:00Z'];
  const who = ['--car', 'car-1', '--customer', 'acme', '--driver', 'ann'];
  return (await program.on('reservation', 'add', ...who, ...when)).out;
}

const listed = async (program: MemoryProgram) => JSON.parse((await program.on('keys', 'list', '--json')).out);

describe('keys (clause 12.2)', () => {
  test('init-root makes a key outside of the gateway, a first key set, and cars that know the root', async () => {
    const program = await fleet();
    const root = ed25519Key(Uint8Array.fromHex((program.files.get('root.key') ?? '').trim()));
    const { root: told, number, issuers } = await listed(program);
    expect([told, number]).toEqual([toHex(root.publicKey.x), 1]);
    expect(issuers).toMatchObject([{ issuer: 'ritmeter', own: true, cars: null }]);
    await reserved(program);
    const config = parseDeviceFile(program.files.get('car-1.yaml') ?? '', 'car-1.yaml');
    expect(config.root).toEqual(root.publicKey.x);
    expect(config.issuers).toMatchObject([{ denies: true }]);
    await expect(program.on('keys', 'init-root', '--root', 'another')).rejects.toMatchObject({
      code: 'root-there',
    });
  });

  test('rotate gives the gateway a new key, and keeps the old one in the key set', async () => {
    const program = await fleet();
    const before = (await listed(program)).issuers[0].keyId;
    program.locked.add('gw/serve.lock');
    await expect(program.on('keys', 'rotate', '--root', 'root.key')).rejects.toMatchObject({
      code: 'gateway-running',
    });
    program.locked.delete('gw/serve.lock');
    await program.on('keys', 'rotate', '--root', 'root.key');
    const { number, issuers } = await listed(program);
    expect(number).toBe(2);
    expect(issuers).toMatchObject([{ keyId: before, own: false }, { own: true }]);
  });

  test('add lets another issuer in, within its limits; revoke takes it out for good', async () => {
    const program = await fleet();
    const limits = ['--scope', 'unlock,lock', '--cars', 'car-1,van-*', '--longest-hours', '8'];
    await program.on('keys', 'add', 'app', '--root', 'root.key', '--key', coseOf(app), ...limits);
    expect((await listed(program)).issuers[1]).toMatchObject({
      issuer: 'app',
      keyId: app.keyId,
      scopes: ['unlock', 'lock'],
      cars: ['car-1', 'van-*'],
      longestHours: 8,
    });
    await program.on('keys', 'revoke', app.keyId, '--root', 'root.key');
    const { number, issuers, revoked } = await listed(program);
    expect([number, issuers.length, revoked]).toEqual([3, 1, [app.keyId]]);
    const own = issuers[0].keyId;
    await expect(program.on('keys', 'revoke', own, '--root', 'root.key')).rejects.toMatchObject({
      code: 'own-key',
    });
  });

  test('another root key signs nothing for this fleet', async () => {
    const program = await fleet();
    program.files.set('other.key', '11'.repeat(32));
    await expect(program.on('keys', 'rotate', '--root', 'other.key')).rejects.toMatchObject({
      code: 'root-differs',
    });
  });

  test('export writes the lists as they stand in the file of a token', async () => {
    const program = await fleet();
    const reservation = await reserved(program);
    await program.on('keys', 'export', '--out', 'lists');
    await program.on('token', 'issue', reservation, '--phone', phone.keyId, '--out', 't');
    expect(program.files.get('t')?.endsWith(program.files.get('lists') ?? '?')).toBe(true);
    const { lists } = readPass(new TextEncoder().encode(program.files.get('t')));
    expect(decodeList('key-set', lists[0]?.signed ?? new Uint8Array()).content.number).toBe(1);
  });
});

describe('token inspect', () => {
  test('explains each claim with its time left, and checks the signature with the keys it knows', async () => {
    const program = await fleet();
    const reservation = await reserved(program);
    await program.on('token', 'issue', reservation, '--phone', phone.keyId, '--out', 't');
    const { out } = await program.on('token', 'inspect', 't');
    expect(out).toContain('signature      good, by this gateway');
    expect(out).toContain('signature      good, by the root key');
    expect(out).toMatch(/good until +2026-06-02T11:00:00\.000Z \(in 1 d 6 h\)/);
    expect(out).toMatch(/good from +2026-06-01T07:45:00\.000Z \(in 2 h 45 min\)/);
    expect(out).toContain(`P-256 key ${phone.keyId}`);
  });

  test('of a token that was changed says so, with exit status 1', async () => {
    const program = await fleet();
    const reservation = await reserved(program);
    const { out: hex } = await program.on('token', 'issue', reservation, '--phone', phone.keyId);
    const changed = `${hex.slice(0, -2)}${hex.endsWith('00') ? '01' : '00'}`;
    await expect(program.on('token', 'inspect', changed)).rejects.toMatchObject({ code: 'signature-bad' });
    const unknown = await program.run('token', 'inspect', hex, '--data', 'nowhere');
    expect(unknown.out).toContain('not checked: this key is not known here');
    await expect(program.on('token', 'inspect', 'd2'.repeat(20))).rejects.toMatchObject({
      code: 'nothing-to-inspect',
    });
  });
});

describe('token revoke (clause 12.4)', () => {
  test('says which list denies it, and that the car has none yet', async () => {
    const program = await fleet();
    const reservation = await reserved(program);
    await program.on('token', 'issue', reservation, '--phone', phone.keyId);
    const { out } = await program.on('token', 'revoke', reservation);
    expect(out).toBe(
      'denied by list 1; car-1 has none as far as its records tell: the token opens it until the list is there',
    );
    const cancelled = await program.on('reservation', 'cancel', reservation, '--json');
    expect(JSON.parse(cancelled.out)).toMatchObject({ revocation: { carNumber: 0, isDenied: true } });
  });
});
