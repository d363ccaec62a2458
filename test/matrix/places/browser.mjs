// Places that are a page in a browser.
import { browsers } from './browsers.mjs';
import { servePages } from '../server/pages.mjs';

export const missing = ({ browser }) => browsers[browser].missing();

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
    start: async ({ settings: given, signal, finished }) => {
      settings = { ...given, secure: host === 'localhost' };
      const problem = Promise.withResolvers();
      const close = await browsers[browser].open(`${page}/`, host, (error) => {
        // Once the suite runs it reports by itself; what it provokes is no problem of the page.
        if (!asked) problem.reject(error);
      });
      try {
        const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
        await Promise.race([finished, aborted, problem.promise]);
      } finally {
        await close();
      }
    },
  };
};
