import type { Rolldown } from 'vite';
export const FIRST_LOAD_LIMIT: number;
export interface PageReport {
  first: { file: string; gzip: number }[];
  total: number;
  chunks: number;
  modules: number;
  engine: string[];
}
export function pageReport(output: Rolldown.RolldownOutput['output']): PageReport;
export function pageProblems(report: PageReport): string[];
