'use client';
// The suite in a client's page.
import { useEffect } from 'react';
import { libraries } from '../../libraries.js';
import { runSuite } from '../../suite.js';

let running = false;

const start = async () => {
  if (running) return;
  running = true;
  const settings = await (await fetch('/run')).json();
  await runSuite(settings, libraries);
};

export default () => {
  useEffect(() => void start(), []);
  return <p>matrix</p>;
};
