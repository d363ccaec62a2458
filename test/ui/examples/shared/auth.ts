import { createSigV4 } from 'sigv4-interceptor';
import { createCognitoSession } from 'sigv4-interceptor/cognito';
// The output of `npx sigv4-interceptor emulate`.
import aws from './aws.json';

export const session = createCognitoSession(aws.session);
export const auth = createSigV4({ ...aws.api, credentials: session.credentials });
