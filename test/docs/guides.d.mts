export interface Guide {
  readonly path: string;
  readonly packed: boolean;
  readonly app?: 'recipes' | 'mocks';
}
export interface Example {
  readonly guide: string;
  readonly name: string;
  readonly code: string;
}
export const GUIDES: readonly Guide[];
export const examples: readonly Example[];
export const ROOT: string;
export const textOf: (path: string) => string;
export const exampleWith: (text: string) => string;
export const filesOf: (app: NonNullable<Guide['app']>) => ReadonlyMap<string, string>;
