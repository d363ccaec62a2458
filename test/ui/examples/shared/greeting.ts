import { wrapFetch } from 'sigv4-interceptor/fetch';
import { auth } from './auth.js';
import aws from './aws.json';

const signedFetch = wrapFetch(fetch, auth);

/** A call that is denied to guests. */
export const loadGreeting = async (): Promise<string> => {
  const response = await signedFetch(`${aws.url}/greeting`);
  return response.ok ? response.text() : `Refused: ${response.status}`;
};
