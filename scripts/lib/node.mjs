/** What is wrong with this version of Node, in one sentence; null where it will do. */
export function nodeProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  return fits
    ? null
    : `RadTune needs Node 20.19 or later in the 20 line, or 22.12 or later; this is Node ${version}. See https://nodejs.org.`;
}
