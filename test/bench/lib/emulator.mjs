/** Starts the emulator as it was built. */
export const openEmulator = async () => {
  const { emulate } = await import('../../../dist/mocks/emulator/emulate.js');
  return emulate({ config: undefined, port: 0, host: '127.0.0.1' });
};
