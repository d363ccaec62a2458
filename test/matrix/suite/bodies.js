// Bodies as an app gives them. What has to arrive is told by ../server/arrived.mjs, under the same names.

const pattern = (length) => Uint8Array.from({ length }, (_, index) => (index * 7) % 251);

const textForm = () => {
  const form = new FormData();
  form.append('name', 'é世');
  form.append('list', '1');
  form.append('list', '2');
  form.append('empty', '');
  form.append('a "quoted" name', 'two\nlines');
  return form;
};

const fileForm = () => {
  const form = new FormData();
  form.append('title', 'A picture');
  form.append('picture', new Blob([pattern(300)], { type: 'image/png' }), 'é "1".png');
  form.append('notes', new Blob(['plain']), 'notes');
  return form;
};

const stream = () => {
  const parts = ['first, ', 'second, ', 'third é'];
  return new ReadableStream({
    pull: (controller) => {
      const part = parts.shift();
      if (part === undefined) controller.close();
      else controller.enqueue(new TextEncoder().encode(part));
    },
  });
};

/** What makes each body, by name. */
export const bodies = {
  JSON: () => ({ name: 'é世', list: [1, 2] }),
  text: () => 'first\nsecond €',
  URLSearchParams: () =>
    new URLSearchParams([
      ['a', '1 2'],
      ['a', 'é&='],
      ['b', ''],
    ]),
  'FormData of texts': textForm,
  'FormData with files': fileForm,
  'a Blob': () => new Blob([pattern(300)], { type: 'image/png' }),
  'a Blob of 3 MiB': () => new Blob([pattern(3 * 1024 * 1024)], { type: 'application/octet-stream' }),
  'an ArrayBuffer': () => pattern(300).buffer,
  'a part of a larger buffer': () => pattern(300).subarray(100, 200),
  'a ReadableStream': stream,
};
