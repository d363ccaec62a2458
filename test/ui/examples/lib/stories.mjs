// The stories of the examples' pages, played by keyboard only.
import assert from 'node:assert/strict';
import { expect } from '@playwright/test';

const ALICE = { username: 'alice', password: 'Correct-horse-1' };

const button = (page, name) => page.getByRole('button', { name, exact: true });
const fillIn = async ({ keyboard }) => {
  await keyboard.type(ALICE.username);
  await keyboard.press('Tab');
  await keyboard.type(ALICE.password);
  await keyboard.press('Enter');
};

/** The callers of the API, and the statuses they got. */
const answered = (mock) => mock.calls('GET /greeting').map(({ user, status }) => `${user} ${status}`);

/** A denied call opens the dialog, and succeeds once alice has signed in. */
export const shown = async (page, mock, { signOut = 'Sign out alice' } = {}) => {
  await button(page, 'Load').press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Sign in' });
  await expect(dialog).toBeVisible();
  assert.deepEqual(answered(mock), ['guest 403']);

  await expect(dialog.getByRole('textbox').first()).toBeFocused();
  await fillIn(page);
  await expect(page.locator('output')).toHaveText('Hello alice');
  assert.deepEqual(answered(mock), ['guest 403', 'alice 200']);
  await expect(dialog).toHaveCount(0);
  await expect(button(page, 'Load')).toBeFocused();

  await button(page, signOut).press('Enter');
  await expect(button(page, signOut)).toHaveCount(0);
  await expect(page.locator('output')).toHaveText('');
};

/**
 * An app's own markup: a wrong password shows an error, and a call
 * that guests are denied succeeds once alice has signed in.
 */
export const headless = async (page, mock) => {
  await button(page, 'Load').press('Enter');
  await expect(page.locator('output')).toHaveText('Refused: 403');
  const form = page.locator('form');
  await expect(form.getByRole('heading')).toHaveText('Sign in');

  await form.getByLabel('Username').focus();
  await page.keyboard.type(ALICE.username);
  await page.keyboard.press('Tab');
  await page.keyboard.type('Wrong-horse-1');
  await page.keyboard.press('Enter');
  await expect(form.getByRole('alert')).not.toHaveText('');
  await form.getByLabel('Password').fill('');
  await page.keyboard.type(ALICE.password);
  await page.keyboard.press('Enter');
  await expect(form.getByRole('heading')).toHaveText('Signed in');

  await button(page, 'Load').press('Enter');
  await expect(page.locator('output')).toHaveText('Hello alice');
  assert.deepEqual(answered(mock), ['guest 403', 'alice 200']);
  await button(page, 'Sign out').press('Enter');
  await expect(form.getByRole('heading')).toHaveText('Sign in');
};

/** The guide's button reports a closed dialog, and a sign-in. */
export const byButton = async (page) => {
  await button(page, 'Sign in').press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('output')).toHaveText('Not signed in');
  await button(page, 'Sign in').press('Enter');
  await expect(page.getByRole('dialog').getByRole('textbox').first()).toBeFocused();
  await fillIn(page);
  await expect(page.locator('output')).toHaveText('Signed in');
};

/** The guide's texts, colours and fields, and its style sheet. */
export const branded = async (page) => {
  await button(page, 'Sign in to the shop').press('Enter');
  const dialog = page.getByRole('dialog');
  const title = dialog.getByRole('heading', { name: 'Welcome back' });
  await expect(title).toHaveCSS('font-style', 'italic');
  await expect(dialog.getByText('Questions? Call 555-0100.')).toBeVisible();
  const submit = dialog.getByRole('button', { name: 'Sign in', exact: true });
  await expect(submit).toHaveCSS('text-transform', 'uppercase');
  await expect(submit).toHaveCSS('background-color', 'rgb(11, 110, 79)');
  await expect(submit).toHaveCSS('border-radius', '0px');
  await expect(dialog.locator('img')).toHaveJSProperty('naturalWidth', 96);
  await button(dialog, 'Join us').press('Enter');
  await expect(dialog.getByLabel('Team')).toHaveValue('Red');
};
