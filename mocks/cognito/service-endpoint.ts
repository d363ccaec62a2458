import type { Api } from '../api/create-api.js';
import type { Watch } from '../api/watch.js';
import { answerPreflight, corsHeaders, isPreflight } from '../api/cors.js';
import { ServiceException } from './identity-pool/service-exception.js';
import type { Faults } from '../api/faults.js';
import type { MockOperation, OperationLog, ServiceName } from './operation-log.js';
import { type Random, uuid } from '../random.js';

/** A service that is called without a signature, for its endpoint. */
export interface Service {
  readonly name: ServiceName;
  /** Returns the operation of a request, for the log. */
  operationOf(request: Request): Promise<string>;
  /**
   * Responds to a request, without the headers that all responses have.
   *
   * @param failed Called with an error of the configuration's code that the response only quotes.
   * @throws ServiceException for a refusal
   */
  answer(request: Request, requestId: string, failed?: (error: unknown) => void): Promise<Response>;
  /** Creates the response for a refusal, in the service's protocol. */
  refuse(refusal: ServiceException, requestId: string): Response;
  /** The service's error code for too many requests. */
  readonly throttling: string;
  reset(): void;
}

/** What endpoints share with the rest of the mock. */
export interface EndpointWorld {
  readonly faults: Faults;
  readonly operations: OperationLog;
  readonly random: Random;
  now(): number;
}

/** What Cognito lets pages of other origins read. */
const EXPOSED = ['x-amzn-RequestId', 'x-amzn-ErrorType', 'x-amzn-ErrorMessage', 'Date'];

/**
 * Creates a service's endpoint at its AWS host, with what all services share: throttling, dates, ids, CORS, the log.
 */
export const createEndpoint = (service: Service, region: string, world: EndpointWorld): Api => {
  const { name } = service;
  const { faults, operations, random, now } = world;

  const perform = async (request: Request, operation: string, id: string, watch?: Watch): Promise<Response> => {
    try {
      const throttle = faults.takeThrottle(name, operation);
      if (throttle === 'throttled') throw new ServiceException(service.throttling, 'Rate exceeded');
      if (throttle)
        throw new ServiceException('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
      return await service.answer(request, id, watch?.failed);
    } catch (error) {
      if (error instanceof ServiceException) return service.refuse(error, id);
      throw error;
    }
  };

  return {
    name,
    baseUrl: new URL(`https://${name}.${region}.amazonaws.com`),
    answer: async (request, wire, watch) => {
      if (isPreflight(request)) return answerPreflight(request);
      const time = now();
      const operation = await service.operationOf(request.clone());
      const id = uuid(random);
      const log = (outcome: Pick<MockOperation, 'status' | 'code'>): void => {
        const logged = { service: name, operation, time, ...outcome };
        operations.add(logged);
        watch?.operation(logged);
      };
      const response = await perform(request, operation, id, watch).catch((error: unknown) => {
        log({ status: 500 });
        throw error;
      });
      if (response.type === 'error') return response;
      const [, code] = /^([^:,]+)/.exec(response.headers.get('x-amzn-errortype') ?? '') ?? [];
      log({ status: response.status, ...(code ? { code } : {}) });

      const dropsCors = response.status >= 400 && faults.dropsCorsHeaders();
      // Browsers do not check the CORS headers of msw's responses, so
      // the page gets the network error that it would see.
      if (dropsCors && !wire) return Response.error();
      const cors = dropsCors ? {} : corsHeaders(request, EXPOSED);
      const headers = new Headers(response.headers);
      for (const header of [...headers.keys()]) if (header.startsWith('access-control-')) headers.delete(header);
      headers.set('date', new Date(now()).toUTCString());
      if (!headers.has('x-amzn-requestid')) headers.set('x-amzn-requestid', id);
      for (const [header, value] of Object.entries(cors)) headers.set(header, value);
      return new Response(response.body, { status: response.status, headers });
    },
    reset: service.reset,
  };
};
