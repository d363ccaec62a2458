import { SignInCancelledError } from '../cognito/errors.js';
import { answerIn } from './address.js';
import { HostedUiError } from './errors.js';

/** Begins the `state` of a sign-in in a popup, so that the page it ends on knows whom to tell. */
export const POPUP = 'popup-';

/** How often is looked whether the user has closed the popup; no event tells. Milliseconds. */
const LOOK = 300;
/** How long the popup waits for the page that opened it before it goes on by itself. Milliseconds. */
const PATIENCE = 5000;

/** A window that was opened for a sign-in. */
export interface Popup {
  readonly closed: boolean;
  readonly location: { href: string };
  close(): void;
}

/** Opens the window: at once, because browsers allow it only while the user's click is handled. */
export const openPopup = (open: () => Popup | null): Popup => {
  const popup = open();
  if (popup) return popup;
  throw new HostedUiError('popup-blocked', 'The browser blocked the sign-in window. Allow it, and try again.', {
    advice: "Call signIn in the handler of a click, before anything is awaited, or without mode: 'popup'.",
  });
};

/** Waits for the answer that the popup hands over. */
export const answerOf = (popup: Popup, channelName: string, state: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const channel = new BroadcastChannel(channelName);
    const end = (): void => {
      clearInterval(timer);
      channel.close();
    };
    const timer = setInterval(() => {
      if (!popup.closed) return;
      end();
      reject(new SignInCancelledError('sign-in-cancelled', 'The popup was closed before the sign-in was done.'));
    }, LOOK);
    channel.onmessage = ({ data }: MessageEvent) => {
      // By the address itself: an answer to another sign-in is for whoever began that one.
      if (answerIn(data?.url)?.state !== state) return;
      channel.postMessage({ received: state });
      end();
      resolve(data.url);
    };
  });

/** Hands an answer to the page that opened this one. False where that page is gone: then it is for this one. */
export const handOver = (url: string, channelName: string, state: string): Promise<boolean> =>
  new Promise((resolve) => {
    const channel = new BroadcastChannel(channelName);
    const end = (received: boolean): void => {
      clearTimeout(timer);
      channel.close();
      resolve(received);
    };
    const timer = setTimeout(() => end(false), PATIENCE);
    channel.onmessage = ({ data }: MessageEvent) => {
      if (data?.received === state) end(true);
    };
    channel.postMessage({ url });
  });
