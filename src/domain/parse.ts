import * as v from 'valibot';
import { InputError } from './notice.ts';

/** Parses a value at the door. A newer `schema` number and every wrong member become an InputError that says where, what was seen and what was expected. */
export function parseWith<const S extends v.GenericSchema>(schema: S, value: unknown, where: string): v.InferOutput<S> {
  const version = (value as { schema?: unknown } | null)?.schema;
  if (typeof version === 'number' && version > 1) {
    throw new InputError(
      'newer-schema',
      `${where} was written by a newer RadTune (schema ${version}; this one reads up to 1). Update RadTune to open it.`,
      where,
    );
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const lines = result.issues.slice(0, 5).map((issue) => {
    const path = v.getDotPath(issue);
    return `${path ? `at ${path}: ` : ''}expected ${issue.expected ?? 'something else'}, saw ${issue.received}`;
  });
  throw new InputError('bad-schema', `${where} is not valid: ${lines.join('; ')}.`, where);
}

/** Reads JSON text with a sentence instead of a parser's message. */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError('bad-json', `${where} is not JSON: ${(error as Error).message}.`, where);
  }
}
