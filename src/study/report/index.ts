export { type Arranged, arrange } from './arrange.ts';
export { metricsCsv, predictionsCsv, tableCsv } from './csv.ts';
export { reportHtml } from './html.ts';
export { parsePredictions } from './parse.ts';
export { reportOf } from './report.ts';
export { positiveClass, type StatsOptions, statsOf } from './stats.ts';
export { tableOf } from './table.ts';
export { METHOD_WORDS, metricName } from './words.ts';
