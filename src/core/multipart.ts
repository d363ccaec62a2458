import { UnsignableRequestError } from './errors.js';
import type { Bytes } from './platform-types.js';
import { randomId } from './random.js';

/** The value of a form field: text, or a file. */
type FormValue = string | Blob;

/** A field of React Native's FormData. A file is represented by its URI, not its bytes. */
interface NativePart {
  readonly fieldName: string;
  readonly string?: string;
  readonly uri?: string;
}

/** A form on any platform. */
interface Form {
  entries?(): Iterable<[string, FormValue]>;
  getParts?(): readonly NativePart[];
}

/** Whether a form has a file that only React Native itself can read. */
export const hasNativeFile = (form: object): boolean =>
  (form as Form).getParts?.().some(({ uri }) => uri !== undefined) ?? false;

const entriesOf = (form: Form): Iterable<[string, FormValue]> => {
  if (typeof form.entries === 'function') return form.entries();
  return (form.getParts?.() ?? []).map(({ fieldName, string, uri }) => {
    if (uri !== undefined) {
      throw new UnsignableRequestError(
        'unsupported-body',
        `The form field ${JSON.stringify(fieldName)} is a React Native file, whose bytes cannot be read. ` +
          "Set payload: 'unsigned' if the service accepts it, or upload it to a presigned URL.",
      );
    }
    return [fieldName, string ?? ''];
  });
};

const withNetworkLines = (text: string): string => text.replace(/\r\n?|\n/g, '\r\n');

const ESCAPED: Readonly<Record<string, string>> = { '\n': '%0A', '\r': '%0D', '"': '%22' };
const quote = (text: string): string => `"${text.replace(/[\n\r"]/g, (character) => ESCAPED[character]!)}"`;

/** Returns a form's parts: text as bytes, and files as they are. */
const toParts = (form: object): { readonly parts: readonly (Bytes | Blob)[]; readonly contentType: string } => {
  const boundary = `----sigv4-interceptor-${randomId()}`;
  const encoder = new TextEncoder();
  const parts: (Bytes | Blob)[] = [];
  const add = (text: string): void => void parts.push(encoder.encode(text));
  for (const [name, value] of entriesOf(form as Form)) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name=${quote(withNetworkLines(name))}`;
    if (typeof value === 'string') {
      add(`${head}\r\n\r\n${withNetworkLines(value)}\r\n`);
    } else {
      const filename = (value as File).name ?? 'blob';
      add(`${head}; filename=${quote(filename)}\r\nContent-Type: ${value.type || 'application/octet-stream'}\r\n\r\n`);
      parts.push(value);
      add('\r\n');
    }
  }
  add(`--${boundary}--\r\n`);
  return { parts, contentType: `multipart/form-data; boundary=${boundary}` };
};

/**
 * Serialises a form (HTML, "Multipart form data") from its fields alone: WebKit cannot read the bytes of a form with a file, Node does
 * not recognise jsdom's forms, and React Native cannot read any.
 *
 * @param readFile Reads a file.
 * @throws UnsignableRequestError `unsupported-body` for a file that only the platform can read.
 */
export const serialiseForm = async (
  form: object,
  readFile: (file: Blob) => Promise<Uint8Array>,
): Promise<{ readonly parts: readonly Uint8Array[]; readonly contentType: string }> => {
  const { parts, contentType } = toParts(form);
  const byteParts: Uint8Array[] = [];
  for (const part of parts) byteParts.push(ArrayBuffer.isView(part) ? part : await readFile(part));
  return { parts: byteParts, contentType };
};

/** Whether a form has a file that can be read. */
const hasFile = (form: FormData): boolean => {
  for (const [, value] of form.entries?.() ?? []) if (typeof value !== 'string') return true;
  return false;
};

/** Detects WebKit by its vendor, which jsdom's navigator also reports. */
const isWebKit = (): boolean => /^Apple/.test((globalThis.navigator as { vendor?: string } | undefined)?.vendor ?? '');

/**
 * Converts a form with files to a Blob of the same bytes, for a Request to be signed later: WebKit cannot read such a form back from
 * a Request. On other platforms, and without files, returns the form itself.
 */
export const readableForm = (form: FormData): FormData | Blob => {
  if (!isWebKit() || !hasFile(form)) return form;
  const { parts, contentType } = toParts(form);
  return new Blob(parts as BlobPart[], { type: contentType });
};
