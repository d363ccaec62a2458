// The suite in a route handler; for the page, the settings.
import { libraries } from '../../../libraries.js';
import { runSuite } from '../../../suite.js';

export const dynamic = 'force-dynamic';

let settings;

export const POST = async (request) => {
  settings = await request.json();
  if (settings.part === 'route') await runSuite(settings, libraries);
  return Response.json({});
};

export const GET = () => Response.json(settings);
