export { defaultGenerator, Generator, type GeneratorState, manualSeed } from './generator.ts';
export { KeyedGenerator } from './keyedGenerator.ts';
export { RandomSource } from './randomSource.ts';
