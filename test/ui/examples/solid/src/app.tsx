import 'sigv4-interceptor/ui';
import type {} from 'sigv4-interceptor/ui/solid';
import { createSignal, from, Show } from 'solid-js';
import { session } from './auth.js';
import { loadGreeting } from './greeting.js';

export const App = () => {
  const snapshot = from((set) => session.subscribe(() => set(session.getSnapshot())), session.getSnapshot());
  const [greeting, setGreeting] = createSignal('');
  const [user, setUser] = createSignal('');

  const signOut = async () => {
    await session.signOut();
    setGreeting('');
  };

  return (
    <>
      <button type="button" onClick={async () => setGreeting(await loadGreeting())}>
        Load
      </button>
      <Show when={snapshot().isSignedIn}>
        <button type="button" onClick={signOut}>
          Sign out {user()}
        </button>
      </Show>
      <output>{greeting()}</output>
      <sigv4-sign-in
        class="side"
        prop:session={session}
        prop:primaryColor="teal"
        prop:autoShow={true}
        on:sigv4-signed-in={({ detail }) => setUser(detail.username ?? '')}
      />
    </>
  );
};
