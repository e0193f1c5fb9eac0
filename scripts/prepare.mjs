// Runs after `npm ci` in a clone: builds the addon. Never fails, for everything also runs without it.
try {
  const { buildNative } = await import('./buildNative.mjs');
  await buildNative();
} catch (error) {
  console.error(
    `stridegrad: the C++ addon was not built (${error.message}); everything runs in TypeScript, more slowly.`,
  );
}
