import { policyOfRun } from '../../domain/policy.ts';
import type { Report } from '../../domain/report.ts';
import type { RunRecord } from '../../domain/run.ts';
import type { Words } from '../words/index.ts';

/** Whose preprocessing the arms of a run got; says so where an older record does not tell. */
export function policyWords(report: Pick<Report, 'policy'>, record: Pick<RunRecord, 'arms' | 'spec'>, { t }: Pick<Words, 't'>): string {
  const policy = report.policy ?? policyOfRun(record);
  return policy ? t(`policy.${policy}.result`) : t('policy.unknown.result');
}
