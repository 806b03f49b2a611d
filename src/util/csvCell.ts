/** What a spreadsheet would run as a formula at the start of a cell, perhaps already behind apostrophes of an earlier guard. */
const FORMULA = /^'*[=+\-@\t\r]/;

/**
 * One CSV cell (RFC 4180). Texts that begin with `= + - @`, tab or carriage return get a leading apostrophe, so that no spreadsheet runs them
 * (OWASP, "CSV Injection"); numbers are written as they are, always with `.`; null and undefined as nothing. `csvText` takes the guard off again.
 */
export function csvCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\n\r;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The text behind a guarded cell: the inverse of `csvCell` after the quotes are gone. */
export function csvText(cell: string): string {
  return /^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}
