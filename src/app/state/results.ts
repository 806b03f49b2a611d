import { create } from 'zustand';
import type { Id } from '../../domain/ids.ts';
import type { Report } from '../../domain/report.ts';
import type { RunRecord } from '../../domain/run.ts';
import type { ExportKind, Failure } from '../../protocol/messages.ts';
import { call, failureOf } from './link.ts';

/** The run that is shown: its report for a choice of positive class, and what was recorded of how it was made. */
interface Results {
  run: Id<'run'> | null;
  report: Report | null;
  /** Without the predictions: those stay with the worker. */
  record: Omit<RunRecord, 'predictions'> | null;
  failure: Failure | null;
}

export const useResults = create<Results>(() => ({ run: null, report: null, record: null, failure: null }));

export const closeRun = (): void => useResults.setState({ run: null, report: null, record: null, failure: null });

/** Opens a run. `positive` is a class id; null takes what the run was made with. */
export async function showRun(run: Id<'run'>, positive: string | null): Promise<void> {
  const known = useResults.getState();
  if (known.run !== run) useResults.setState({ run, report: null, record: null, failure: null });
  try {
    const report = await call('run.report', { run, positive });
    const record = known.run === run && known.record ? known.record : await recordOf(run);
    if (useResults.getState().run === run) useResults.setState({ report, record, failure: null });
  } catch (error) {
    if (useResults.getState().run === run) useResults.setState({ failure: failureOf(error) });
  }
}

async function recordOf(run: Id<'run'>): Promise<Omit<RunRecord, 'predictions'>> {
  const [{ parseRun }, text] = await Promise.all([import('../../domain/run.ts'), exported(run, null, 'run.json')]);
  const { predictions: _, ...record } = parseRun(JSON.parse(text));
  return record;
}

export const exported = (run: Id<'run'>, positive: string | null, kind: ExportKind): Promise<string> =>
  call('run.export', { run, positive, kind });
