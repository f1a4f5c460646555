import type { CarId } from '../protocol/ids.ts';
import type { Random } from '../protocol/runtime.ts';
import { passwordLine } from './mosquitto/password-line.ts';
import type { Files } from './program/ports.ts';

/**
 * A file of Mosquitto's passwords that takes lines: tried before a car is added, for there is no second try. A car has one
 * line in it: a new one takes the place of an old one.
 */
export async function mosquittoPasswords(
  files: Pick<Files, 'read' | 'append' | 'replace'>,
  path: string,
): Promise<{ add(car: CarId, password: string, random: Random): Promise<void> }> {
  await files.append(path, '');
  const before = (await files.read(path)) ?? '';
  const start = before === '' || before.endsWith('\n') ? '' : '\n';
  return {
    async add(car, password, random) {
      const line = passwordLine(car, password, random);
      const lines = before.split('\n').filter((each) => each !== '');
      const others = lines.filter((each) => !each.startsWith(`${car}:`));
      if (others.length === lines.length) await files.append(path, `${start}${line}\n`);
      else await files.replace(path, [...others, line].map((each) => `${each}\n`).join(''));
    },
  };
}
