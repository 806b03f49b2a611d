import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';
import { InputError } from './notice.ts';
import { parseSpec, specSchema } from './spec.ts';

const arm = { name: 'a', pack: 'p', head: { kind: 'logistic' } };
const spec = { schema: 1, split: { kind: 'kfold', folds: 5 }, arms: [arm] };

function codeOf(value: unknown): string {
  try {
    parseSpec(value, 'x.json');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toContain('x.json');
    return (error as InputError).code;
  }
  return 'fine';
}

test('a spec to start from is filled in, every default explicit', () => {
  const full = parseSpec(spec);
  expect(full.dataset).toBeNull();
  expect(full.positive).toBeNull();
  expect(full.seeds).toEqual([1]);
  expect(full.margin).toBe(0.02);
  expect(full.arms[0]).toMatchObject({ preprocess: 'pack', tap: 'default', tune: { kind: 'frozen' } });
  expect(parseSpec(full)).toEqual(full);
});

test('wrong specs are refused with the place and the file', () => {
  expect(codeOf({ ...spec, schema: 2 })).toBe('newer-schema');
  expect(codeOf({ ...spec, arms: [] })).toBe('bad-schema');
  expect(codeOf({ ...spec, arms: [arm, arm] })).toBe('duplicate-arm');
  expect(codeOf({ ...spec, split: { kind: 'kfold', folds: 1 } })).toBe('bad-schema');
  expect(codeOf(null)).toBe('bad-schema');
});

test('every example is a valid spec', () => {
  const examples = readdirSync('examples').filter((f) => f.endsWith('.json'));
  expect(examples).toContain('compare-starters.json');
  for (const file of examples) parseSpec(JSON.parse(readFileSync(`examples/${file}`, 'utf8')), file);
});

test('the published JSON Schema is the one in force', () => {
  const made = `${JSON.stringify(toJsonSchema(specSchema, { errorMode: 'ignore', typeMode: 'input' }), null, 2)}\n`;
  if (process.env.UPDATE_SCHEMA) writeFileSync('docs/spec.schema.json', made);
  expect(readFileSync('docs/spec.schema.json', 'utf8')).toBe(made);
});
