/** 'css': colours by custom properties of the page, light and dark with it; 'print': fixed, so that a saved file stands alone on white. */
export type Colours = 'css' | 'print';

/** Okabe-Ito, darkened where needed to stand out from white; the first three are the look's arms. Beyond eight arms, colours repeat with another marker and dash. */
const ARMS = ['#0072b2', '#c25400', '#6b7280', '#007a5a', '#a8517f', '#8a6a00', '#2b6ca3', '#15181c'] as const;
const DASHES = ['', '7 5', '2 4', '10 4 2 4', '12 4', '4 3', '8 3 2 3 2 3'] as const;

const ROLES = {
  paper: ['--surface', '#ffffff'],
  sunken: ['--sunken', '#eceff1'],
  ink: ['--ink', '#15181c'],
  muted: ['--muted', '#56606b'],
  line: ['--line', '#c9d0d6'],
} as const;

export type Role = keyof typeof ROLES;

/** A colour by its role, as the value of a presentation attribute. */
export function roleColour(role: Role, colours: Colours): string {
  const [name, fixed] = ROLES[role];
  return colours === 'css' ? `var(${name})` : fixed;
}

/** An arm's colour, as the value of a presentation attribute. */
export function armColour(arm: number, colours: Colours): string {
  const fixed = ARMS[arm % ARMS.length]!;
  return colours === 'css' ? `var(--arm-${(arm % ARMS.length) + 1}, ${fixed})` : fixed;
}

/** An arm's `stroke-dasharray`; empty = solid. Seven dashes against eight colours: 56 arms before a pair repeats. */
export const armDash = (arm: number): string => DASHES[arm % DASHES.length]!;
