// Cases of one call, for every client.
import { bodies } from '../bodies.js';
import { equal } from '../check.js';

const ODD = "a=1 2&b=%2B+&x[]=2&x[]=10&x[a]=1&key&empty=&=v&marks='()*!~&u=é世😀&low=%c3%a9%2f&r=/:@;,$?=";
const ODD_ENTRIES = [
  ['a', '1 2'],
  ['b', '+ '],
  ['x[]', '2'],
  ['x[]', '10'],
  ['x[a]', '1'],
  ['key', ''],
  ['empty', ''],
  ['', 'v'],
  ['marks', "'()*!~"],
  ['u', 'é世😀'],
  ['low', 'é/'],
  ['r', '/:@;,$?='],
];

const succeeds = (answer, what) => equal([answer.status, answer.data?.problem], [200, undefined], what);

const bodyCase = (name) => ({
  name: `a PUT of ${name}`,
  run: async ({ send, verdicts }) => {
    const path = `/bodies/${encodeURIComponent(name)}`;
    const { status, data } = await send({ method: 'PUT', path, body: bodies[name]() });
    equal([status, data], [200, { arrived: 'as it was meant' }], 'the answer');
    equal(await verdicts(`PUT ${path}`), ['ok'], 'the verdicts');
  },
});

export const callCases = [
  {
    name: 'a GET with an odd query',
    run: async ({ send }) => {
      const answer = await send({ path: `/query?${ODD}` });
      succeeds(answer, 'the answer');
      equal(answer.data.entries, ODD_ENTRIES, 'the query that arrived');
    },
  },
  {
    name: 'a GET with odd parameters',
    run: async ({ send }) => {
      const answer = await send({ path: '/query', params: ODD_ENTRIES });
      succeeds(answer, 'the answer');
      equal(answer.data.entries, ODD_ENTRIES, 'the query that arrived');
    },
  },
  {
    name: 'a GET with an odd path and a header',
    run: async ({ send }) => {
      const answer = await send({ path: "/path/a b+c%2Fd'(1)*!~é[2]@;,$", headers: { 'x-odd': 'a  b' } });
      succeeds(answer, 'the answer');
      equal(answer.data.segment, "a b+c/d'(1)*!~é[2]@;,$", 'the path that arrived');
      equal(answer.data.header, 'a  b', 'the header that arrived');
    },
  },
  ...Object.keys(bodies).map(bodyCase),
  {
    name: 'a HEAD',
    run: async ({ send, verdicts }) => {
      equal((await send({ method: 'HEAD', path: '/head' })).status, 200, 'the status');
      equal(await verdicts('HEAD /head'), ['ok'], 'the verdicts');
    },
  },
  {
    name: 'a DELETE with a body',
    run: async ({ send }) => {
      const answer = await send({ method: 'DELETE', path: '/bodies/text', body: bodies.text() });
      equal([answer.status, answer.data], [200, { arrived: 'as it was meant' }], 'the answer');
    },
  },
];
