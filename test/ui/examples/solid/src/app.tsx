import 'sigv4-interceptor/ui';
import type {} from 'sigv4-interceptor/ui/solid';
import { createSignal } from 'solid-js';
import { session } from './auth.js';

export const App = () => {
  const [user, setUser] = createSignal('');
  return (
    <p>
      {user()}
      <sigv4-sign-in
        class="side"
        session={session}
        primaryColor="teal"
        autoShow
        on:sigv4-signed-in={({ detail }) => setUser(detail.username ?? '')}
      />
    </p>
  );
};
