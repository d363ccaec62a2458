// Signing without sending.
import { bodies } from '../bodies.js';
import { equal } from '../check.js';

export const signingCases = [
  {
    name: 'a presigned URL',
    run: async ({ authenticate, url }) => {
      const link = await authenticate().presign(url("/query?a=1 2&b='é'"), { expiresIn: 60 });
      const response = await fetch(link);
      equal(response.status, 200, 'the status');
    },
  },
  {
    name: 'what sign() gives, sent by hand',
    run: async ({ authenticate, url }) => {
      const path = url('/bodies/text');
      const {
        method,
        url: target,
        headers,
        body,
      } = await authenticate().sign({ method: 'PUT', url: path, body: bodies.text() });
      const response = await fetch(target, { method, headers, body });
      equal([response.status, await response.json()], [200, { arrived: 'as it was meant' }], 'the answer');
    },
  },
  {
    name: 'sign() of a Request',
    run: async ({ authenticate, url }) => {
      const request = new Request(url('/bodies/text'), { method: 'PUT', body: bodies.text() });
      const { method, url: target, headers, body } = await authenticate().sign(request);
      const response = await fetch(target, { method, headers, body });
      equal([response.status, await response.json()], [200, { arrived: 'as it was meant' }], 'the answer');
    },
  },
];
