import { STYLES } from './styles.js';

/** A style sheet belongs to the document that made it. */
const sheets = new WeakMap<Document, CSSStyleSheet>();

const sheetOf = (document: Document): CSSStyleSheet => {
  const known = sheets.get(document);
  if (known) return known;
  const sheet = new (document.defaultView ?? globalThis).CSSStyleSheet();
  sheet.replaceSync(STYLES);
  sheets.set(document, sheet);
  return sheet;
};

/** Adds the style sheet to an element's tree, once. A Content Security Policy does not restrict constructed sheets. */
export const adoptStyles = (element: Element): void => {
  const root = element.getRootNode() as Document | ShadowRoot;
  // Simulated documents, as in tests, may have none.
  if (!root.adoptedStyleSheets) return;
  const sheet = sheetOf(element.ownerDocument);
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
};
