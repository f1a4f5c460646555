import { index, table } from './table.ts';

/** Codes with which drivers enrol their phones, and what is looked up when a phone asks for its tokens. */
export const enrolment = {
  number: 2,
  name: 'enrolment',
  statements: [
    table(
      'enrolmentCodes',
      {
        handle: 'text',
        digest: 'bytes',
        driver: 'text',
        issuedAt: 'whole',
        expiresAt: 'whole',
        wrongTries: 'whole',
        keyId: 'text?',
      },
      { key: ['handle'], references: { driver: 'drivers', keyId: 'phones' } },
    ),
    index('enrolmentCodes', ['driver']),
    index('reservations', ['driver', 'startsAt']),
    index('tokens', ['reservation', 'keyId']),
  ],
} as const;
