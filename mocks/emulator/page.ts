/** The control page: plain HTML, and a script that fetches the state every second and sets values as text, never as HTML. */
export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>sigv4-interceptor emulator</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 110rem; padding: 0 1rem; color: #1b1f24; background: #fff }
  h1 { font-size: 1.3rem } h2 { font-size: 1rem; margin: 1.6rem 0 .5rem }
  button { font: inherit; margin: 0 .4rem .4rem 0; padding: .3rem .7rem; border: 1px solid #8c959f; border-radius: .4rem; background: #f6f8fa; cursor: pointer }
  button[aria-pressed=true] { background: #cf222e; border-color: #cf222e; color: #fff }
  pre { background: #f6f8fa; padding: .8rem; border-radius: .4rem; overflow: auto }
  table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid #d0d7de }
  .refused { color: #cf222e }
  table + table { margin-top: .8rem }
  td { vertical-align: top } td:not(:last-child) { max-width: 26rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
  tbody:empty::after { content: 'none yet'; color: #57606a; display: table-cell; padding: .25rem .6rem }
  td:last-child { overflow-wrap: anywhere }
  summary { cursor: pointer } details pre { white-space: pre-wrap; overflow-wrap: anywhere }
  section { overflow-x: auto } section h2:first-child, aside h2 { margin-top: .6rem }
  iframe { border: 1px solid #d0d7de; border-radius: .4rem; width: 100%; height: 44rem; box-sizing: border-box }
  @media (min-width: 75rem) {
    main:not(:has(#app[hidden])) { display: grid; grid-template-columns: minmax(24rem, 2fr) 3fr; gap: 1.5rem }
    aside { position: sticky; top: 1rem; align-self: start } iframe { height: max(30rem, calc(100vh - 13rem)) }
  }
</style>
<h1>sigv4-interceptor emulator</h1>
<div id="controls"></div>
<main>
<aside id="app" hidden>
<h2>An app, <a href="/app/" target="_blank">in its own tab</a></h2>
<iframe title="An app"></iframe>
</aside>
<section>
<h2>Signed calls</h2>
<table><thead><tr><th>Time<th>API<th>Call<th>Status<th>Signature<th>By<th>What AWS says</thead><tbody id="calls"></tbody></table>
<h2>Sign-in and credentials</h2>
<table><thead><tr><th>Time<th>Service<th>Operation<th>Status<th>Refusal</thead><tbody id="operations"></tbody></table>
<h2>Codes that were sent</h2>
<table><thead><tr><th>To<th>For<th>Code</thead><tbody id="codes"></tbody></table>
<h2>Signed in</h2>
<table><thead><tr><th>User<th>Since<th>User pool<th></thead><tbody id="signIns"></tbody></table>
<table><thead><tr><th>Identity<th>User<th>Logins</thead><tbody id="identities"></tbody></table>
<h2>Users, and what their authenticator apps show<span id="turn"></span></h2>
<table><thead><tr><th>User<th>Status<th>Code<th>Secret</thead><tbody id="users"></tbody></table>
<h2>For your app</h2>
<pre id="values"></pre>
</section>
</main>
<script type="module">
const find = (id) => document.getElementById(id);
const row = (cells, refused) => {
  const line = document.createElement('tr');
  if (refused) line.className = 'refused';
  for (const cell of cells) line.insertCell().append(cell ?? '');
  return line;
};
const press = async (control) => {
  await fetch('/controls/' + control, { method: 'POST', headers: { 'x-emulator': 'control-page' } });
  await show();
};
/** A summary line with expandable details, which stay open when calls arrive. */
const opened = new Set();
const unfold = (text) => {
  const [first, ...rest] = (text ?? '').split('\\n');
  if (!rest.length) return first;
  const details = document.createElement('details');
  const summary = document.createElement('summary');
  const pre = document.createElement('pre');
  summary.textContent = first;
  pre.textContent = rest.join('\\n').trim();
  details.append(summary, pre);
  details.open = opened.has(text);
  details.ontoggle = () => (details.open ? opened.add(text) : opened.delete(text));
  return details;
};
const clock = (time) => new Date(time).toLocaleTimeString();
const button = ({ name, label, on }) => {
  const element = document.createElement('button');
  element.textContent = label;
  if (on !== undefined) element.setAttribute('aria-pressed', on);
  element.onclick = () => press(name);
  return element;
};
const of = (user) => '?user=' + encodeURIComponent(user);
const buttons = (user) => {
  const both = document.createDocumentFragment();
  both.append(button({ name: 'expireTokens' + of(user), label: 'Expire tokens' }), button({ name: 'revoke' + of(user), label: 'End' }));
  return both;
};
/** One row per authenticator app. A user who replaces an app has two. */
const apps = ({ username, status, totp, newTotp }) =>
  (newTotp ? [totp, newTotp] : [totp]).map((app) => row([username, status, app?.code, app?.secret]));
const shown = new Map();
/** Replaces only what has changed, so that clicks and selections are not lost. */
const fill = (id, list, toRow) => {
  const text = JSON.stringify(list);
  if (shown.get(id) === text) return;
  shown.set(id, text);
  find(id).replaceChildren(...list.flatMap(toRow));
};
const show = async () => {
  const { values, controls, calls, operations, codes, signIns, identities, users } = await (await fetch('/state')).json();
  const [turn] = users.flatMap((u) => u.totp?.expiresIn ?? []);
  const known = users.map((u) => ({ ...u, totp: u.totp && { ...u.totp, expiresIn: 0 }, newTotp: u.newTotp && { ...u.newTotp, expiresIn: 0 } }));
  if (values.session && find('app').hidden) {
    find('app').hidden = false;
    find('app').querySelector('iframe').src = '/app/';
  }
  fill('values', [values], (v) => JSON.stringify(v, null, 2));
  fill('controls', controls, button);
  fill('calls', calls, (c) => row([clock(c.time), c.api, c.method + ' ' + c.path, c.status, c.verdict, c.user, unfold(c.detail)], c.verdict !== 'ok'));
  fill('signIns', signIns, (s) => row([s.username, clock(s.since), s.pool, buttons(s.username)]));
  fill('identities', identities, (i) => row([i.identityId, i.user, i.logins.join(', ')]));
  fill('operations', operations, (o) => row([clock(o.time), o.service, o.operation, o.status, o.code], o.status >= 400));
  fill('codes', codes, (c) => row([c.username + ' (' + c.destination + ')', c.reason, c.code]));
  fill('users', known, apps);
  find('turn').textContent = turn === undefined ? '' : ', for ' + turn + ' s';
};
await show();
setInterval(() => show().catch(() => {}), 1000);
</script>
</html>
`;
