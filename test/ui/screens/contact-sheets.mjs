const COLUMNS = 4;

/** The approximate width of a picture on a sheet, so that four fit side by side. */
const WIDTH = 390;

const perSheet = ({ viewport, width = 480 }) => (viewport && width > 600 ? 4 : 8);

const page = (name, width, columns) => `<!doctype html><meta charset="utf-8"><style>
  body { margin: 8px; background: #777; font: 12px sans-serif; color: #fff }
  main { display: grid; grid-template-columns: repeat(${columns}, ${width}px); gap: 8px; align-items: start }
  figure { margin: 0 }
  img { display: block; width: 100% }
</style><h1>${name}</h1><main></main>`;

/** The caption of a picture. */
export const captionOf = ({ step, ...rest }) =>
  [
    step,
    ...Object.entries(rest)
      .filter(([name]) => !['options', 'footer', 'dialog', 'language', 'typed'].includes(name))
      .map(([name, value]) => `${name}=${value}`),
  ].join(' ');

/** Lays the pictures of a mode out on sheets, with captions. Returns PNGs. */
export const contactSheets = async (browser, name, pictures, mode) => {
  const size = perSheet(mode);
  const columns = size === 4 ? 2 : COLUMNS;
  const width = size === 4 ? 2 * WIDTH : WIDTH;
  const sheets = [];
  for (let start = 0; start < pictures.length; start += size) {
    const sheet = await browser.newPage({ viewport: { width: columns * (width + 8) + 8, height: 400 } });
    await sheet.setContent(page(name, width, columns));
    const images = pictures.slice(start, start + size).map(({ caption, png }) => [caption, png.toString('base64')]);
    await sheet.evaluate(async (shown) => {
      for (const [caption, data] of shown) {
        const figure = document.createElement('figure');
        const image = new Image();
        image.src = `data:image/png;base64,${data}`;
        await image.decode();
        figure.append(caption, image);
        document.querySelector('main').append(figure);
      }
    }, images);
    sheets.push(await sheet.screenshot({ fullPage: true }));
    await sheet.close();
  }
  return sheets;
};
