import { type Action, actions } from '../../protocol/messages/words.ts';

const isAction = (word: string): word is Action => Object.hasOwn(actions, word);

/** Actions joined with commas. @throws {RangeError} */
export function scopeOf(text: string): readonly Action[] {
  const words = text.split(',');
  const known = words.filter(isAction);
  if (known.length === words.length && new Set(known).size === known.length) return known;
  throw new RangeError(`It is no list of ${Object.keys(actions).join(', ')}.`);
}
