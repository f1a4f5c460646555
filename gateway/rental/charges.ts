import type { ChecklistNote } from '../../protocol/messages/checklist-note.ts';
import type { FactOf } from '../../protocol/messages/registry.ts';
import type { ZoneVerdict } from '../../protocol/messages/words.ts';
import type { Zones } from '../../protocol/messages/zones.ts';

/** A fee that the records speak for and that a person decides on: never charged by itself. */
export interface Proposal {
  /** Of T12. */
  readonly code: string;
  /** What in the records speaks for it. */
  readonly grounds: readonly string[];
}

/** Codes by the point of the checklist that was not done. */
const codeOfItem: Readonly<Record<ChecklistNote['item'], string | null>> = {
  ignition: 'improper-return',
  doors: 'improper-return',
  key: 'improper-return',
  'fuel-card': 'improper-return',
  windows: 'improper-return',
  lights: 'improper-return',
  'charge-cable': 'improper-return',
  fuel: 'improper-return',
  zone: 'station-left-improperly',
  'key-use': null,
};

/** What the end of a rental speaks for (D15): one proposal a code. What is not known speaks for nothing. */
export function proposalsFrom({ cause, notes = [] }: FactOf<'rental-closed'>): Proposal[] {
  const grounds = new Map<string, string[]>();
  const propose = (code: string, ground: string): void => {
    grounds.set(code, [...(grounds.get(code) ?? []), ground]);
  };
  if (cause !== 'ended') propose('improper-return', `rental ${cause}`);
  for (const { item, standing } of notes) {
    const code = codeOfItem[item];
    if (code !== null && standing === 'not-done') propose(code, `${item} not done`);
  }
  return [...grounds].map(([code, all]) => ({ code, grounds: all }));
}

/** Fees of T12 for where the car was taken and brought back; an uncertain verdict costs and gives nothing (clause 3.9). */
export function zoneFees(opened: Zones | undefined, closed: Zones | undefined): string[] {
  return [...outside('picked-up', opened), ...outside('returned', closed)];
}

const outside = (side: 'picked-up' | 'returned', { green, orange }: Zones = {}): string[] => [
  ...feeFor(green, `${side}-outside-green`),
  ...feeFor(orange, `${side}-outside-orange`),
];

const feeFor = (verdict: ZoneVerdict | undefined, code: string): string[] =>
  verdict === 'outside' ? [code] : [];
