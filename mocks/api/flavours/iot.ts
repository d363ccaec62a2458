import { uuid } from '../../random.js';
import {
  type Answer,
  type AnswerTable,
  everySignatureRefusal,
  type Flavour,
  jsonAnswer,
  lookUp,
  type Refusal,
  type RefusalContext,
} from './flavour.js';
import { rest } from './rest.js';

const forbidden = (_: Refusal, { ids }: RefusalContext): Answer =>
  jsonAnswer(403, 'ForbiddenException:', { message: 'Forbidden', traceId: ids['x-amzn-requestid'] });
const tooMany = (): Answer => jsonAnswer(429, 'TooManyRequestsException:', { message: 'Too many requests' });

const ANSWERS: AnswerTable = {
  ...everySignatureRefusal(forbidden),
  denied: forbidden,
  unauthorized: forbidden,
  blocked: forbidden,
  'unknown-stage': forbidden,
  'no-route': forbidden,
  throttled: tooMany,
  'quota-exceeded': tooMany,
};

/**
 * The WebSocket handshake of IoT Core: presigned URLs of `/mqtt`, with the session token added after signing ("Device
 * communication protocols", IoT Core Developer Guide). It gives no reason for a refusal.
 */
export const iot: Flavour = {
  service: 'iotdevicegateway',
  rules: { ...rest.rules, tokenAppended: true },
  routesFirst: false,
  defaultBaseUrl: (region) => `https://mock00000000-ats.iot.${region}.amazonaws.com`,
  ids: (random) => ({ 'x-amzn-requestid': uuid(random) }),
  answer: (refusal, context) => lookUp(ANSWERS, refusal, context),
};
