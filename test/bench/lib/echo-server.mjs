// The server of the request loops, in a process of its own so that its work is not counted as the client's.
import { createServer } from 'node:http';

const ANSWER = JSON.stringify({ ok: true });

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    // A call that was to be signed and was not would make the comparison a lie.
    if (request.url.startsWith('/signed') && !request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
      response.statusCode = 400;
    }
    response.setHeader('content-type', 'application/json');
    response.end(ANSWER);
  });
});

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
