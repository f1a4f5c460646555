import { z } from 'zod';
import { fromHex } from '../protocol/codec/bytes.ts';
import { carId, issuerId, keyId } from '../protocol/ids.ts';
import { cabinAddress, fixedLineAddress, lineAddress, phonesAddress } from '../protocol/line-address.ts';
import { requireCarPattern } from '../protocol/lists/key-set.ts';
import { type Action, actions, type ClockQuality } from '../protocol/messages/words.ts';
import { clockRuleSchema } from '../protocol/settings/clock-rules.ts';
import type { Settings } from '../protocol/settings/settings.ts';
import { parseYaml } from '../protocol/settings/yaml-form.ts';
import { metres } from '../protocol/units.ts';
import { type ClockPolicy, usualClockPolicy } from './access/clock-policy.ts';
import { boardSchema } from './cabin/board.ts';
import { profileSchema, type VehicleProfile } from './obd/profile.ts';

const hexBytes = (length: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-fA-F]{${2 * length}}$`), { error: `not ${length} bytes in hexadecimal` })
    .transform(fromHex);

/** A value under a rule that throws, as those of `protocol/ids.ts` and `protocol/units.ts` do. */
function branded<Plain, Branded>(plain: z.ZodType<Plain, Plain>, brand: (value: Plain) => Branded) {
  return plain.transform((value, context) => {
    try {
      return brand(value);
    } catch (thrown) {
      context.issues.push({
        code: 'custom',
        input: value,
        message: thrown instanceof Error ? thrown.message : 'refused',
      });
      return z.NEVER;
    }
  });
}

const isAction = (word: string): word is Action => Object.hasOwn(actions, word);
const action = z.string().refine(isAction, { error: `not one of ${Object.keys(actions).join(', ')}` });

const publicKey = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('Ed25519'), x: hexBytes(32) }),
  z.strictObject({ kind: z.literal('P-256'), x: hexBytes(32), y: hexBytes(32) }),
]);

const issuer = z.strictObject({
  issuer: branded(z.string(), issuerId),
  keyId: branded(z.string(), keyId),
  algorithm: z.enum(['Ed25519', 'ESP256', 'EdDSA', 'ES256']),
  key: publicKey,
  scopes: z.array(action).min(1).max(16),
  longestLifeSeconds: z.number().int().min(1),
  /** Names, or beginnings before a `*`; all where absent. */
  cars: z.array(branded(z.string(), requireCarPattern)).min(1).max(16).optional(),
  /** Whether it may sign this car's deny-list. */
  denies: z.boolean().default(false),
});

const clockRule = (quality: ClockQuality) => clockRuleSchema.default(usualClockPolicy[quality]);

const seconds = (fallback: number) => z.number().int().min(1).max(86_400).default(fallback);

const broker = z
  .strictObject({
    url: z.url({ protocol: /^mqtts?$/ }),
    password: z.string().min(16).max(256),
    /** PEM, or files of it, relative to this one: authorities to believe in place of the system's, */
    ca: z.string().min(1).optional(),
    /** and a client certificate with its key, where the broker asks for one. */
    certificate: z.string().min(1).optional(),
    key: z.string().min(1).optional(),
  })
  .refine(({ certificate, key }) => (certificate === undefined) === (key === undefined), {
    error: 'certificate and key go together',
  })
  .refine(({ url, ca, certificate }) => !url.startsWith('mqtt:') || (ca ?? certificate) === undefined, {
    error: 'ca and certificate are for mqtts:// only',
  });

const commands = z
  .array(z.array(z.string().min(1)).min(1).max(32))
  .max(8)
  .default([]);

const schema = z.strictObject({
  car: branded(z.string(), carId),
  keys: z.strictObject({
    /** Ed25519 seed with which the car signs its records (D2). */
    signing: hexBytes(32),
    /** Shared with the gateway: authenticates receipts and commands (D3). */
    gateway: hexBytes(32),
    /** The gateway's P-256 point, x and y, to which records that phones carry are encrypted; none are where absent. */
    courier: hexBytes(64).optional(),
  }),
  /** Who may issue tokens for this car until it has a key set (D7). */
  issuers: z.array(issuer).min(1).max(16),
  /** The fleet's offline Ed25519 key, which signs key sets; none are taken where absent. */
  root: hexBytes(32).optional(),
  denyList: z
    .strictObject({
      /** From this age on the deny-list is old; never where absent. */
      oldestHours: z.number().int().min(1).max(87_600).optional(),
      whenOlder: z.enum(['accept', 'refuse']).default('accept'),
    })
    .prefault({}),
  /** What is done with a token's times while the clock is of one quality, unless the settings say otherwise (clause 8.3). */
  clockPolicy: z
    .strictObject({
      gnss: clockRule('gnss'),
      network: clockRule('network'),
      rtc: clockRule('rtc'),
      token: clockRule('token'),
      none: clockRule('none'),
    })
    .prefault({}),
  /** What the dashboard showed when the unit was built in; needed for cars that only count distance (D9). */
  initialOdometerMetres: branded(z.number(), metres).default(metres(0)),
  pace: z
    .strictObject({
      /** Inputs of the I/O board while ignition is on or the doors are unlocked. */
      awakeSeconds: seconds(1),
      /** The same while parked and locked: it wakes nothing in the car, and who is in it may start the engine. */
      parkedSeconds: seconds(5),
      sampleSeconds: seconds(900),
      /** Between two readings of the speed while driving. */
      drivingMilliseconds: z.number().int().min(100).max(10_000).default(1_000),
    })
    .prefault({}),
  broker,
  lines: z.strictObject({
    obd: branded(z.string(), lineAddress),
    gnss: branded(z.string(), fixedLineAddress),
    /** Where the car listens for phones; the host says to whom: 127.0.0.1 is this machine alone. */
    phones: branded(z.string(), phonesAddress),
    cabin: branded(z.string(), cabinAddress),
  }),
  /** How the I/O board is wired. */
  board: boardSchema,
  /** Files of vehicle profiles, relative to this one; the first that fits the VIN is taken, */
  profiles: z.array(z.string().min(1)).max(200).default([]),
  /** or the one of this name, whatever the VIN says. */
  profile: z.string().optional(),
  /** File of what the operator may change at any time (clause 13), relative to this one. */
  settingsFile: z.string().min(1).optional(),
  settingsTrial: z
    .strictObject({
      /** How long the gateway is tried with settings that came over the air, */
      tryingSeconds: seconds(900),
      /** and then with those before them, in turn (clause 13.5). */
      askingSeconds: seconds(300),
    })
    .prefault({}),
  /** Commands, each with its arguments, that put modem and OBD adapter to sleep as the battery runs low, and wake them. */
  power: z.strictObject({ sleep: commands, wake: commands }).prefault({}),
  /** For the journal; relative to this file. */
  folder: z.string().min(1),
});

/** One car's configuration: the one file that it is provisioned with. */
export type DeviceFile = z.output<typeof schema>;

/** The part of it that the core needs; the rest is for the adapters. */
export type DeviceConfig = Pick<
  DeviceFile,
  'car' | 'keys' | 'issuers' | 'root' | 'denyList' | 'initialOdometerMetres' | 'pace'
> & {
  /** The usual one where absent. */
  readonly clockPolicy?: ClockPolicy;
  /** What the files of vehicle profiles say; an unknown car works with the standard PIDs. */
  readonly vehicle?: VehicleChoice;
  /** What the file of settings says: it holds until others were kept that came over the air. */
  readonly settings?: Settings;
  readonly settingsTrial?: DeviceFile['settingsTrial'];
};

/** The profiles that a car may have, and the one that it has whatever its VIN says. */
export interface VehicleChoice {
  readonly profiles: readonly VehicleProfile[];
  readonly profile: VehicleProfile | undefined;
}

/**
 * Reads a vehicle profile in YAML.
 * @throws {Fault} `configuration-invalid`, naming the file and every fault in it with its path.
 */
export const parseProfile = (text: string, fileName: string): VehicleProfile =>
  parseYaml(text, fileName, profileSchema);

/**
 * Reads a configuration in YAML.
 * @throws {Fault} `configuration-invalid`, naming the file and every fault in it with its path.
 */
export const parseDeviceFile = (text: string, fileName: string): DeviceFile =>
  parseYaml(text, fileName, schema);
