import 'sigv4-interceptor/ui';
import type {} from 'sigv4-interceptor/ui/preact';
import { useState } from 'preact/hooks';
import { session } from './auth.js';

export const App = () => {
  const [user, setUser] = useState('');
  return (
    <p>
      {user}
      <sigv4-sign-in
        class="side"
        session={session}
        primaryColor="teal"
        autoShow
        onsigv4-signed-in={({ detail }) => setUser(detail.username ?? '')}
      />
    </p>
  );
};
