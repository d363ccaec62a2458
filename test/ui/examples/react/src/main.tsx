import { StrictMode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { App } from './app.js';

const root = document.querySelector('#root')!;
const app = (
  <StrictMode>
    <App />
  </StrictMode>
);
// A server-rendered page already contains the app.
if (root.hasChildNodes()) hydrateRoot(root, app);
else createRoot(root).render(app);
