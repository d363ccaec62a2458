import { uuid } from '../../random.js';
import { COMPLAINTS } from './complaints.js';
import { type Flavour, jsonAnswer, lookUp } from './flavour.js';
import { notAuthorized } from './messages.js';
import { rest } from './rest.js';

const ACTIONS: Readonly<Record<string, string>> = {
  GET: 'Get',
  HEAD: 'Head',
  POST: 'Post',
  PUT: 'Put',
  DELETE: 'Delete',
};

/** A domain of OpenSearch Service. It sends a message without an error type. */
export const opensearch: Flavour = {
  service: 'es',
  rules: rest.rules,
  routesFirst: false,
  defaultBaseUrl: (region) => `https://search-mock-00000000000000000000000000.${region}.es.amazonaws.com`,
  ids: (random) => ({ 'x-amzn-requestid': uuid(random) }),
  answer: (rejection, context) => {
    const { message } = lookUp(COMPLAINTS, rejection, context);
    const action = `es:ESHttp${ACTIONS[context.request.method] ?? 'Get'}`;
    switch (rejection.reason) {
      case 'denied':
        return jsonAnswer(403, undefined, { Message: notAuthorized(rejection, action, '*') });
      case 'missing-authentication':
        return jsonAnswer(403, undefined, { Message: `User: anonymous is not authorized to perform: ${action}` });
      case 'no-route':
      case 'unknown-stage':
        return jsonAnswer(404, undefined, { error: 'no handler found', status: 404 });
      case 'throttled':
      case 'quota-exceeded':
        return jsonAnswer(429, undefined, { message: '429 Too Many Requests' });
      default:
        return jsonAnswer(403, undefined, { message });
    }
  },
};
