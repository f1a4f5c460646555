import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { Fault } from '../errors.ts';

/**
 * Reads a value in YAML (or JSON, which is YAML) that must have a form.
 * @throws {Fault} `configuration-invalid`, naming the file and every fault in it with its path.
 */
export function parseYaml<Value>(text: string, fileName: string, form: z.ZodType<Value>): Value {
  const document = parseDocument(text, { prettyErrors: true });
  const faults = document.errors.map(({ message }) => message.split('\n')[0] ?? message);
  if (faults.length > 0) throw invalid(fileName, faults);
  return parseForm(document.toJS(), fileName, form);
}

/**
 * Takes a value that must have a form.
 * @throws {Fault} as `parseYaml` does
 */
export function parseForm<Value>(value: unknown, fileName: string, form: z.ZodType<Value>): Value {
  const result = form.safeParse(value);
  if (result.success) return result.data;
  throw invalid(
    fileName,
    result.error.issues.map(({ path, message }) => `${path.join('.') || 'top level'}: ${message}`),
  );
}

/** What is wrong with a file, all of it in one line. */
export const invalid = (fileName: string, faults: readonly string[]) =>
  new Fault({ code: 'configuration-invalid', blame: 'operator' }, `${fileName}: ${faults.join('; ')}`);
