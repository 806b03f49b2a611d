import type { Task } from '../../state/samples.ts';

/** One image of the sample, made by `scripts/sample-pictures.mjs` and shipped beside the page. The card's words say what it is. */
export function SampleArt({ task }: { task: Task }) {
  return <img className="art" src={`samples/${task}.png`} alt="" width={260} height={150} loading="lazy" />;
}
