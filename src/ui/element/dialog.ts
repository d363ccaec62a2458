import type { SignInElement } from './sign-in-element.js';
import { adoptStyles } from './adopt-styles.js';

/**
 * A modal dialog around a sign-in. The browser keeps the focus inside, makes the page behind it inert, and gives the focus back. Users
 * can close it where the element can be cancelled.
 */
export const createDialog = (element: SignInElement) => {
  const { canCancel } = element;
  const dialog = document.createElement('dialog');
  dialog.className = 'sigv4-dialog';
  dialog.setAttribute('closedby', canCancel ? 'closerequest' : 'none');
  dialog.setAttribute('aria-labelledby', element.titleId);
  dialog.append(element);
  let ended = false;
  dialog.addEventListener('cancel', (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    if (canCancel) element.cancel();
  });
  dialog.addEventListener('close', (event) => {
    if (ended || event.target !== dialog) return;
    // Browsers close it in the end for who insists.
    if (canCancel) element.cancel();
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
