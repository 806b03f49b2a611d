export { chooseLogistic, type LogisticModel, type LogisticTraining, logisticSteps, type Training } from './choose.ts';
export { type LinearHead, parseHead, predictHead, serialiseHead } from './head.ts';
export { fitLogistic, type LogisticProblem } from './logistic.ts';
export type { Solution } from './newton.ts';
export { type SoftmaxModel, type SoftmaxOptions, trainSoftmax } from './softmax.ts';
export { applyScaling, type Rows, type Scaling, standardise } from './standardise.ts';
