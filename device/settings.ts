import { z } from 'zod';
import { type AlarmName, alarmNames, type ChecklistItem } from '../protocol/messages/words.ts';
import { policies, usualPolicy } from './rental/checklist.ts';
import { noZones, zoneMapSchema } from './zones/zone-map.ts';

const isAlarmName = (word: string): word is AlarmName => Object.hasOwn(alarmNames, word);

const standing = (item: ChecklistItem) => z.enum(policies).default(usualPolicy[item]);
const policy = z.strictObject({
  ignition: standing('ignition'),
  doors: standing('doors'),
  key: standing('key'),
  'fuel-card': standing('fuel-card'),
  windows: standing('windows'),
  lights: standing('lights'),
  'charge-cable': standing('charge-cable'),
  zone: standing('zone'),
  fuel: standing('fuel'),
  'key-use': standing('key-use'),
});

const schema = z.strictObject({
  /** Rises with each change; 0 is what a car starts with. */
  version: z.number().int().min(0),
  zones: zoneMapSchema,
  /** What of the checklist blocks the end of a rental, and what is only noted. */
  checklist: policy.prefault({}),
  /** Alarms with which the position leaves the car (clause 3.10). */
  positionAlarms: z
    .array(z.string().refine(isAlarmName, { error: 'no alarm of this name' }))
    .max(32)
    .default([]),
  /** The PIN of the fuel card, sealed for this car alone (clause 13.2), in hexadecimal. */
  fuelCardPin: z
    .string()
    .regex(/^(?:[0-9a-f]{2}){50,120}$/, { error: 'no sealed PIN' })
    .optional(),
});

/** What an operator may change in a car at any time (clause 13). */
export type Settings = z.output<typeof schema>;

export const settingsSchema = schema;

export const firstSettings: Settings = {
  version: 0,
  zones: noZones,
  checklist: usualPolicy,
  positionAlarms: [],
};

/** The settings that hold now. */
export class CurrentSettings {
  #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  get now(): Settings {
    return this.#settings;
  }

  replace(settings: Settings): void {
    this.#settings = settings;
  }
}
