import type { Plugin } from 'vite';

export const DOWNLOADS: readonly string[];
export function isAllowed(url: string, sources?: readonly string[]): boolean;
export const SERVED_POLICY: string;
export const PAGE_POLICY: string;
export function pagePolicy(): Plugin;
