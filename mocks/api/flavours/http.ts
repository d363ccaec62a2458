import { BASE64 } from '../../random.js';
import { type Answer, type Flavour, jsonAnswer } from './flavour.js';
import { rest } from './rest.js';

/** A JWT authorizer gives the reason only in the challenge (RFC 6750, section 3). */
const unauthorized = (token: 'missing' | 'invalid' | 'expired'): Answer => {
  const why = token === 'expired' ? 'the token has expired' : 'the token is invalid';
  const challenge = token === 'missing' ? 'Bearer' : `Bearer scope="" error="invalid_token" error_description="${why}"`;
  return { ...jsonAnswer(401, undefined, { message: 'Unauthorized' }), headers: { 'www-authenticate': challenge } };
};

/** An HTTP API of API Gateway with IAM authorization. Its `Forbidden` gives no reason, not even an error type. */
export const http: Flavour = {
  service: 'execute-api',
  rules: rest.rules,
  takesTokens: true,
  routesFirst: true,
  defaultBaseUrl: (region) => `https://mockhttp01.execute-api.${region}.amazonaws.com`,
  ids: (random) => ({ 'apigw-requestid': `${random.text(15, BASE64)}=` }),
  answer: (rejection) => {
    const { reason } = rejection;
    if (reason === 'unauthorized') return unauthorized(rejection.token);
    if (reason === 'no-route' || reason === 'unknown-stage')
      return jsonAnswer(404, undefined, { message: 'Not Found' });
    if (reason === 'throttled') return jsonAnswer(429, undefined, { message: 'Too Many Requests' });
    if (reason === 'quota-exceeded') return jsonAnswer(429, undefined, { message: 'Limit Exceeded' });
    return jsonAnswer(403, undefined, { message: 'Forbidden' });
  },
};
