import { z } from 'zod';
import type { CborMap, CborValue } from '../codec/value.ts';
import { MalformedError } from '../errors.ts';

/** Reads and writes one kind of CBOR map with integer keys as an object with names. */
export interface MapCodec<T> {
  readonly name: string;
  /** @throws {MalformedError} naming message and field. */
  read(value: CborValue): T;
  write(value: T): CborMap;
  /** As `write`, for fields whose types are known only together. @throws {ZodError} where they do not fit. */
  writeChecked(fields: Readonly<Record<string, unknown>>): CborMap;
}

type Keys<Schema extends z.ZodObject> = { readonly [Name in keyof z.output<Schema>]-?: number };

/** What to do with a key that is not in the table: a newer sender's addition, or something not to be let through. */
export type UnknownKeys = 'ignore' | 'refuse';

/** A map whose integer keys stand in `keys` under the names of `schema` (specification, clause 1.4). */
export function mapCodec<Schema extends z.ZodObject>(
  name: string,
  keys: Keys<Schema>,
  schema: Schema,
  unknownKeys: UnknownKeys = 'ignore',
): MapCodec<z.output<Schema>> {
  const nameOf = new Map(Object.entries<number>(keys).map(([field, key]) => [key, field]));
  return {
    name,
    read: (value) => parse(name, schema, named(name, nameOf, value, unknownKeys)),
    write: (value) => keyed(nameOf, z.encode(schema, value)),
    writeChecked: (fields) => keyed(nameOf, encodeChecked(schema, fields)),
  };
}

/** A map inside another message, as a field of it. */
export const mapField = <T>(codec: MapCodec<T>) =>
  z.codec(
    z.custom<CborMap>((item) => item instanceof Map, { error: 'not a map' }),
    z.custom<T>(),
    { decode: (map) => codec.read(map), encode: (value) => codec.write(value) },
  );

function named(
  name: string,
  nameOf: ReadonlyMap<number, string>,
  value: CborValue,
  unknownKeys: UnknownKeys,
): Record<string, CborValue> {
  if (!(value instanceof Map)) throw new MalformedError(`${name}: not a map`);
  const fields: Record<string, CborValue> = {};
  for (const [key, item] of value) {
    const field = typeof key === 'number' ? nameOf.get(key) : undefined;
    if (field !== undefined) fields[field] = item;
    else if (unknownKeys === 'refuse') throw new MalformedError(`${name}: unknown key ${String(key)}`);
  }
  return fields;
}

function parse<Schema extends z.ZodObject>(
  name: string,
  schema: Schema,
  fields: Record<string, CborValue>,
): z.output<Schema> {
  const result = schema.safeParse(fields);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new MalformedError(
    `${[name, ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? 'not as specified'}`,
  );
}

const encodeChecked = (schema: z.ZodObject, fields: Readonly<Record<string, unknown>>) =>
  z.encode(schema, fields);

function keyed(nameOf: ReadonlyMap<number, string>, fields: Record<string, unknown>): CborMap {
  const map = new Map<CborValue, CborValue>();
  for (const [key, field] of nameOf) {
    const item = fields[field];
    if (isPresent(item)) map.set(key, item);
  }
  return map;
}

/** What a schema's wire side may hold; absent optional fields are undefined. */
const isPresent = (item: unknown): item is CborValue => item !== undefined;
