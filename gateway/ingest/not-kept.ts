/** What comes of a car beyond its bounds and is only counted (D13): how the log says so, and what it counts. */
export const beyondBounds = {
  unreadable: { counts: 'notKept', says: 'a car sends more that cannot be read than is kept' },
  journals: { counts: 'messages', says: 'a car names more journals than are kept' },
  unsigned: { counts: 'records', says: 'a car sends more that it has not signed than is kept' },
  samples: { counts: 'samples', says: 'a car sends more samples than are kept' },
} as const;

export type BeyondBounds = keyof typeof beyondBounds;

/** How many of each were not kept; what was kept whole is left out. */
export type NotKept = ReadonlyMap<BeyondBounds, number>;
