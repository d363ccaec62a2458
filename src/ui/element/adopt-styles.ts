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

/** Gives the tree that an element stands in the style sheet, once. Constructed sheets need no permission of a Content Security Policy. */
export const adoptStyles = (element: Element): void => {
  const root = element.getRootNode() as Document | ShadowRoot;
  // Simulated documents of tests have none.
  if (!root.adoptedStyleSheets) return;
  const sheet = sheetOf(element.ownerDocument);
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
};
