// Places that are a page in a browser.
import { browsers } from './browsers.mjs';
import { servePages } from '../server/pages.mjs';

export const missing = ({ browser }) => browsers[browser].missing();

/**
 * Opens a page, and closes it when the suite is done.
 *
 * @param started Whether the suite runs: what it provokes is no problem of the page.
 */
export const openPage = async (browser, url, host, { signal, finished, report = () => {}, started = () => false }) => {
  const problem = Promise.withResolvers();
  const { version, close } = await browsers[browser].open(url, host, (error) => {
    if (!started()) problem.reject(error);
  });
  report({ version });
  try {
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    await Promise.race([finished, aborted, problem.promise]);
  } finally {
    await close();
  }
};

export const prepare = async ({ browser, bundler = 'esbuild', host = 'localhost' }, { project, bundle }) => {
  let settings;
  let asked = false;
  const [folder, files] = [await project('newest'), await bundle(bundler)];
  const pages = await servePages(files, () => {
    asked = true;
    return settings;
  });
  const page = `http://${host}:${pages.port}`;
  return {
    project: folder,
    page,
    close: pages.close,
    start: ({ settings: given, ...rest }) => {
      settings = { ...given, secure: host === 'localhost' };
      return openPage(browser, `${page}/`, host, { ...rest, started: () => asked });
    },
  };
};
