import { generate } from 'lean-qr/nano';

/** A QR code as one SVG path. A module is one unit wide. */
export interface QrPath {
  /** The number of modules per row. */
  readonly size: number;
  /** The dark modules, for `d`. */
  readonly path: string;
}

/** Creates the QR code of a text. */
export const qrPath = (text: string): QrPath => {
  const code = generate(text);
  let path = '';
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) {
      const begin = x;
      while (code.get(x, y)) x++;
      if (x > begin) path += `M${begin} ${y}h${x - begin}v1H${begin}z`;
    }
  }
  return { size: code.size, path };
};
