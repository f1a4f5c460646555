/** Where wall time comes from (D8), best first (clause 3.4). */
export const clockQualities = { none: 0, token: 1, rtc: 2, network: 3, gnss: 4 } as const;
export type ClockQuality = keyof typeof clockQualities;
/** Qualities at which the car knows no more than that it is not earlier. */
export const isInDoubt = (quality: ClockQuality): boolean => quality === 'token' || quality === 'none';

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
  revoked: 20,
  'issuer-revoked': 21,
  'issuer-not-for-car': 22,
  'list-needed': 23,
  'list-too-old': 24,
} as const;
export type Verdict = keyof typeof verdicts;

/** Points of the checklist at the end of a rental (D15, clause 6.9). */
export const checklistItems = {
  ignition: 1,
  doors: 2,
  key: 3,
  'fuel-card': 4,
  windows: 5,
  lights: 6,
  'charge-cable': 7,
  zone: 8,
  fuel: 9,
  /** The key was taken out at least once since the rental began. */
  'key-use': 10,
} as const;
export type ChecklistItem = keyof typeof checklistItems;

/** What a note says of a point of the checklist (clause 6.9). */
export const noteStandings = { 'not-done': 1, unknown: 2 } as const;
export type NoteStanding = keyof typeof noteStandings;

/** Whether the car stood in a zone; `uncertain` never costs anything (clause 3.9). */
export const zoneVerdicts = { inside: 1, outside: 2, uncertain: 3 } as const;
export type ZoneVerdict = keyof typeof zoneVerdicts;

/** What an alarm is about (clause 3.10). */
export const alarmNames = {
  'storage-fault': 1,
  'moved-without-ignition': 2,
  'session-taken-over': 3,
  'clock-wrong': 4,
  'odometer-silent': 12,
  'odometer-disagrees': 13,
  'fuel-card-out-too-long': 14,
  'fuel-card-missing': 15,
  'fuel-card-out-while-driving': 16,
  'key-not-used': 17,
  'battery-low': 18,
  'gnss-antenna': 19,
  'gnss-doubtful': 20,
  'board-unreachable': 21,
  'gnss-no-fix': 26,
} as const;
export type AlarmName = keyof typeof alarmNames;
