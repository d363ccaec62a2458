const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (title: string, body: string, status: number): Response =>
  new Response(
    `<!doctype html><html lang="en"><title>${escapeHtml(title)}</title><h1>${escapeHtml(title)}</h1>${body}</html>`,
    {
      status,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    },
  );

/** The sign-in form. It posts to its own URL, which keeps the parameters of the authorization request. */
export const signInPage = (title: string, username: string, problem?: string): Response =>
  page(
    title,
    `${problem ? `<p role="alert">${escapeHtml(problem)}</p>` : ''}<form method="post">
<p><label>Username <input name="username" value="${escapeHtml(username)}" autocomplete="username"></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password"></label></p>
<p><button type="submit">Sign in</button></p></form>`,
    200,
  );

/** Returns the error page for a request that must not redirect to the app. */
export const errorPage = (problem: string): Response =>
  page('An error was encountered', `<p>${escapeHtml(problem)}</p>`, 400);
