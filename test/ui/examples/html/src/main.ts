import './auto-show.js';
import { session } from './auth.js';
import { signIn as signInToShop } from './branded.js';
import { loadGreeting } from './greeting.js';
import { signIn } from './sign-in.js';
import './sign-in.css';

const output = document.querySelector('output')!;
const button = (id: string) => document.querySelector<HTMLButtonElement>(`#${id}`)!;

button('load').addEventListener('click', async () => {
  output.textContent = await loadGreeting();
});
button('sign-in').addEventListener('click', async () => {
  output.textContent = (await signIn()) ? 'Signed in' : 'Not signed in';
});
button('sign-in-branded').addEventListener('click', signInToShop);
button('sign-out').addEventListener('click', async () => {
  await session.signOut();
  output.textContent = '';
});
session.subscribe(() => {
  button('sign-out').hidden = !session.isSignedIn;
});
