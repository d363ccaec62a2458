// Calls as an app's tests make them, caught by msw. Prints what became of each case, a line of JSON each.
import { setupServer } from 'msw/node';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { clientNamed } from './clients.js';
import { equal } from './check.js';
import { libraries } from './libraries.js';

const ALICE = { username: 'alice', password: 'Correct-horse-1' };
const mock = createAwsMock({
  region: 'eu-west-1',
  baseUrl: 'https://api.example.com/prod',
  routes: { 'PUT /items': async (request, { caller }) => ({ user: caller.user, text: await request.text() }) },
  userPools: [{ users: [ALICE] }],
  identityPools: [{ guests: true }],
});
setupServer(...mock.handlers).listen();

const SCOPE = { region: 'eu-west-1', service: 'execute-api', origins: 'https://api.example.com' };
const put = async (client, credentials, user) => {
  const send = clientNamed(client).attach(libraries, libraries.createSigV4({ ...SCOPE, credentials }));
  const { status, data } = await send({ method: 'PUT', url: `${mock.baseUrl}/items?b=2&a=1 2`, body: 'hello' });
  equal([status, data], [200, { user, text: 'hello' }], 'the answer');
};
const passes = (client) => () => put(client, mock.credentialsProvider('alice'), 'alice');

const runs = [
  passes('axios'),
  passes('ky'),
  passes('fetch'),
  async () => {
    const provider = mock.credentialsProvider('alice');
    const auth = libraries.createSigV4({ ...SCOPE, credentials: provider });
    const send = clientNamed('axios').attach(libraries, auth);
    const call = { method: 'PUT', url: `${mock.baseUrl}/items`, body: { a: 1 } };
    await send(call);
    mock.reset();
    mock.expireCredentials();
    equal((await send(call)).status, 200, 'the status');
    equal(
      mock.calls('PUT /items').map(({ verdict }) => verdict),
      ['expired-token', 'ok'],
      'the verdicts',
    );
  },
  async () => {
    const session = libraries.createCognitoSession({
      userPoolId: mock.userPool().id,
      userPoolClientId: mock.userPool().clientId,
      identityPoolId: mock.identityPool().id,
    });
    await session.signIn(ALICE);
    await put('fetch', session.credentials, 'alice');
  },
];

for (const [index, name] of JSON.parse(process.env.MATRIX_CASES).entries()) {
  const error = await runs[index]().then(
    () => undefined,
    (failure) => `${failure.name}: ${failure.message}`,
  );
  console.log(JSON.stringify({ name, error }));
}
process.exit(0);
