import { Fault, messageOf } from '../../protocol/errors.ts';
import { type Cycle, createCycle } from '../car/cycles/cycle.ts';
import type { LinesPorts } from './ports.ts';

/** A day of driving; no car is faster. */
const mostSeconds = 86_400;
const mostKmPerHour = 400;

/**
 * Reads a drive cycle: lines `SECOND,KM_PER_H`, each second from 0 on, at rest at both ends; a heading, empty lines and
 * comments (`#`) may stand between.
 * @throws {Fault} `cycle-invalid`, naming file and line; `file-unreadable`
 */
export async function readCycle({ readLines }: Pick<LinesPorts, 'readLines'>, file: string): Promise<Cycle> {
  const speeds: number[] = [];
  let number = 0;
  for await (const line of readLines(file)) {
    number += 1;
    const text = line.replace(/#.*/, '').trim();
    const isHeading = speeds.length === 0 && /^[a-z]/i.test(text);
    if (text !== '' && !isHeading) speeds.push(speedIn(text, speeds.length, `${file}, line ${number}`));
  }
  try {
    return createCycle(file, speeds);
  } catch (cause) {
    throw invalid(messageOf(cause), cause);
  }
}

/** In 0.01 km/h. */
function speedIn(text: string, expectedSecond: number, place: string): number {
  const [, second, kmPerHour] = /^(\d{1,6})\s*[,;\t ]\s*(\d{1,3}(?:\.\d+)?)$/.exec(text) ?? [];
  if (Number(second) !== expectedSecond)
    throw invalid(`${place}: not second ${expectedSecond} and a speed in km/h: ${JSON.stringify(text)}`);
  if (expectedSecond > mostSeconds) throw invalid(`${place}: more than a day of driving`);
  if (Number(kmPerHour) > mostKmPerHour) throw invalid(`${place}: faster than ${mostKmPerHour} km/h`);
  return Math.round(Number(kmPerHour) * 100);
}

const invalid = (message: string, cause?: unknown): Fault =>
  new Fault({ code: 'cycle-invalid', blame: 'operator' }, message, { cause });
