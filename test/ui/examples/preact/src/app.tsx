import 'sigv4-interceptor/ui';
import type {} from 'sigv4-interceptor/ui/preact';
import { useEffect, useState } from 'preact/hooks';
import { session } from './auth.js';
import { loadGreeting } from './greeting.js';

export const App = () => {
  const [{ isSignedIn }, setSnapshot] = useState(session.getSnapshot);
  const [greeting, setGreeting] = useState('');
  const [user, setUser] = useState('');

  useEffect(() => session.subscribe(() => setSnapshot(session.getSnapshot())), []);
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
      <sigv4-sign-in
        class="side"
        session={session}
        primaryColor="teal"
        autoShow
        onsigv4-signed-in={({ detail }) => setUser(detail.username ?? '')}
      />
    </>
  );
};
