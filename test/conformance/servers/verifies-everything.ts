import { interceptAxios } from 'sigv4-interceptor/axios';
import type { SigV4Authenticator } from 'sigv4-interceptor';
import { beforeAll, afterAll, expect, test } from 'vitest';
import { available, type Need, unless } from '../../support/available.js';
import type { RunningServer } from '../../support/servers/daemons.js';
import { type Arrived, type Body, bodies } from '../bodies.js';
import { bareAxios, type Call, clients, type Send, viaAxios } from '../clients.js';
import { paths, queries } from './urls.js';

export type Entries = readonly (readonly [string, string])[];

/** What a server verified, and the path by which it did. */
export interface Delivered extends Arrived {
  readonly path: string;
}

/** A server that verifies signatures, reduced to what the contract asks of it. */
export interface Wire {
  /** A client's Authenticator; with another secret, if given. */
  auth(secretAccessKey?: string): SigV4Authenticator;
  /** A call that it takes if the signature is right. */
  probe(): Call;
  /** The URL of something that is there, and may be removed. */
  place(): Promise<string>;
  /** Sends a body to a path, as an app may type it, and gives what arrived. */
  deliver(send: Send, path: string, body: Body): Promise<Delivered>;
  /** Sends a query, as an app may type it or as parameters, and gives what arrived, as far as the server tells. */
  query(send: Send, raw: string, params?: Entries): Promise<Entries>;
  /** Gives those of the entries that the server tells of. */
  tells(entries: Entries): Entries;
}

/** How a server joins the contract. */
export interface Contract {
  readonly name: string;
  readonly need?: Need;
  start(): Promise<RunningServer>;
  /** Makes ready what the calls need, such as a bucket. */
  wire(url: string): Promise<Wire>;
  /** Names of queries that the server itself verifies wrongly. */
  readonly except?: readonly string[];
}

const plain = bodies.find(({ name }) => name === 'a string')!;
const adapters = ['http', 'fetch'] as const;

/** Declares every test of the contract for a server. */
export const verifiesEverything = ({ name: server, need, start, wire: connect, except = [] }: Contract): void => {
  const missing = need !== undefined && !available[need];
  const suffix = need ? unless(need) : '';
  const check = (name: string, run: () => Promise<void>): void =>
    test.skipIf(missing)(`${server} ${name}${suffix}`, run);

  let running: RunningServer | undefined;
  let wire: Wire;
  beforeAll(async () => {
    if (missing) return;
    running = await start();
    wire = await connect(running.url);
  }, 120_000);
  afterAll(() => running?.stop(), 30_000);

  for (const { name: client, isAxios, attach } of clients) {
    const by = `, by ${client}`;
    const send: Send = (call) => attach(wire.auth())(call);

    check(`answers 403 to a wrong secret${by}`, async () => {
      expect((await send(wire.probe())).status).toBe(200);
      const forged = attach(wire.auth('wrong-secret'));
      expect((await forged(wire.probe())).status).toBe(403);
    });

    for (const method of ['HEAD', 'DELETE']) {
      check(`verifies a ${method}${by}`, async () => {
        const url = await wire.place();
        expect((await send({ method, url })).status).toBeLessThan(300);
      });
    }

    for (const body of bodies) {
      if (body.httpOnly && client !== 'axios (http)') continue;
      check(`verifies a PUT whose body is ${body.name}${by}`, async () => {
        await body.check(await wire.deliver(send, 'body', body), isAxios);
      });
    }

    for (const path of paths) {
      check(`verifies a path with ${path.name}${by}`, async () => {
        const arrived = await wire.deliver(send, path.raw, plain);
        expect(arrived.path).toBe(path.decoded);
        await plain.check(arrived, isAxios);
      });
    }

    for (const { name, raw, entries } of queries) {
      if (except.includes(name)) continue;
      check(`verifies a query with ${name}${by}`, async () => {
        expect(await wire.query(send, raw)).toEqual(wire.tells(entries));
      });
      check(`verifies parameters that make a query with ${name}${by}`, async () => {
        expect(await wire.query(send, '', entries)).toEqual(wire.tells(entries));
      });
    }
  }

  check('refuses a body other than the one that was signed', async () => {
    const url = await wire.place();
    const { headers } = await wire.auth().sign({ method: 'PUT', url, body: 'signed' });
    const put = (body: string): Promise<Response> => fetch(url, { method: 'PUT', headers, body });
    expect((await put('forged')).status).toBeGreaterThanOrEqual(400);
    expect((await put('signed')).status).toBe(200);
  });

  for (const adapter of adapters) {
    const by = `, by axios (${adapter})`;

    check(`verifies what axios interceptors before and after ours change${by}`, async () => {
      const instance = bareAxios(adapter);
      const add = (key: string): void => {
        instance.interceptors.request.use((config) => {
          config.headers.set(`x-amz-meta-${key}`, `a  ${key}`);
          config.params = { ...config.params, [key]: `${key} +` };
          return config;
        });
      };
      add('before');
      interceptAxios(instance, wire.auth());
      add('after');
      const params = [
        ['after', 'after +'],
        ['before', 'before +'],
      ] as const;
      const viaObject: Send = (call) => viaAxios(instance, { params: {} })(call);
      expect(await wire.query(viaObject, 'prefix=a')).toEqual(wire.tells([['prefix', 'a'], ...params]));
    });

    check(`verifies what two transformRequests make of a body${by}`, async () => {
      const instance = bareAxios(adapter);
      interceptAxios(instance, wire.auth());
      const body: Body = {
        name: 'an object',
        make: () => ({ a: 'é' }),
        check: ({ bytes, contentType }) => {
          expect(bytes.toString()).toBe('[{"a":"é"}]');
          expect(contentType).toMatch(/^application\/x-list/);
        },
      };
      const transforms = [
        (data: unknown) => (data ? JSON.stringify(data) : data),
        (data: unknown, headers: { set(name: string, value: string): unknown }) => {
          if (data) headers.set('content-type', 'application/x-list');
          return data ? `[${data}]` : data;
        },
      ];
      const send = viaAxios(instance, { transformRequest: transforms });
      await body.check(await wire.deliver(send, 'transformed', body), true);
    });

    check(`verifies what a paramsSerializer makes of parameters${by}`, async () => {
      const instance = bareAxios(adapter);
      interceptAxios(instance, wire.auth());
      const serialize = (params: Record<string, string>): string =>
        Object.entries(params)
          .map(([key, value]) => `${key}=<${value}>`)
          .join('&');
      const send = viaAxios(instance, { params: { prefix: 'a b', x: "'" }, paramsSerializer: { serialize } });
      expect(await wire.query(send, '')).toEqual(
        wire.tells([
          ['prefix', '<a b>'],
          ['x', "<'>"],
        ]),
      );
    });

    check(`verifies parameters that are an object with lists and dates${by}`, async () => {
      const instance = bareAxios(adapter);
      interceptAxios(instance, wire.auth());
      const list = except.includes('a repeated key') ? ['10'] : ['2', '10'];
      const params = { prefix: 'a:b$,+ [c]', list, nested: { a: 'é' }, date: new Date(0), none: null };
      const entries = [
        ['prefix', 'a:b$,+ [c]'],
        ...list.map((value) => ['list[]', value] as const),
        ['nested[a]', 'é'],
        ['date', '1970-01-01T00:00:00.000Z'],
      ] as Entries;
      expect(await wire.query(viaAxios(instance, { params }), '')).toEqual(wire.tells(entries));
    });
  }
};
