type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;

/** A CSS colour of any notation, as the screen shows it. */
const toRgba = (color: string): Rgba => {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
  return [red!, green!, blue!, alpha! / 255];
};

/** What an element stands on: the nearest background that can be seen. */
const backgroundOf = (element: Element | null): Rgba => {
  if (element && getComputedStyle(element).opacity !== '1')
    throw new Error('What shows through has no colour to tell.');
  if (!element) return toRgba(matchMedia('(prefers-color-scheme: dark)').matches ? '#121212' : '#fff');
  const color = toRgba(getComputedStyle(element).backgroundColor);
  return color[3] > 0.99 ? color : backgroundOf(element.parentElement);
};

/** WCAG 2.2, "relative luminance". */
const luminance = ([red, green, blue]: Rgba): number => {
  const [r, g, b] = [red, green, blue].map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
};

/** WCAG 2.2, "contrast ratio", of a colour and what an element stands on. */
export const contrast = (color: string, on: Element): number => {
  const [lighter, darker] = [luminance(toRgba(color)), luminance(backgroundOf(on))].sort((a, b) => b - a);
  return (lighter! + 0.05) / (darker! + 0.05);
};
