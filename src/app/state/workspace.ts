import { create } from 'zustand';
import type { Id } from '../../domain/ids.ts';
import type { BackendState, WorkspaceState } from '../../protocol/messages.ts';
import { keep, kept } from './kept.ts';
import { call } from './link.ts';

/** What the worker keeps, and how it is. */
interface Workspace extends WorkspaceState {
  status: 'starting' | 'ready' | 'dead';
  /** The worker stopped and was started again since the page was loaded. */
  revived: boolean;
  /** Requests to other hosts since load: those of the page, those of the workers. */
  foreign: { page: number; workers: number };
}

const NOTHING: WorkspaceState = {
  backend: { name: null, device: '', reasons: [], wanted: 'auto', workers: 0 },
  catalog: [],
  datasets: [],
  runs: [],
  pending: null,
  hosts: [],
};

export const useWorkspace = create<Workspace>(() => ({
  ...NOTHING,
  status: 'starting',
  revived: false,
  foreign: { page: 0, workers: 0 },
}));

export function wantedBackend(): BackendState['wanted'] {
  const wanted = kept('backend');
  return wanted === 'webgpu' || wanted === 'webgl' || wanted === 'wasm' ? wanted : 'auto';
}

export async function refresh(): Promise<void> {
  useWorkspace.setState(await call('hello', { wanted: wantedBackend() }));
}

export async function chooseBackend(wanted: BackendState['wanted']): Promise<void> {
  keep('backend', wanted === 'auto' ? null : wanted);
  useWorkspace.setState({ backend: { ...useWorkspace.getState().backend, wanted } });
  useWorkspace.setState({ backend: await call('backend.choose', { wanted }) });
}

export async function removeRun(run: Id<'run'>): Promise<void> {
  useWorkspace.setState(await call('run.remove', { run }));
}

export async function forgetPending(): Promise<void> {
  await call('study.forget', {});
  useWorkspace.setState({ pending: null });
}

/** Counts what the page itself fetches from other hosts. It should stay 0. */
export function watchRequests(): void {
  const count = (entries: PerformanceEntryList) => {
    const foreign = entries.filter((e) => /^https?:/.test(e.name) && new URL(e.name).origin !== location.origin).length;
    if (foreign === 0) return;
    const now = useWorkspace.getState().foreign;
    useWorkspace.setState({ foreign: { ...now, page: now.page + foreign } });
  };
  new PerformanceObserver((list) => count(list.getEntries())).observe({ type: 'resource', buffered: true });
}
