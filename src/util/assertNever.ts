/** Reached only if a union gained a member that a switch does not handle; the compiler then points here. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
