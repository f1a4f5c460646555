import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { software } from '../../protocol/software.ts';

it('the software gives itself the name and version of package.json', () => {
  expect(software).toBe(`${manifest.name} ${manifest.version}`);
});
