import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { loadGreeting } from './greeting.js';
import { OwnSignIn } from './own-sign-in.js';

const App = () => {
  const [greeting, setGreeting] = useState('');
  return (
    <>
      <button type="button" onClick={async () => setGreeting(await loadGreeting())}>
        Load
      </button>
      <output>{greeting}</output>
      <OwnSignIn />
    </>
  );
};

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
