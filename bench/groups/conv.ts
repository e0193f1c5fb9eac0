import { conv1, conv2 } from '../work.ts';
import { groupOf } from './group.ts';

const layers = {
  '64→64': { images: 16, inChannels: 64, size: 32, outChannels: 64, kernel: 3, stride: 1, padding: 1 },
  '128→256': { images: 16, inChannels: 128, size: 16, outChannels: 256, kernel: 3, stride: 2, padding: 1 },
  conv1: { images: 64, ...conv1 },
  conv2: { images: 64, ...conv2 },
};

/** Two layers of a larger net (16 images) and the tutorial's two (64 images). */
export const conv = groupOf(
  'conv',
  'convolution',
  Object.entries(layers).flatMap(([name, layer]) =>
    (['forward', 'gradInput', 'gradWeight', 'both'] as const).map((pass) => ({
      name: `${name}, ${pass}`,
      work: { kind: 'conv2d', ...layer, pass } as const,
    })),
  ),
);
