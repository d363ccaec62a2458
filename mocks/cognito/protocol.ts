import { ServiceException } from './identity-pool/service-exception.js';

/** The input of an operation in AWS's JSON protocol. */
export type JsonInput = Readonly<Record<string, unknown>>;

/** Returns the operation of a request in AWS's JSON protocol; for any other request, its path. */
export const jsonOperation = (request: Request): string =>
  request.headers.get('x-amz-target')?.split('.').at(-1) ?? new URL(request.url).pathname;

/**
 * Reads the input of an operation.
 *
 * @throws ServiceException `SerializationException` unless the body is a JSON object
 */
export const readJsonInput = async (request: Request | Response): Promise<JsonInput> => {
  const text = await request.text();
  try {
    const input: unknown = JSON.parse(text || '{}');
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as JsonInput;
  } catch {
    // The error below omits the text, which may hold a password.
  }
  throw new ServiceException('SerializationException', 'Expected a JSON object.');
};

const HEADERS = { 'content-type': 'application/x-amz-json-1.1', 'cache-control': 'no-store' };

/** Returns an output of an operation. */
export const jsonAnswer = (output: object): Response => new Response(JSON.stringify(output), { headers: HEADERS });

/** Creates Cognito's response for a refusal, which is in the body and in headers. */
export const jsonRefusal = ({ code, message, status }: ServiceException): Response =>
  new Response(JSON.stringify({ __type: code, message }), {
    status,
    headers: {
      ...HEADERS,
      'x-amzn-errortype': `${code}:`,
      // The message may quote characters of the request that a header cannot hold.
      ...(/^[\x20-\x7e]*$/.test(message) ? { 'x-amzn-errormessage': message } : {}),
    },
  });
