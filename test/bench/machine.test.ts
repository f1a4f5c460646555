import { expect, it } from 'vitest';
import { thisMachine } from './machine.ts';

it('names processor, cores, memory, Node and operating system', () => {
  const { cpu, cores, memoryBytes, node, os } = thisMachine();
  expect({ cpu, os }).toEqual({ cpu: expect.stringMatching(/./), os: expect.stringMatching(/^\S+ \S+/) });
  expect(cores).toBeGreaterThan(0);
  expect(memoryBytes).toBeGreaterThan(2 ** 20);
  expect(node).toBe(process.version);
});
