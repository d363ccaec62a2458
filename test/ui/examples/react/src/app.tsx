import { useState, useSyncExternalStore } from 'react';
import 'sigv4-interceptor/ui';
import type {} from 'sigv4-interceptor/ui/react';
import { session } from './auth.js';
import { loadGreeting } from './greeting.js';

export const App = () => {
  const { state, isSignedIn } = useSyncExternalStore(session.subscribe, session.getSnapshot, session.getServerSnapshot);
  const [greeting, setGreeting] = useState('');
  const [user, setUser] = useState('');

  const signOut = async () => {
    await session.signOut();
    setGreeting('');
  };

  return (
    <>
      <button type="button" onClick={async () => setGreeting(await loadGreeting())}>
        Load
      </button>
      {isSignedIn && (
        <button type="button" onClick={signOut}>
          Sign out {user}
        </button>
      )}
      <output>{greeting}</output>
      {state !== 'unknown' && (
        <sigv4-sign-in session={session} autoShow onsigv4-signed-in={({ detail }) => setUser(detail.username ?? '')} />
      )}
    </>
  );
};
