// Stands before an API as API Gateway does, and is strict about CORS: only the page that the API was told of may call it, with
// the headers that the guide asks for.
import { createServer, request as forward } from 'node:http';
import { pipeline } from 'node:stream';

/** What the guide says that an API has to allow; `x-odd` is the suite's own. */
const ALLOWED = [
  'authorization',
  'content-type',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-content-sha256',
  'x-odd',
];
const EXPOSED = 'Date,x-amzn-ErrorType';

const namesIn = (list = '') =>
  list
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);

/** The CORS headers for the page; none for any other. */
const corsHeaders = ({ headers }, page) =>
  headers.origin !== undefined && headers.origin === page
    ? ['access-control-allow-origin', page, 'access-control-expose-headers', EXPOSED, 'vary', 'origin']
    : [];

const answerPreflight = (request, response, page, onRefusal) => {
  const asked = namesIn(request.headers['access-control-request-headers']);
  const stranger = request.headers.origin === page ? [] : [`the origin ${request.headers.origin}`];
  const refused = [...stranger, ...asked.filter((name) => !ALLOWED.includes(name))];
  if (refused.length) {
    onRefusal(`the API allows no CORS request with ${refused.join(', ')}`);
    return response.writeHead(403).end();
  }
  const methods = 'GET,HEAD,PUT,POST,DELETE';
  response
    .writeHead(204, [
      ...corsHeaders(request, page),
      ...['access-control-allow-methods', methods, 'access-control-allow-headers', ALLOWED.join(',')],
    ])
    .end();
};

const withoutCors = (raw) =>
  raw.flatMap((name, index) => (index % 2 || /^access-control-/i.test(name) ? [] : [name, raw[index + 1]]));

/**
 * Starts it.
 *
 * @param target Where the mock listens.
 * @param page The page's origin, if a page it is.
 * @param onRefusal Is told why a preflight was refused: the page itself may not see it.
 */
export const startFront = async (target, page, onRefusal) => {
  const { port } = new URL(target);
  const server = createServer((request, response) => {
    if (request.method === 'OPTIONS') return answerPreflight(request, response, page, onRefusal);
    const { method, url: path, rawHeaders: headers } = request;
    const upstream = forward({ host: '127.0.0.1', port, method, path, headers, setHost: false }, (answer) => {
      response.sendDate = false;
      response.writeHead(answer.statusCode, [...withoutCors(answer.rawHeaders), ...corsHeaders(request, page)]);
      pipeline(answer, response, () => {});
    });
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  });
  return listen(server);
};

/** Lets a server listen on a free port of loopback. */
export const listen = async (server) => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
