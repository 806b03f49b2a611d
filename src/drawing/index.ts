export { figureCsv } from './csv.ts';
export { type DifferenceOptions, drawDifference } from './difference.ts';
export { armColour, armDash, type Colours } from './palette.ts';
export { drawXY, type XYOptions } from './xy.ts';
