import { index, table } from './table.ts';

/** What opens cars no more, the signed lists that say so, and which of them each car has recorded (clause 12). */
export const lists = {
  number: 7,
  name: 'lists',
  statements: [
    table(
      'denials',
      { car: 'text', id: 'text', deniedAt: 'whole', expiresAt: 'whole' },
      { key: ['car', 'id'], references: { car: 'cars' } },
    ),
    table(
      'denyLists',
      { car: 'text', number: 'whole', issuedAt: 'whole', signed: 'bytes' },
      { key: ['car'], references: { car: 'cars' } },
    ),
    table('fleetLists', { list: 'text', number: 'whole', signed: 'bytes' }, { key: ['list'] }),
    table(
      'listsTaken',
      { car: 'text', list: 'text', number: 'whole' },
      { key: ['car', 'list'], references: { car: 'cars' } },
    ),
    index('tokens', ['tokenId']),
  ],
} as const;
