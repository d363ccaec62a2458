import { explain } from '../../src/explain.js';
import type { KeyStore } from '../api/keys.js';
import type { ApiSettings } from '../options.js';
import { type Authorization, readAuthorization } from '../verifier/authorization.js';
import { payloadHashOf } from '../verifier/payload.js';
import { scopeText, stringToSign } from '../verifier/signature.js';
import type { ArrivedRequest } from '../verifier/types.js';
import {
  type CanonicalParts,
  canonicalParts,
  joinParts,
  type SignedInstead,
  whatWasSigned,
} from '../verifier/what-was-signed.js';
import { curlOf } from './curl.js';
import type { JournalRecord } from './journal.js';
import { HIDDEN, showHeader, showQuery } from './redact.js';
import type { Difference, EntryDetail, Line } from './state.js';

/** What an inspection needs beside the request. */
export interface InspectionWorld {
  readonly keys: KeyStore;
  /** The server's clock, in milliseconds since 1970. */
  now(): number;
  /** Where each API listens. */
  urls(): Readonly<Record<string, string>>;
}

/** A signed call, as far as it can be read. */
interface Signed {
  readonly authorization: Authorization;
  readonly arrived: CanonicalParts;
  readonly instead: SignedInstead | undefined;
}

/** How many secrets of other keys are tried: the latest ones. */
const MAX_SECRETS = 200;

/** Returns the hash of a body that was too large to keep. The service's message ends with it. */
const echoedHash = (detail = ''): string | undefined => /\n([\w-]{16,})'\n/.exec(detail)?.[1];

const read = (
  request: ArrivedRequest,
  {
    call,
    settings,
    isBodyLost,
  }: Pick<Required<JournalRecord>, 'call' | 'settings'> & Pick<JournalRecord, 'isBodyLost'>,
  { keys, now, urls }: InspectionWorld,
): Signed | undefined => {
  const authorization = readAuthorization(request);
  if ('reason' in authorization) return undefined;
  const { flavour, unsignedPayload, contentSha256Required, baseUrl, name } = settings;
  const rules = { ...flavour.rules, unsignedPayload, contentSha256Required };
  const payload = payloadHashOf(request, authorization, rules);
  const computed = 'hash' in payload && !isBodyLost ? payload.hash : authorization.contentSha256;
  const hash = echoedHash(call.detail) ?? computed ?? '(the body was too large to keep)';
  const arrived = canonicalParts(request, authorization, hash, rules);
  if (call.verdict !== 'signature-mismatch') return { authorization, arrived, instead: undefined };
  const { secretAccessKey = '' } = keys.find(authorization.accessKeyId, now(), () => false) ?? {};
  const instead = whatWasSigned(request, arrived, {
    authorization,
    rules,
    secretAccessKey,
    otherSecrets: keys.secrets().slice(-MAX_SECRETS),
    hosts: [baseUrl.host, baseUrl.hostname, ...hostsOf(urls()[name])],
    basePath: baseUrl.pathname.replace(/\/$/, ''),
  });
  return { authorization, arrived, instead };
};

const hostsOf = (url: string | undefined): string[] => {
  if (url === undefined) return [];
  const { host, hostname, port } = new URL(url);
  return [host, hostname, `localhost:${port}`, 'localhost', `127.0.0.1:${port}`];
};

const withoutTokens = (canonicalRequest: string): string =>
  canonicalRequest.replace(/(x-amz-security-token[:=])[^\n&]*/gi, `$1${HIDDEN}`);

/** Says in a sentence what differs. */
const differenceOf = (call: NonNullable<JournalRecord['call']>, signed: Signed | undefined): Difference | undefined => {
  const { verdict, detail = '' } = call;
  if (verdict !== 'signature-mismatch') return verdict === 'ok' || !detail ? undefined : SENTENCES[verdict];
  const missing = signed ? missingHeaders(signed.arrived) : [];
  if (!signed?.instead) {
    const sentence = missing.length
      ? `The signed ${missing.length > 1 ? 'headers' : 'header'} ${missing.join(', ')} did not arrive, or arrived empty. What the client signed cannot be read from a signature.`
      : 'The mock cannot tell what differs: what the client signed cannot be read from a signature, and none of the changes that clients and proxies usually make explains it. A wrong secret looks the same. Paste what your client has signed below, to compare.';
    return { proved: false, sentence };
  }
  const { parts, changed } = signed.instead;
  if (changed.includes('secret')) {
    return {
      proved: true,
      sentence: `The request arrived as it was signed${changed.length > 1 ? ', but for what is marked' : ''}; it was signed with the secret of another key, or with white space or percent-encoding in the secret.`,
    };
  }
  // Another body also has another length, but that is not the reason.
  const told = changed.includes('payloadHash') ? { ...parts, headers: signed.arrived.headers } : parts;
  const answer = `The Canonical String for this request should have been\n'${withoutTokens(joinParts(signed.arrived)).replaceAll("'", '%27')}'`;
  const explained = explain(answer, { canonicalRequest: withoutTokens(joinParts(told)).replaceAll("'", '%27') });
  return { proved: true, sentence: explained?.sentence ?? `What differs is the ${changed.join(' and the ')}.` };
};

const missingHeaders = ({ headers }: CanonicalParts): string[] =>
  headers.split('\n').flatMap((line) => (/^[^:]+:$/.test(line) ? [line.slice(0, -1)] : []));

const proved = (sentence: string): Difference => ({ proved: true, sentence });

/** What to do about the refusals that are not about what was signed. */
const SENTENCES: Readonly<Record<string, Difference | undefined>> = {
  'missing-authentication': proved(
    'The call was not signed: it has no Authorization header and no X-Amz-Signature. Check that its URL is one that your client signs.',
  ),
  'wrong-scope': proved(
    'It was signed for another region, service or day than the API’s. Set region and service as under Set-up.',
  ),
  'unknown-key': proved(
    'The mock has issued no key with this id. Is the app configured for another emulator, or for AWS itself?',
  ),
  'signature-expired': proved(
    'The clock of the client is behind the server’s, or the call was on its way for too long. The library corrects its clock and replays the call.',
  ),
  'signature-not-yet-current': proved(
    'The clock of the client is ahead of the server’s. The library corrects its clock and replays the call.',
  ),
  'expired-token': proved('The credentials have expired. The library renews them and replays the call.'),
  'invalid-token': proved('The session token does not belong to the key: it is missing, or of other credentials.'),
  'payload-mismatch': proved('The body that arrived is not the one whose hash is in x-amz-content-sha256.'),
  'unsigned-header': proved('The headers that the message names must be among the signed ones.'),
};

/** Pairs the lines of what arrived with those that were signed. */
const canonicalLines = ({ arrived, instead }: Signed): Line[] => {
  const signed = instead?.parts;
  const line = (label: string, part: keyof CanonicalParts, show = (text: string) => text): Line => ({
    label,
    arrived: show(arrived[part]),
    ...(signed && signed[part] !== arrived[part] && { signed: show(signed[part]) }),
  });
  return [
    line('Method', 'method'),
    line('Path', 'path'),
    line('Query', 'query', showQuery),
    ...headerLines(arrived.headers, signed?.headers ?? arrived.headers),
    line('Signed headers', 'signedHeaders'),
    line('Hash of the body', 'payloadHash'),
  ];
};

const toHeaders = (lines: string): Map<string, string> =>
  new Map(
    lines
      .split('\n')
      .filter(Boolean)
      .map((text) => [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)]),
  );

const headerLines = (arrived: string, signed: string): Line[] => {
  const [here, there] = [toHeaders(arrived), toHeaders(signed)];
  return [...new Set([...here.keys(), ...there.keys()])].map((name) => {
    const [value, other] = [here.get(name), there.get(name)];
    const show = (text: string): string => `${name}:${showHeader(name, text)}`;
    return {
      label: 'Header',
      arrived: value === undefined ? undefined : show(value),
      ...(value !== other && { signed: other === undefined ? null : show(other) }),
    };
  });
};

const scopeLines = (
  { authorization: { amzDate, scope, algorithm }, arrived }: Signed,
  { region, service }: ApiSettings,
): Line[] => {
  const [, , , hash = ''] = stringToSign(amzDate, scope, joinParts(arrived)).split('\n');
  const expected = scopeText({ ...scope, date: amzDate.slice(0, 8), region, service, terminator: 'aws4_request' });
  const given = scopeText(scope);
  return [
    { label: 'Algorithm', arrived: algorithm },
    { label: 'Date', arrived: amzDate },
    { label: 'Scope', arrived: expected, ...(given !== expected && { signed: given }) },
    { label: 'Hash of the above', arrived: hash },
  ];
};

const milliseconds = (time: number): string => `${time.toLocaleString('en-US')} ms`;

const factsOf = ({ entry, call, delayed }: JournalRecord): [string, string][] => [
  ['Arrived', `${new Date(entry.time).toISOString()} by the server’s clock`],
  ...(entry.took === undefined
    ? []
    : [
        ['Took', milliseconds(entry.took) + (delayed ? `, of which a fault added ${milliseconds(delayed)}` : '')] as [
          string,
          string,
        ],
      ]),
  ...(call?.signed === undefined ? [] : [['Signed', SIGNED[call.signed]] as [string, string]]),
  ...(call?.accessKeyId === undefined ? [] : [['Key', call.accessKeyId] as [string, string]]),
  ...(entry.user === undefined ? [] : [['User', entry.user] as [string, string]]),
  ...(call?.identityId === undefined ? [] : [['Identity', call.identityId] as [string, string]]),
];

const SIGNED = {
  header: 'in the Authorization header',
  presigned: 'in the URL',
  token: 'not at all; it has a token',
  no: 'not at all',
};

/** Returns what a request opens to. Nothing in it is a secret. */
export const inspect = (record: JournalRecord, world: InspectionWorld): EntryDetail => {
  const { id, call, settings, arrived, error } = record;
  const signed =
    call && settings && arrived
      ? read(arrived, { call, settings, isBodyLost: record.isBodyLost === true }, world)
      : undefined;
  const difference = call && differenceOf(call, signed);
  const signedHeaders = signed?.authorization.signedHeaders ?? [];
  const message = call?.detail?.split('The Canonical String')[0]?.trimEnd();
  const url = world.urls()[record.entry.api];
  return {
    id,
    ...(message !== undefined && { message }),
    ...(error !== undefined && { exception: error instanceof Error ? (error.stack ?? String(error)) : String(error) }),
    ...(difference && { difference }),
    canonicalRequest: signed ? canonicalLines(signed) : [],
    stringToSign: signed && settings ? scopeLines(signed, settings) : [],
    headers: call
      ? (arrived?.headers ?? []).map(([name, value]) => ({
          name,
          value: showHeader(name, value),
          signed: signedHeaders.includes(name.toLowerCase()),
        }))
      : [],
    facts: factsOf(record),
    ...(call &&
      settings &&
      arrived &&
      url && {
        curl: curlOf({
          arrived,
          origin: new URL(url).origin,
          region: settings.region,
          service: settings.service,
          signed: call.signed,
          isBodyLost: record.isBodyLost === true,
        }),
      }),
  };
};
