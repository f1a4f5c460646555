import { z } from 'zod';
import { messageOf } from '../errors.ts';
import { type AlarmName, alarmNames, type ChecklistItem } from '../messages/words.ts';
import { clockRulesSchema } from './clock-rules.ts';
import { policies, usualPolicy } from './policy.ts';
import { invalid, parseForm, parseYaml } from './yaml-form.ts';
import { zoneMapSchema } from './zone-map.ts';

const isAlarmName = (word: string): word is AlarmName => Object.hasOwn(alarmNames, word);

const standing = (item: ChecklistItem) => z.enum(policies).default(usualPolicy[item]);
const always = (why: string) => z.literal('block', { error: why }).default('block');
const policy = z.strictObject({
  ignition: always('no rental ends with the ignition on'),
  doors: always('no rental ends with a door open'),
  key: standing('key'),
  'fuel-card': standing('fuel-card'),
  windows: standing('windows'),
  lights: standing('lights'),
  'charge-cable': standing('charge-cable'),
  zone: standing('zone'),
  fuel: standing('fuel'),
  'key-use': standing('key-use'),
});

/** Least and most seconds, between which chance decides each time. */
const between = (least: number, most: number) =>
  z
    .tuple([z.number().int().min(least).max(most), z.number().int().min(least).max(most)])
    .refine(([shortest, longest]) => shortest <= longest, { error: 'the first is above the second' });

const sync = z.strictObject({
  /** After so long without a message car and broker show each other that they are there; */
  parkedSeconds: between(60, 1_140).default([180, 360]),
  /** the same with a battery that runs low. */
  lowBatterySeconds: between(60, 1_140).default([900, 1_080]),
  /** New records that nobody waits for wait so long for company. */
  gatherSeconds: z.number().int().min(1).max(600).default(5),
});

const millivolts = z.number().int().min(8_000).max(14_000);
const battery = z
  .strictObject({
    /** Below this in three readings: alarm `battery-low`; */
    lowMillivolts: millivolts.default(11_000),
    /** over after three readings of this. */
    recoveredMillivolts: millivolts.default(12_000),
    /** Below this at once, or low for so long, the unit falls silent. */
    darkMillivolts: millivolts.default(10_500),
    darkAfterMinutes: z.number().int().min(1).max(1_440).default(30),
  })
  .refine(
    ({ lowMillivolts, recoveredMillivolts, darkMillivolts }) =>
      darkMillivolts < lowMillivolts && lowMillivolts < recoveredMillivolts,
    { error: 'darkMillivolts < lowMillivolts < recoveredMillivolts does not hold' },
  );

const broker = z
  .strictObject({
    url: z.url({ protocol: /^mqtts?$/, error: 'neither mqtt:// nor mqtts://' }),
    /** Authorities to believe there, in PEM; those of the configuration where absent. */
    ca: z.string().startsWith('-----BEGIN ', { error: 'no PEM' }).max(16_384).optional(),
  })
  .refine(({ url, ca }) => ca === undefined || url.startsWith('mqtts:'), {
    error: 'ca is for mqtts:// only',
  });

export const settingsSchema = z.strictObject({
  /** Rises with each change; 0 is what a car starts with. */
  version: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
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
  sync: sync.prefault({}),
  battery: battery.prefault({}),
  /** In place of what the configuration says, quality by quality (clause 8.3). */
  clockPolicy: clockRulesSchema.prefault({}),
  /** In place of the configuration's; the car's name and password are the same there. */
  broker: broker.optional(),
  /** Name of one of the vehicle profiles that the car has, whatever its VIN says. */
  profile: z.string().min(1).max(64).optional(),
});

/** What an operator may change in a car at any time (clause 13). */
export type Settings = z.output<typeof settingsSchema>;

/** What a car starts with. */
export const firstSettings: Settings = settingsSchema.parse({ version: 0 });

/**
 * Reads settings as they travel: JSON, and nothing else that YAML can say.
 * @throws {Fault} as `parseSettings` does
 */
export function parseSettingsJson(text: string, name: string): Settings {
  try {
    return parseForm(JSON.parse(text), name, settingsSchema);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw invalid(name, [messageOf(thrown)]);
    throw thrown;
  }
}

/** What an operator gives: the version may be left to who signs it. */
const givenSchema = settingsSchema.partial({ version: true });

/** Settings as an operator gave them, and found to be good. */
export interface GivenSettings {
  readonly version: number | null;
  /** Without the version; what is left out holds as usual. */
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * Reads settings in YAML or JSON that are to be sent to cars.
 * @throws {Fault} as `parseSettings` does
 */
export function readSettingsFile(text: string, fileName: string): GivenSettings {
  const given = parseYaml(text, fileName, z.record(z.string(), z.unknown()));
  const { version = null } = parseForm(given, fileName, givenSchema);
  const { version: _, ...content } = given;
  return { version, content };
}

/**
 * Reads settings in YAML or JSON.
 * @throws {Fault} `configuration-invalid`, naming the file and every fault in it with its path.
 */
export const parseSettings = (text: string, fileName: string): Settings =>
  parseYaml(text, fileName, settingsSchema);
