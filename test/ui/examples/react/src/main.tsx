import { StrictMode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { App } from './app.js';

const root = document.querySelector('#root')!;
const app = (
  <StrictMode>
    <App />
  </StrictMode>
);
// A page that a server has rendered has the app in it already.
if (root.hasChildNodes()) hydrateRoot(root, app);
else createRoot(root).render(app);
