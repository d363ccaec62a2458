import { createSigV4 } from 'sigv4-interceptor';
import { createCognitoSession } from 'sigv4-interceptor/cognito';
// What `npx sigv4-interceptor emulate` prints.
import aws from './aws.json';

export const session = createCognitoSession(aws.session);
export const auth = createSigV4({ ...aws.api, credentials: session.credentials });
