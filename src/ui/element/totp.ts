import { html, nothing, svg, type TemplateResult } from 'lit';
import type { SignInFlow } from '../flow/types.js';
import type { QrPath } from './qr-path.js';

/**
 * Creates QR codes with code that loads on first use. If that fails, there is no QR code: the user can enter the key.
 */
export const createQrCodes = (changed: () => void) => {
  let currentUri: string | undefined;
  let code: QrPath | undefined;
  return (uri: string): QrPath | undefined => {
    if (uri !== currentUri) {
      currentUri = uri;
      code = undefined;
      import('./qr-path.js')
        .then(({ qrPath }) => {
          if (uri !== currentUri) return;
          code = qrPath(uri);
          changed();
        })
        .catch(() => {});
    }
    return code;
  };
};

/** Scanners need a quiet zone of four modules, and dark on light in either colour scheme. */
const EDGE = 4;

const image = ({ size, path }: QrPath, label: string): TemplateResult => {
  const side = size + 2 * EDGE;
  return html`<svg class="sigv4-qr" role="img" aria-label=${label} viewBox="${-EDGE} ${-EDGE} ${side} ${side}" shape-rendering="crispEdges">
    ${svg`<rect x=${-EDGE} y=${-EDGE} width=${side} height=${side} fill="#fff"></rect><path d=${path} fill="#000"></path>`}
  </svg>`;
};

/** Returns a key in groups of four, easy to copy by hand. */
export const inGroups = (secret: string): string => secret.match(/.{1,4}/g)?.join(' ') ?? '';

/** Renders what an authenticator app needs: the QR code and the key. */
export const renderTotp = (
  { step, text }: Pick<SignInFlow, 'step' | 'text'>,
  code: (uri: string) => QrPath | undefined,
  copied: boolean,
  copy: (secret: string) => void,
): TemplateResult | typeof nothing => {
  const { totp } = step;
  if (!totp) return nothing;
  const path = code(totp.uri);
  return html`<div class="sigv4-totp">
    ${path ? image(path, text('hint.qrCode')) : nothing}
    <p class="sigv4-label">${text('hint.totpSecret')}</p>
    <div class="sigv4-totp-key">
      <code class="sigv4-code" translate="no">${inGroups(totp.secret)}</code>
      ${
        navigator.clipboard
          ? html`<button type="button" class="sigv4-button sigv4-copy" @click=${() => copy(totp.secret)}>
              ${text(copied ? 'action.copied' : 'action.copy')}
            </button>`
          : nothing
      }
    </div>
    <a class="sigv4-link sigv4-totp-open" href=${totp.uri}>${text('action.openApp')}</a>
  </div>`;
};
