import { uuid } from '../../random.js';
import { COMPLAINTS } from './complaints.js';
import { type Flavour, jsonAnswer, lookUp } from './flavour.js';
import { rest } from './rest.js';

/** The namespace after the colon of an error type (recorded). */
const ORIGIN = ':http://internal.amazon.com/coral/com.amazon.coral.service/';

/** A service with its own REST protocol, such as Bedrock. Its error types end with a namespace. */
export const bedrock: Flavour = {
  service: 'bedrock',
  rules: rest.rules,
  routesFirst: false,
  defaultBaseUrl: (region) => `https://bedrock-runtime.${region}.amazonaws.com`,
  ids: (random) => ({ 'x-amzn-requestid': uuid(random) }),
  answer: (rejection, context) => {
    const { code, message } = lookUp(COMPLAINTS, rejection, context);
    const { reason } = rejection;
    const throttled = reason === 'throttled' || reason === 'quota-exceeded';
    const status = throttled ? 429 : reason === 'no-route' || reason === 'unknown-stage' ? 404 : 403;
    return jsonAnswer(status, code + ORIGIN, reason === 'denied' ? { Message: message } : { message });
  },
};
