import { Command, InvalidArgumentError, Option } from 'commander';

/** What the command line asks for. */
export interface CifarOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly lr: number;
  readonly data: string | undefined;
  readonly trainImages: number | undefined;
  readonly testImages: number | undefined;
  readonly device: string;
  readonly seed: number;
  readonly workers: number;
  readonly out: string;
  readonly resume: boolean;
  readonly json: boolean;
  readonly asTheTutorial: boolean;
  readonly watch: boolean;
}

/** Options without a default. */
type Unset = 'data' | 'trainImages' | 'testImages';

/** Reads the command line; prints help or what is wrong with it, and ends the process then. */
export function readOptions(argv: readonly string[]): CifarOptions {
  const command = new Command('cifar10')
    .description("Trains the tutorial's convolutional net on CIFAR-10, and shows what it learnt.")
    .option('--epochs <n>', 'times through the training images', integer(1), 2)
    .option('--batch-size <n>', 'images a step', integer(1), 4)
    .option('--lr <rate>', 'learning rate of SGD (momentum 0.9)', positive, 0.001)
    .option('--data <folder>', "folder with the official .bin files, or 'drawn' for drawn pictures")
    .option('--train-images <n>', 'learn from the first n only', integer(1))
    .option('--test-images <n>', 'be examined with the first n only', integer(1))
    .addOption(
      new Option('--device <name>', 'where to compute: auto, native, reference, gpu, gpu:MODE')
        .default('auto')
        .env('STRIDEGRAD_DEVICE')
        .argParser(knownDevice),
    )
    .option('--seed <n>', 'of weights and shuffling', integer(0), 0)
    .option('--workers <n>', 'threads that load batches', integer(0), 0)
    .option('--out <folder>', 'where the results go', 'out/cifar10')
    .option('--resume', 'go on from the checkpoint in --out', false)
    .option('--watch', 'let the doctor look on, and say on stderr what it finds', false)
    .option('--json', 'one JSON object on stdout, everything else on stderr', false)
    .addOption(
      new Option(
        '--as-the-tutorial',
        'leave the loop after one batch, with a ReLU on the logits: what the original measured',
      )
        .default(false)
        .conflicts('resume'),
    )
    .showHelpAfterError('(--help shows every option)');
  command.parse(argv, { from: 'user' });
  const given = command.opts<Omit<CifarOptions, Unset>>();
  return { data: undefined, trainImages: undefined, testImages: undefined, ...given };
}

function integer(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`It must be an integer of at least ${least}.`);
    }
    return value;
  };
}

function knownDevice(name: string): string {
  if (/^(auto|native|reference|gpu|gpu:\w+)$/.test(name)) return name;
  throw new InvalidArgumentError('The devices are auto, native, reference, gpu, and gpu:MODE for a mode of gpu.js.');
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Infinity)) {
    throw new InvalidArgumentError('It must be a positive number.');
  }
  return value;
}
