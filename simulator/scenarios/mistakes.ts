import { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** A mistake in words: where it is, what is wrong, and of a key that is not known which there are. */
export function mistakeText(schema: z.ZodType, issue: Issue): string {
  const { path, message } = issue;
  const place = path.join('.') || 'top level';
  if (issue.code !== 'unrecognized_keys') return `${place}: ${message}`;
  const known = keysAt(schema, path);
  return `${place}: ${issue.keys.join(', ')} unknown; there are ${known.join(', ')}`;
}

function keysAt(schema: z.ZodType, path: Issue['path']): readonly string[] {
  let at: unknown = schema;
  for (const key of path) {
    const object = bare(at);
    at = object instanceof z.ZodObject ? object.shape[String(key)] : undefined;
  }
  const object = bare(at);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

/** Without what says that it may be left out. */
const bare = (schema: unknown): unknown =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? bare(schema.unwrap())
    : schema;
