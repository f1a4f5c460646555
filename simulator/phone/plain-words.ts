import type { ChecklistItem, Verdict } from '../../protocol/messages/words.ts';

/** What a point of the checklist asks of the driver (clause 6.9). */
export const checklistWords: Readonly<Record<ChecklistItem, string>> = {
  ignition: 'switch the ignition off',
  doors: 'close all doors',
  key: 'put the key in its holder',
  'fuel-card': 'put the fuel card in its holder',
  windows: 'close all windows',
  lights: 'switch the lights off',
  'charge-cable': 'plug the charge cable in',
  zone: "park within the station's zone",
  fuel: 'fill up: at least a quarter of the tank or the battery',
  'key-use': 'take the key out of its holder once: it has not been used in this rental',
};

/** Why a car did not do it, and what can be done (clause 6.8). */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  granted: 'granted',
  malformed: 'the token cannot be read; fetch a new one',
  'unknown-issuer': 'the car does not know who issued the token; ask the operator',
  'algorithm-not-allowed': "the token is not signed in its issuer's way; ask the operator",
  'signature-invalid': 'the token is not signed by its issuer; fetch a new one',
  'wrong-car': 'the token is for another car',
  'not-yet-valid': 'the token is not valid yet; wait until it begins',
  expired: 'the token is not valid any more; fetch a new one',
  'proof-invalid': 'the token belongs to the key of another phone, or was tampered with on its way',
  replayed: 'the car has had this very request before; try again',
  'not-in-scope': 'the token does not allow this, or the car does not offer it',
  'car-in-use':
    'another rental is open, and the car is not parked with key and fuel card in; call the operator',
  'rental-ended': 'the rental of this reservation is over; reserve again',
  'no-rental': 'this reservation has no open rental; unlock first',
  'checklist-incomplete': 'something is left to do before the rental can end',
  'uses-exhausted': 'the token has opened the car as often as it may; fetch a new one',
  'lifetime-not-allowed': 'the token is valid for longer than its issuer may allow; ask the operator',
  'not-confirmed': 'the lock did not answer, but may have moved; look at the doors, then try again',
  'too-many-attempts': 'too many attempts; wait a little',
  'in-motion': 'the ignition is on; stop the engine, then try again',
  revoked: 'token or reservation was taken back; fetch a new token',
  'issuer-revoked': 'whoever issued the token may issue none any more; fetch a new one',
  'issuer-not-for-car': 'whoever issued the token may not open this car; ask the operator',
  'list-needed': 'the car needs a newer list of what opens no more; fetch the token with its lists again',
  'list-too-old': "the car's list of what opens no more is too old; fetch the token with its lists again",
};
