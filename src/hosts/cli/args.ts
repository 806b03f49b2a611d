import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Wrong usage of a command: exit code 2. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

/** `node:util` parseArgs with usage errors in our words. */
export function readArgs<const O extends Options>(argv: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** A whole number within bounds. */
export function wholeNumber(text: string, name: string, low: number, high: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < low || value > high)
    throw new UsageError(`--${name} takes a whole number from ${low} to ${high}, not "${text}".`);
  return value;
}

/** A number within bounds. */
export function realNumber(text: string, name: string, low: number, high: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= low && value <= high))
    throw new UsageError(`--${name} takes a number from ${low} to ${high}, not "${text}".`);
  return value;
}

/** The one positional argument a command needs. */
export function onlyPositional(values: readonly string[], what: string): string {
  if (values.length !== 1) throw new UsageError(`This command needs exactly one ${what}; ${values.length} given.`);
  return values[0]!;
}
