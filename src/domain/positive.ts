/** Names that say "nothing found": the other class of two is then the one a study is about. */
const NEGATIVE =
  /^(no|non|not|without|sem|nao|não)[-_ ]|^(neg|negative|negativo|normal|healthy|saudavel|saudável|control|controls|controle|benign|benigno|absent|ausente|none|0|false)$/i;

/**
 * The positive class where nobody chose one: of two classes the one whose name does not say "nothing found" (`hemorrhage` beside `normal`), else the
 * last by name (code-unit order). Null for more than two. It is always shown, and can be changed.
 */
export function defaultPositive(names: readonly string[]): string | null {
  if (names.length !== 2) return null;
  const found = names.filter((name) => !NEGATIVE.test(name.trim()));
  return found.length === 1 ? found[0]! : [...names].sort((a, b) => (a < b ? -1 : 1))[1]!;
}
