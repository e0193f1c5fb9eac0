/** What the bodies that run now asked for, the latest last. Async ones may end in any order. */
const scopes: { readonly records: boolean }[] = [];
let recording = true;

/** Whether operations are written on the tape now. */
export function isGradEnabled(): boolean {
  return recording;
}

function withRecording<Result>(records: boolean, body: () => Result): Result {
  const scope = { records };
  scopes.push(scope);
  recording = records;
  const leave = () => {
    scopes.splice(scopes.lastIndexOf(scope), 1);
    recording = scopes.at(-1)?.records ?? true;
  };
  let result: Result;
  try {
    result = body();
  } catch (error) {
    leave();
    throw error;
  }
  if (result instanceof Promise) {
    return result.finally(leave) as Result;
  }
  leave();
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
