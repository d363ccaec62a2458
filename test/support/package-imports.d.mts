import type { Plugin } from 'esbuild';

export declare const importRows: (
  conditions: readonly string[],
) => readonly { readonly specifier: string; readonly source: string }[];
export declare const packageImports: (...conditions: readonly string[]) => Plugin;
