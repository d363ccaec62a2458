import { announce } from './announce.js';

/**
 * Presses a button of the emulator, with parameters.
 *
 * @returns What is wrong with a parameter, or with the connection. Undefined if it was pressed.
 */
export const press = async (
  control: string,
  label: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string | undefined> => {
  const query = new URLSearchParams(parameters);
  const problem = await fetch(`/controls/${control}?${query}`, {
    method: 'POST',
    headers: { 'x-emulator': 'control-page' },
  }).then(
    async (answer) => (answer.ok ? undefined : answer.text()),
    () => 'The emulator cannot be reached.',
  );
  announce(problem === undefined ? `Done: ${label}` : `${label}: ${problem}`);
  return problem;
};
