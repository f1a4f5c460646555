import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../protocol/codec/bytes.ts';
import { linkMessages } from '../../../protocol/link/messages.ts';
import { listKinds } from '../../../protocol/lists/list.ts';
import { decodeRecord } from '../../../protocol/messages/record.ts';
import { recordKinds } from '../../../protocol/messages/registry.ts';
import { writeCredentials } from '../../../protocol/token/credentials.ts';
import { proofBytes } from '../../../protocol/token/proof.ts';
import { requestBytes } from '../../../protocol/token/request.ts';
import { ed25519Key, sha256 } from '../../support/signing-keys.ts';
import { blocks, examples, workedValues } from '../../support/specification-examples.ts';
import { carKey, genesisLink, phoneKey, secrets, securePhoneKey } from '../../support/specification-keys.ts';
import { proofSubject } from '../../support/specification-link.ts';
import { enrolmentRequest, enrolmentText, tokensRequest } from '../../support/specification-messages.ts';
import { blocksOf, specification, tableOf } from './document.ts';

const stated = blocksOf('hex').map(({ label, lines }) => {
  const [kind = '', name = ''] = label.split('=');
  const start = lines.findIndex((line) => line.startsWith('{'));
  const hex = (start < 0 ? lines : lines.slice(0, start)).join('');
  return {
    kind,
    name,
    hex,
    json: lines.slice(start).join('\n'),
    block: `\`\`\`hex ${label}\n${lines.join('\n')}\n\`\`\``,
  };
});

const statedExamples = stated.filter(({ kind }) => kind === 'example');

const exampleNamed = (name: string) =>
  examples.find((known) => known.name === name) ?? expect.fail(`the document's ${name} is unknown here`);

describe.each(statedExamples.map((one) => [one.name, one] as const))(
  'example %s of the specification',
  (name, { hex, json }) => {
    it('says what stands beside it, with seals that hold, and is written the same again', () => {
      const again = exampleNamed(name).reread(fromHex(hex));
      expect(again.fields).toEqual(JSON.parse(json));
      expect(toHex(again.bytes)).toBe(hex);
    });
  },
);

describe('the examples of the specification', () => {
  it('stand in the document as the script prints them', () => {
    expect(Object.fromEntries(stated.map(({ name, block }) => [name, block]))).toEqual(
      Object.fromEntries(blocks),
    );
  });

  it('leave no kind of record out', () => {
    const shown = statedExamples
      .map(({ name }) => /^(?:record|body)-(.*)$/.exec(name)?.[1])
      .filter((kind) => kind !== undefined);
    expect([...new Set(shown)].toSorted()).toEqual(Object.keys(recordKinds).toSorted());
  });

  it('leave no message out', () => {
    const messages = [
      'batch',
      'packed-batch',
      'receipt',
      'loss-notice',
      'sample-batch',
      'status',
      'last-will',
      'command',
      'token',
      'frame',
      ...Object.keys(listKinds),
      'carried-list',
    ];
    const names = statedExamples.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...messages, ...Object.keys(linkMessages)]));
  });

  it('are made from the secrets of annex A', () => {
    const table = tableOf('secret', '32 bytes').map(([name = '', bytes = '']) => [
      name,
      bytes.slice(0, 2).repeat(32),
    ]);
    expect(Object.fromEntries(table)).toEqual(
      Object.fromEntries(Object.entries(secrets).map(([name, bytes]) => [name, toHex(bytes)])),
    );
    const seed = fromHex(Object.fromEntries(table)['car seed (Ed25519)'] ?? '');
    expect(ed25519Key(seed).keyId).toBe(carKey.keyId);
  });

  it('form a chain from the genesis link on (clauses 3.3, 3.6)', () => {
    const records = statedExamples
      .filter(({ name }) => name.startsWith('record-'))
      .map(({ hex }) => decodeRecord(fromHex(hex)));
    expect(records.map(({ header }) => header.seq)).toEqual([1, 2, 3, 4, 5, 6]);
    const links = [genesisLink, ...records.map(({ headerBytes }) => sha256(headerBytes))];
    for (const [at, { header }] of records.entries())
      expect(toHex(header.link)).toBe(toHex(links[at] ?? genesisLink));
  });

  it('hold an escaped byte in a frame (clause 6.1)', () => {
    expect(statedExamples.find(({ name }) => name === 'frame')?.hex).toContain('dbdc');
  });

  it('hold a P-256 signature of an enrolment that verifies, over the body beside it (clause 11.5)', () => {
    const { signature = expect.fail('no signature') } = workedValues.get('http-enrolment-p256') ?? {};
    const signed = requestBytes(securePhoneKey.publicKey, enrolmentRequest);
    expect(securePhoneKey.verify(signed, signature)).toBe(true);
    const [body] = blocksOf('json');
    expect(body?.lines).toEqual([enrolmentText]);
  });

  it('show the header of a request with the phone’s own key id and signature (clause 11.2)', () => {
    const { signature = expect.fail('no signature') } = workedValues.get('http-tokens') ?? {};
    const header = writeCredentials({ keyId: phoneKey.keyId, time: tokensRequest.time, signature });
    const hex = toHex(signature);
    const shortened = header.replace(hex, `${hex.slice(0, 4)}…${hex.slice(-2)}`);
    expect(specification).toContain(`\`Authorization: ${shortened}\``);
  });

  it('hold a P-256 proof that verifies (clause 7.7)', () => {
    const { proof = expect.fail('no proof') } = workedValues.get('proof-p256') ?? {};
    expect(securePhoneKey.verify(proofBytes(securePhoneKey.publicKey, proofSubject), proof)).toBe(true);
  });
});
