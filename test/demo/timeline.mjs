const started = performance.now();
const failures = [];

/** The end of an access key id, which is no secret, and tells two keys apart. */
export const shortKey = (accessKeyId = '') => `…${accessKeyId.slice(-4)}`;

/** Prints a line: when, who, what. */
export const tell = (who, what) => {
  const time = `${Math.round(performance.now() - started)} ms`;
  console.log(`${time.padStart(9)}  ${who.padEnd(7)} ${what}`);
};

/** Begins a chapter. */
export const chapter = (title) => console.log(`\n${title}`);

/** Notes it when something did not happen that should have. */
export const check = (fact, isSo) => {
  if (isSo) return;
  failures.push(fact);
  tell('FAILED', fact);
};

/** What did not happen. */
export const failed = () => failures;

/**
 * Tells the story of one client as it happens: its authenticator's events, and in between what the server's own log
 * says. Returns the function that ends it.
 */
export const narrate = (client, auth, mock) => {
  let told = mock.calls().length;
  const tellServer = () => {
    for (const { status, verdict, user } of mock.calls().slice(told)) {
      tell('server', status === 200 ? `200, the signature is ${user}'s` : `${status}, ${verdict}`);
    }
    told = mock.calls().length;
  };
  const after = (type, line) =>
    auth.on(type, (payload) => {
      tellServer();
      const [who, what] = line(payload);
      tell(who, what);
    });
  const ends = [
    after('signed', ({ method, url, accessKeyId }) => [
      client,
      `signs ${method} ${new URL(url).pathname} with key ${shortKey(accessKeyId)}`,
    ]),
    after('reauthenticating', ({ rejection }) => [
      'auth',
      `re-authenticates: the call was refused as ${rejection.verdict}`,
    ]),
    after('reauthenticated', ({ accessKeyId }) => ['auth', `has a new key, ${shortKey(accessKeyId)}`]),
    after('clock-corrected', ({ offset }) => ['auth', `corrects its clock by ${Math.round(offset / 60_000)} min`]),
    after('replayed', ({ status }) => [client, `was replayed once, and gets ${status}`]),
  ];
  return () => {
    tellServer();
    for (const end of ends) end();
  };
};
