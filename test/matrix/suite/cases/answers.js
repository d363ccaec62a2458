// What becomes of refusals, redirects and aborts, for every client.
import { bodies } from '../bodies.js';
import { ensure, equal, rejectionOf } from '../check.js';

const skewed = (by) => ({
  name: `a clock that is off by ${by}`,
  run: async ({ send, control, verdicts }) => {
    await control('skewClock', by);
    const path = `/bodies/${encodeURIComponent('JSON')}`;
    equal((await send({ method: 'PUT', path, body: bodies.JSON() })).status, 200, 'the status');
    equal((await verdicts(`PUT ${path}`)).slice(1), ['ok'], 'the verdicts after the first');
    equal((await send({ path: '/query' })).status, 200, 'the status of the next call');
    equal(await verdicts('GET /query'), ['ok'], 'the verdicts of the next call');
  },
});

const healed = (name) => ({
  name: `expired credentials, and ${name}`,
  run: async ({ send, control, verdicts, provided }) => {
    await send({ path: '/query' });
    await control('expireCredentials');
    const path = `/bodies/${encodeURIComponent(name)}`;
    const { status, data } = await send({ method: 'PUT', path, body: bodies[name]() });
    equal([status, data], [200, { arrived: 'as it was meant' }], 'the answer');
    equal(await verdicts(`PUT ${path}`), ['expired-token', 'ok'], 'the verdicts');
    equal(provided(), 2, 'credentials issued');
  },
});

/** A redirect within the origin: followed where the platform lets us see it, else a clear error. */
const redirect = (status, method) => ({
  name: `a ${status} of a ${method} within the origin`,
  run: async ({ send, settings, verdicts }) => {
    const body = method === 'GET' ? undefined : bodies.text();
    const to = method === 'GET' ? '/query?a=1' : '/bodies/text';
    const call = () =>
      send({ method, path: `/redirect?status=${status}&to=${encodeURIComponent(to)}`, ...(body && { body }) });
    if (settings.redirects === 'refused') {
      const error = await rejectionOf(call(), 'a redirect that the platform hides');
      return equal(error.code, 'redirect-refused', `the code of "${error.message}"`);
    }
    const { status: end, data } = await call();
    equal([end, data.problem], [200, undefined], 'the answer');
    equal(await verdicts(`${method} ${to.replace(/\?.*/, '')}`), ['ok'], 'the verdicts');
  },
});

export const answerCases = [
  healed('JSON'),
  healed('FormData with files'),
  healed('a Blob'),
  skewed('-20m'),
  skewed('+20m'),
  {
    name: '50 parallel calls with expired credentials',
    run: async ({ send, control, verdicts, provided }) => {
      await send({ path: '/query' });
      await control('expireCredentials');
      const sent = Array.from({ length: 50 }, (_, index) =>
        send({ method: 'POST', path: `/many?call=${index}`, body: { call: index } }),
      );
      const answers = await Promise.all(sent);
      equal(
        answers.map(({ status, data }) => [status, data.call]),
        answers.map((_, index) => [200, index]),
        'the answers',
      );
      equal(provided(), 2, 'credentials issued');
      equal((await verdicts('POST /many')).filter((verdict) => verdict === 'ok').length, 50, 'calls let in');
    },
  },
  {
    name: 'an abort',
    run: async ({ send, sendPlain, control, settings }) => {
      const abortedBy = async (start) => {
        const controller = new AbortController();
        const rejected = rejectionOf(start(controller.signal), 'an aborted call');
        await control('waitForHanging');
        controller.abort();
        const { name, code } = await rejected;
        return { name, code };
      };
      const plain = await abortedBy((signal) => sendPlain({ url: `${settings.control}/hang`, signal }));
      const signed = await abortedBy((signal) => send({ path: '/hang', signal }));
      equal(signed, plain, 'the error of the signed call');
    },
  },
  {
    name: 'a call aborted beforehand',
    run: async ({ send, sendPlain, settings, control }) => {
      const controller = new AbortController();
      controller.abort();
      const { signal } = controller;
      const errorOf = async (promise) => {
        const { name, code } = await rejectionOf(promise, 'an aborted call');
        return { name, code };
      };
      const plain = await errorOf(sendPlain({ url: `${settings.control}/hang`, signal }));
      const signed = await errorOf(send({ path: '/never', signal }));
      equal(signed, plain, 'the error of the signed call');
      equal(await control('calls', 'GET /never'), [], 'what arrived');
    },
  },
  redirect(302, 'GET'),
  redirect(307, 'PUT'),
  {
    name: 'a redirect to another origin, which gets no credentials',
    run: async ({ send, settings, control }) => {
      const path = `/redirect?status=302&to=${encodeURIComponent(`${settings.elsewhere}/landed`)}`;
      if (settings.redirects === 'refused') {
        const error = await rejectionOf(send({ path }), 'a redirect that the platform hides');
        equal(error.code, 'redirect-refused', `the code of "${error.message}"`);
      } else equal((await send({ path })).status, 200, 'the status');
      const arrived = await control('arrivedElsewhere');
      const secret = arrived.flat().filter((name) => /^(authorization|x-amz-.*)$/.test(name));
      equal(secret, [], 'headers that the other origin got');
      equal(arrived.length, settings.redirects === 'refused' ? 0 : 1, 'requests that the other origin got');
    },
  },
  {
    name: 'a 404',
    run: async ({ send, verdicts, provided }) => {
      const { status, data } = await send({ path: '/missing' });
      equal([status, data], [404, { message: 'nothing here' }], 'the answer');
      equal(await verdicts('GET /missing'), ['ok'], 'the verdicts');
      equal(provided(), 1, 'credentials issued');
    },
  },
  {
    name: 'a 403 that is final',
    run: async ({ send, control, verdicts, provided }) => {
      await control('deny', 'GET /denied');
      const { status, data } = await send({ path: '/denied' });
      equal(status, 403, 'the status');
      ensure(/not authorized/i.test(JSON.stringify(data)), `the server's words, not ${JSON.stringify(data)}`);
      equal((await verdicts('GET /denied')).length, 1, 'requests that arrived');
      equal(provided(), 1, 'credentials issued');
    },
  },
];
