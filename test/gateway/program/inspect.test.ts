import { expect, test } from 'vitest';
import { toHex } from '../../../protocol/codec/bytes.ts';
import { carId, reservationId } from '../../../protocol/ids.ts';
import { writeKeptReceipt } from '../../../protocol/link/kept-receipt.ts';
import { encodeRentalReceipt, type RentalReceipt } from '../../../protocol/link/rental-receipt.ts';
import { encodeSettings } from '../../../protocol/settings/signed-settings.ts';
import { epochSeconds } from '../../../protocol/units.ts';
import { MemoryProgram } from '../../support/memory-program.ts';
import { onRented } from '../../support/rented-program.ts';
import { ed25519Key } from '../../support/signing-keys.ts';
import { someReceipt } from '../../support/some-receipt.ts';

const stranger = ed25519Key(new Uint8Array(32).fill(3));

/** What the car of `onRented` signs, as a phone keeps it. */
const signedBy = (car: { sign: (bytes: Uint8Array) => Uint8Array }, change: Partial<RentalReceipt> = {}) =>
  encodeRentalReceipt({ ...someReceipt, ...change }, (bytes) => car.sign(bytes));

test('a receipt as a phone keeps it is explained, and good under the key that the gateway knows of its car', async () => {
  const { program, rental } = await onRented();
  const signed = signedBy(rental.car);
  program.files.set('r.receipt', writeKeptReceipt({ signed, carKey: rental.car.publicKey }));
  const { out } = await program.on('token', 'inspect', 'r.receipt');
  expect(out).toMatch(/^receipt, \d+ bytes, Ed25519\n {2}signature {6}good, by car car-1\n/);
  expect(out).toMatch(/odometer +5\.000 to 65\.500 km/);
  expect(out).toMatch(/ended +2026-\S+Z \(.*(ago|in .*)\), clock: gnss/);
  const bare = JSON.parse((await program.on('token', 'inspect', toHex(signed), '--json')).out);
  expect(bare.parts).toMatchObject([
    { what: 'receipt', signature: 'good', signer: 'car car-1', keyId: null },
  ]);
});

test('a receipt that somebody else signed, with a key of his own beside it, is not genuine', async () => {
  const { program } = await onRented();
  const forged = writeKeptReceipt({ signed: signedBy(stranger), carKey: stranger.publicKey.x });
  program.files.set('r.receipt', forged);
  await expect(program.on('token', 'inspect', 'r.receipt')).rejects.toMatchObject({ code: 'signature-bad' });
});

test('a receipt is checked without a gateway under the key beside it, or under --key', async () => {
  const program = new MemoryProgram();
  const signed = signedBy(stranger, { reservation: reservationId('00000000000000aa') });
  program.files.set('r.receipt', writeKeptReceipt({ signed, carKey: stranger.publicKey.x }));
  expect((await program.run('token', 'inspect', 'r.receipt')).out).toContain(
    'good, by the car-key beside it',
  );
  expect((await program.run('token', 'inspect', toHex(signed))).out).toContain('not checked');
  const key = ['--key', toHex(stranger.publicKey.x)];
  expect((await program.run('token', 'inspect', toHex(signed), ...key)).out).toContain('good, by --key');
  await expect(
    program.run('token', 'inspect', toHex(signed), '--key', toHex(new Uint8Array(32).fill(1))),
  ).rejects.toMatchObject({ code: 'signature-bad' });
});

test('evidence is read from its file, and good under the key of the operator who is asked', async () => {
  const { program, rental } = await onRented();
  await program.on('evidence', rental.reservation);
  program.byteFiles.set('e.cose', program.bytesOut);
  const { out } = await program.on('token', 'inspect', 'e.cose');
  expect(out).toMatch(/^evidence, \d+ bytes, Ed25519\n {2}signature {6}good, by this operator\n/);
  expect(out).toContain(`reservation    ${rental.reservation}`);
  expect(out).toMatch(/holds +5 records/);
  const elsewhere = new MemoryProgram();
  elsewhere.byteFiles.set('e.cose', program.bytesOut);
  expect((await elsewhere.run('token', 'inspect', 'e.cose')).out).toContain('not checked');
  const changed = new Uint8Array(program.bytesOut);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  program.byteFiles.set('e.cose', changed);
  await expect(program.on('token', 'inspect', 'e.cose')).rejects.toMatchObject({ code: 'signature-bad' });
});

test('signed settings are read, as bytes and in hexadecimal', async () => {
  const program = new MemoryProgram();
  const issuedAt = epochSeconds(1_780_000_000);
  const signed = encodeSettings(
    { car: carId('car-1'), version: 7, issuedAt, content: '{"profile":"a"}' },
    stranger,
  );
  program.byteFiles.set('s', signed);
  for (const given of ['s', toHex(signed), toHex(signed).toUpperCase()]) {
    const { out } = await program.run('token', 'inspect', given, '--key', toHex(stranger.publicKey.x));
    expect(out).toMatch(/^settings, \d+ bytes, Ed25519 by key /);
    expect(out).toContain('signature      good, by --key');
    expect(out).toMatch(/version +7\n/);
    expect(out).toContain('content        {"profile":"a"}');
  }
});

test.each([
  ['nothing', ''],
  ['words', 'hello world'],
  ['half a digit', 'd28'],
  ['an empty receipt', 'receipt\ncar-key\n'],
  ['a part without its hexadecimal', 'deny-list zz'],
  ['another CBOR item', 'd28443a10127a0f640'],
  ['a well-formed signature around something else', 'd28443a10127a041a040'],
])('%s is told in one line to be none of these', async (_, text) => {
  const program = new MemoryProgram();
  program.files.set('x', text);
  await expect(program.run('token', 'inspect', 'x')).rejects.toMatchObject({
    code: 'nothing-to-inspect',
    blame: 'operator',
    message: expect.stringMatching(/^no token, receipt, list, settings or evidence: [^\n]{1,600}$/),
  });
});

test('bytes that are no CBOR are told to be none of these', async () => {
  const program = new MemoryProgram();
  program.byteFiles.set('x', new Uint8Array(1000).fill(0xff));
  await expect(program.run('token', 'inspect', 'x')).rejects.toMatchObject({ code: 'nothing-to-inspect' });
});
