// What a place talks to besides the API: the mock's controls, and the runner, which it tells how the cases go.
import { createServer } from 'node:http';
import { listen } from './front.mjs';

const read = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

/**
 * Starts it.
 *
 * @param controls Functions and values by name.
 * @param onReport Called with each message of the place.
 */
export const startControl = ({ controls, onReport, hang }) =>
  listen(
    createServer(async (request, response) => {
      const json = (status, value) =>
        response
          .writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*' })
          .end(JSON.stringify(value));
      if (request.url === '/hang') return hang(response);
      const message = JSON.parse((await read(request)) || '{}');
      if (request.url === '/report') {
        onReport(message);
        return json(200, {});
      }
      try {
        const control = controls[message.name];
        const result = await (typeof control === 'function' ? control(...message.args) : control);
        json(200, typeof result === 'function' ? {} : { result });
      } catch (error) {
        json(500, { message: error.message });
      }
    }),
  );
