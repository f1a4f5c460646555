import type { LinkMessageOf } from '../../protocol/link/messages.ts';
import { checklistWords, verdictWords } from './plain-words.ts';

/** A car's answer as its phone's owner reads it, and where its receipt is kept. */
export function answerText(answer: LinkMessageOf<'answer'>, receiptFile?: string): string {
  const { verdict, doorsLocked, missing, rental, odometerMetres, openedAt, fuelCardPin } = answer;
  return [
    verdict === 'granted' ? 'granted' : `refused: ${verdictWords[verdict]}`,
    ...(missing ?? []).map((item) => `  to do: ${checklistWords[item]}`),
    ...(doorsLocked === undefined ? [] : [`doors: ${doorsLocked ? 'locked' : 'unlocked'}`]),
    ...(rental === undefined ? [] : [`rental: ${rental}`]),
    ...(openedAt === undefined ? [] : [`opened: ${new Date(openedAt).toISOString()}`]),
    ...(odometerMetres === undefined ? [] : [`odometer: ${(odometerMetres / 1000).toFixed(1)} km`]),
    ...(fuelCardPin === undefined ? [] : [`fuel card PIN: ${fuelCardPin}`]),
    ...(receiptFile === undefined ? [] : [`receipt: ${receiptFile}`]),
  ].join('\n');
}

/** The same for programs, with the words of the specification. */
export function answerJson(answer: LinkMessageOf<'answer'>, receiptFile?: string): string {
  const { verdict, doorsLocked, missing, rental, odometerMetres, openedAt, fuelCardPin } = answer;
  return JSON.stringify({
    granted: verdict === 'granted',
    verdict,
    doorsLocked,
    missing,
    rental,
    odometerMetres,
    openedAt: openedAt === undefined ? undefined : new Date(openedAt).toISOString(),
    fuelCardPin,
    receipt: receiptFile,
  });
}
