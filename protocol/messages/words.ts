/** Where wall time comes from (D8), best first (clause 3.4). */
export const clockQualities = { none: 0, token: 1, rtc: 2, network: 3, gnss: 4 } as const;
export type ClockQuality = keyof typeof clockQualities;

/** Where an odometer value comes from (D9, clause 3.5). */
export const odometerSources = { none: 0, 'pid-a6': 1, profile: 2, 'pid-31': 3, speed: 4, gnss: 5 } as const;
export type OdometerSource = keyof typeof odometerSources;

/** What a phone or the gateway may ask a car to do (clause 6.5). */
export const actions = { unlock: 1, lock: 2, end: 3, 'fuel-card': 4, service: 5, status: 6 } as const;
export type Action = keyof typeof actions;

/** How an access decision came out (clause 6.8). */
export const verdicts = {
  granted: 0,
  malformed: 1,
  'unknown-issuer': 2,
  'algorithm-not-allowed': 3,
  'signature-invalid': 4,
  'wrong-car': 5,
  'not-yet-valid': 6,
  expired: 7,
  'proof-invalid': 8,
  replayed: 9,
  'not-in-scope': 10,
  'car-in-use': 11,
  'rental-ended': 12,
  'no-rental': 13,
  'checklist-incomplete': 14,
  'uses-exhausted': 15,
  'lifetime-not-allowed': 16,
  'not-confirmed': 17,
  'too-many-attempts': 18,
  'in-motion': 19,
} as const;
export type Verdict = keyof typeof verdicts;

/** Points of the checklist at the end of a rental (D15, clause 6.9). */
export const checklistItems = { ignition: 1, doors: 2, key: 3, 'fuel-card': 4 } as const;
export type ChecklistItem = keyof typeof checklistItems;
