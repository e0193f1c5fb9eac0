import { type Contestant, node } from '../contestants.ts';
import type { Work } from '../work.ts';

/** Who can be asked for by name in the browser: their libraries. */
export const browserPeers: readonly string[] = ['tfjs', 'jax-js'];

/** What gpu.js does alone, to see what we add to it. */
const kindsOfGpuJs = ['matmul'];

/** Whoever can be loaded in a page, and the ways it can compute there. The first one's numbers are what others' must be. */
const libraries = {
  stridegrad: ['reference', 'gpu:webgpu', 'gpu:webgl2', 'gpu:webasm'],
  'gpu.js': ['webgpu', 'webgl2', 'webasm'],
  tfjs: ['webgpu', 'webgl'],
  'jax-js': ['webgpu', 'wasm'], // its webgl takes 5 s for a product of 512³, and is never its best
};

/** We, gpu.js alone, and our peers in one page of one Chromium. */
export function inChromium(peers: readonly string[] | undefined, source = false): Contestant[] {
  const { program, args } = node('browser/chromium.ts', source ? ['-C', 'stridegrad-source'] : []);
  const command = () => ({ program, args: source ? [...args, '--source'] : args });
  return Object.entries(libraries).flatMap(([library, modes]) => {
    if (browserPeers.includes(library) && peers?.includes(library) === false) return [];
    const can = ({ kind }: Work) => library !== 'gpu.js' || kindsOfGpuJs.includes(kind);
    return modes.map((mode) => ({
      name: library === 'stridegrad' ? mode : `${library} ${mode}`,
      title: 'Chromium:',
      process: 'Chromium',
      command,
      variants: (work) => (can(work) ? [`${library} ${mode}`] : []),
    }));
  });
}
