import { readFile } from 'node:fs/promises';

/** A file of the app or of the control page, ready to serve. */
export interface AppFile {
  readonly type: string;
  readonly body: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/**
 * Reads a file of the app or of the control page.
 *
 * @returns Undefined for a path that is not a file in the folder.
 */
export const readAppFile = async (folder: URL, name: string): Promise<AppFile | undefined> => {
  const [, extension = ''] = /^[\w-]+\.(html|css|js)$/.exec(name) ?? [];
  const type = TYPES[extension];
  if (type === undefined) return undefined;
  const body = await readFile(new URL(name, folder)).catch(() => undefined);
  return body && { type, body };
};

/** Returns a strict Content-Security-Policy for the app's page, which may call the emulator's services. */
export const appPolicy = (urls: Readonly<Record<string, string>>): string => {
  const origins = Object.values(urls).map((url) => new URL(url).origin);
  return [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "img-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src 'self' ${origins.join(' ')}`,
  ].join('; ');
};

/**
 * The Content-Security-Policy of the control page: its own files, its own server, the app in a frame, and no way to make
 * HTML or a script of a text.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');
