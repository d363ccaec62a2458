import { BASE64 } from '../../random.js';
import { type Answer, type AnswerTable, everySignatureRefusal, type Flavour, jsonAnswer, lookUp } from './flavour.js';
import { rest } from './rest.js';

/** A JWT authorizer gives the reason only in the challenge (RFC 6750, section 3). */
const unauthorized = (token: 'missing' | 'invalid' | 'expired'): Answer => {
  const why = token === 'expired' ? 'the token has expired' : 'the token is invalid';
  const challenge = token === 'missing' ? 'Bearer' : `Bearer scope="" error="invalid_token" error_description="${why}"`;
  return { ...jsonAnswer(401, undefined, { message: 'Unauthorized' }), headers: { 'www-authenticate': challenge } };
};

const says = (status: number, message: string) => (): Answer => jsonAnswer(status, undefined, { message });
const forbidden = says(403, 'Forbidden');
const notFound = says(404, 'Not Found');

const ANSWERS: AnswerTable = {
  ...everySignatureRefusal(forbidden),
  denied: forbidden,
  unauthorized: ({ token }) => unauthorized(token),
  blocked: forbidden,
  'unknown-stage': notFound,
  'no-route': notFound,
  throttled: says(429, 'Too Many Requests'),
  'quota-exceeded': says(429, 'Limit Exceeded'),
};

/** An HTTP API of API Gateway with IAM authorization. Its `Forbidden` gives no reason, not even an error type. */
export const http: Flavour = {
  service: 'execute-api',
  rules: rest.rules,
  takesTokens: true,
  routesFirst: true,
  defaultBaseUrl: (region) => `https://mockhttp01.execute-api.${region}.amazonaws.com`,
  ids: (random) => ({ 'apigw-requestid': `${random.text(15, BASE64)}=` }),
  answer: (refusal, context) => lookUp(ANSWERS, refusal, context),
};
