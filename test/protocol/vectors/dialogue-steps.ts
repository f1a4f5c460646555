import type { LinkMessage, LinkMessageOf } from '../../../protocol/link/messages.ts';
import { type Said, said, type Talk } from './talk.ts';
import type { CarDialogue, Step } from './vector-format.ts';

/** How the dialogues of cars are put together. */

export const phone = (words: Said, link: Step['link'] = 'a'): Step => ({ link, from: 'phone', ...words });
export const answer = (words: Said, link: Step['link'] = 'a'): Step => ({ link, from: 'car', ...words });
export const fault = (code: LinkMessageOf<'fault'>['fault'], link: Step['link'] = 'a'): Step =>
  answer(said(faultOf(code)), link);
export const faultOf = (code: LinkMessageOf<'fault'>['fault']): LinkMessage => ({
  type: 'fault',
  fault: code,
  temporary: code === 'hello-missing' || code === 'busy',
  mayHaveHappened: false,
});

export const greeted = (talk: Talk, link: Step['link'] = 'a'): Step[] => [
  phone(talk.hello, link),
  answer(talk.welcome, link),
];

export interface Rest {
  readonly relays?: CarDialogue['relays'];
  readonly closes?: CarDialogue['closes'];
  readonly otherCar?: CarDialogue['otherCar'];
}
export const dialogue = (
  name: string,
  clause: string,
  steps: readonly Step[],
  rest: Rest = {},
): CarDialogue => ({
  name,
  clause,
  otherCar: rest.otherCar ?? [],
  steps: [...steps],
  relays: rest.relays ?? [],
  closes: rest.closes ?? [],
  verdict: (rest.relays ?? []).length > 0 ? 'opens' : 'refused',
});
