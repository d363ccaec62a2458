import { crc32, deflateSync } from 'node:zlib';

const chunk = (type, data) => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length);
  head.write(type, 4, 'latin1');
  const end = Buffer.alloc(4);
  end.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), data])));
  return Buffer.concat([head, data, end]);
};

const distance = (one, other) =>
  [16, 8, 0].reduce((sum, shift) => sum + (((one >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0);

/**
 * A PNG of the 256 colours that an image has most of (PNG specification, colour type 3): a fraction of what a browser's screenshot
 * weighs, and with the flat colours of a page hardly to be told from it.
 *
 * @param pixels RGBA, opaque.
 */
export const encodePalettePng = (width, height, pixels) => {
  const colours = Array.from({ length: width * height }, (_, at) => pixels.readUInt32BE(at * 4) >>> 8);
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette = [...counts.keys()].sort((one, other) => counts.get(other) - counts.get(one)).slice(0, 256);
  const indices = new Map(
    [...counts.keys()].map((colour) => {
      const distances = palette.map((kept) => distance(colour, kept));
      return [colour, distances.indexOf(Math.min(...distances))];
    }),
  );

  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (const [at, colour] of colours.entries()) {
    rows[at + Math.floor(at / width) + 1] = indices.get(colour);
  }
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};
