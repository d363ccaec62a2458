import axe from 'axe-core';

/** What axe finds wrong. Colours are the browser's where they are forced, and it does not tell which they are. */
export const violationsOf = async (element: Element): Promise<readonly string[]> => {
  const enabled = !matchMedia('(forced-colors: active)').matches;
  const { violations } = await axe.run(element, {
    rules: { region: { enabled: false }, 'color-contrast': { enabled } },
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
};
