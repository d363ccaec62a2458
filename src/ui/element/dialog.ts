import { adoptStyles } from './adopt-styles.js';

/** What the dialog needs of the sign-in inside it. */
export interface DialogContent extends HTMLElement {
  readonly canCancel?: boolean | undefined;
  /** The id of the heading that names the dialog. */
  readonly titleId: string;
  /** Called when the user closes the form. */
  cancel(): void;
  /** Called when the element has left the page. Returns whether it will be put back. */
  removed: (() => boolean) | undefined;
}

/**
 * Creates a modal dialog around a sign-in. The browser keeps the focus inside, makes the page behind it inert, and
 * returns the focus. Users can close the dialog if the element has `canCancel`.
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
    // Browsers close the dialog if the user keeps pressing Escape.
    if (canCancel) element.cancel();
    else show();
  });
  /** Shows the dialog, even if the page has removed or hidden it. */
  const show = (): void => {
    if (!dialog.contains(element)) dialog.append(element);
    if (!dialog.isConnected) (document.body ?? document.documentElement).append(dialog);
    adoptStyles(dialog);
    if (dialog.open && (!dialog.showModal || dialog.matches(':modal'))) return;
    // A dialog that was removed from the page is still open, but no longer modal.
    dialog.open = false;
    // jsdom has no showModal.
    if (dialog.showModal) dialog.showModal();
    else dialog.open = true;
    element.focus();
  };
  // Calls wait for the sign-in, and code that replaces the page's content does not mean to end it. Puts the dialog back
  // asynchronously, so that two scripts cannot loop forever.
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
