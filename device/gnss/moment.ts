import { type Fix, fixOf } from './fix.ts';
import type { Sentence } from './sentence.ts';

/** What one talker has said of a moment, as far as it has come. */
interface Part {
  readonly talker: string;
  readonly rmc: Sentence | undefined;
  readonly gga: Sentence | undefined;
}

/** A moment of the day as talkers tell it: each satellite system by itself (GP, GL, GA), or one for all (GN). */
export interface Moment {
  readonly timeOfDay: string;
  readonly parts: readonly Part[];
  /** The kind of fix that has been given for it. */
  readonly told: Fix['kind'] | undefined;
  /** Who told the last position. */
  readonly teller: string | undefined;
  /** Of the last GSA with a fix: two dimensions instead of three. */
  readonly isFlat: boolean;
}

export const noMoment: Moment = {
  timeOfDay: '',
  parts: [],
  told: undefined,
  teller: undefined,
  isFlat: false,
};

interface Taken {
  readonly moment: Moment;
  readonly fix?: Fix;
}

/**
 * Takes a sentence. A position is given once a moment, when RMC and GGA are both there, in either order, or with RMC alone when
 * the next moment begins; other sentences are passed over. A system that has none says nothing of the others: that there is no
 * position is given at once where nobody else is known to tell one, else at the end of the moment.
 */
export function takeSentence(moment: Moment, sentence: Sentence): Taken {
  const { type, fields } = sentence;
  if (type === 'GSA')
    return { moment: fields[1] === '1' ? moment : { ...moment, isFlat: fields[1] === '2' } };
  if (type !== 'RMC' && type !== 'GGA') return { moment };
  if (!begins(moment, sentence)) return added(moment, sentence);
  const { moment: ended, fix } = moment.told === undefined ? atItsEnd(moment) : { moment, fix: undefined };
  const { teller, isFlat } = ended;
  const { moment: next } = added({ ...noMoment, timeOfDay: fields[0] ?? '', teller, isFlat }, sentence);
  return fix === undefined ? { moment: next } : { moment: next, fix };
}

/** A receiver that knows no time, or is frozen, says the same one again and again. */
function begins({ timeOfDay, parts }: Moment, { talker, type, fields }: Sentence): boolean {
  if ((fields[0] ?? '') !== timeOfDay) return true;
  const own = parts.find((part) => part.talker === talker);
  return (type === 'RMC' ? own?.rmc : own?.gga) !== undefined;
}

function added(before: Moment, sentence: Sentence): Taken {
  const { talker } = sentence;
  const own = withSentence(
    before.parts.find((part) => part.talker === talker),
    sentence,
  );
  const parts = [...before.parts.filter((part) => part.talker !== talker), own];
  const moment = { ...before, parts };
  if (before.told === 'position') return { moment };
  const pair = pairOf(own, parts);
  if (pair?.rmc === undefined) return { moment };
  const isOwn = pair.talker === talker;
  const fix = fixOf(pair.rmc, pair.gga, moment.isFlat);
  if (fix.kind === 'none' && (before.told === 'none' || !isOwn || isAwaited(moment, talker)))
    return { moment };
  return given(moment, pair.talker, fix);
}

const withSentence = (part: Part | undefined, sentence: Sentence): Part => {
  const { talker, type } = sentence;
  const known = part ?? { talker, rmc: undefined, gga: undefined };
  return type === 'RMC' ? { ...known, rmc: sentence } : { ...known, gga: sentence };
};

/** Of one talker, else of two: many receivers say GNRMC, and GPGGA. */
function pairOf(own: Part, parts: readonly Part[]): Part | undefined {
  if (own.rmc !== undefined && own.gga !== undefined) return own;
  const other = parts.find(({ rmc, gga }) => (own.rmc === undefined ? rmc && !gga : gga && !rmc));
  if (other === undefined) return undefined;
  return own.rmc === undefined ? { ...other, gga: own.gga } : { ...own, gga: other.gga };
}

/** Whoever told the last position has not yet said all of this moment. */
function isAwaited({ teller, parts }: Moment, talker: string): boolean {
  if (teller === undefined || teller === talker) return false;
  const part = parts.find((each) => each.talker === teller);
  return part?.rmc === undefined || part.gga === undefined;
}

/** With RMC alone, then. */
function atItsEnd(moment: Moment): Taken {
  const fixes = moment.parts.flatMap(({ talker, rmc, gga }) =>
    rmc === undefined ? [] : [{ talker, fix: fixOf(rmc, gga, moment.isFlat) }],
  );
  const told = fixes.find(({ fix }) => fix.kind === 'position') ?? fixes[0];
  return told === undefined ? { moment } : given(moment, told.talker, told.fix);
}

const given = (moment: Moment, talker: string, fix: Fix): Taken => ({
  moment: { ...moment, told: fix.kind, teller: fix.kind === 'position' ? talker : moment.teller },
  fix,
});
