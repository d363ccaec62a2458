import { expect, onTestFinished, test, vi } from 'vitest';
import {
  type CookieAttributes,
  type CookieJar,
  type CookieListJar,
  cookieStorage,
  defaultStorage,
  encryptedStorage,
  memoryStorage,
  type SessionStorage,
  webStorage,
} from '../../src/cognito/storage/storage.js';

/** The cookies of one browser, as sent over the wire. */
const browserCookies = () => {
  const raw = new Map<string, string>();
  const written: CookieAttributes[] = [];
  const jar = (encode: (text: string) => string, decode: (text: string) => string): CookieJar => ({
    get: (name) => (raw.has(name) ? decode(raw.get(name)!) : undefined),
    set: (name, value, attributes) => {
      written.push(attributes);
      raw.set(name, encode(value));
    },
    remove: (name) => raw.delete(name),
  });
  const asIs = (text: string): string => text;
  return {
    raw,
    written,
    plain: jar(asIs, asIs),
    encoding: jar(encodeURIComponent, decodeURIComponent),
    asynchronous: {
      get: async (name: string) => raw.get(name) ?? null,
      set: async (name: string, value: string) => void raw.set(name, value),
      remove: async (name: string) => void raw.delete(name),
    },
  };
};

/** A jar like that of Supabase and others, with the cookies that it set. */
const listedCookies = () => {
  const raw = new Map<string, string>();
  const writes: Parameters<CookieListJar['setAll']>[] = [];
  const jar: CookieListJar = {
    getAll: async () => [...raw].map(([name, value]) => ({ name, value })),
    setAll: async (...write) => {
      writes.push(write);
      for (const { name, value, options } of write[0]) {
        if (options.maxAge === 0) raw.delete(name);
        else raw.set(name, value);
      }
    },
  };
  return { raw, writes, jar };
};

const webArea = () => {
  const values = new Map<string, string>();
  return {
    values,
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
};

const STORES: [string, () => SessionStorage][] = [
  ['memoryStorage', memoryStorage],
  ['webStorage', () => webStorage(webArea())],
  ['cookieStorage', () => cookieStorage({ jar: browserCookies().plain })],
  ['cookieStorage with a jar that encodes', () => cookieStorage({ jar: browserCookies().encoding })],
  ['cookieStorage with an asynchronous jar', () => cookieStorage({ jar: browserCookies().asynchronous })],
  ['cookieStorage with a jar that has getAll and setAll', () => cookieStorage({ jar: listedCookies().jar })],
  ['defaultStorage outside a browser', () => defaultStorage()],
];

/** The cookies of the key `s`. */
const PARTS = ['', '.1', '.2', '.3', '.4', '.5', '.6', '.7'].map((part) => `__Host-s${part}`);

/** What a value or a key may contain. */
const HARD = '{"a":"~%25;,= \\\'()*!\r\nü😀"}';

test.each(STORES)('%s: returns what was set, until it is removed', async (_, make) => {
  const storage = make();
  expect((await storage.get('a')) ?? null).toBeNull();
  for (const value of ['one', HARD, '', 'x'.repeat(20_000), HARD.repeat(50), 'short']) {
    await storage.set('a', value);
    await storage.set(HARD, `${value}, too`);
    expect(await storage.get('a')).toBe(value);
    expect(await storage.get(HARD)).toBe(`${value}, too`);
  }
  await storage.remove('a');
  await storage.remove('never there');
  expect((await storage.get('a')) ?? null).toBeNull();
  expect(await storage.get(HARD)).toBe('short, too');
});

test('webStorage names a blocked area only when it is used', () => {
  const storage = webStorage(() => {
    throw new DOMException('blocked', 'SecurityError');
  });
  expect(() => storage.get('a')).toThrow('blocked');
});

test('cookieStorage: a page that writes raw values and a server whose jar encodes can read each other', async () => {
  const { plain, encoding } = browserCookies();
  const [page, server] = [cookieStorage({ jar: plain }), cookieStorage({ jar: encoding })];
  await page.set(HARD, HARD);
  expect(await server.get(HARD)).toBe(HARD);
  await server.set(HARD, `${HARD}100%`);
  expect(await page.get(HARD)).toBe(`${HARD}100%`);
});

test('cookieStorage: no cookie exceeds 3,800 bytes, and names and values hold what RFC 6265 admits', async () => {
  const { raw, encoding } = browserCookies();
  const name = `CognitoIdentity ${'é'.repeat(40)}`;
  await cookieStorage({ jar: encoding }).set(name, HARD.repeat(200));
  expect(raw.size).toBeGreaterThan(3);
  for (const [part, value] of raw) {
    expect(part.length + value.length).toBeLessThanOrEqual(3_800);
    expect(part).toMatch(/^[\w!#$&'*+.^`|~-]+$/);
    expect(value).toMatch(/^[\w!#-+./:<-@[\]^`{|}~-]*$/);
  }
});

test('cookieStorage: a shorter value, and a removal, leave no part behind, not even behind a gap', async () => {
  const { raw, plain } = browserCookies();
  const storage = cookieStorage({ jar: plain });
  await storage.set('s', 'x'.repeat(12_000));
  expect([...raw.keys()]).toEqual(PARTS.slice(0, 4));
  await storage.set('s', 'y'.repeat(5_000));
  expect([...raw.keys()]).toEqual(PARTS.slice(0, 2));
  await storage.set('s', 'z'.repeat(16_000));
  raw.delete('__Host-s');
  raw.delete('__Host-s.2');
  expect(await storage.get('s')).toBeNull();
  await storage.remove('s');
  expect([...raw.keys()]).toEqual([]);
});

test('cookieStorage: parts of two writes of the same length are never taken for one value', async () => {
  const { raw, plain } = browserCookies();
  const storage = cookieStorage({ jar: plain });
  await storage.set('s', 'old '.repeat(1_500));
  const old = raw.get('__Host-s.1')!;
  await storage.set('s', 'new '.repeat(1_500));
  raw.set('__Host-s.1', old);
  await expect(storage.get('s')).rejects.toThrow('The parts of the cookie __Host-s do not belong together');
  raw.delete('__Host-s.1');
  await expect(storage.get('s')).rejects.toThrow('do not belong together');
  for (const value of ['of another library', 'abc-1.~zz', 'abc-0.x', 'abc-11.x', '.x', '-1']) {
    raw.set('__Host-s', value);
    await expect(storage.get('s')).rejects.toThrow('do not belong together');
  }
});

test('cookieStorage: a value that claims more parts than possible is not read in part', async () => {
  const { raw, plain } = browserCookies();
  for (const name of PARTS) raw.set(name, 'abc-9.x');
  await expect(cookieStorage({ jar: plain }).get('s')).rejects.toThrow('do not belong together');
  for (const name of PARTS) raw.set(name, 'abc-8.x');
  expect(await cookieStorage({ jar: plain }).get('s')).toBe('xxxxxxxx');
});

test('cookieStorage: refuses what no server would take, and writes nothing of it', async () => {
  const { raw, plain } = browserCookies();
  const storage = cookieStorage({ jar: plain });
  await expect(storage.set('s', 'x'.repeat(31_000))).rejects.toThrow('The session does not fit into 8 cookies');
  await expect(storage.set('n'.repeat(4_000), 'x')).rejects.toThrow('does not fit');
  expect(raw.size).toBe(0);
});

test('cookieStorage: by default, cookies are Secure, SameSite=Lax, for this host only and kept for 30 days', async () => {
  const { plain, written } = browserCookies();
  await cookieStorage({ jar: plain, domain: '' }).set('s', 'x');
  await cookieStorage({
    jar: plain,
    path: '/app',
    domain: 'example.org',
    maxAge: 60,
    sameSite: 'strict',
    secure: false,
  }).set('s', 'x');
  expect(written).toEqual([
    { path: '/', maxAge: 2_592_000, sameSite: 'lax', secure: true },
    { path: '/app', domain: 'example.org', maxAge: 60, sameSite: 'strict', secure: false },
  ]);
});

test.each([
  ['secure, of this host, for all paths', {}, '__Host-'],
  ['the same, said', { secure: true, path: '/', sameSite: 'strict', maxAge: 60 }, '__Host-'],
  ['without a domain, as an empty text', { domain: '' }, '__Host-'],
  ['for subdomains', { domain: 'example.org' }, '__Secure-'],
  ['for one path', { path: '/app' }, '__Secure-'],
  ['not secure', { secure: false }, ''],
  ['not secure, for one path', { secure: false, path: '/app', domain: 'example.org' }, ''],
] as const)(
  'cookieStorage: what browsers hold a name to is asked for where they keep it: %s',
  async (_, options, prefix) => {
    const { raw, plain, encoding } = browserCookies();
    const value = 'x'.repeat(5_000);
    await cookieStorage({ jar: plain, ...options }).set('s', value);
    expect([...raw.keys()]).toEqual([`${prefix}s`, `${prefix}s.1`]);
    // The other side knows only the options.
    expect(await cookieStorage({ jar: encoding, ...options }).get('s')).toBe(value);
  },
);

test("cookieStorage refuses sameSite: 'none' without secure, which no browser keeps", () => {
  expect(() => cookieStorage({ sameSite: 'none', secure: false })).toThrow(
    new TypeError("cookieStorage: sameSite: 'none' requires secure."),
  );
  for (const options of [{ sameSite: 'none' }, { sameSite: 'lax', secure: false }] as const) cookieStorage(options);
});

test.each([{}, { path: '/app' }])(
  'cookieStorage: a name without a prefix is not read, and removed by the next write: %o',
  async (options) => {
    for (const change of ['set', 'remove'] as const) {
      const { raw, writes, jar } = listedCookies();
      await cookieStorage({ jar, secure: false, ...options }).set('s', 'x'.repeat(5_000));
      const storage = cookieStorage({ jar, ...options });
      expect(await storage.get('s')).toBeNull();
      expect([...raw.keys()]).toEqual(['s', 's.1']);
      raw.set('unrelated', 'x');
      await storage[change]('s', 'y');
      const names = [...raw.keys()].filter((name) => name !== 'unrelated');
      expect(names).toHaveLength(change === 'set' ? 1 : 0);
      expect(writes.at(-1)![0].slice(8)).toMatchObject([
        { name: 's', value: '', options: { maxAge: 0 } },
        { name: 's.1', value: '', options: { maxAge: 0 } },
      ]);
      await storage[change]('s', 'y');
      expect(writes.at(-1)![0]).toHaveLength(8);
    }
  },
);

test('cookieStorage: old cookies that cannot be removed, because others set them, do not keep a session from being stored', async () => {
  const { raw, jar } = listedCookies();
  const tossed = ['one', 'another'].map((value) => ({ name: 's', value }));
  const storage = cookieStorage({ jar: { ...jar, getAll: async () => [...(await jar.getAll()), ...tossed] } });
  await storage.set('s', 'mine');
  expect(await storage.get('s')).toBe('mine');
  expect([...raw.keys()]).toEqual(['__Host-s']);
});

test('cookieStorage: names have no prefix without `secure`', async () => {
  const { writes, jar } = listedCookies();
  const storage = cookieStorage({ jar, secure: false });
  await storage.set('s', 'x');
  await storage.set('s', 'y');
  expect(writes.map(([cookies]) => cookies.length)).toEqual([8, 8]);
  expect(await storage.get('s')).toBe('y');
});

test('cookieStorage: getAll and setAll get all parts of a value in one write, with the header that keeps caches away', async () => {
  const { writes, jar } = listedCookies();
  const storage = cookieStorage({ jar, maxAge: 60 });
  const attributes = { path: '/', maxAge: 60, sameSite: 'lax', secure: true };
  await storage.set('s', 'x'.repeat(5_000));
  await storage.remove('s');
  expect(writes).toHaveLength(2);
  const [[cookies, headers], [removed, others]] = writes as [(typeof writes)[0], (typeof writes)[0]];
  expect(headers).toEqual({ 'Cache-Control': 'private, no-store' });
  expect(others).toEqual(headers);
  expect(cookies.map(({ name }) => name)).toEqual(PARTS);
  expect(cookies.slice(0, 2)).toEqual(
    PARTS.slice(0, 2).map((name) => ({ name, value: expect.stringMatching(/^\w{1,6}-2\.x+$/), options: attributes })),
  );
  const emptied = (name: string) => ({ name, value: '', options: { ...attributes, maxAge: 0 } });
  expect(cookies.slice(2)).toEqual(PARTS.slice(2).map(emptied));
  expect(removed).toEqual(PARTS.map(emptied));
});

test('cookieStorage: every write removes all parts that it does not need, also those that the jar does not show', async () => {
  const { plain } = browserCookies();
  const removed: string[] = [];
  const headers: unknown[] = [];
  const jar: CookieJar = {
    ...plain,
    remove: (name, attributes) => {
      removed.push(name);
      return plain.remove(name, attributes);
    },
    setHeaders: (given) => headers.push(given),
  };
  const storage = cookieStorage({ jar });
  await storage.set('s', 'short');
  expect(removed.splice(0)).toEqual(PARTS.slice(1));
  await storage.remove('s');
  expect(removed).toEqual(PARTS);
  expect(headers).toEqual(Array(2).fill({ 'Cache-Control': 'private, no-store' }));
});

test('cookieStorage: of two cookies with one name, or two of one part, neither is used, and an emptied one is none', async () => {
  const { raw, jar } = listedCookies();
  await cookieStorage({ jar }).set('s', 'mine '.repeat(1_000));
  const mine = [...raw].map(([name, value]) => ({ name, value }));
  const given = (cookies: { name: string; value: string }[]) =>
    cookieStorage({ jar: { getAll: () => cookies, setAll: () => {} } });
  expect(await given(mine).get('s')).toBe('mine '.repeat(1_000));
  for (const another of mine) {
    for (const cookies of [
      [...mine, another],
      [another, ...mine],
    ]) {
      await expect(given(cookies).get('s')).rejects.toThrow(
        `There are two cookies ${another.name}, so neither is used`,
      );
      await expect(given(cookies).remove('s')).rejects.toThrow(`There are two cookies ${another.name}`);
    }
  }
  expect(await given([{ name: '__Host-s', value: '' }]).get('s')).toBeNull();
});

/** A page at a URL, with a `document.cookie` that stores what a browser would, and the values written to it. */
const stubPage = (protocol: 'http:' | 'https:', isKept: (line: string) => boolean, others: string[] = []) => {
  const kept = new Map<string, string>();
  const lines: string[] = [];
  vi.stubGlobal('document', {
    location: { protocol },
    get cookie() {
      return [...[...kept].map((pair) => pair.join('=')), ...others].join('; ');
    },
    set cookie(line: string) {
      lines.push(line);
      const [, name, value] = /^([^=]*)=([^;]*)/.exec(line)!;
      if (line.includes('Max-Age=0')) kept.delete(name!);
      else if (isKept(line)) kept.set(name!, value!);
    },
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  return { lines };
};

test('cookieStorage: the page writes each attribute, and removes what it does not need', async () => {
  const { lines } = stubPage('https:', () => true, ['theirs', 'a=b=c', '=nameless']);
  await cookieStorage().set('s', 'x=y');
  expect(lines[0]).toMatch(/^__Host-s=\w{1,6}-1\.x~3Dy; Path=\/; Max-Age=2592000; SameSite=lax; Secure$/);
  expect(lines.slice(1)).toEqual(PARTS.slice(1).map((name) => `${name}=; Path=/; Max-Age=0; SameSite=lax; Secure`));
  expect(await cookieStorage().get('s')).toBe('x=y');
  const options = { domain: 'example.org', path: '/app', maxAge: 60, sameSite: 'strict' } as const;
  await cookieStorage({ ...options, secure: false }).set('t', 'x');
  expect(lines[8]).toMatch(/^t=\S+; Path=\/app; Max-Age=60; SameSite=strict; Domain=example\.org$/);
  expect(await cookieStorage().get('theirs')).toBeNull();
});

test.each([
  [
    'http:',
    {},
    ' On http, browsers may reject secure cookies: pass cookieStorage({ secure: false }) there and on the server.',
  ],
  ['http:', { secure: false }, ''],
  ['https:', {}, ''],
] as const)(
  'cookieStorage says what to do where a page on %s keeps no cookie: %o',
  async (protocol, options, advice) => {
    stubPage(protocol, () => false);
    const storage = cookieStorage(options);
    const name = 'secure' in options ? 's' : '__Host-s';
    await expect(storage.set('s', 'x')).rejects.toThrow(
      new Error(
        `The browser did not keep the cookie ${name}. Check path and domain, and that cookies are allowed.${advice}`,
      ),
    );
    // The content is unknown, so a sign-out must not report that it was removed.
    await expect(storage.remove('s')).rejects.toThrow('The cookies cannot be read');
  },
);

test('cookieStorage: if a page sees no cookie, a probe shows whether there are none or they cannot be read', async () => {
  let isReadable = true;
  const { lines } = stubPage('https:', () => isReadable);
  const storage = cookieStorage({ path: '/app', sameSite: 'strict' });
  expect(await storage.get('s')).toBeNull();
  const probe = '__Secure-sigv4-interceptor.probe';
  const attributes = (seconds: number): string => `; Path=/app; Max-Age=${seconds}; SameSite=strict; Secure`;
  expect(lines).toEqual([`${probe}=1${attributes(5)}`, `${probe}=${attributes(0)}`]);
  isReadable = false;
  await expect(storage.get('s')).rejects.toThrow(
    /^The cookies cannot be read: the browser shows this page none, not even one that it has just set\. /,
  );
  expect(lines).toHaveLength(4);
});

test('cookieStorage: a page that is shown any cookie sets no probe', async () => {
  const { lines } = stubPage('https:', () => true, ['theirs=x']);
  expect(await cookieStorage().get('s')).toBeNull();
  expect(lines).toEqual([]);
});

test('cookieStorage: if cookies cannot be read, a removal still removes all, those of 0.1.0 too, and rejects', async () => {
  const { lines } = stubPage('https:', () => false);
  await expect(cookieStorage().remove('s')).rejects.toThrow('The cookies cannot be read');
  const removed = lines.filter((line) => !line.includes('.probe=')).map((line) => line.slice(0, line.indexOf('=')));
  expect(removed).toEqual([...PARTS, ...PARTS.map((name) => name.replace('__Host-', ''))]);
});

test('cookieStorage: a page with a second cookie of the name uses neither, and a write rejects', async () => {
  stubPage('https:', () => true, ['__Secure-s=abc-1.theirs']);
  const storage = cookieStorage({ domain: 'example.org' });
  // A single one cannot be distinguished from the session's own.
  expect(await storage.get('s')).toBe('theirs');
  await expect(storage.set('s', 'mine')).rejects.toThrow('There are two cookies __Secure-s, so neither is used');
  await expect(storage.get('s')).rejects.toThrow('There are two cookies __Secure-s');
});

test('cookieStorage: a write that the jar does not show afterwards rejects', async () => {
  const { jar } = listedCookies();
  const readOnly = cookieStorage({ jar: { ...jar, setAll: () => {} } });
  await expect(readOnly.set('s', 'x')).rejects.toThrow('The cookie jar does not show what was written to __Host-s');
  await readOnly.remove('s');
  await cookieStorage({ jar }).set('s', 'x');
  await expect(readOnly.remove('s')).rejects.toThrow('Make it return what was written in the same request');
});

test.each([
  [{}, 'jar has no get, no set, no remove. Pass { get, set, remove } or { getAll, setAll }.'],
  [null, 'jar has no get, no set, no remove. Pass { get, set, remove } or { getAll, setAll }.'],
  [{ get: String, set: String }, 'jar has no remove. Pass { get, set, remove } or { getAll, setAll }.'],
  [
    { get: String, set: String, getAll: () => [], delete: () => {} },
    'jar has no remove. Pass { get, set, remove } or { getAll, setAll }.',
  ],
  [{ setAll: () => {} }, 'jar has no getAll. Pass { get, set, remove } or { getAll, setAll }.'],
  [Promise.resolve(listedCookies().jar), 'jar is a promise. Await it first.'],
])('cookieStorage says what a jar lacks: %o', (jar, message) => {
  expect(() => cookieStorage({ jar: jar as unknown as CookieJar })).toThrow(new TypeError(`cookieStorage: ${message}`));
});

test('cookieStorage: httpOnly reaches the jar, and is rejected in a page, which could not write it', async () => {
  const { writes, jar } = listedCookies();
  await cookieStorage({ jar, httpOnly: true }).set('s', 'x');
  expect(writes[0]![0].map(({ options }) => options.httpOnly)).toEqual(Array(8).fill(true));
  expect(() => cookieStorage({ httpOnly: true })).toThrow('a page cannot write httpOnly cookies');
});

test('cookieStorage: by default, a jar is per request if there is no page', () => {
  const { jar } = listedCookies();
  expect(cookieStorage({ jar }).perRequest).toBe(true);
  expect(cookieStorage({ jar, perRequest: false }).perRequest).toBe(false);
  expect(cookieStorage().perRequest).toBe(false);
  vi.stubGlobal('document', { cookie: '' });
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(cookieStorage({ jar }).perRequest).toBe(false);
});

test('cookieStorage names what it needs if there is no page', async () => {
  const storage = cookieStorage();
  await expect(storage.get('a')).rejects.toThrow("Pass the request's cookie jar: cookieStorage({ jar })");
  await expect(storage.set('a', 'x')).rejects.toThrow("Pass the request's cookie jar: cookieStorage({ jar })");
});

test('encryptedStorage names what it needs if that is missing', async () => {
  const storage = encryptedStorage();
  await expect(storage.get('a')).rejects.toThrow('needs IndexedDB and https');
  await expect(storage.set('a', 'x')).rejects.toThrow('needs IndexedDB and https');
});

test('defaultStorage: two sessions of a server share nothing, even if it has a sessionStorage', async () => {
  const sessionStorage = webArea();
  const [one, other] = [defaultStorage({ sessionStorage }), defaultStorage({ sessionStorage })];
  await one.set('a', 'mine');
  expect((await other.get('a')) ?? null).toBeNull();
  expect(sessionStorage.values.size).toBe(0);
});

const refusing = {
  open: () => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  },
} as unknown as IDBFactory;

test('defaultStorage: sessionStorage if IndexedDB is blocked, chosen once', async () => {
  const sessionStorage = webArea();
  const open = vi.spyOn(refusing, 'open');
  const storage = defaultStorage({ indexedDB: refusing, crypto: globalThis.crypto, sessionStorage });
  await Promise.all([storage.set('a', 'x'), storage.set('b', 'y')]);
  const opened = open.mock.calls.length;
  expect(await storage.get('a')).toBe('x');
  await storage.remove('b');
  expect([...sessionStorage.values]).toEqual([['a', 'x']]);
  expect(open).toHaveBeenCalledTimes(opened);
});

test('defaultStorage: memory if everything is blocked, even by the getters', async () => {
  const blocked = (): never => {
    throw new DOMException('blocked', 'SecurityError');
  };
  const storage = defaultStorage({
    get indexedDB() {
      return blocked();
    },
    crypto: globalThis.crypto,
    get sessionStorage() {
      return blocked();
    },
  });
  await storage.set('a', 'x');
  expect(await storage.get('a')).toBe('x');
});
