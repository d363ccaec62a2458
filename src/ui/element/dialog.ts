import type { SignInElement } from './sign-in-element.js';
import { adoptStyles } from './adopt-styles.js';

/**
 * A modal dialog around a sign-in. The browser keeps the focus inside, makes the page behind it inert, and gives the focus back.
 *
 * @param cancel Called when the user closes it. Without it they cannot.
 */
export const createDialog = (element: SignInElement, cancel: (() => void) | undefined) => {
  const dialog = document.createElement('dialog');
  dialog.className = 'sigv4-dialog';
  dialog.setAttribute('closedby', cancel ? 'closerequest' : 'none');
  dialog.setAttribute('aria-labelledby', element.titleId);
  dialog.append(element);
  let ended = false;
  dialog.addEventListener('cancel', (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    cancel?.();
  });
  dialog.addEventListener('close', (event) => {
    if (ended || event.target !== dialog) return;
    // Browsers close it in the end for who insists.
    if (cancel) cancel();
    else if (dialog.isConnected) dialog.showModal();
  });
  return {
    show: (): void => {
      document.body.append(dialog);
      adoptStyles(dialog);
      dialog.showModal();
      element.focus();
    },
    close: (): void => {
      ended = true;
      dialog.close();
      dialog.remove();
    },
  };
};
