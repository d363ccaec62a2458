// The compiler must find an error in each of these lines.
import type {} from 'sigv4-interceptor/ui/solid';
import { session } from './auth.js';

export const wrong = [
  // @ts-expect-error there is no such property
  <sigv4-sign-in prop:session={session} prop:autoShown={true} />,
  // @ts-expect-error in Solid's HTML it would be another name
  <sigv4-sign-in prop:session={session} autoShow />,
  // @ts-expect-error it is a boolean
  <sigv4-sign-in prop:session={session} prop:canCancel="yes" />,
  // @ts-expect-error a session is not its name
  <sigv4-sign-in prop:session="session" />,
  // @ts-expect-error there is no such text
  <sigv4-sign-in prop:session={session} prop:texts={{ 'title.signin': 'Hello' }} />,
  // @ts-expect-error the event tells no token
  <sigv4-sign-in prop:session={session} on:sigv4-signed-in={({ detail }) => detail.token} />,
];
