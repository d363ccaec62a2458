import { expect, onTestFinished, test } from 'vitest';
import pageScript from './support/csp-page.ts?url';

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws:; base-uri 'none'";

test('a strict Content Security Policy refuses none of it, but the inline style that proves the policy', async () => {
  const frame = document.createElement('iframe');
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}">
    <body><script type="module" src="${new URL(pageScript, location.href)}"></script>`;
  const told = new Promise<unknown>((resolve) => {
    const hear = ({ source, data }: MessageEvent): void => {
      if (source === frame.contentWindow) resolve(data);
    };
    addEventListener('message', hear);
    onTestFinished(() => removeEventListener('message', hear));
  });
  document.body.append(frame);
  onTestFinished(() => frame.remove());
  expect(await told).toEqual({
    refused: [expect.stringMatching(/^style-src-attr /)],
    background: 'rgb(255, 215, 0)',
  });
});
