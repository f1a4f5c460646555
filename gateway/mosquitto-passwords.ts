import type { CarId } from '../protocol/ids.ts';
import type { Random } from '../protocol/runtime.ts';
import { passwordLine } from './mosquitto/password-line.ts';
import type { Files } from './program/ports.ts';

/** A file of Mosquitto's passwords that takes lines: tried before a car is added, for there is no second try. */
export async function mosquittoPasswords(
  files: Pick<Files, 'read' | 'append'>,
  path: string,
): Promise<{ add(car: CarId, password: string, random: Random): Promise<void> }> {
  await files.append(path, '');
  const before = (await files.read(path)) ?? '';
  const start = before === '' || before.endsWith('\n') ? '' : '\n';
  return {
    add: (car, password, random) => files.append(path, `${start}${passwordLine(car, password, random)}\n`),
  };
}
