import { parseRecording } from '../../debug/recording/parseRecording.ts';
import { replay } from '../../debug/replay/replay.ts';
import { ArgumentError } from '../../errors.ts';
import { checkOptions } from '../../options.ts';
import { Given } from './Given.ts';
import { recordingKeys } from './help.ts';
import type { Said } from './options.ts';
import { recordingWay } from './recordingWay.ts';
import { type Surroundings, show, showOptions } from './show.ts';
import { bytesOf } from './sources.ts';

/**
 * `stridegrad step --recording FILE`: walks through a training step that was recorded.
 *
 * @returns the exit status.
 * @throws ArgumentError for what the command line cannot mean; DataError if the file is no recording.
 */
export async function stepRecording({ words, options }: Said, around: Surroundings): Promise<number> {
  const command = 'step --recording';
  if (words.length > 0) {
    throw new ArgumentError('step', `--recording has its own operations, but is given ${words.join(' and ')}`);
  }
  checkOptions(command, options, ['recording', ...showOptions]);
  const given = new Given(command, options);
  const path = given.text('recording') ?? '';
  const advice = " 'saveRecording(path, recordStep(() => …))' writes one.";
  const film = replay(parseRecording(new TextDecoder().decode(await bytesOf(given, path, advice)), path));
  if (film.length === 0) {
    throw new ArgumentError(command, `${path} has no steps: nothing happened while it was recorded`);
  }
  const counts = film.phases.map(({ phase, first, last }) => `${last - first + 1} ${phase}`);
  const shown = {
    call: path,
    about: `a training step: ${counts.join(', ')}`,
    ways: [recordingWay(film)],
    keys: recordingKeys,
  };
  return show(given, shown, 0, around);
}
