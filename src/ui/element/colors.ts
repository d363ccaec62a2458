/** The colour options, and the custom properties that they set. */
const PROPERTIES = {
  backgroundColor: '--sigv4-background',
  secondaryBackgroundColor: '--sigv4-secondary-background',
  primaryColor: '--sigv4-primary',
} as const;

type Colors = { readonly [name in keyof typeof PROPERTIES]?: string | undefined };

/**
 * The style sheet chooses a light or a dark text colour, whichever has more contrast. Light text means a dark scheme.
 */
const schemeOf = (element: Element): string => {
  const { color } = getComputedStyle(element.querySelector('.sigv4-card') ?? element);
  const [, red] = /^color\(srgb ([\d.]+)/.exec(color) ?? [];
  return red === undefined ? '' : Number(red) > 0.5 ? 'dark' : 'light';
};

/**
 * Applies the colours that have changed, with `style.setProperty`, which a strict Content Security Policy allows. What
 * browsers draw themselves (check boxes, calendars) follows the background.
 */
export const paint = (element: HTMLElement & Colors, changed: ReadonlyMap<PropertyKey, unknown>): void => {
  for (const [name, property] of Object.entries(PROPERTIES)) {
    if (changed.has(name)) element.style.setProperty(property, element[name as keyof Colors] ?? '');
  }
  if (changed.has('backgroundColor')) element.style.colorScheme = element.backgroundColor ? schemeOf(element) : '';
};
