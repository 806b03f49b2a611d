import { openDataset, useDataset } from './dataset.ts';
import { onProgress } from './job.ts';
import { kept } from './kept.ts';
import { openLink } from './link.ts';
import { showRun, useResults } from './results.ts';
import { onTrace } from './study.ts';
import { attempt } from './view.ts';
import { refresh, useWorkspace } from './workspace.ts';

/** A worker that stops sooner than this after its start is not started again without being asked. */
const TOO_SOON_MS = 5_000;

/** Starts the worker and opens what was open when the page was left. */
export async function begin(): Promise<void> {
  const started = Date.now();
  useWorkspace.setState({ status: 'starting' });
  openLink(
    {
      progress: onProgress,
      trace: onTrace,
      backend: (backend) => useWorkspace.setState({ backend }),
      hosts: (hosts) => useWorkspace.setState({ hosts }),
      requests: ({ foreign }) => useWorkspace.setState({ foreign: { ...useWorkspace.getState().foreign, workers: foreign } }),
    },
    () => {
      useWorkspace.setState({ status: 'dead', revived: true });
      if (Date.now() - started > TOO_SOON_MS) void begin();
    },
  );
  await attempt(async () => {
    await refresh();
    useWorkspace.setState({ status: 'ready' });
    await reopen();
  });
}

async function reopen(): Promise<void> {
  const { datasets, runs } = useWorkspace.getState();
  if (!useDataset.getState().dataset) {
    const last = datasets.find((d) => d.id === kept('dataset'));
    if (last) await openDataset(last.id);
  }
  const open = useDataset.getState().dataset;
  const run = runs.find((r) => r.dataset.id === open?.id);
  if (run && !useResults.getState().run) await showRun(run.id, null);
}
