// These packages are installed in this folder, and found from here only.
export { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
export { build as buildWithVite, createLogger } from 'vite';
export { create as createWebGpu, globals as webGpuGlobals } from 'webgpu';
