let recording = true;

/** Whether operations are written on the tape now. */
export function isGradEnabled(): boolean {
  return recording;
}

function withRecording<Result>(value: boolean, body: () => Result): Result {
  const before = recording;
  recording = value;
  const restore = () => {
    recording = before;
  };
  let result: Result;
  try {
    result = body();
  } catch (error) {
    restore();
    throw error;
  }
  if (result instanceof Promise) {
    return result.finally(restore) as Result;
  }
  restore();
  return result;
}

/**
 * Runs `body` without writing on the tape: its results have no gradient and keep nothing alive. An async body is
 * covered until its promise settles (and so is whatever else runs meanwhile).
 */
export function noGrad<Result>(body: () => Result): Result {
  return withRecording(false, body);
}

/** The opposite of `noGrad`, for use inside it. */
export function enableGrad<Result>(body: () => Result): Result {
  return withRecording(true, body);
}
