/** Small choices of the view, kept in this browser. Where storage is forbidden they last until the page is closed. */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(`radtune.${key}`);
  } catch {
    return null;
  }
}

export function keep(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`radtune.${key}`);
    else localStorage.setItem(`radtune.${key}`, value);
  } catch {
    // as above
  }
}
