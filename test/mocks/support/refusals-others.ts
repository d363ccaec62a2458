import {
  MINUTE,
  MISMATCH,
  FORBIDDEN,
  unsigned,
  stranger,
  wrongSecret,
  expired,
  denied,
  json,
  type Row,
} from './refusals.js';
import { NOW } from './stage.js';

/** The refusals of an HTTP API and a function URL. */
export const HTTP_AND_FUNCTION_URL_ROWS: readonly Row[] = [
  ...(
    [
      ['no signature', { tamper: unsigned }, 'missing-authentication'],
      ['a wrong secret', wrongSecret, 'signature-mismatch'],
      ['an expired token', expired, 'expired-token'],
      ['a client whose clock is slow', { date: NOW - 6 * MINUTE }, 'signature-expired'],
      ['a deny', denied('iam'), 'denied'],
    ] as const
  ).map(([cause, call, verdict]): Row => ({ api: 'http', cause, call, status: 403, verdict, body: FORBIDDEN })),
  {
    api: 'http',
    cause: 'a wrong path',
    call: { target: '/itmes' },
    status: 404,
    verdict: 'no-route',
    body: json('Not Found'),
  },
  {
    api: 'function-url',
    cause: 'no signature',
    call: { tamper: unsigned },
    status: 403,
    verdict: 'missing-authentication',
    type: 'AccessDeniedException',
    body: /^\{"Message":"Forbidden/,
  },
  {
    api: 'function-url',
    cause: 'a deny',
    call: denied('iam'),
    status: 403,
    verdict: 'denied',
    type: 'AccessDeniedException',
    body: /^\{"Message":"Forbidden/,
  },
  {
    api: 'function-url',
    cause: 'an unknown key',
    call: { credentials: stranger },
    status: 403,
    verdict: 'unknown-key',
    type: 'InvalidSignatureException',
    body: json(MISMATCH),
  },
  {
    api: 'function-url',
    cause: 'a wrong secret',
    call: wrongSecret,
    status: 403,
    verdict: 'signature-mismatch',
    type: 'InvalidSignatureException',
    body: json(MISMATCH),
  },
];
