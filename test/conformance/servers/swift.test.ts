import { startSwift, SWIFT_CREDENTIALS } from '../../support/servers/swift.js';
import { verifiesEverything } from './verifies-everything.js';
import { connectS3 } from './s3.js';

verifiesEverything({
  name: 'swift',
  need: 'swift',
  start: startSwift,
  // It reads the query into a map, so that of a repeated key it verifies the last value only.
  except: ['a repeated key'],
  wire: (url) => connectS3(url, SWIFT_CREDENTIALS, 'wire'),
});
