import type { Plugin } from 'vite';
export function modelFiles(folder: string): string[];
export function models(folder: string): Plugin;
