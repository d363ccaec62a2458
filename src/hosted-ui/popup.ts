import { SignInCancelledError } from '../cognito/errors.js';
import { answerIn } from './address.js';
import { HostedUiError } from './errors.js';

/**
 * The prefix of a popup's `state`: it tells the page in the popup that its opener is waiting for the response.
 */
export const POPUP = 'popup-';

/** How often to check whether the user has closed the popup, in milliseconds. No event reports it. */
const POLL_INTERVAL = 300;
/** How long the popup waits for its opener before it processes the response itself, in milliseconds. */
const OPENER_TIMEOUT = 5000;

/** A window opened for a sign-in. */
export interface Popup {
  readonly closed: boolean;
  readonly location: { href: string };
  close(): void;
}

/** Opens the window. Synchronous, because browsers allow it only while they handle the user's click. */
export const openPopup = (open: () => Popup | null): Popup => {
  const popup = open();
  if (popup) return popup;
  throw new HostedUiError('popup-blocked', 'The browser blocked the sign-in window. Allow pop-ups and try again.', {
    advice: "Call signIn in a click handler, before any await, or without mode: 'popup'.",
  });
};

/** Waits for the popup's response. Rejects when the user closes the popup. */
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
      reject(new SignInCancelledError('sign-in-cancelled', 'The popup was closed before the sign-in was complete.'));
    }, POLL_INTERVAL);
    channel.onmessage = ({ data }: MessageEvent) => {
      // Tabs share the channel: a response with another state belongs to the tab that began that sign-in.
      if (answerIn(data?.url)?.state !== state) return;
      channel.postMessage({ received: state });
      end();
      resolve(data.url);
    };
  });

/**
 * Passes a response to the page that opened this popup. Resolves to
 * false if that page is closed; this page then processes the response.
 */
export const handOver = (url: string, channelName: string, state: string): Promise<boolean> =>
  new Promise((resolve) => {
    const channel = new BroadcastChannel(channelName);
    const end = (received: boolean): void => {
      clearTimeout(timer);
      channel.close();
      resolve(received);
    };
    const timer = setTimeout(() => end(false), OPENER_TIMEOUT);
    channel.onmessage = ({ data }: MessageEvent) => {
      if (data?.received === state) end(true);
    };
    channel.postMessage({ url });
  });
