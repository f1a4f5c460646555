import { z } from 'zod';
import { bytesTaken, type Formula, formulaValue, parseFormula } from './formula.ts';
import type { Condition, Quantity, QuantityRequest } from './pids.ts';

const metresPer = { m: 1, km: 1000, mile: 1609.344 } as const;

const formula = z.string().transform((text, context): Formula => {
  try {
    return parseFormula(text);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    context.issues.push({ code: 'custom', input: text, message: thrown.message });
    return z.NEVER;
  }
});

const canId = z.string().regex(/^([0-7][0-9A-F]{2}|1[0-9A-F]{7})$/, {
  error: 'not a CAN id: three hexadecimal digits, or eight, in capitals',
});

const asked = {
  /** Service and PID or data identifier in hexadecimal: `22F190`, `01A6`. */
  request: z
    .string()
    .regex(/^(?:[0-9A-F]{2}){2,4}$/, { error: 'not 2 to 4 bytes in capitals' })
    .regex(/^(?:01|09|1A|21|22)/, { error: 'not a service that only reads: 01, 09, 1A, 21 or 22' }),
  /** The control unit that is asked, by its CAN id; all of them where absent. */
  to: canId.optional(),
  /** Whose answers count; any standard one's where absent. */
  from: canId.optional(),
  /** Bytes after service and PID; any number where absent. */
  length: z.number().int().min(1).max(64).optional(),
  formula,
  /** What can be true, in `unit`; anything else is no reading. */
  plausible: z
    .strictObject({ least: z.number(), most: z.number() })
    .refine(({ least, most }) => least < most, { error: 'least is not below most' }),
  /** Where this is known from. */
  source: z.string().min(1).max(200),
};

const hasItsBytes = ({ formula: told, length }: Pick<Asked, 'formula' | 'length'>): boolean =>
  length === undefined || bytesTaken(told) <= length;
const beyond = { path: ['formula'], error: 'takes a byte that an answer of this length has not' };

const odometer = z
  .strictObject({
    ...asked,
    unit: z.enum(['km', 'm', 'mile']),
    /** Of one step of the counter. */
    resolutionMetres: z.number().int().min(1).max(2000),
  })
  .refine(hasItsBytes, beyond);
const level = z.strictObject({ ...asked, unit: z.enum(['percent', 'litre']) }).refine(hasItsBytes, beyond);
/** A formula that gives anything but 0 says that it is so. */
const condition = z.strictObject({ ...asked, unit: z.literal('yes-no') }).refine(hasItsBytes, beyond);

const schema = z
  .strictObject({
    /** Its name in configurations and logs. */
    profile: z.string().regex(/^[a-z0-9-]{1,40}$/, { error: 'not 1 to 40 of a-z 0-9 -' }),
    /** The cars that it is for, by a regular expression over the 17 characters; configured cars only where absent. */
    vin: z
      .string()
      .max(200)
      .transform((text, context) => {
        try {
          return new RegExp(text);
        } catch {
          context.issues.push({ code: 'custom', input: text, message: 'not a regular expression' });
          return z.NEVER;
        }
      })
      .optional(),
    energy: z.enum(['fuel', 'electric', 'plug-in']),
    tankLitres: z.number().min(1).max(200).optional(),
    requests: z
      .strictObject({
        odometer: odometer.optional(),
        fuel: level.optional(),
        'ignition-on': condition.optional(),
        'doors-closed': condition.optional(),
        'windows-closed': condition.optional(),
        'lights-off': condition.optional(),
        'cable-connected': condition.optional(),
      })
      .prefault({}),
  })
  .refine(({ requests, tankLitres }) => requests.fuel?.unit !== 'litre' || tankLitres !== undefined, {
    error: 'fuel in litres needs tankLitres',
  });

/** What is special about cars of a kind: which requests tell what, and how. An unknown car works with the standard PIDs. */
export type VehicleProfile = z.output<typeof schema>;

/** What a profile's requests are for. */
export type ProfileSubject = 'odometer' | 'fuel' | Condition;

/** A request of a profile, ready to be asked. */
export interface ProfileRequest extends QuantityRequest {
  readonly to: string | undefined;
  readonly from: string | undefined;
}

export const profileSchema = schema;

/** The profile that is configured, or else the first that fits the VIN. */
export const profileFor = (
  profiles: readonly VehicleProfile[],
  vin: string | undefined,
): VehicleProfile | undefined =>
  vin === undefined ? undefined : profiles.find((profile) => profile.vin?.test(vin) === true);

/** The request that a profile has for a subject. */
export function profileRequest(
  { requests, tankLitres }: VehicleProfile,
  subject: ProfileSubject,
): ProfileRequest | undefined {
  switch (subject) {
    case 'odometer':
      return made(requests.odometer, (value, { unit, resolutionMetres }) => ({
        kind: 'profile-odometer',
        metres: Math.round(value * metresPer[unit]),
        resolutionMetres,
      }));
    case 'fuel':
      return made(requests.fuel, (value, { unit }) => ({
        kind: 'fuel-level',
        perMille: Math.round(unit === 'percent' ? value * 10 : (value * 1000) / (tankLitres ?? value)),
      }));
    default:
      return made(requests[subject], (value) => ({
        kind: 'condition',
        condition: subject,
        holds: value !== 0,
      }));
  }
}

interface Asked {
  readonly request: string;
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  readonly length?: number | undefined;
  readonly formula: Formula;
  readonly plausible: { readonly least: number; readonly most: number };
}

function made<Described extends Asked>(
  described: Described | undefined,
  quantity: (value: number, described: Described) => Quantity,
): ProfileRequest | undefined {
  if (described === undefined) return undefined;
  const { request, to, from, length, formula: told, plausible } = described;
  return {
    service: Number.parseInt(request.slice(0, 2), 16),
    pid: Number.parseInt(request.slice(2), 16),
    pidLength: request.length / 2 - 1,
    ...(length === undefined ? {} : { dataLength: length }),
    to,
    from,
    decode(data) {
      const value = formulaValue(told, data);
      const isPlausible = value !== undefined && value >= plausible.least && value <= plausible.most;
      return isPlausible ? quantity(value, described) : undefined;
    },
  };
}
