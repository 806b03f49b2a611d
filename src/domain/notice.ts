/** Something a person should know: a code that the face words, and what was seen, where, what was expected and what to do. */
export interface Notice {
  code: string;
  level: 'info' | 'warning' | 'error';
  /** The file, column, class or fold it is about. */
  where?: string;
  saw?: string;
  expected?: string;
  remedy?: string;
  /** The files concerned, if there are several. */
  files?: readonly string[];
}

/** An expected failure: a bad input, not a bug. `code` is stable and worded by the face, `message` is a full English sentence. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly code: string;
  /** The file it is about, if one. */
  readonly where: string | undefined;
  constructor(code: string, message: string, where?: string) {
    super(message);
    this.code = code;
    this.where = where;
  }
}
