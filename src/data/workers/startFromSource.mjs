// Starts a loader's worker where stridegrad runs from its TypeScript sources: threads do not inherit tsx.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
