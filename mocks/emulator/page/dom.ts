/** What a child of an element can be. Text is set as text, never as HTML. */
export type Child = Node | string | number | undefined | false;

/** Attributes; `on…` are listeners. Undefined and false leave an attribute out. */
type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;

/** Creates an element. */
export const h = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flatMap((child) => (child === undefined || child === false ? [] : [toNode(child)])));
  return element;
};

const toNode = (child: Node | string | number): Node =>
  child instanceof Node ? child : document.createTextNode(String(child));

/** Returns an element of the page's own HTML. */
export const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element '${id}'.`);
  return found;
};

/** Sets text only if it differs, so that selections and live regions are left alone. */
export const setText = (element: Element, text: string): void => {
  if (element.textContent !== text) element.textContent = text;
};

/** A list whose elements stay the same while their items do. */
export interface KeyedList<T> {
  set(items: readonly T[]): void;
}

/**
 * Shows items as children of an element. An element is created again only if its item has changed, and only the others
 * move, so that focus, selections and opened details stay.
 */
export const keyedList = <T>(
  parent: Element,
  keyOf: (item: T) => string,
  create: (item: T) => HTMLElement,
): KeyedList<T> => {
  const shown = new Map<string, { readonly text: string; readonly element: HTMLElement }>();
  return {
    set: (items) => {
      const keys = new Set(items.map(keyOf));
      for (const [key, { element }] of shown) {
        if (keys.has(key)) continue;
        element.remove();
        shown.delete(key);
      }
      let place: Element | null = parent.firstElementChild;
      for (const item of items) {
        const [key, text] = [keyOf(item), JSON.stringify(item)];
        const before = shown.get(key);
        let element = before?.element;
        if (!element || before?.text !== text) {
          const fresh = create(item);
          if (element) {
            const focused = element.contains(document.activeElement) ? nameOf(document.activeElement) : undefined;
            if (place === element) place = fresh;
            element.replaceWith(fresh);
            if (focused !== undefined) focusNamed(fresh, focused);
          }
          element = fresh;
          shown.set(key, { text, element });
        }
        if (place === element) place = element.nextElementSibling;
        else parent.insertBefore(element, place);
      }
    },
  };
};

const nameOf = (element: Element | null): string => element?.getAttribute('data-key') ?? element?.textContent ?? '';

/** Returns the focus to the counterpart of an element that was replaced. */
const focusNamed = (within: HTMLElement, name: string): void => {
  const candidates = [...within.querySelectorAll<HTMLElement>('button, summary, a, input, select')];
  candidates.find((candidate) => nameOf(candidate) === name)?.focus();
};

// One for all: creating one takes longer than a row of the list.
const CLOCK = new Intl.DateTimeFormat([], { timeStyle: 'medium', hour12: false });

/** A clock time, to the second. */
export const clock = (time: number): string => CLOCK.format(time);
