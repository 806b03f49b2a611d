/** The synthetic tasks, by the ids the worker knows. */
export const TASKS = ['thyroid-us', 'breast-us', 'knee-mr', 'chest-xray', 'chest-ct', 'head-ct'] as const;
export type Task = (typeof TASKS)[number];
