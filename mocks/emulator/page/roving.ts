/** Makes the rows of a list one tab stop. Arrow keys, Home and End lead from row to row. */
export interface Roving {
  /** Makes a row the tab stop, because the user has gone to it. */
  go(button: HTMLButtonElement): void;
  /** Finds another tab stop where the last one is gone or hidden. Until the user has gone to a row, it is the first. */
  settle(): void;
}

/** Creates the tab stop of a list whose items begin with a button of the class `row`. */
export const createRoving = (list: Element): Roving => {
  let current: HTMLButtonElement | undefined;
  let isChosen = false;

  const choose = (button: HTMLButtonElement | undefined): void => {
    if (current) current.tabIndex = -1;
    current = button;
    if (current) current.tabIndex = 0;
  };
  const go = (button: HTMLButtonElement): void => {
    isChosen = true;
    choose(button);
  };
  const shown = (): HTMLButtonElement[] => [
    ...list.querySelectorAll<HTMLButtonElement>(':scope > li:not([hidden]) > .row'),
  ];

  list.addEventListener('keydown', (event) => {
    const { key } = event as KeyboardEvent;
    if (!['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(key)) return;
    const buttons = shown();
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    // Within an opened row, the keys are those of its fields.
    if (at < 0) return;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[key] ?? at;
    event.preventDefault();
    const button = buttons[Math.max(0, Math.min(next, buttons.length - 1))];
    if (!button) return;
    go(button);
    button.focus();
  });

  return {
    go,
    settle: () => {
      if (isChosen && current?.isConnected && !current.closest('li')?.hidden) return;
      isChosen = false;
      choose(list.querySelector<HTMLButtonElement>(':scope > li:not([hidden]) > .row') ?? undefined);
    },
  };
};
