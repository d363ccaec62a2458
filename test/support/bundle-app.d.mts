/** Writes the page, styles and modules of the emulator's app into a folder. */
export declare const bundleApp: (outdir: string) => Promise<unknown>;
