import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAnswer } from '../../../device/obd/answer.ts';
import { defaultObdConfig } from '../../../device/obd/config.ts';
import { collect, emptyBuffer, type Reply } from '../../../device/obd/reply.ts';
import { initialSession, sessionTransition } from '../../../device/obd/session.ts';
import type { SessionInput, TimerName } from '../../../device/obd/state.ts';
import { milliseconds } from '../../../protocol/units.ts';

/** The same bytes in pieces that end at the given places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

function collectAll(pieces: readonly Uint8Array[]): readonly Reply[] {
  let buffer = emptyBuffer;
  return pieces.flatMap((piece) => {
    const collected = collect(buffer, piece);
    buffer = collected.buffer;
    return collected.replies;
  });
}

/** What adapters say, and what they should not. */
const dialogue = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '7E803410D1E',
        '7E81014490201575657',
        '7E8215A5A5A41555A',
        '>',
        '\r',
        '\r\n',
        '\0',
        ' ',
      ),
      fc.constantFrom('NO DATA', 'SEARCHING...', 'STOPPED', '?', 'LV RESET', 'ELM327 v1.5', 'OK', '12.6V'),
      fc.string({ unit: 'binary-ascii', maxLength: 8 }),
    ),
    { maxLength: 40 },
  )
  .map((words) => new TextEncoder().encode(words.join('')));

describe('bytes of an adapter', () => {
  test('give the same replies however they are split', () => {
    fc.assert(
      fc.property(dialogue, fc.array(fc.nat(), { maxLength: 10 }), (bytes, places) => {
        expect(collectAll(cut(bytes, places))).toEqual(collectAll([bytes]));
      }),
    );
  });

  test('that make no sense are an answer of some kind, never an error thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ maxLength: 6 }), (bytes, command) => {
        for (const reply of collectAll([bytes, Uint8Array.of(0x3e)])) {
          expect(['payloads', 'text', 'error']).toContain(parseAnswer(reply, command).kind);
        }
      }),
    );
  });

  test('without a prompt fill no more than the bound', () => {
    const flood = new Uint8Array(1_000_000).fill(0x41);
    expect(collect(emptyBuffer, flood).buffer).toMatchObject({ overflowed: true });
    expect(collect(emptyBuffer, flood).buffer.text.length).toBeLessThan(20_000);
  });
});

const timers: readonly TimerName[] = ['reply', 'poll', 'reopen'];
const anyInput: fc.Arbitrary<SessionInput> = fc.oneof(
  fc.constantFrom<SessionInput>(
    { kind: 'start' },
    { kind: 'stop' },
    { kind: 'opened' },
    { kind: 'closed', reason: 'gone', spread: 0.5 },
    { kind: 'poll-odometer' },
    { kind: 'ignition', on: true },
    { kind: 'ignition', on: false },
    { kind: 'awake', awake: true },
    { kind: 'awake', awake: false },
  ),
  fc.constantFrom(...timers).map((timer): SessionInput => ({ kind: 'timer', timer })),
  fc
    .constantFrom('OK\r>', 'ELM327 v1.5\r\r>', '7E806410080000001\r>', '7E803410DFF\r>', 'NO DATA\r>', '?\r>')
    .map((text): SessionInput => ({ kind: 'bytes', bytes: new TextEncoder().encode(text) })),
  dialogue.map((bytes): SessionInput => ({ kind: 'bytes', bytes })),
);

test('whatever happens, at most one command is under way, and each has a timer', () => {
  fc.assert(
    fc.property(fc.array(anyInput, { maxLength: 80 }), (inputs) => {
      let state = initialSession;
      let now = 0;
      for (const input of inputs) {
        now += 100;
        const before = state;
        const step = sessionTransition(state, input, milliseconds(now), defaultObdConfig);
        state = step.state;
        const writes = step.effects.filter(({ kind }) => kind === 'write');
        const replyTimers = step.effects.filter(
          (effect) => effect.kind === 'set-timer' && effect.timer === 'reply',
        );
        expect(replyTimers).toHaveLength(writes.length);
        const unanswered = before.line.kind === 'open' && before.line.command !== undefined;
        if (unanswered && input.kind !== 'bytes' && input.kind !== 'timer') expect(writes).toEqual([]);
        if (state.line.kind !== 'open') expect(writes).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});
