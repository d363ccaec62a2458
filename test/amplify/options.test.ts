import { afterEach, expect, test, vi } from 'vitest';
import { type AmplifyOptions, fromAmplify, tokenFromAmplify } from '../../src/amplify.js';
import { stubPage, userSession } from './support/fake-amplify.js';

afterEach(() => vi.unstubAllGlobals());

const fetchAuthSession = async () => userSession('alice');
const Hub = { listen: () => () => {} };
const complete: AmplifyOptions = { fetchAuthSession, Hub };

test.each([
  ['nothing', undefined, /pass \{ fetchAuthSession, Hub \}/],
  ['no fetchAuthSession', { Hub }, /^fetchAuthSession: /],
  ['a fetchAuthSession that is no function', { ...complete, fetchAuthSession: {} }, /^fetchAuthSession: /],
  ['no Hub', { fetchAuthSession }, /^Hub: .*previous user/],
  ['a Hub that is none', { ...complete, Hub: {} }, /^Hub: /],
  ['null for a Hub', { ...complete, Hub: null }, /^Hub: /],
  ['a clearCredentials that is no function', { ...complete, clearCredentials: true }, /^clearCredentials: /],
  ['an option that is unknown', { ...complete, hub: Hub }, /there is no option "hub"\. Did you mean Hub\?/],
])('%s is refused in a browser', (_, options, message) => {
  stubPage();
  const make = () => fromAmplify(options as never);
  expect(make).toThrow(TypeError);
  expect(make).toThrow(message);
});

test("only a token source has the option token, 'id' or 'access'", () => {
  stubPage();
  expect(() => fromAmplify({ ...complete, token: 'id' } as never)).toThrow(/there is no option "token"\./);
  expect(() => tokenFromAmplify({ ...complete, token: 'refresh' } as never)).toThrow(/^token: pass 'id' or 'access'/);
});

const worker = { WorkerGlobalScope: class {} };
test.each([
  ['a page', { document: {} }],
  ['a worker', worker],
  ['React Native', { navigator: { product: 'ReactNative' } }],
])('%s needs a Hub', (_, scope) => {
  for (const [name, value] of Object.entries(scope)) vi.stubGlobal(name, value);
  expect(() => fromAmplify(complete)).not.toThrow();
  expect(() => fromAmplify({ fetchAuthSession })).toThrow(/^Hub: /);
});

test.each([
  ['Node', {}],
  ["Cloudflare's servers", { ...worker, navigator: { userAgent: 'Cloudflare-Workers' } }],
])('%s refuses a Hub and says what to do', async (_, scope) => {
  for (const [name, value] of Object.entries(scope)) vi.stubGlobal(name, value);
  for (const make of [() => fromAmplify(complete), () => tokenFromAmplify(complete)]) {
    expect(make).toThrow(TypeError);
    expect(make).toThrow(/outlive the request and serve one user's credentials to another/);
    expect(make).toThrow(/inside the request, without Hub, with the fetchAuthSession of the server context/);
  }
  const provider = fromAmplify({ fetchAuthSession });
  expect(await provider()).toMatchObject({ principal: 'alice' });
  expect(provider.principal()).toBe('alice');
});
