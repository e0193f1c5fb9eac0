import { registerBackend } from '../backends/choose.ts';
import { explainBackend } from './backend.ts';

/** The name of the device whose numbers know where they come from: `x.to('explain')`. */
export const explainDevice = explainBackend.name;

registerBackend(explainBackend);
