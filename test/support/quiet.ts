// Set up before every test file. Tests run Lit as it is while an app is developed, and Lit need not say so in each of them
// (https://lit.dev/docs/tools/development/ names this set).
Object.assign(globalThis, { litIssuedWarnings: new Set(['dev-mode']) });
