import { BASE64 } from '../../random.js';
import { type Flavour, jsonAnswer } from './flavour.js';
import { rest } from './rest.js';

/**
 * An HTTP API of API Gateway with IAM authorization: it tells nobody why it says Forbidden, not even by an error type.
 */
export const http: Flavour = {
  service: 'execute-api',
  rules: rest.rules,
  routesFirst: true,
  defaultBaseUrl: (region) => `https://mockhttp01.execute-api.${region}.amazonaws.com`,
  ids: (random) => ({ 'apigw-requestid': `${random.text(15, BASE64)}=` }),
  answer: ({ reason }) => {
    if (reason === 'no-route' || reason === 'unknown-stage')
      return jsonAnswer(404, undefined, { message: 'Not Found' });
    if (reason === 'throttled') return jsonAnswer(429, undefined, { message: 'Too Many Requests' });
    if (reason === 'quota-exceeded') return jsonAnswer(429, undefined, { message: 'Limit Exceeded' });
    return jsonAnswer(403, undefined, { message: 'Forbidden' });
  },
};
