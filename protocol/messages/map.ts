import { z } from 'zod';
import type { CborMap, CborValue } from '../codec/value.ts';
import { MalformedError } from '../errors.ts';
import {
  type QuickReader,
  type QuickWriter,
  quickReaderOrSchema,
  quickWriterOrSchema,
  unsure,
  withQuickReader,
} from './quick.ts';

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
  const quick = quickRead(keys, schema);
  const quickly = quickWrite(keys, schema);
  return {
    name,
    read: (value) =>
      quick(value, unknownKeys) ?? parse(name, schema, named(name, nameOf, value, unknownKeys)),
    write: (value) => quickly(value) ?? keyed(nameOf, z.encode(schema, value)),
    writeChecked: (fields) => quickly(fields) ?? keyed(nameOf, encodeChecked(schema, fields)),
  };
}

/** A map inside another message, as a field of it. */
export const mapField = <T>(codec: MapCodec<T>) =>
  withQuickReader(
    z.codec(
      z.custom<CborMap>((item) => item instanceof Map, { error: 'not a map' }),
      z.custom<T>(),
      { decode: (map) => codec.read(map), encode: (value) => codec.write(value) },
    ),
    (item) => (item instanceof Map ? codec.read(item) : unsure),
  );

interface QuickField {
  readonly name: string;
  readonly isOptional: boolean;
  readonly read: QuickReader;
  readonly write: QuickWriter;
}

/** Reads a map whose fields are all good, exactly as its schema does; undefined where the schema must look at it. */
function quickRead<Schema extends z.ZodObject>(keys: Keys<Schema>, schema: Schema) {
  const fields = new Map(Object.entries<number>(keys).map(([name, key]) => [key, quickField(schema, name)]));
  const required = [...fields.values()].filter(({ isOptional }) => !isOptional).length;
  const hasRules = (schema.def.checks ?? []).length > 0;

  return (value: CborValue, unknownKeys: UnknownKeys): z.output<Schema> | undefined => {
    if (hasRules || !(value instanceof Map)) return undefined;
    const content: Record<string, unknown> = {};
    let missing = required;
    for (const [key, item] of value) {
      const field = typeof key === 'number' ? fields.get(key) : undefined;
      if (field === undefined) {
        if (unknownKeys === 'refuse') return undefined;
        continue;
      }
      const read = field.read(item);
      if (read === unsure) return undefined;
      content[field.name] = read;
      if (!field.isOptional) missing--;
    }
    return missing === 0 && isOutput<z.output<Schema>>(content) ? content : undefined;
  };
}

/** Every field was read by its own schema's rule. */
const isOutput = <Output>(_: unknown): _ is Output => true;

function quickField(schema: z.ZodObject, name: string): QuickField {
  const field = schema.shape[name];
  if (field === undefined) throw new TypeError(`${name} stands in no schema`);
  const isOptional = field instanceof z.ZodOptional;
  const inner = isOptional ? field.def.innerType : field;
  return { name, isOptional, read: quickReaderOrSchema(inner), write: quickWriterOrSchema(inner) };
}

/** Writes a map whose fields are all good, exactly as its schema does; undefined where the schema must look at it. */
function quickWrite<Schema extends z.ZodObject>(keys: Keys<Schema>, schema: Schema) {
  const fields = Object.entries<number>(keys).map(([name, key]) => ({ key, ...quickField(schema, name) }));
  const hasRules = (schema.def.checks ?? []).length > 0;

  return (value: Readonly<Record<string, unknown>>): CborMap | undefined => {
    if (hasRules) return undefined;
    const map = new Map<CborValue, CborValue>();
    let known = 0;
    for (const { key, name, isOptional, write } of fields) {
      const given = value[name];
      if (Object.hasOwn(value, name)) known++;
      if (given === undefined) {
        if (isOptional) continue;
        return undefined;
      }
      const item = write(given);
      if (item === unsure) return undefined;
      map.set(key, item);
    }
    return known === Object.keys(value).length ? map : undefined;
  };
}

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
