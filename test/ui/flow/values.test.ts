import { expect, test } from 'vitest';
import type { FlowField } from '../../../src/ui/flow.js';
import { parseValues } from '../../../src/ui/flow/values.js';

const field = (name: string, type: FlowField['type'], more: Partial<FlowField> = {}): FlowField => ({
  name,
  label: name,
  type,
  autocomplete: 'off',
  required: true,
  ...more,
});

const code = field('code', 'text', { inputMode: 'numeric' });
const phone = field('phone_number', 'tel');
const email = field('email', 'email');

test.each([
  [code, ' 123 456 ', '123456'],
  [code, '123\u00a0456', '123456'],
  [code, '１２３４５６', '123456'],
  [{ ...code, name: 'backupCode' }, '１２３ ４５６', '123456'],
  [field('username', 'text'), ' al ice ', 'al ice'],
  [field('password', 'password'), '  two  ', '  two  '],
  [field('newPassword', 'password'), '１', '１'],
  [field('answer', 'text'), ' a piano ', ' a piano '],
  [email, ' a@example.com\n', 'a@example.com'],
  [phone, ' +353 (86) 123-45.67', '+353861234567'],
  [phone, '＋３５３８６１２３４５６７', '+353861234567'],
  [phone, '+353\u201186\u20131234567', '+353861234567'],
  [field('given_name', 'text'), '  ', undefined],
])('reads %o, where %j was typed, as %j', (of, typed, value) => {
  const optional = { ...of, required: value !== undefined };
  expect(parseValues([optional], { [of.name]: typed })).toEqual({
    values: value === undefined ? {} : { [of.name]: value },
  });
});

test.each([
  [code, '  ', 'error.required'],
  [code, undefined, 'error.required'],
  [code, true, 'error.required'],
  [field('password', 'password'), '', 'error.required'],
  [email, 'alice', 'error.email'],
  [email, 'a@b@c', 'error.email'],
  [email, 'a b@example.com', 'error.email'],
  [phone, '086 1234567', 'error.phone_number'],
  [phone, '+', 'error.phone_number'],
  [phone, '+353 abc', 'error.phone_number'],
  [{ ...phone, required: false }, '1', 'error.phone_number'],
])('refuses %o, where %j was typed, by %s', (of, typed, key) => {
  expect(parseValues([of], { [of.name]: typed })).toEqual({ invalid: { field: of.name, key } });
});

test('names the first field that is wrong, and looks past boxes and what cannot be changed', () => {
  const fields = [
    field('username', 'text', { readOnly: true, value: 'alice' }),
    field('rememberDevice', 'checkbox'),
    field('nickname', 'text', { required: false }),
    code,
    phone,
  ];
  expect(parseValues(fields, {}).invalid?.field).toBe('code');
  expect(parseValues(fields, { code: '1', phone_number: '+1', username: 'bob', other: 'x' })).toEqual({
    values: { code: '1', phone_number: '+1' },
  });
});
