import { Fault } from '../errors.ts';
import type { CarId } from '../ids.ts';
import type { LinkMessage } from './messages.ts';

export const linkClosed = (): Fault =>
  new Fault(
    { code: 'link-closed', blame: 'environment', temporary: true, mayHaveHappened: true },
    'the link to the car closed; the action may have been carried out',
  );

export const phoneBusy = (): Fault =>
  new Fault(
    { code: 'phone-busy', blame: 'sender', temporary: true },
    'another action is under way on this link',
  );

export const carSilent = (what: string, mayHaveHappened: boolean) => (): Fault =>
  new Fault(
    { code: 'car-silent', blame: 'environment', temporary: true, mayHaveHappened },
    `no answer to ${what}`,
  );

export const otherCar = (car: CarId, audience: CarId): Fault =>
  new Fault({ code: 'other-car', blame: 'sender' }, `this is ${car}; the token is for ${audience}`);

export const carNotGenuine = (car: CarId, what: string): Fault =>
  new Fault({ code: 'car-not-genuine', blame: 'environment' }, `what calls itself ${car} is not: ${what}`);

export const nothingAsked = (): Fault =>
  new Fault({ code: 'hello-missing', blame: 'sender' }, 'nothing was asked of the car on this link before');

export const receiptInvalid = (): Fault =>
  new Fault(
    { code: 'receipt-invalid', blame: 'receiver', mayHaveHappened: true },
    'the car did it, but its receipt is not signed by the car',
  );

/** What the car says went wrong; or that it says what is no answer. */
export function carFault(message: LinkMessage): Fault {
  if (message.type !== 'fault')
    return new Fault(
      { code: 'car-fault', blame: 'receiver', mayHaveHappened: true },
      `the car answers with ${message.type}`,
    );
  const { fault, temporary, mayHaveHappened } = message;
  return new Fault(
    { code: 'car-fault', blame: 'sender', temporary, mayHaveHappened },
    `the car answers ${fault}`,
  );
}
