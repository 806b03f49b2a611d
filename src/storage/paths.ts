const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** The names of a path. Names are checked because they become file names: `..`, '/' and the rest cannot leave the store. */
export function namesOf(path: string): string[] {
  const names = path.split('/');
  for (const name of names) if (!NAME.test(name)) throw new Error(`"${path}" is not a path of a store.`);
  return names;
}

/** The names of a folder; none for '', the whole store. */
export const folderNames = (folder: string): string[] => (folder === '' ? [] : namesOf(folder));

/** True for `folder` itself and what is below it. */
export const isBelow = (path: string, folder: string): boolean => folder === '' || path === folder || path.startsWith(`${folder}/`);
