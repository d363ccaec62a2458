import type { FlowStep } from '../../../../src/ui/flow/types.js';
import { en } from '../../../../src/ui/texts/en.js';
import type { Texts } from '../../../../src/ui/texts/types.js';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** English texts, each as a pattern of what it says once it is filled in. Those of many words go first. */
const PATTERNS = (Object.entries(en) as [keyof Texts, string][])
  .filter(([key]) => key !== 'error.custom' && key !== 'field.optional')
  .sort(([, one], [, other]) => other.length - one.length)
  .map(([key, text]) => ({
    key,
    pattern: new RegExp(
      `^${text
        .split(/\{\w+\}/)
        .map(escaped)
        .join('(.+)')}$`,
    ),
    names: [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
  }));

/** As the package fills texts in: what is filled in keeps its own direction. */
const isolate = (value: string): string => `\u2068${value}\u2069`;

const translateText = (text: string, texts: Texts): string => {
  for (const { key, pattern, names } of PATTERNS) {
    const [, ...values] = pattern.exec(text) ?? [];
    if (!pattern.test(text)) continue;
    return texts[key].replace(/\{(\w+)\}/g, (_, name: string) =>
      isolate(translateText(values[names.indexOf(name)]!, texts)),
    );
  }
  return text;
};

const WORDS: readonly string[] = ['title', 'description', 'label', 'hint', 'submit'];

const translateIn = (value: unknown, texts: Texts): unknown => {
  if (Array.isArray(value)) return value.map((item) => translateIn(item, texts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      WORDS.includes(name) && typeof item === 'string' ? translateText(item, texts) : translateIn(item, texts),
    ]),
  );
};

/** An English step in the words of another language. What is not the package's own, such as a custom challenge's question, stays. */
export const translate = (step: FlowStep, texts: Texts): FlowStep =>
  (texts === en ? step : translateIn(step, texts)) as FlowStep;
