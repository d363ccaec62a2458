import type { AwsMock } from '../aws-mock.js';

/** Remembers the signed calls that nobody answered, so that the test that made them fails. */
export interface UnhandledCalls {
  /** Remembers a request that has no handler. Returns whether it is signed: then it must not leave the test. */
  note(request: Request): boolean;
  /**
   * Forgets the calls.
   *
   * @throws Error that names them and says what to do, if there are any
   */
  check(): void;
}

/** Options of the set-ups for test runners. */
export interface UnhandledOptions {
  /** Whether a signed call may go without an answer of the mock. Default: none may. */
  readonly allowUnhandled?: (request: Request) => boolean;
}

/** How many calls a message names. */
const SHOWN = 5;

/** The credential scope of a signed request: in the header, or in the query of a presigned URL. */
const scopeOf = (request: Request): readonly [region: string, service: string] | undefined => {
  const header = request.headers.get('authorization') ?? '';
  const query = new URL(request.url).searchParams;
  const isSigned = /^AWS4-/.test(header) || query.has('X-Amz-Signature');
  if (!isSigned) return undefined;
  const [, inHeader] = /Credential=([^,\s]*)/.exec(header) ?? [];
  const [, , region = '', service = ''] = (inHeader ?? query.get('X-Amz-Credential') ?? '').split('/');
  return [region, service];
};

/** Without the query, which may have a signature. */
const describe = (request: Request, [region, service]: readonly [string, string]): string => {
  const { origin, pathname } = new URL(request.url);
  return `${request.method} ${origin}${pathname} (signed for ${service} in ${region})`;
};

/** Creates {@link UnhandledCalls} of a mock. */
export const watchUnhandled = (
  { baseUrls }: Pick<AwsMock, 'baseUrls'>,
  { allowUnhandled = () => false }: UnhandledOptions,
): UnhandledCalls => {
  let calls: string[] = [];
  return {
    note: (request) => {
      const scope = scopeOf(request);
      if (!scope || allowUnhandled(request)) return false;
      calls.push(describe(request, scope));
      return true;
    },
    check: () => {
      if (calls.length === 0) return;
      const more = calls.length - SHOWN;
      const list = [...calls.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])];
      calls = [];
      throw new Error(
        [
          'A signed call was answered neither by the mock nor by another handler:',
          ...list.map((call) => `  ${call}`),
          'The mock answers at:',
          ...Object.entries(baseUrls).map(([name, url]) => `  ${url} (${name})`),
          'Set baseUrl to what the app calls, path included, add the service to apis, or give the test a handler of its own.',
          'A call that may go unanswered is let through by allowUnhandled: (request) => true.',
        ].join('\n'),
      );
    },
  };
};
