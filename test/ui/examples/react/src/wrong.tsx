// The compiler must find an error in each of these lines.
import type {} from 'sigv4-interceptor/ui/react';
import { session } from './auth.js';

export const wrong = [
  // @ts-expect-error there is no such property
  <sigv4-sign-in key={1} session={session} autoShown />,
  // @ts-expect-error it is a boolean
  <sigv4-sign-in key={2} session={session} canCancel="yes" />,
  // @ts-expect-error a session is not its name
  <sigv4-sign-in key={3} session="session" />,
  // @ts-expect-error there is no such text
  <sigv4-sign-in key={4} session={session} texts={{ 'title.signin': 'Hello' }} />,
  // @ts-expect-error the event tells no token
  <sigv4-sign-in key={5} session={session} onsigv4-signed-in={({ detail }) => detail.token} />,
];
