import { createSigV4, createTokenAuth } from 'sigv4-interceptor';
import * as amplify from 'sigv4-interceptor/amplify';
import * as cognito from 'sigv4-interceptor/cognito';
import * as explanation from 'sigv4-interceptor/explain';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import * as hostedUi from 'sigv4-interceptor/hosted-ui';
import * as mocks from 'sigv4-interceptor/mocks';

const auth = createSigV4({ credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 's' } });
export const answer: Promise<Response> = wrapFetch(fetch, auth)('https://x.example.com', { authenticate: false });
export const others = [createTokenAuth, amplify, cognito, explanation, hostedUi, mocks];
