import { expect, test } from 'vitest';
import type { RunRecord } from '../../domain/run.ts';
import { modelsSection } from './htmlDesign.ts';

const arm = { pack: 'p', packHash: 'c'.repeat(64), preprocess: 'unit@1', tap: 'pool', features: 64 };
const run = {
  arms: [
    { ...arm, name: 'a', pretrainedOn: 'RadImageNet, the Keras training' },
    { ...arm, name: 'b' },
  ],
  spec: { arms: ['a', 'b'].map((name) => ({ name, tune: { kind: 'frozen' }, head: { kind: 'logistic', grid: [1] } })) },
  fits: [],
} as unknown as RunRecord;

test('the report says of every arm which training it is of; an older record does not tell', () => {
  const page = modelsSection(run).text;
  expect(page).toContain('RadImageNet, the Keras training');
  expect(page).toContain('not recorded');
});
