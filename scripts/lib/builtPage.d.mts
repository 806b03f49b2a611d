export const DIST: string;
export function isCurrent(): boolean;
export function ensurePage(): Promise<void>;
