import { uuid } from '../../random.js';
import { type Flavour, jsonAnswer } from './flavour.js';
import { rest } from './rest.js';

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
  answer: ({ reason }, { ids }) =>
    reason === 'throttled' || reason === 'quota-exceeded'
      ? jsonAnswer(429, 'TooManyRequestsException:', { message: 'Too many requests' })
      : jsonAnswer(403, 'ForbiddenException:', { message: 'Forbidden', traceId: ids['x-amzn-requestid'] }),
};
