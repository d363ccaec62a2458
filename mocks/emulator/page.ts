/** The control page: plain HTML and a script that asks for the state once a second. Values are set as text, never as HTML. */
export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>sigv4-interceptor emulator</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1b1f24; }
  h1 { font-size: 1.3rem } h2 { font-size: 1rem; margin: 1.6rem 0 .5rem }
  button { font: inherit; margin: 0 .4rem .4rem 0; padding: .3rem .7rem; border: 1px solid #8c959f; border-radius: .4rem; background: #f6f8fa; cursor: pointer }
  button[aria-pressed=true] { background: #cf222e; border-color: #cf222e; color: #fff }
  pre { background: #f6f8fa; padding: .8rem; border-radius: .4rem; overflow: auto }
  table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid #d0d7de }
  .refused { color: #cf222e }
  table + table { margin-top: .8rem }
  td { vertical-align: top } td:not(:last-child) { max-width: 26rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
  tbody:empty::after { content: 'none yet'; color: #57606a; display: table-cell; padding: .25rem .6rem }
  summary { cursor: pointer } details pre { white-space: pre-wrap; overflow-wrap: anywhere }
</style>
<h1>sigv4-interceptor emulator</h1>
<div id="controls"></div>
<h2>Signed in</h2>
<table><thead><tr><th>User<th>Since<th>User pool<th></thead><tbody id="signIns"></tbody></table>
<table><thead><tr><th>Identity<th>User<th>Logins</thead><tbody id="identities"></tbody></table>
<h2>Signed calls</h2>
<table><thead><tr><th>Time<th>API<th>Call<th>Status<th>Signature<th>By<th>What AWS says</thead><tbody id="calls"></tbody></table>
<h2>Sign-in and credentials</h2>
<table><thead><tr><th>Time<th>Service<th>Operation<th>Status<th>Refusal</thead><tbody id="operations"></tbody></table>
<h2>Codes that were sent</h2>
<table><thead><tr><th>To<th>Code</thead><tbody id="codes"></tbody></table>
<h2>For your app</h2>
<pre id="values"></pre>
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
/** A first line, and the rest for who wants to see it; it stays open when calls arrive. */
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
const ending = (user) => button({ name: 'revoke?user=' + encodeURIComponent(user), label: 'End' });
let shown = '';
const show = async () => {
  const text = await (await fetch('/state')).text();
  if (text === shown) return;
  shown = text;
  const { values, controls, calls, operations, codes, signIns, identities } = JSON.parse(text);
  find('values').textContent = JSON.stringify(values, null, 2);
  find('controls').replaceChildren(...controls.map(button));
  find('calls').replaceChildren(...calls.map((c) => row([clock(c.time), c.api, c.method + ' ' + c.path, c.status, c.verdict, c.user, unfold(c.detail)], c.verdict !== 'ok')));
  find('signIns').replaceChildren(...signIns.map((s) => row([s.username, clock(s.since), s.pool, ending(s.username)])));
  find('identities').replaceChildren(...identities.map((i) => row([i.identityId, i.user, i.logins.join(', ')])));
  find('operations').replaceChildren(...operations.map((o) => row([clock(o.time), o.service, o.operation, o.status, o.code], o.status >= 400)));
  find('codes').replaceChildren(...codes.map((c) => row([c.username + ' (' + c.destination + ')', c.code])));
};
await show();
setInterval(() => show().catch(() => {}), 1000);
</script>
</html>
`;
