import { expect, it } from 'vitest';
import { maxRefusalsWritten, refusalWindowMilliseconds } from '../../device/access/refusals.ts';
import { numbersOf } from '../protocol/specification/document.ts';
import { readVectors } from '../protocol/vectors/read-vectors.ts';
import { rentalFile, tokenFile } from '../protocol/vectors/vector-format.ts';
import { claims, tokenOf } from './access/judging.ts';
import { accessBench } from './access-bench.ts';

/** Verdicts that a car gives in use, whatever the token: doors that do not move, and refusals in a flood. */
async function verdictsInUse(): Promise<readonly string[]> {
  const stuck = accessBench();
  stuck.stick();
  const { verdict } = await stuck.ask('unlock');
  const flooded = accessBench();
  for (let count = 0; count <= maxRefusalsWritten; count++)
    await flooded.ask('unlock', tokenOf({ expiresAt: claims.notBefore }));
  await flooded.advance(refusalWindowMilliseconds);
  await flooded.done(flooded.recorder.synced());
  const facts = await flooded.facts();
  return [verdict, ...facts.flatMap((fact) => (fact.kind === 'access-decided' ? [fact.verdict] : []))];
}

/** The vectors are judged by the code in the tests beside them. */
const verdictsOfVectors = [
  ...readVectors('tokens.json', tokenFile).vectors,
  ...readVectors('rentals.json', rentalFile).vectors,
].map(({ verdict }) => verdict);

it('every verdict of the specification is given by the code in some test (clause 6.8)', async () => {
  const given = new Set<string>([...verdictsOfVectors, ...(await verdictsInUse())]);
  expect(Object.keys(numbersOf('verdict')).filter((verdict) => !given.has(verdict))).toEqual([]);
});
