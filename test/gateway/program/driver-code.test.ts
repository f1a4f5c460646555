import { expect, test } from 'vitest';
import { MemoryProgram } from '../../support/memory-program.ts';

const codeLine = /^code (\S+) enrols one phone until 2026-06-02 07:00:00, once$/m;

test('a driver is added with a code for one phone, and gets another on demand (clause 11.5)', async () => {
  const program = new MemoryProgram();
  await program.on('init');
  const added = await program.on('driver', 'add', 'ann');
  expect(added.out).toMatch(/^driver ann added\n/);
  const [, first] = codeLine.exec(added.out) ?? [];
  const [, second] = codeLine.exec((await program.on('driver', 'code', 'ann')).out) ?? [];
  expect(new Set([first, second, undefined]).size).toBe(3);
  await expect(program.on('driver', 'code', 'bob')).rejects.toMatchObject({ code: 'not-found' });
});
