import type { ArrivedRequest } from '../../../mocks/verifier/types.js';

/** Reads a request as AWS's suite prints it: HTTP/1.1 with folded headers, raw UTF-8 and spaces in the request line. */
export const parseRawRequest = (text: string): ArrivedRequest => {
  const [head = '', ...rest] = text.split('\n\n');
  const [requestLine = '', ...lines] = head.replace(/\n[ \t]+/g, ' ').split('\n');
  const [, method = '', target = ''] = /^(\S+) (.*) HTTP\/1\.1$/.exec(requestLine) ?? [];
  const headers = lines
    .filter((line) => line !== '')
    .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]);
  return { method, target, headers, body: new TextEncoder().encode(rest.join('\n\n')) };
};
