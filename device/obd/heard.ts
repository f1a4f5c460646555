import { type Answer, isProgress, parseAnswer } from './answer.ts';
import { isAnswerTo } from './exchange.ts';
import { isBare, joined, type Reply } from './reply.ts';
import type { OpenLine, Stage } from './state.ts';

/** What has come before a prompt, understood. */
export interface Heard {
  readonly reply: Reply;
  readonly answer: Answer;
  /** It answers the command; otherwise more may follow. */
  readonly isWhole: boolean;
}

type Asking = Exclude<Stage, { kind: 'resetting' }>;

/** A reply by itself where it answers, else together with what is held from before. */
export function heardOf({ held }: OpenLine, stage: Asking, command: string, reply: Reply): Heard {
  const alone = heardAlone(stage, command, reply);
  return alone.isWhole || held === undefined
    ? alone
    : heardAlone(stage, command, joined(held, reply, command));
}

export function heardAlone(stage: Asking, command: string, reply: Reply): Heard {
  const asked = stage.kind === 'ready' ? stage.asked : undefined;
  const answer = parseAnswer(reply, command, asked?.kind === 'quantity' ? asked.address.from : undefined);
  return { reply, answer, isWhole: !isBare(reply, command) && isAnswer(stage, answer) };
}

/** The adapter itself answers in words, a control unit in data. */
function isAnswer(stage: Asking, answer: Answer): boolean {
  const asked = stage.kind === 'ready' ? stage.asked : undefined;
  if (asked === undefined || asked.kind === 'protocol' || asked.kind === 'addressing') {
    return answer.kind !== 'payloads';
  }
  return isAnswerTo(asked, answer);
}

/** Nothing, or that it looks for the control units, which it may do for long. */
export const isOnlyProgress = ({ lines, overflowed }: Reply): boolean =>
  !overflowed && lines.every(isProgress);

export const isStopped = ({ answer }: Heard): boolean =>
  answer.kind === 'error' && answer.error === 'stopped';
