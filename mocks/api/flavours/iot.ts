import { uuid } from '../../random.js';
import { type Flavour, jsonAnswer } from './flavour.js';
import { rest } from './rest.js';

/**
 * The WebSocket endpoint of IoT Core, as far as its handshake: presigned URLs of `/mqtt`, the session token added after
 * signing ("Device communication protocols", IoT Core Developer Guide). It tells nobody why.
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
