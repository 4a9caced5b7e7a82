import { register } from 'tsx/esm/api';

/** Starts what all test files share. Jest does not compile this file, so it loads TypeScript through tsx. */
export default async function globalSetup() {
  const unregister = register();
  const { startServices } = await import('./services.ts');
  globalThis.stopTestServices = await startServices();
  await unregister();
}
