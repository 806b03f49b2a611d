import type { Progress } from '../../study/ports.ts';

/** Progress for people on stderr: one line that is rewritten on a terminal, a line each tenth elsewhere. */
export function progressLine(stream: NodeJS.WriteStream = process.stderr): (p: Progress) => void {
  let last = '';
  return (p) => {
    const text = words(p);
    if (text === null) return;
    if (stream.isTTY) {
      stream.write(`\r${text.padEnd(78)}${p.stage === 'finish' ? '\n' : ''}`);
      return;
    }
    const step =
      p.stage === 'extract' || p.stage === 'fit' ? `${p.stage} ${p.name} ${Math.floor((10 * p.done) / Math.max(1, p.of))}` : p.stage;
    if (step !== last) stream.write(`${text}\n`);
    last = step;
  };
}

function words(p: Progress): string | null {
  if (p.stage === 'trace') return null;
  if (p.stage === 'finish') return 'writing results';
  const rate = p.perSecond === null ? '' : `, ${p.perSecond.toFixed(1)}/s`;
  const left = p.secondsLeft === null || p.done === p.of ? '' : `, ${Math.ceil(p.secondsLeft)} s left`;
  return `${p.stage === 'extract' ? 'features' : 'heads'} ${p.name}: ${p.done} of ${p.of}${rate}${left}`;
}
