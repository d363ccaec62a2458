import { adoptStyles } from './adopt-styles.js';

/** What the dialog needs of the sign-in inside it. */
export interface DialogContent extends HTMLElement {
  readonly canCancel?: boolean | undefined;
  /** The id of the heading that names the dialog. */
  readonly titleId: string;
  /** The user closes the form. */
  cancel(): void;
  /** Called when it has left the page. Tells whether it was put back. */
  removed: (() => boolean) | undefined;
}

/**
 * A modal dialog around a sign-in. The browser keeps the focus inside, makes the page behind it inert, and gives the focus back. Users
 * can close it where the element can be cancelled.
 */
export const createDialog = (element: DialogContent) => {
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
    else show();
  });
  /** Also where the page has taken it away, or hidden it, meanwhile. */
  const show = (): void => {
    if (!dialog.contains(element)) dialog.append(element);
    if (!dialog.isConnected) (document.body ?? document.documentElement).append(dialog);
    adoptStyles(dialog);
    if (dialog.open && (!dialog.showModal || dialog.matches(':modal'))) return;
    // One that was taken out of the page says that it is open, and is no longer modal.
    dialog.open = false;
    // jsdom has none.
    if (dialog.showModal) dialog.showModal();
    else dialog.open = true;
    element.focus();
  };
  // Calls wait for it: whoever replaces the page's content did not mean to end a sign-in. Later, lest two take turns for ever.
  element.removed = () => {
    if (!ended) setTimeout(() => ended || show());
    return !ended;
  };
  return {
    show,
    close: (): void => {
      ended = true;
      dialog.close?.();
      dialog.remove();
    },
  };
};
