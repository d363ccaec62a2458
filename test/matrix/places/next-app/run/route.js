// The suite in a route handler; for the page, the settings.
import { libraries } from '../../suite/libraries.js';
import { runSuite } from '../../suite/suite.js';

export const dynamic = 'force-dynamic';

let settings;

export const POST = async (request) => {
  settings = await request.json();
  if (settings.part === 'route') await runSuite(settings, libraries, `Node ${process.versions.node}`);
  return Response.json({});
};

export const GET = () => Response.json(settings);
