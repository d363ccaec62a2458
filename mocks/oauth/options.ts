import type { SlackOptions } from '../slack/slack.js';

/** The sign-in page of a user pool. */
export interface HostedUiMockOptions {
  /** The page's host. Default: `mock.auth.{region}.amazoncognito.com`. */
  readonly domain?: string;
  /** The id of the user pool. Default: the first one's. */
  readonly userPool?: string;
  /** The allowed redirect URLs. Default: https and loopback. */
  readonly callbackUrls?: readonly string[];
}

/** Slack, and the app's backend for it. */
export interface SlackMockOptions extends SlackOptions {
  /**
   * The route of the first API that exchanges a code, or a Slack
   * token, for a developer identity. Default: `'POST /slack'`.
   */
  readonly exchange?: string;
}
